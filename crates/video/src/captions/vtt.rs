//! WebVTT, read and written again: cues with their times, a few settings, text with `<b>`, `<i>`, `<u>`, `<c>`.
//! Styles, regions, notes and everything else stay behind.

use std::fmt::Write;

/// Cues of one file: one each third of a second for ten minutes.
const CUES_MAX: usize = 2000;
/// Text of one cue, in characters.
const CUE_CHARS_MAX: usize = 500;
/// Longest time: a hundred hours.
const TIME_MS_MAX: u64 = 360_000_000;
/// Settings of a cue that only say where it stands.
const SETTINGS: [&str; 5] = ["vertical", "line", "position", "size", "align"];
const TAGS: [&str; 4] = ["b", "i", "u", "c"];

/// The same captions without anything harmful; or what is wrong with them.
pub(super) fn clean(text: &str) -> Result<String, String> {
    let text = text.trim_start_matches('\u{feff}');
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = text.lines();
    let head = lines.next().unwrap_or_default();
    if head != "WEBVTT" && !head.starts_with("WEBVTT ") && !head.starts_with("WEBVTT\t") {
        return Err("Captions must begin with WEBVTT".into());
    }
    let mut clean = "WEBVTT\n".to_owned();
    let mut cues = 0;
    while let Some(line) = lines.next() {
        let Some((start, end, settings)) = timing(line) else {
            continue;
        };
        cues += 1;
        if cues > CUES_MAX {
            return Err(format!("Captions may have at most {CUES_MAX} cues"));
        }
        let said: Vec<_> = lines
            .by_ref()
            .take_while(|line| !line.trim().is_empty())
            .collect();
        let said = harmless(&said.join("\n"));
        // Writing to a string does not fail.
        let written = write!(
            clean,
            "\n{} --> {}{settings}\n{said}\n",
            time(start),
            time(end)
        );
        written.map_err(|error| error.to_string())?;
    }
    if cues == 0 {
        return Err("There are no cues in these captions".into());
    }
    Ok(clean)
}

/// `00:01.000 --> 00:02.000 line:0`: start, end, settings that are let through.
fn timing(line: &str) -> Option<(u64, u64, String)> {
    let (start, rest) = line.split_once("-->")?;
    let mut words = rest.split_whitespace();
    let (start, end) = (milliseconds(start.trim())?, milliseconds(words.next()?)?);
    if end <= start || end > TIME_MS_MAX {
        return None;
    }
    let is_simple = |value: &str| {
        value.len() <= 20
            && value
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-.,%".contains(&b))
    };
    let settings = words
        .filter_map(|word| word.split_once(':'))
        .filter(|(name, value)| SETTINGS.contains(name) && is_simple(value))
        .map(|(name, value)| format!(" {name}:{value}"))
        .collect();
    Some((start, end, settings))
}

/// `[hh:]mm:ss.mmm`.
fn milliseconds(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once('.')?;
    let mut seconds = 0u64;
    let parts: Vec<_> = clock.split(':').collect();
    if !(2..=3).contains(&parts.len()) || fraction.len() != 3 {
        return None;
    }
    for part in parts {
        seconds = seconds.checked_mul(60)?.checked_add(number(part)?)?;
    }
    seconds.checked_mul(1000)?.checked_add(number(fraction)?)
}

fn number(text: &str) -> Option<u64> {
    let is_short = (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_short.then(|| text.parse().ok()).flatten()
}

fn time(ms: u64) -> String {
    let (seconds, ms) = (ms / 1000, ms % 1000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    format!(
        "{:02}:{:02}:{seconds:02}.{ms:03}",
        minutes / 60,
        minutes % 60
    )
}

/// Text of a cue: four tags without attributes are let through, all others go, and nothing looks like a time.
fn harmless(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        clean.push_str(before);
        let Some(end) = tag.find('>') else {
            rest = "";
            break;
        };
        let name = tag.get(1..end).unwrap_or_default();
        if TAGS.contains(&name.trim_start_matches('/')) && !name.starts_with("//") {
            clean.push('<');
            clean.push_str(name);
            clean.push('>');
        }
        rest = tag.get(end + 1..).unwrap_or_default();
    }
    clean.push_str(rest);
    let is_shown = |c: &char| *c == '\n' || !c.is_control();
    let shown: String = clean.chars().filter(is_shown).take(CUE_CHARS_MAX).collect();
    shown.replace("-->", "--&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_kept_and_everything_else_goes() {
        let text = "\u{feff}WEBVTT - a title\r\nX-TIMESTAMP-MAP=MPEGTS:9\r\n\r\nSTYLE\r\n::cue { background: url(http://evil) }\r\n\r\n\
            NOTE hidden\r\n\r\none\r\n00:01.000 --> 00:02.500 line:0 onclick:x region:r\r\n\
            <b>Hi</b> <v Bob>there</v> <script>alert(1)</script>\r\nsecond <00:01.500>line\r\n\r\n\
            00:00:03.000 --> 00:00:04.000\r\nlast --> one\r\n";
        assert_eq!(
            clean(text).unwrap(),
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.500 line:0\n<b>Hi</b> there alert(1)\nsecond line\n\n\
             00:00:03.000 --> 00:00:04.000\nlast --&gt; one\n"
        );
        assert_eq!(
            clean(&clean(text).unwrap()),
            clean(text),
            "again is the same"
        );
    }

    #[test]
    fn what_is_no_webvtt_is_refused() {
        for text in [
            "",
            "1\n00:00:01,000 --> 00:00:02,000\nsrt",
            "WEBVTT",
            "WEBVTTX\n\n00:01.000 --> 00:02.000\nx",
        ] {
            assert!(clean(text).is_err(), "{text}");
        }
        for times in [
            "00:02.000 --> 00:01.000",
            "0.5 --> 1.5",
            "99999999:00:00.000 --> 00:01.000",
        ] {
            assert!(clean(&format!("WEBVTT\n\n{times}\nx")).is_err(), "{times}");
        }
        let many = "\n00:01.000 --> 00:02.000\nx\n".repeat(CUES_MAX + 1);
        assert!(clean(&format!("WEBVTT\n{many}")).is_err());
    }
}
