//! What is made of a video: the ladder of renditions (research §2.4). Rungs are named by the short edge and never
//! larger than the source.

use super::{
    probe::{Probed, Rate},
    wishes::{Cut, Speed, Use, Wishes},
};

/// One rung as it can be.
struct Rung {
    short: u64,
    crf: u8,
    maxrate_k: u32,
}

const LADDER: [Rung; 4] = [
    Rung {
        short: 1080,
        crf: 23,
        maxrate_k: 5000,
    },
    Rung {
        short: 720,
        crf: 23,
        maxrate_k: 2600,
    },
    Rung {
        short: 480,
        crf: 24,
        maxrate_k: 1200,
    },
    Rung {
        short: 360,
        crf: 25,
        maxrate_k: 700,
    },
];

/// The rung of which the single file and the poster are made, at most.
const SINGLE_SHORT: u64 = 720;
/// Frames a second of what is made.
const RATE_MAX: Rate = Rate {
    frames: 30,
    seconds: 1,
};
const RATE_MIN: Rate = Rate {
    frames: 1,
    seconds: 1,
};

/// A rendition of the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rendition {
    /// The short edge: names its files.
    pub(super) name: u64,
    pub(super) width: u64,
    pub(super) height: u64,
    pub(super) crf: u8,
    pub(super) maxrate_k: u32,
}

/// Rungs up to here are made first: a quarter of the time of all, and one can watch (measured: 2.8 s of 11.4 s for
/// 15 s at 1080, and 5% more work in all).
const EARLY_SHORT: u64 = 480;

/// The video that this one answers, as it lies in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OtherFile {
    pub(super) how: Use,
    pub(super) duration_ms: u64,
    pub(super) has_sound: bool,
}

/// All that is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// Largest first: each is scaled from the one before, which costs a third less than from the source.
    pub(super) renditions: Vec<Rendition>,
    pub(super) rate: Rate,
    pub(super) hdr: bool,
    /// Which streams of the source are used.
    pub(super) picture: usize,
    pub(super) sound: Option<usize>,
    /// What is kept of the source.
    pub(super) cut: Option<Cut>,
    pub(super) speed: Speed,
    pub(super) other: Option<OtherFile>,
    /// How loud another's sound is.
    pub(super) music: Option<u8>,
    pub(super) original_volume: u8,
    pub(super) cover_ms: Option<u64>,
    /// How long it will be.
    pub(super) expected_ms: u64,
    /// Work is done for this long of the source, whatever it says of itself.
    pub(super) seconds_max: u64,
}

impl Plan {
    pub(super) fn of(
        probed: &Probed,
        wishes: &Wishes,
        other: Option<OtherFile>,
        seconds_max: u64,
    ) -> Self {
        let per_second = probed.rate.per_second();
        let rate = if per_second > RATE_MAX.per_second() {
            RATE_MAX
        } else if per_second < RATE_MIN.per_second() {
            RATE_MIN
        } else {
            probed.rate
        };
        let (width, height) = match other.map(|other| other.how) {
            Some(Use::Duet) => (2 * probed.width, probed.height),
            _ => (probed.width, probed.height),
        };
        let own_ms = kept_ms(probed, wishes);
        let expected_ms = match other {
            None => own_ms,
            Some(other) => match other.how {
                Use::Duet => own_ms.min(other.duration_ms),
                Use::Stitch(cut) => own_ms + cut.length_ms(),
            },
        };
        Self {
            renditions: ladder(width, height),
            rate,
            hdr: probed.hdr,
            picture: probed.picture,
            sound: probed.sound,
            cut: wishes.trim,
            speed: wishes.speed,
            other,
            music: wishes.music.map(|music| music.volume),
            original_volume: wishes.original_volume,
            cover_ms: wishes.cover_ms,
            expected_ms,
            seconds_max,
        }
    }

    /// Whether there is anything to hear.
    pub(super) fn has_sound(&self) -> bool {
        self.sound.is_some()
            || self.music.is_some()
            || self.other.is_some_and(|other| other.has_sound)
    }

    /// What is made first, so that one can watch; all, if there is nothing large.
    pub(super) fn early(&self) -> &[Rendition] {
        self.renditions
            .get(self.first_early()..)
            .unwrap_or_default()
    }

    /// What follows when nobody waits for his first.
    pub(super) fn later(&self) -> &[Rendition] {
        self.renditions
            .get(..self.first_early())
            .unwrap_or_default()
    }

    fn first_early(&self) -> usize {
        let is_early = |rendition: &Rendition| rendition.name <= EARLY_SHORT;
        self.renditions.iter().position(is_early).unwrap_or(0)
    }

    /// The largest: its size is the video's.
    pub(super) fn size(&self) -> (u64, u64) {
        self.renditions
            .first()
            .map_or((0, 0), |largest| (largest.width, largest.height))
    }
}

