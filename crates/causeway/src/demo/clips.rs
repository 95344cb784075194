//! The demo's videos: who shows what, and what is said to it.

use super::scenes::Scene::{self, *};

/// What videos are about. Each is near the one before and after it, the last near the first: who likes one likes these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Sea,
    Travel,
    Weather,
    Garden,
    Night,
    Loop,
}

/// What each of [`super::script::PEOPLE`] likes, what he likes best in the middle: opposite topics have no friend in
/// common, so that there is a taste to be learnt.
const TASTES: [[Topic; 3]; 6] = [
    [Topic::Travel, Topic::Weather, Topic::Garden],
    [Topic::Loop, Topic::Sea, Topic::Travel],
    [Topic::Sea, Topic::Travel, Topic::Weather],
    [Topic::Night, Topic::Loop, Topic::Sea],
    [Topic::Garden, Topic::Night, Topic::Loop],
    [Topic::Weather, Topic::Garden, Topic::Night],
];

impl Topic {
    /// Whether somebody likes it: an index into [`super::script::PEOPLE`].
    pub fn is_liked_by(self, who: usize) -> bool {
        TASTES.get(who).is_some_and(|taste| taste.contains(&self))
    }

    /// Whether he likes nothing more.
    pub fn is_loved_by(self, who: usize) -> bool {
        TASTES.get(who).is_some_and(|[_, loved, _]| *loved == self)
    }
}

/// A video.
pub struct Clip {
    /// Index into [`super::script::PEOPLE`].
    pub who: usize,
    pub scene: Scene,
    /// What tells it from the others of its scene; also how long it is.
    pub seed: u8,
    pub sound: &'static str,
    pub caption: &'static str,
}

impl Clip {
    /// Length in seconds: 4 to 6.
    pub fn seconds(&self) -> usize {
        4 + usize::from(self.seed % 3)
    }

    /// What it is about: its caption's first tag.
    pub fn topic(&self) -> Topic {
        match self.scene {
            Sea | Fish => Topic::Sea,
            Train | Dunes => Topic::Travel,
            Rain | Snow => Topic::Weather,
            Flower | Bamboo => Topic::Garden,
            City | Candle | Aurora | Fireworks => Topic::Night,
            Tunnel | Kaleidoscope | Lamp | Balls => Topic::Loop,
        }
    }

    /// What is spoken or written in it.
    pub fn language(&self) -> &'static str {
        let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        if self.caption.chars().any(chinese) {
            "zh"
        } else {
            "en"
        }
    }
}

// Sources of ffmpeg's: noise for wind and water, sines for music. No commas but the filters' own.
const WAVES: &str = "anoisesrc=c=brown:a=0.8,tremolo=f=0.2:d=0.8";
const WIND: &str = "anoisesrc=c=pink:a=0.5,bandpass=f=400:w=300,tremolo=f=0.3:d=0.6";
const DROPS: &str = "anoisesrc=c=white:a=0.12,highpass=f=1200";
const BELLS: &str =
    "aevalsrc=0.4*sin(4147*t)*exp(-3*mod(t\\,1.5))+0.2*sin(8378*t)*exp(-5*mod(t\\,1.5))";
const HARP: &str = "aevalsrc=0.3*sin(1382*pow(2\\,mod(floor(4*t)*7\\,12)/12)*t)*exp(-6*mod(t\\,0.25))+0.2*sin(691*t)*exp(-2*mod(t\\,1))";
const PIANO: &str = "aevalsrc=0.3*sin(1644*pow(2\\,mod(floor(3*t)*5\\,12)/12)*t)*exp(-4*mod(t\\,0.3333))+0.15*sin(822*t)*exp(-1.5*mod(t\\,2))";
const BEAT: &str =
    "aevalsrc=0.6*sin(377*t)*exp(-14*mod(t\\,0.5))+0.2*sin(1108*t)*exp(-9*mod(t+0.25\\,0.5))";
const DRONE: &str = "aevalsrc=0.25*sin(691*t)+0.2*sin(1037*t+sin(t))+0.1*sin(1382*t)";

const fn clip(
    who: usize,
    scene: Scene,
    seed: u8,
    sound: &'static str,
    caption: &'static str,
) -> Clip {
    Clip {
        who,
        scene,
        seed,
        sound,
        caption,
    }
}

