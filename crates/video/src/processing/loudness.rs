//! To the loudness of other players, in two passes (research §2.6): the first measures, the second turns by one
//! number, so that a whisper stays quieter than a shout. What is right already, or silent, is left alone.

use std::path::Path;

use serde::Deserialize;

use super::{
    encode::{bounds, length},
    failure::Failure,
    graph,
    plan::Plan,
    programs::Programs,
    sandbox,
    words::Words,
};

/// LUFS, decibels true peak, loudness units.
const TARGET: f64 = -14.0;
const PEAK: f64 = -1.5;
const RANGE: f64 = 11.0;
/// Nobody hears less than this.
const NEAR: f64 = 1.0;
/// Below this there is nothing to hear.
const SILENT: f64 = -69.0;

/// What loudnorm tells, as text in JSON.
#[derive(Debug, Deserialize)]
struct Told {
    input_i: String,
    input_tp: String,
    input_lra: String,
    input_thresh: String,
    target_offset: String,
}

/// The filter that brings the sound of a plan to the target, ending in a comma; empty: nothing has to be done.
pub(super) async fn measure(
    programs: &Programs,
    folder: &Path,
    plan: &Plan,
) -> Result<String, Failure> {
    let mut words = Words::begin();
    // The measure is told at the level of infos.
    words.add("-v info -hide_banner").inputs(plan);
    words.add("-filter_complex").one(format!(
        "{};[mixed]loudnorm=I={TARGET}:TP={PEAK}:LRA={RANGE}:print_format=json[out]",
        graph::sound(plan)
    ));
    words
        .add("-map [out] -t")
        .one(length(plan))
        .add("-f null -");
    let ended = sandbox::run(
        programs,
        folder,
        "ffmpeg",
        &words.0,
        bounds(plan.seconds_max),
        |_| {},
    )
    .await?;
    if ended.killed {
        return Err(Failure::fault(format!("ffmpeg was ended: {}", ended.said)));
    }
    // A sound that cannot be decoded is told by the run that encodes it.
    Ok(filter(&ended.said).unwrap_or_default())
}

fn filter(said: &str) -> Option<String> {
    let json = said.get(said.rfind('{')?..=said.rfind('}')?)?;
    let told: Told = serde_json::from_str(json).ok()?;
    let number = |text: &str, low: f64, high: f64| {
        let value: f64 = text.parse().ok()?;
        value.is_finite().then(|| value.clamp(low, high))
    };
    let loudness = number(&told.input_i, -99.0, 0.0)?;
    let peak = number(&told.input_tp, -99.0, 99.0)?;
    if loudness < SILENT || (loudness - TARGET).abs() <= NEAR && peak <= 0.0 {
        return None;
    }
    let range = number(&told.input_lra, 0.0, 99.0)?;
    let threshold = number(&told.input_thresh, -99.0, 0.0)?;
    let offset = number(&told.target_offset, -99.0, 99.0)?;
    Some(format!(
        "loudnorm=I={TARGET}:TP={PEAK}:LRA={RANGE}:measured_I={loudness}:measured_TP={peak}:measured_LRA={range}:\
         measured_thresh={threshold}:offset={offset}:linear=true,"
    ))
}

#[cfg(test)]
mod tests {
    use super::filter;

    fn told(loudness: &str, peak: &str) -> Option<String> {
        filter(&format!(
            "[Parsed_loudnorm_1 @ 0x55]\n{{\n\"input_i\" : \"{loudness}\",\n\"input_tp\" : \"{peak}\",\n\
             \"input_lra\" : \"2.00\",\n\"input_thresh\" : \"-40.00\",\n\"output_i\" : \"-14.0\",\n\
             \"target_offset\" : \"0.10\"\n}}\nsize=N/A"
        ))
    }

    #[test]
    fn what_is_quiet_is_made_louder() {
        let filter = told("-30.00", "-20.00").unwrap();
        assert!(
            filter.contains("measured_I=-30:measured_TP=-20:"),
            "{filter}"
        );
    }

    #[test]
    fn what_is_right_or_silent_is_left_alone() {
        assert_eq!(told("-14.40", "-3.00"), None);
        assert_eq!(told("-inf", "-inf"), None);
        assert_eq!(told("-70.00", "-60.00"), None);
        assert_eq!(filter("nothing of the kind"), None);
    }
}
