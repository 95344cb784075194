//! Who may join a room (spec: client-server API, `m.room.join_rules`, restricted rooms).

use ruma::{OwnedRoomId, RoomId};
use serde_json::Value;

use crate::{Pdu, Rules};

/// A room's join rule, as far as its version knows it; anything unknown counts as `private`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JoinRule {
    /// Everyone may join.
    Public,
    /// Only those who are invited. Also the rule of a room without a join rules event.
    Invite,
    /// Those who are invited; others may ask (version 7 and later).
    Knock,
    /// Those who are invited, and members of these rooms (version 8 and later).
    Restricted(Vec<OwnedRoomId>),
    /// As `Restricted`; others may ask (version 10 and later).
    KnockRestricted(Vec<OwnedRoomId>),
    /// Nobody: the rules let not even the invited in.
    Private,
}

impl JoinRule {
    /// The rule that a join rules event sets.
    #[must_use]
    pub fn of(rules: &Rules, join_rules: Option<&Pdu>) -> Self {
        let Some(pdu) = join_rules else {
            return Self::Invite;
        };
        let content: Value = serde_json::from_str(pdu.content().get()).unwrap_or_default();
        match content.get("join_rule").and_then(Value::as_str) {
            Some("public") => Self::Public,
            Some("invite") => Self::Invite,
            Some("knock") if rules.supports_knock() => Self::Knock,
            Some("restricted") if rules.supports_restricted() => {
                Self::Restricted(allowed(&content))
            }
            Some("knock_restricted") if rules.supports_knock_restricted() => {
                Self::KnockRestricted(allowed(&content))
            }
            _ => Self::Private,
        }
    }

    /// Whether `name` is a join rule in this room version.
    #[must_use]
    pub fn is_known(rules: &Rules, name: &str) -> bool {
        match name {
            "public" | "invite" | "private" => true,
            "knock" => rules.supports_knock(),
            "restricted" => rules.supports_restricted(),
            "knock_restricted" => rules.supports_knock_restricted(),
            _ => false,
        }
    }

    /// The rooms whose members may join without an invitation; empty if the rule is not restricted.
    #[must_use]
    pub fn allowed_rooms(&self) -> &[OwnedRoomId] {
        match self {
            Self::Restricted(rooms) | Self::KnockRestricted(rooms) => rooms,
            _ => &[],
        }
    }

    /// Whether members of some other rooms may join without an invitation.
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        matches!(self, Self::Restricted(_) | Self::KnockRestricted(_))
    }

    /// Whether people may knock.
    #[must_use]
    pub fn allows_knock(&self) -> bool {
        matches!(self, Self::Knock | Self::KnockRestricted(_))
    }

    /// The rule's name in the spec.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Invite => "invite",
            Self::Knock => "knock",
            Self::Restricted(_) => "restricted",
            Self::KnockRestricted(_) => "knock_restricted",
            Self::Private => "private",
        }
    }
}

/// Conditions of other kinds than `m.room_membership` are for later versions of the spec: skipped.
fn allowed(content: &Value) -> Vec<OwnedRoomId> {
    let list = content
        .get("allow")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    list.filter(|entry| entry.get("type").and_then(Value::as_str) == Some("m.room_membership"))
        .filter_map(|entry| RoomId::parse(entry.get("room_id")?.as_str()?).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::JoinRule;
    use crate::{Rules, test_room::TestRoom};

    #[test]
    fn a_join_rule_means_something_only_in_the_versions_that_know_it() {
        let table = [
            ("public", 1),
            ("invite", 1),
            ("private", 1),
            ("knock", 7),
            ("restricted", 8),
            ("knock_restricted", 10),
        ];
        let allow = json!([
            {"type": "m.room_membership", "room_id": "!a:example.org"},
            {"type": "org.example.other", "room_id": "!b:example.org"},
            {"type": "m.room_membership", "room_id": 5},
            {"type": "m.room_membership", "room_id": "!c:example.org"},
        ]);
        for rules in Rules::all() {
            let number: u32 = rules.version().as_str().parse().unwrap();
            for (name, since) in table {
                let room = TestRoom::new(rules, json!({"join_rule": name, "allow": allow}));
                let rule = JoinRule::of(rules, room.state("m.room.join_rules", "").as_ref());
                let known = number >= since;
                assert_eq!(
                    rule.name(),
                    if known { name } else { "private" },
                    "v{number} {name}"
                );
                assert_eq!(JoinRule::is_known(rules, name), known, "v{number} {name}");
                assert_eq!(rule.allows_knock(), known && name.contains("knock"));
                assert_eq!(rule.is_restricted(), known && name.contains("restricted"));
                let rooms: Vec<&str> = rule
                    .allowed_rooms()
                    .iter()
                    .map(|room| room.as_str())
                    .collect();
                let expected: &[&str] = if rule.is_restricted() {
                    &["!a:example.org", "!c:example.org"]
                } else {
                    &[]
                };
                assert_eq!(rooms, expected, "v{number} {name}");
            }
            assert_eq!(JoinRule::of(rules, None), JoinRule::Invite);
            assert!(!JoinRule::is_known(rules, "nonsense"));
        }
    }
}
