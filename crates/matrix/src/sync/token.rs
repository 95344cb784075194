//! Tokens of `/sync` and of pagination (decision 4).
//!
//! `s1.<epoch>.<pos>.<eph>`: everything up to `pos` is seen; `eph` is the serial of typing and
//! presence, which live in memory. `epoch` is the database's lineage: a token from before a restored
//! backup is recognised. `p1.<pos>`: a place between events of a room, after `pos`.

use http_server::{Error, Result};

/// A client's place in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Token {
    /// Everything up to here is seen.
    pub pos: i64,
    /// Ephemeral serial, valid within one run of the server.
    pub ephemeral: u64,
}

/// What a `since` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Go on from here.
    At(Token),
    /// Of another lineage of the database (a backup was restored): start again.
    Foreign,
}

impl Token {
    /// The token as text.
    pub fn render(self, epoch: &str) -> String {
        format!("s1.{epoch}.{}.{}", self.pos, self.ephemeral)
    }
}

/// Parses a `since`; 400 for what we never gave out.
pub fn parse_since(text: &str, epoch: &str) -> Result<Since> {
    let bad = || Error::invalid_param("Unknown sync token");
    let rest = text.strip_prefix("s1.").ok_or_else(bad)?;
    let mut parts = rest.split('.');
    let (Some(theirs), Some(pos), Some(ephemeral), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(bad());
    };
    let pos = pos.parse().map_err(|_| bad())?;
    let ephemeral = ephemeral.parse().map_err(|_| bad())?;
    if pos < 0 {
        return Err(bad());
    }
    if theirs != epoch {
        return Ok(Since::Foreign);
    }
    Ok(Since::At(Token { pos, ephemeral }))
}

/// A place between events as text.
pub fn render_place(pos: i64) -> String {
    format!("p1.{pos}")
}

/// A place between events: takes paging tokens and sync tokens alike.
pub fn parse_place(text: &str) -> Result<i64> {
    let bad = || Error::invalid_param("Unknown pagination token");
    let pos = if let Some(pos) = text.strip_prefix("p1.") {
        pos
    } else {
        text.strip_prefix("s1.")
            .and_then(|rest| rest.split('.').nth(1))
            .ok_or_else(bad)?
    };
    pos.parse().map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sync_token_is_a_place_in_every_room() {
        let token = Token {
            pos: 77,
            ephemeral: 3,
        };
        let text = token.render("ab12");
        assert_eq!(parse_since(&text, "ab12").unwrap(), Since::At(token));
        assert_eq!(parse_place(&text).unwrap(), 77);
        assert_eq!(parse_place(&render_place(-5)).unwrap(), -5);
    }

    #[test]
    fn a_token_of_a_restored_database_is_recognised() {
        assert_eq!(parse_since("s1.old.9.0", "new").unwrap(), Since::Foreign);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "s1",
            "s1.a.b.c",
            "s1.e.-4.0",
            "s72595_4483",
            "s1.e.1.0.9",
            "p1.x",
        ] {
            assert!(parse_since(text, "e").is_err(), "{text}");
        }
        assert!(parse_place("p1.").is_err());
    }
}