/// In the order in which they are posted: the last is the newest.
pub const CLIPS: &[Clip] = &[
    clip(
        1,
        Sea,
        0,
        WAVES,
        "First light over the causeway #sea #harbour #morning",
    ),
    clip(5, Flower, 0, HARP, "院子里的花开了 #garden #花 #奶奶的院子"),
    clip(
        2,
        Fish,
        0,
        DROPS,
        "Under the old pier, ten minutes ago #sea #fish",
    ),
    clip(3, Tunnel, 0, BEAT, "地铁最后一站 #loop #城市"),
    clip(4, Balls, 0, BEAT, "Which one lands last? #loop #physics"),
    clip(0, City, 0, DRONE, "回家路上的灯 #night #夜 #城市"),
    clip(1, Rain, 0, DROPS, "Bus stop, no umbrella #weather #rain"),
    clip(
        2,
        Train,
        0,
        BEAT,
        "Twelve hours by the window, in five seconds #travel #train",
    ),
    clip(5, Candle, 0, BELLS, "停电了，也挺好 #night #夜 #安静"),
    clip(
        3,
        Kaleidoscope,
        0,
        PIANO,
        "我写的第一个着色器 #loop #shader",
    ),
    clip(
        4,
        Dunes,
        0,
        WIND,
        "Nobody for forty kilometres #travel #desert",
    ),
    clip(0, Bamboo, 0, WIND, "风一来，竹子就说话 #garden #竹 #安静"),
    clip(
        1,
        Aurora,
        0,
        DRONE,
        "I stayed up for this #night #aurora #north",
    ),
    clip(
        2,
        Snow,
        0,
        BELLS,
        "The first snow at the cabin #weather #snow #winter",
    ),
    clip(3, Fireworks, 0, BEAT, "新年快乐！ #night #新年 #烟花"),
    clip(4, Lamp, 0, DRONE, "My lamp is calmer than I am #loop #calm"),
    clip(0, Sea, 1, WAVES, "码头，下班以后 #sea #海 #harbour"),
    clip(1, Balls, 1, BEAT, "Sound on #loop #physics"),
    clip(5, Fish, 1, HARP, "鱼缸里的新朋友 #sea #鱼"),
    clip(2, Flower, 1, PIANO, "Grown from one seed #garden #slow"),
    clip(3, City, 1, BEAT, "凌晨两点的楼 #night #夜 #城市"),
    clip(4, Train, 1, PIANO, "Window seat, always #travel #train"),
    clip(0, Rain, 1, DROPS, "下雨天最适合吃面 #weather #雨"),
    clip(1, Tunnel, 1, BEAT, "Keep falling #loop #shader"),
    clip(
        2,
        Dunes,
        1,
        WIND,
        "Sand sings when you listen #travel #desert",
    ),
    clip(5, Bamboo, 1, WIND, "后山，早上六点 #garden #竹 #早安"),
    clip(3, Aurora, 1, DRONE, "北边的朋友发来的 #night #夜 #aurora"),
    clip(
        4,
        Candle,
        1,
        BELLS,
        "One candle per exam passed #night #calm",
    ),
    clip(0, Kaleidoscope, 1, HARP, "小时候的万花筒 #loop #安静"),
    clip(
        1,
        Snow,
        1,
        BELLS,
        "Cannot find the path any more #weather #snow #winter",
    ),
    clip(
        2,
        Fireworks,
        1,
        BEAT,
        "From our roof, over the bay #night #fireworks #harbour",
    ),
    clip(3, Lamp, 1, DRONE, "看着它发呆一整晚 #loop #安静"),
    clip(
        4,
        Sea,
        2,
        WAVES,
        "Ferry to the islands, last one today #sea #harbour",
    ),
    clip(0, Flower, 2, HARP, "妈妈节的花 #garden #花 #谢谢"),
    clip(1, Fish, 2, DROPS, "They follow the torch #sea #fish"),
    clip(
        2,
        City,
        2,
        DRONE,
        "Somebody up there is still working #night #city",
    ),
    clip(5, Balls, 2, BEAT, "孙子教我做的 #loop #奶奶的院子"),
    clip(3, Train, 2, PIANO, "绿皮火车 #travel #train #慢"),
    clip(
        4,
        Rain,
        2,
        DROPS,
        "City lights through a wet window #weather #rain #city",
    ),
    clip(0, Tunnel, 2, BEAT, "通勤的真相 #loop #城市"),
    clip(1, Dunes, 2, WIND, "Day three. Still sand #travel #desert"),
    clip(
        2,
        Bamboo,
        2,
        WIND,
        "A forest made of lines #garden #bamboo #calm",
    ),
    clip(3, Candle, 2, BELLS, "给我爷爷 #night #夜 #安静"),
    clip(
        4,
        Aurora,
        2,
        DRONE,
        "Green, then violet, then nothing #night #aurora",
    ),
    clip(0, Snow, 2, BELLS, "老家下雪了 #weather #雪 #冬天"),
    clip(
        1,
        Kaleidoscope,
        2,
        PIANO,
        "Six mirrors and a phone #loop #diy",
    ),
    clip(2, Lamp, 2, DRONE, "Day 41 of filming my lamp #loop #calm"),
    clip(3, Fireworks, 2, BEAT, "元宵节，海边 #night #烟花 #harbour"),
    clip(
        4,
        Flower,
        3,
        HARP,
        "Garden update, nobody asked #garden #slow",
    ),
    clip(5, Sea, 3, WAVES, "爷爷的船 #sea #海 #harbour"),
    clip(0, Fish, 3, DROPS, "水族馆里最安静的角落 #sea #鱼 #安静"),
    clip(
        1,
        City,
        3,
        BEAT,
        "Counting windows instead of sheep #night #city",
    ),
    clip(2, Balls, 3, BEAT, "Perfect loop? #loop #physics"),
    clip(3, Rain, 3, DROPS, "等一辆不来的车 #weather #雨"),
    clip(4, Tunnel, 3, BEAT, "My inbox on Monday #loop #work"),
    clip(0, Train, 3, PIANO, "去看海的路上 #travel #train"),
    clip(
        1,
        Bamboo,
        3,
        WIND,
        "Lunch break in the gardens #garden #bamboo #calm",
    ),
    clip(
        2,
        Dunes,
        3,
        WIND,
        "Golden hour, no filter #travel #desert #slow",
    ),
    clip(5, Snow, 3, BELLS, "瑞雪兆丰年 #weather #雪 #新年"),
    clip(
        3,
        Aurora,
        3,
        DRONE,
        "把夜空调成了绿色 #night #aurora #shader",
    ),
    clip(
        4,
        Kaleidoscope,
        3,
        HARP,
        "Stare at the middle #loop #shader",
    ),
    clip(0, Candle, 3, BELLS, "生日快乐，给自己 #night #安静 #谢谢"),
    clip(
        1,
        Fireworks,
        3,
        BEAT,
        "Harbour festival, day one #night #fireworks #harbour",
    ),
    clip(
        2,
        Lamp,
        3,
        DRONE,
        "Tell me what you see in the drops #loop #calm #question",
    ),
];

