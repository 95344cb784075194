//! Who may do what in a room (spec: client-server API, `m.room.power_levels`; room version 12, creators).

use std::collections::{BTreeMap, BTreeSet};

use ruma::{
    Int, OwnedUserId, UserId, events::room::power_levels::UserPowerLevel,
    state_res::events::RoomCreateEvent,
};
use serde_json::{Map, Value};

use crate::{Pdu, Rules};

/// A room's power levels, read once and kept until they change.
///
/// A level is [`UserPowerLevel`]: an integer, or infinite for the creators of version 12. Fields
/// that are absent or malformed have their default values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PowerLevels {
    /// Needed to ban and to lift a ban.
    pub ban: i64,
    /// Needed to remove someone.
    pub kick: i64,
    /// Needed to redact events of others.
    pub redact: i64,
    /// Needed to invite.
    pub invite: i64,
    users: BTreeMap<OwnedUserId, i64>,
    users_default: i64,
    events: BTreeMap<String, i64>,
    events_default: i64,
    state_default: i64,
    notifications: BTreeMap<String, i64>,
    creators: BTreeSet<OwnedUserId>,
    privileged: bool,
}

/// The creators of a room: its creator, and in version 12 those whom the create event adds.
#[must_use]
pub fn creators(rules: &Rules, create: &Pdu) -> BTreeSet<OwnedUserId> {
    RoomCreateEvent::new(create)
        .creators(rules.auth())
        // A create event with malformed creators was never accepted; its sender is the best answer.
        .map_or_else(
            |_| BTreeSet::from([create.sender().to_owned()]),
            |all| all.into_iter().collect(),
        )
}

impl PowerLevels {
    /// The levels that these two state events set. Without a power levels event the creator has 100
    /// and everyone else 0.
    #[must_use]
    pub fn of(rules: &Rules, create: &Pdu, power_levels: Option<&Pdu>) -> Self {
        let creators = creators(rules, create);
        let content: Option<Map<String, Value>> =
            power_levels.and_then(|pdu| serde_json::from_str(pdu.content().get()).ok());
        let strings = !rules.power_levels_are_integers();
        let fallback_users = || creators.iter().map(|user| (user.clone(), 100)).collect();
        let (users, content) = match content {
            None if rules.creators_are_privileged() => (BTreeMap::new(), Map::new()),
            None => (fallback_users(), Map::new()),
            Some(content) => (users(content.get("users"), strings), content),
        };
        let field = |name: &str, default: i64| {
            content
                .get(name)
                .and_then(|value| level(value, strings))
                .unwrap_or(default)
        };
        Self {
            ban: field("ban", 50),
            kick: field("kick", 50),
            redact: field("redact", 50),
            invite: field("invite", 0),
            users_default: field("users_default", 0),
            events_default: field("events_default", 0),
            state_default: field("state_default", 50),
            events: levels(content.get("events"), strings),
            notifications: levels(content.get("notifications"), strings),
            users,
            privileged: rules.creators_are_privileged(),
            creators,
        }
    }

    /// A user's level.
    #[must_use]
    pub fn user(&self, user: &UserId) -> UserPowerLevel {
        if self.privileged && self.creators.contains(user) {
            return UserPowerLevel::Infinite;
        }
        let level = self.users.get(user).copied().unwrap_or(self.users_default);
        UserPowerLevel::Int(Int::new_saturating(level))
    }

    /// The level needed to send an event of this type.
    #[must_use]
    pub fn needed(&self, kind: &str, is_state: bool) -> i64 {
        let default = if is_state {
            self.state_default
        } else {
            self.events_default
        };
        self.events.get(kind).copied().unwrap_or(default)
    }

    /// The level needed for a notification such as `room` (`@room`).
    #[must_use]
    pub fn notification(&self, key: &str) -> i64 {
        self.notifications.get(key).copied().unwrap_or(50)
    }

    /// Whether the user's level reaches `needed`.
    #[must_use]
    pub fn reaches(&self, user: &UserId, needed: i64) -> bool {
        self.user(user) >= Int::new_saturating(needed)
    }

    /// Whether the user's level allows an event of this type (membership is another question).
    #[must_use]
    pub fn may_send(&self, user: &UserId, kind: &str, is_state: bool) -> bool {
        self.reaches(user, self.needed(kind, is_state))
    }

    /// Whether the user may notify the whole room.
    #[must_use]
    pub fn may_notify(&self, user: &UserId, key: &str) -> bool {
        self.reaches(user, self.notification(key))
    }

    /// Everyone whose level is set by name, with it; not the creators of version 12.
    pub fn users(&self) -> impl Iterator<Item = (&UserId, i64)> {
        self.users.iter().map(|(user, level)| (&**user, *level))
    }

    /// The room's creators.
    #[must_use]
    pub fn creators(&self) -> &BTreeSet<OwnedUserId> {
        &self.creators
    }

    /// The level of everyone not named.
    #[must_use]
    pub fn users_default(&self) -> i64 {
        self.users_default
    }
}

/// One level. Before version 10 a string holding an integer counts too.
fn level(value: &Value, strings: bool) -> Option<i64> {
    match value {
        Value::String(text) if strings => text.trim().parse().ok(),
        other => other.as_i64(),
    }
}

fn levels(value: Option<&Value>, strings: bool) -> BTreeMap<String, i64> {
    let entries = value.and_then(Value::as_object).into_iter().flatten();
    entries
        .filter_map(|(key, value)| Some((key.clone(), level(value, strings)?)))
        .collect()
}

fn users(value: Option<&Value>, strings: bool) -> BTreeMap<OwnedUserId, i64> {
    let entries = value.and_then(Value::as_object).into_iter().flatten();
    entries
        .filter_map(|(key, value)| Some((UserId::parse(key).ok()?, level(value, strings)?)))
        .collect()
}
