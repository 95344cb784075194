//! The messages of the bench: each carries which run and which send it is and when it was sent, so
//! that a receiver needs to look at nothing else.

use bytes::Bytes;
use memchr::memmem;

/// What a receiver reads out of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which ledger the send belongs to: older messages in the same room are told apart by it.
    pub run: u64,
    /// Index of the send in its ledger.
    pub seq: u64,
    /// When it was due, in nanoseconds of [`crate::measure::now_ns`].
    pub sent_ns: u64,
}

const TEXT: &str =
    "The quick brown fox jumps over the lazy dog, and the ferry leaves the pier at noon.";

/// The content of a message of ordinary length that carries `mark`.
pub fn content(mark: Mark) -> Bytes {
    let Mark { run, seq, sent_ns } = mark;
    let text = format!(
        r#"{{"msgtype":"m.text","body":"{TEXT}","bench.mark":"~b{run}.{seq}.{sent_ns}~"}}"#
    );
    Bytes::from(text)
}

/// All marks in an answer, in order. Searching for the marker costs a tenth of parsing the JSON,
/// and the marker cannot occur in ids, tokens or in anything else that the bench writes.
pub fn marks(body: &[u8]) -> impl Iterator<Item = Mark> + '_ {
    memmem::find_iter(body, b"~b").filter_map(|at| mark(body.get(at + 2..)?))
}

fn mark(text: &[u8]) -> Option<Mark> {
    let (run, rest) = number(text, b'.')?;
    let (seq, rest) = number(rest, b'.')?;
    let (sent_ns, _) = number(rest, b'~')?;
    Some(Mark { run, seq, sent_ns })
}

fn number(text: &[u8], end: u8) -> Option<(u64, &[u8])> {
    let length = text.iter().take(21).position(|&byte| byte == end)?;
    let digits = std::str::from_utf8(text.get(..length)?).ok()?;
    Some((digits.parse().ok()?, text.get(length + 1..)?))
}

/// The `next_batch` of a sync answer, or of a page of history its `end`.
pub fn token<'a>(body: &'a [u8], key: &str) -> Option<&'a str> {
    let name = format!("\"{key}\":");
    let start = memmem::find(body, name.as_bytes())? + name.len();
    let value = body.get(start..)?.trim_ascii_start().strip_prefix(b"\"")?;
    let length = memchr::memchr(b'"', value)?;
    std::str::from_utf8(value.get(..length)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_found_by_search_are_those_found_by_parsing() {
        let sent = [
            Mark {
                run: 7,
                seq: 0,
                sent_ns: 1,
            },
            Mark {
                run: 7,
                seq: 12,
                sent_ns: u64::MAX,
            },
        ];
        let events: Vec<serde_json::Value> = sent
            .iter()
            .map(|&mark| serde_json::from_slice(&content(mark)).unwrap())
            .collect();
        let body =
            serde_json::to_vec(&serde_json::json!({"next_batch": "s1", "events": events})).unwrap();
        assert_eq!(marks(&body).collect::<Vec<_>>(), sent);
        assert_eq!(token(&body, "next_batch"), Some("s1"));
    }

    #[test]
    fn broken_marks_are_passed_over() {
        assert_eq!(marks(b"~b1.2 ~b1.2.3~ ~b").count(), 1);
        assert_eq!(token(b"{\"next_batch\": 3}", "next_batch"), None);
    }
}
