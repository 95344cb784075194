//! The filter graph: from the inputs to one picture of constant size and one sound, then down the ladder. Inputs
//! are `in` (0), the video that this one answers (1, if there is one), another's sound (the last).

use super::{
    plan::{Plan, Rendition, single},
    wishes::Use,
};

/// From HLG or PQ to what every screen shows.
const TO_SDR: &str = "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,\
    zscale=t=bt709:m=bt709:r=tv,format=yuv420p,";
/// The layout is fixed before loudnorm and after, without which it and aresample fail on mono and 5.1 (research §6,
/// incident 1).
const STEREO: &str = "aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo";
const SILENCE: &str = "anullsrc=channel_layout=stereo:sample_rate=48000";

/// All of it: `[v0]`, `[v1]`, … for `renditions`, `[poster]`, and `[sound]` if `loudness` is given.
pub(super) fn all(plan: &Plan, renditions: &[Rendition], loudness: Option<&str>) -> String {
    let mut graph = picture(plan, renditions);
    ladder(&mut graph, renditions);
    if let Some(loudness) = loudness {
        graph.push_str(&format!(
            ";{};[mixed]{loudness}aresample=48000:async=1:first_pts=0,{STEREO}[sound]",
            sound(plan)
        ));
    }
    graph
}

/// The sound of all inputs, `[mixed]`.
pub(super) fn sound(plan: &Plan) -> String {
    let mut graph = String::new();
    let own = plan.sound.map(|own| {
        let tempo = plan.speed.factor();
        let tempo = tempo.map_or(String::new(), |factor| format!(",atempo={factor}"));
        format!(
            "[0:{own}]{STEREO}{tempo},volume={:.2}",
            f64::from(plan.original_volume) / 100.0
        )
    });
    let base = match plan.other {
        None => own,
        Some(other) => {
            let (first, length) = match other.how {
                Use::Duet => (None, plan.expected_ms),
                Use::Stitch(cut) => (Some(cut.length_ms()), plan.expected_ms),
            };
            let quiet = |ms: u64| format!("{SILENCE},atrim=0:{}", seconds(ms));
            let theirs = if other.has_sound {
                let padded =
                    first.map_or(String::new(), |ms| format!(",apad,atrim=0:{}", seconds(ms)));
                format!("[1:a]{STEREO}{padded}")
            } else {
                quiet(first.unwrap_or(length))
            };
            let own = own.unwrap_or_else(|| quiet(length.saturating_sub(first.unwrap_or(0))));
            let how = match first {
                None => "amix=inputs=2:duration=longest:normalize=0",
                Some(_) => "concat=n=2:v=0:a=1",
            };
            Some(format!("{theirs}[theirs];{own}[own];[theirs][own]{how}"))
        }
    };
    match (base, plan.music) {
        (Some(base), None) => graph.push_str(&base),
        (base, Some(volume)) => {
            let input = 1 + usize::from(plan.other.is_some());
            let factor = f64::from(volume) / 100.0;
            let music = format!("[{input}:a]{STEREO},volume={factor:.2}");
            match base {
                Some(base) => graph.push_str(&format!(
                    "{base}[base];{music}[music];[base][music]amix=inputs=2:duration=longest:normalize=0"
                )),
                None => graph.push_str(&music),
            }
        }
        (None, None) => graph.push_str(SILENCE),
    }
    graph.push_str("[mixed]");
    graph
}

/// One picture `[pic]` as large as the first rendition.
fn picture(plan: &Plan, renditions: &[Rendition]) -> String {
    let (width, height) = renditions.first().map_or((2, 2), |r| (r.width, r.height));
    let (frames, parts) = (plan.rate.frames, plan.rate.seconds);
    let rate = format!("fps={frames}/{parts}");
    let map = if plan.hdr { TO_SDR } else { "" };
    let own = plan.picture;
    let tempo = plan.speed.factor();
    let tempo = tempo.map_or(String::new(), |factor| format!("setpts=PTS/{factor},"));
    match plan.other.map(|other| other.how) {
        None => format!("[0:{own}]{tempo}{rate},{map}{}[pic];", fit(width, height)),
        Some(Use::Duet) => {
            let half = fit((width / 4 * 2).max(2), height);
            format!(
                "[0:{own}]{tempo}{rate},{map}{half}[left];[1:v]{rate},{half}[right];\
                 [left][right]hstack=shortest=1,scale={width}:{height},setsar=1[pic];"
            )
        }
        Some(Use::Stitch(_)) => {
            let whole = fit(width, height);
            format!(
                "[1:v]{rate},{whole}[before];[0:{own}]{tempo}{rate},{map}{whole}[after];\
                 [before][after]concat=n=2:v=1:a=0[pic];"
            )
        }
    }
}

/// Scales into a box and fills the rest with black: a phone that is turned while it films changes the size of its
/// pictures, and what is made has one size (research §6, incident 4). What fits but for rounding has no bars.
fn fit(width: u64, height: u64) -> String {
    let fits = format!("lt(abs(dar*{height}/{width}-1),0.02)");
    format!(
        "scale=w='if({fits},{width},2*floor(min({width},{height}*dar)/2))':\
         h='if({fits},{height},2*floor(min({height},{width}/dar)/2))',\
         setsar=1,format=yuv420p,pad={width}:{height}:-1:-1:eval=frame"
    )
}

/// Each rung from the one above; the poster from the one that the single file is made of.
fn ladder(graph: &mut String, renditions: &[Rendition]) {
    let mut input = "[pic]".to_owned();
    let last = renditions.len().saturating_sub(1);
    for (at, rendition) in renditions.iter().enumerate() {
        let mut outputs = format!("[v{at}]");
        let mut count = 1;
        if at < last {
            outputs.push_str(&format!("[next{at}]"));
            count += 1;
        }
        if at == single(renditions) {
            outputs.push_str("[still]");
            count += 1;
        }
        let scale = if at == 0 {
            String::new()
        } else {
            format!("scale={}:{},setsar=1,", rendition.width, rendition.height)
        };
        graph.push_str(&format!("{input}{scale}split={count}{outputs};"));
        input = format!("[next{at}]");
    }
    graph.push_str("[still]thumbnail=60[poster]");
}

/// Seconds as ffmpeg reads them.
pub(super) fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processing::plan::tests::plan;

    #[test]
    fn each_rung_is_scaled_from_the_one_above() {
        let plan = plan(None);
        let graph = all(&plan, &plan.renditions, None);
        assert!(
            graph.starts_with("[0:0]fps=25/1,scale=w='if(lt("),
            "{graph}"
        );
        assert!(
            graph.ends_with(
                "[pic]split=3[v0][next0][still];[next0]scale=360:640,setsar=1,split=1[v1];[still]thumbnail=60[poster]"
            ),
            "{graph}"
        );
    }

    #[test]
    fn the_own_sound_alone_is_not_mixed() {
        let graph = sound(&plan(Some(1)));
        assert_eq!(graph, format!("[0:1]{STEREO},volume=1.00[mixed]"));
    }
}