/// How long that will be which is kept of an upload.
pub(super) fn kept_ms(probed: &Probed, wishes: &Wishes) -> u64 {
    let recorded_ms = match wishes.trim {
        None => probed.duration_ms,
        Some(cut) => probed
            .duration_ms
            .min(cut.end_ms)
            .saturating_sub(cut.start_ms),
    };
    wishes.speed.made(recorded_ms)
}

/// Which of some renditions becomes the single file and the poster.
pub(super) fn single(renditions: &[Rendition]) -> usize {
    let fits = |rendition: &Rendition| rendition.name <= SINGLE_SHORT;
    let last = renditions.len().saturating_sub(1);
    renditions.iter().position(fits).unwrap_or(last)
}

fn ladder(width: u64, height: u64) -> Vec<Rendition> {
    let short = width.min(height);
    let mut rungs: Vec<_> = LADDER
        .iter()
        .filter(|rung| rung.short <= short)
        .map(|rung| rendition(width, height, rung.short, rung.crf, rung.maxrate_k))
        .collect();
    // Smaller than the lowest rung: one of its own size (research §6, incident 21).
    if rungs.is_empty() {
        rungs.push(rendition(width, height, short - short % 2, 25, 700));
    }
    rungs
}

fn rendition(width: u64, height: u64, short: u64, crf: u8, maxrate_k: u32) -> Rendition {
    let long = even(width.max(height) * short, width.min(height));
    let (width, height) = if width < height {
        (short, long)
    } else {
        (long, short)
    };
    Rendition {
        name: short,
        width,
        height,
        crf,
        maxrate_k,
    }
}

/// `above / below`, rounded to the nearest even number: 4:2:0 has no odd sizes.
fn even(above: u64, below: u64) -> u64 {
    (above + below) / (2 * below.max(1)) * 2
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A plan for a second of 480.
    pub(in crate::processing) fn plan(sound: Option<usize>) -> Plan {
        let probed = Probed {
            duration_ms: 1000,
            width: 480,
            height: 854,
            rate: Rate {
                frames: 25,
                seconds: 1,
            },
            hdr: false,
            picture: 0,
            sound,
        };
        Plan::of(&probed, &Wishes::default(), None, 180)
    }

    #[test]
    fn small_renditions_come_first() {
        let mut plan = plan(None);
        plan.renditions = ladder(1080, 1920);
        let names = |all: &[Rendition]| all.iter().map(|r| r.name).collect::<Vec<_>>();
        assert_eq!(names(plan.early()), [480, 360]);
        assert_eq!(names(plan.later()), [1080, 720]);
        plan.renditions = ladder(208, 117);
        assert_eq!(names(plan.early()), [116]);
        assert!(plan.later().is_empty());
    }

    #[test]
    fn a_cut_is_never_longer_than_the_file() {
        let probed = Probed {
            duration_ms: 5000,
            width: 360,
            height: 640,
            rate: RATE_MAX,
            hdr: false,
            picture: 0,
            sound: None,
        };
        let cut = |start_ms, end_ms| Wishes {
            trim: Some(Cut { start_ms, end_ms }),
            ..Wishes::default()
        };
        assert_eq!(kept_ms(&probed, &cut(1000, 3000)), 2000);
        assert_eq!(kept_ms(&probed, &cut(1000, 9000)), 4000);
        assert_eq!(kept_ms(&probed, &cut(6000, 9000)), 0);
        let fast = Wishes {
            speed: Speed::of(2.0).unwrap(),
            ..cut(1000, 3000)
        };
        assert_eq!(kept_ms(&probed, &fast), 1000);
    }

    fn sizes(width: u64, height: u64) -> Vec<(u64, u64, u64)> {
        let all = ladder(width, height);
        all.iter().map(|r| (r.name, r.width, r.height)).collect()
    }

    #[test]
    fn rungs_are_named_by_the_short_edge_in_every_orientation() {
        let upright = [(720, 720, 1280), (480, 480, 854), (360, 360, 640)];
        assert_eq!(sizes(720, 1280), upright);
        assert_eq!(sizes(1280, 720), upright.map(|(n, w, h)| (n, h, w)));
        assert_eq!(sizes(1080, 1920)[0], (1080, 1080, 1920));
        assert_eq!(sizes(3840, 2160)[0], (1080, 1920, 1080));
        assert_eq!(sizes(600, 600), [(480, 480, 480), (360, 360, 360)]);
        assert_eq!(sizes(208, 117), [(116, 206, 116)]);
    }

    #[test]
    fn nothing_is_made_larger_and_all_sizes_are_even() {
        for width in [96, 97, 208, 359, 360, 361, 719, 1079, 1080, 1921, 4096] {
            for height in [96, 133, 359, 361, 720, 853, 1080, 2160] {
                for rendition in ladder(width, height) {
                    assert_eq!(rendition.width % 2, 0, "{width}x{height}");
                    assert_eq!(rendition.height % 2, 0, "{width}x{height}");
                    assert!(rendition.width.min(rendition.height) <= width.min(height));
                    assert_eq!(rendition.name, rendition.width.min(rendition.height));
                }
            }
        }
    }
}
