//! Ignored users (client-server §11.14): what they write, and their invites, are not delivered to who
//! ignores them; state is, or rooms would come apart.
//!
//! The list is account data, so any client may write any JSON into it: what is not of the expected
//! form ignores nobody, and sync goes on.

use std::collections::HashSet;

use serde_json::Value;
use store::{StoreError, Tx};

use super::{GLOBAL, queries};

/// The account data type that holds the list.
pub(crate) const TYPE: &str = "m.ignored_user_list";

/// Whom a person ignores, by user id.
pub(crate) fn of(tx: &mut Tx<'_>, user: i64) -> Result<HashSet<String>, StoreError> {
    Ok(queries::get(tx, user, GLOBAL, TYPE)?
        .map(|json| parse(&json))
        .unwrap_or_default())
}

/// The user ids in the content of the list.
pub(crate) fn parse(json: &[u8]) -> HashSet<String> {
    let content: Value = serde_json::from_slice(json).unwrap_or_default();
    match content.get("ignored_users") {
        Some(Value::Object(users)) => users.keys().cloned().collect(),
        _ => HashSet::new(),
    }
}

/// Who sent an invite, as its stripped state tells it.
pub(crate) fn inviter(stripped: &[u8], invitee: &str) -> Option<String> {
    let events: Vec<Value> = serde_json::from_slice(stripped).ok()?;
    let own = events.iter().rev().find(|event| {
        event.get("type").and_then(Value::as_str) == Some("m.room.member")
            && event.get("state_key").and_then(Value::as_str) == Some(invitee)
    })?;
    own.get("sender").and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_another_shape_ignores_nobody() {
        for json in [
            "",
            "null",
            "[]",
            "3",
            "{}",
            "{\"ignored_users\":[\"@a:b\"]}",
            "{\"ignored_users\":null}",
        ] {
            assert!(parse(json.as_bytes()).is_empty(), "{json}");
        }
        assert!(parse(b"{\"ignored_users\":{\"@a:b\":{},\"@c:d\":7}}").contains("@c:d"));
    }

    #[test]
    fn the_inviter_is_the_sender_of_ones_own_member_event() {
        let stripped = br#"[{"type":"m.room.create","state_key":"","sender":"@x:s","content":{}},
            {"type":"m.room.member","state_key":"@me:s","sender":"@bob:s","content":{"membership":"invite"}}]"#;
        assert_eq!(inviter(stripped, "@me:s").as_deref(), Some("@bob:s"));
        assert_eq!(inviter(stripped, "@other:s"), None);
        assert_eq!(inviter(b"{}", "@me:s"), None);
    }
}
