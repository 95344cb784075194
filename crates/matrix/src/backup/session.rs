//! A room key in a backup, and which of two is the better one (client-server §10.12.3.2).

use http_server::{Error, Result};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Longest encrypted session: a real one has some 600 bytes.
const BYTES_MAX: usize = 65_536;

/// What the server may see of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Rank {
    pub(super) first_message_index: u32,
    pub(super) forwarded_count: u32,
    pub(super) is_verified: bool,
}

/// A session of a request.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) rank: Rank,
    pub(super) json: String,
}

impl Session {
    /// Checks the form; the encrypted part may be any object.
    pub(super) fn parse(json: &RawValue) -> Result<Self> {
        #[derive(Deserialize)]
        struct Shape {
            #[serde(flatten)]
            rank: Rank,
            #[serde(rename = "session_data")]
            _data: serde_json::Map<String, serde_json::Value>,
        }
        if json.get().len() > BYTES_MAX {
            return Err(Error::invalid_param(format!(
                "A session can have {BYTES_MAX} bytes"
            )));
        }
        let shape: Shape = serde_json::from_str(json.get()).map_err(|e| {
            Error::bad_json(format!("A session does not have the expected form: {e}"))
        })?;
        Ok(Self {
            rank: shape.rank,
            json: json.get().to_owned(),
        })
    }
}

impl Rank {
    /// Whether this one takes the other's place: verified before not, then the earlier first message,
    /// then the fewer hands it went through.
    pub(super) fn beats(self, other: Self) -> bool {
        if self.is_verified != other.is_verified {
            return self.is_verified;
        }
        (self.first_message_index, self.forwarded_count)
            < (other.first_message_index, other.forwarded_count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(is_verified: bool, first_message_index: u32, forwarded_count: u32) -> Rank {
        Rank {
            first_message_index,
            forwarded_count,
            is_verified,
        }
    }

    #[test]
    fn the_better_session_takes_the_place() {
        let known = rank(false, 5, 2);
        for (new, expected) in [
            (rank(true, 9, 9), true),
            (rank(false, 4, 9), true),
            (rank(false, 6, 0), false),
            (rank(false, 5, 1), true),
            (rank(false, 5, 2), false),
            (rank(false, 5, 3), false),
        ] {
            assert_eq!(new.beats(known), expected, "{new:?}");
        }
        assert!(
            !rank(false, 0, 0).beats(rank(true, 9, 9)),
            "never an unverified one for a verified one"
        );
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "[]",
            "7",
            "{}",
            r#"{"first_message_index":-1,"forwarded_count":0,"is_verified":true,"session_data":{}}"#,
            r#"{"first_message_index":1.5,"forwarded_count":0,"is_verified":true,"session_data":{}}"#,
            r#"{"first_message_index":0,"forwarded_count":0,"is_verified":"yes","session_data":{}}"#,
            r#"{"first_message_index":0,"forwarded_count":0,"is_verified":true,"session_data":"x"}"#,
        ] {
            let error =
                Session::parse(&RawValue::from_string(text.to_owned()).unwrap()).unwrap_err();
            assert_eq!(error.status.as_u16(), 400, "{text}");
        }
    }
}