/// What is said to videos, in turn.
pub const COMMENTS: &[(usize, &str)] = &[
    (0, "这个好看！"),
    (1, "I have watched this six times"),
    (2, "Where is this? 😍"),
    (3, "声音开大一点更好"),
    (4, "Saving this for a bad day"),
    (5, "好，好，好 👍"),
    (1, "My cat is staring at the screen"),
    (2, "Tutorial, please"),
    (3, "哈哈哈哈"),
    (0, "晚安"),
    (4, "The loop is perfect"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_caption_names_its_topic_and_no_other() {
        let topics = [
            Topic::Sea,
            Topic::Travel,
            Topic::Weather,
            Topic::Garden,
            Topic::Night,
            Topic::Loop,
        ];
        for clip in CLIPS {
            let tags = clip.caption.split(' ').filter_map(|w| w.strip_prefix('#'));
            let named = tags.filter(|tag| {
                let is = |topic: &Topic| format!("{topic:?}").eq_ignore_ascii_case(tag);
                topics.iter().any(is)
            });
            let topic = format!("{:?}", clip.topic()).to_lowercase();
            assert_eq!(named.collect::<Vec<_>>(), [topic], "{}", clip.caption);
        }
        for topic in topics {
            let fans = (0..TASTES.len()).filter(|who| topic.is_liked_by(*who));
            assert_eq!(fans.count(), 3, "{topic:?}");
        }
    }
}
