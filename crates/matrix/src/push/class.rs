//! What an event means for everybody with the default push rules (client-server §13.13.1.5),
//! leaving aside personal mentions: the class of most people in a room, decided once per event.

use room_rules::Pdu;
use ruma::UserId;
use serde::Deserialize;
use serde_json::Value;

use crate::rooms::event::relation;

/// The outcome for a member who neither wrote the event nor is mentioned by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Class {
    pub(crate) notify: bool,
    pub(crate) highlight: bool,
}

impl Class {
    const SILENT: Self = Self {
        notify: false,
        highlight: false,
    };
    const NOTIFY: Self = Self {
        notify: true,
        highlight: false,
    };
    const HIGHLIGHT: Self = Self {
        notify: true,
        highlight: true,
    };

    /// `may_notify_room`: whether a sender's power level allows `@room`.
    pub(crate) fn of(pdu: &Pdu, may_notify_room: impl FnOnce(&UserId) -> bool) -> Self {
        let is = |kind: &str| pdu.kind().eq_ignore_ascii_case(kind);
        // In the order of the rules; a test compares with their evaluation by ruma.
        if is_notice(pdu) || is("m.room.member") {
            Self::SILENT
        } else if (mentions(pdu).room && may_notify_room(pdu.sender()))
            || (is("m.room.tombstone") && pdu.state_key() == Some(""))
        {
            Self::HIGHLIGHT
        } else if is("m.reaction")
            || (is("m.room.server_acl") && pdu.state_key() == Some(""))
            || relation_type(pdu).as_deref() == Some("m.replace")
        {
            Self::SILENT
        } else if is("m.room.message")
            || is("m.room.encrypted")
            || is("m.call.invite")
            || matches!(
                pdu.kind(),
                "org.matrix.msc3381.poll.start" | "org.matrix.msc3381.poll.end"
            )
        {
            Self::NOTIFY
        } else {
            Self::SILENT
        }
    }
}

/// The relation's type, whether or not it has a target.
fn relation_type(pdu: &Pdu) -> Option<String> {
    if !pdu.content().get().contains("m.relates_to") {
        return None;
    }
    if let Some((_, rel_type)) = relation(pdu) {
        return Some(rel_type);
    }
    let content: Value = serde_json::from_str(pdu.content().get()).ok()?;
    content
        .get("m.relates_to")?
        .get("rel_type")?
        .as_str()
        .map(str::to_owned)
}

/// `.m.rule.suppress_notices`: it comes before mentions.
pub(crate) fn is_notice(pdu: &Pdu) -> bool {
    pdu.content_string("msgtype")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("m.notice"))
}

/// Who is mentioned (`m.mentions`, client-server §11.37).
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    pub(crate) users: Vec<String>,
    pub(crate) room: bool,
}

#[derive(Deserialize)]
struct Mentioning {
    #[serde(rename = "m.mentions")]
    mentions: Option<Value>,
}

/// The mentions in an event's content; malformed parts count as absent.
pub(crate) fn mentions(pdu: &Pdu) -> Mentions {
    // Most events have none, or an empty object.
    if !pdu.content().get().contains("m.mentions") {
        return Mentions::default();
    }
    let content = serde_json::from_str::<Mentioning>(pdu.content().get()).ok();
    let Some(Value::Object(mentions)) = content.and_then(|content| content.mentions) else {
        return Mentions::default();
    };
    let users = mentions
        .get("user_ids")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    Mentions {
        users: users.filter_map(Value::as_str).map(str::to_owned).collect(),
        room: mentions.get("room") == Some(&Value::Bool(true)),
    }
}

#[cfg(test)]
mod tests {
    use ruma::user_id;
    use serde_json::json;

    use super::{
        super::evaluate::{self, Room},
        *,
    };

    fn event(kind: &str, state_key: Option<&str>, content: &Value) -> Pdu {
        let version = ruma::RoomVersionId::V11;
        let rules = room_rules::Rules::of(&version).unwrap();
        let mut json = json!({
            "type": kind, "sender": "@alice:x", "room_id": "!r:x", "content": content, "origin_server_ts": 1,
            "depth": 1, "prev_events": [], "auth_events": [], "hashes": { "sha256": "" }, "signatures": {},
        });
        if let Some(key) = state_key {
            json["state_key"] = key.into();
        }
        let id = ruma::EventId::parse("$e").unwrap();
        Pdu::from_stored(id, json.to_string().into(), rules, false).unwrap()
    }

    /// Everything that a default rule could match, and near misses.
    fn table() -> Vec<(&'static str, Option<&'static str>, Value)> {
        let edit = json!({ "rel_type": "m.replace", "event_id": "$x" });
        vec![
            (
                "m.room.message",
                None,
                json!({ "msgtype": "m.text", "body": "hi" }),
            ),
            (
                "M.room.Message",
                None,
                json!({ "body": "upper case matches too" }),
            ),
            (
                "m.room.message",
                None,
                json!({ "msgtype": "m.notice", "body": "bot" }),
            ),
            (
                "m.room.message",
                None,
                json!({ "msgtype": "m.notice", "m.mentions": { "room": true } }),
            ),
            (
                "m.room.message",
                None,
                json!({ "body": "*", "m.relates_to": edit }),
            ),
            (
                "m.room.message",
                None,
                json!({ "body": "*", "m.relates_to": { "rel_type": "m.replace" } }),
            ),
            (
                "m.room.message",
                None,
                json!({ "m.relates_to": { "rel_type": "m.thread", "event_id": "$r" } }),
            ),
            (
                "m.room.message",
                None,
                json!({ "m.mentions": { "room": true } }),
            ),
            (
                "m.room.message",
                None,
                json!({ "m.mentions": { "room": "true" } }),
            ),
            (
                "m.room.message",
                None,
                json!({ "m.mentions": { "user_ids": ["@zoe:x"] } }),
            ),
            (
                "m.room.message",
                None,
                json!({ "m.mentions": { "room": true }, "m.relates_to": edit }),
            ),
            ("m.room.message", Some(""), json!({})),
            (
                "m.room.encrypted",
                None,
                json!({ "algorithm": "m.megolm.v1.aes-sha2" }),
            ),
            ("m.room.encrypted", None, json!({ "m.relates_to": edit })),
            ("m.call.invite", None, json!({})),
            ("m.call.answer", None, json!({})),
            (
                "m.reaction",
                None,
                json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": "$x", "key": "+" } }),
            ),
            (
                "m.reaction",
                None,
                json!({ "m.mentions": { "room": true } }),
            ),
            ("m.room.redaction", None, json!({ "redacts": "$x" })),
            (
                "m.room.member",
                Some("@carol:x"),
                json!({ "membership": "join", "m.mentions": { "room": true } }),
            ),
            ("m.room.tombstone", Some(""), json!({ "body": "moved" })),
            ("m.room.tombstone", None, json!({})),
            ("m.room.server_acl", Some(""), json!({ "allow": ["*"] })),
            ("m.room.topic", Some(""), json!({ "topic": "t" })),
            (
                "m.room.name",
                Some(""),
                json!({ "name": "n", "m.mentions": { "room": true } }),
            ),
            ("m.sticker", None, json!({})),
            ("org.matrix.msc3381.poll.start", None, json!({})),
            (
                "org.matrix.msc3381.poll.start",
                None,
                json!({ "m.relates_to": edit }),
            ),
            ("org.matrix.msc3381.poll.response", None, json!({})),
            ("org.matrix.msc3381.poll.end", None, json!({})),
            ("m.poll.start", None, json!({})),
            ("com.example.thing", None, json!({ "msgtype": "m.text" })),
        ]
    }

    #[test]
    fn the_class_is_what_the_default_rules_say() {
        let bob = user_id!("@bob:x");
        let rules = super::super::defaults::default_rules(bob);
        for (kind, state_key, content) in table() {
            for (may, members) in [(true, 2u64), (false, 2), (true, 9), (false, 9)] {
                let pdu = event(kind, state_key, &content);
                let room = Room {
                    members,
                    may_notify_room: may,
                };
                let actions = evaluate::actions(&rules, &evaluate::flat(&pdu), &pdu, bob, room);
                let expected = Class {
                    notify: actions.iter().any(|action| action.should_notify()),
                    highlight: actions.iter().any(|action| action.is_highlight()),
                };
                assert_eq!(
                    Class::of(&pdu, |_| may),
                    expected,
                    "{kind} {state_key:?} {content} {may}"
                );
            }
        }
    }
}
