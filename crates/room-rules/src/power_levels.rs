//! Who may do what in a room (spec: client-server API, `m.room.power_levels`; room version 12, creators).

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ruma::{Int, OwnedUserId, UserId, events::room::power_levels::UserPowerLevel};
use serde_json::{Map, Value};

use crate::{Pdu, Rules};

/// A room's power levels. Cheap to make and to clone: the content is read once per event.
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
    levels: Arc<Levels>,
    creators: BTreeSet<OwnedUserId>,
    privileged: bool,
}

/// The content of a power levels event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Levels {
    ban: i64,
    kick: i64,
    redact: i64,
    invite: i64,
    users: BTreeMap<OwnedUserId, i64>,
    users_default: i64,
    events: BTreeMap<String, i64>,
    events_default: i64,
    state_default: i64,
    notifications: BTreeMap<String, i64>,
    /// False if anything was malformed and replaced by a default: then only ruma may judge.
    pub well_formed: bool,
}

/// The creators of a room: its creator, and in version 12 those whom the create event adds.
#[must_use]
pub fn creators(rules: &Rules, create: &Pdu) -> BTreeSet<OwnedUserId> {
    create
        .facts()
        .create(rules, create)
        .and_then(|facts| facts.creators.clone())
        // A create event with malformed creators was never accepted; its sender is the best answer.
        .unwrap_or_else(|| BTreeSet::from([create.sender().to_owned()]))
}

impl PowerLevels {
    /// The levels that these two state events set. Without a power levels event the creator has 100
    /// and everyone else 0.
    #[must_use]
    pub fn of(rules: &Rules, create: &Pdu, power_levels: Option<&Pdu>) -> Self {
        let creators = creators(rules, create);
        let privileged = rules.creators_are_privileged();
        let set = power_levels
            .and_then(|pdu| pdu.facts().levels(rules, pdu))
            .cloned();
        let levels = set.unwrap_or_else(|| {
            let mut levels = Levels::read(rules, "{}");
            if !privileged {
                levels.users = creators.iter().map(|user| (user.clone(), 100)).collect();
            }
            Arc::new(levels)
        });
        let Levels {
            ban,
            kick,
            redact,
            invite,
            ..
        } = *levels;
        Self {
            ban,
            kick,
            redact,
            invite,
            levels,
            creators,
            privileged,
        }
    }

    /// A user's level.
    #[must_use]
    pub fn user(&self, user: &UserId) -> UserPowerLevel {
        if self.privileged && self.creators.contains(user) {
            return UserPowerLevel::Infinite;
        }
        let level = self
            .levels
            .users
            .get(user)
            .copied()
            .unwrap_or(self.levels.users_default);
        UserPowerLevel::Int(Int::new_saturating(level))
    }

    /// The level needed to send an event of this type.
    #[must_use]
    pub fn needed(&self, kind: &str, is_state: bool) -> i64 {
        let Levels {
            events,
            state_default,
            events_default,
            ..
        } = &*self.levels;
        let default = if is_state {
            state_default
        } else {
            events_default
        };
        *events.get(kind).unwrap_or(default)
    }

    /// The level needed for a notification such as `room` (`@room`).
    #[must_use]
    pub fn notification(&self, key: &str) -> i64 {
        self.levels.notifications.get(key).copied().unwrap_or(50)
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
        self.levels
            .users
            .iter()
            .map(|(user, level)| (&**user, *level))
    }

    /// The room's creators.
    #[must_use]
    pub fn creators(&self) -> &BTreeSet<OwnedUserId> {
        &self.creators
    }

    /// The level of everyone not named.
    #[must_use]
    pub fn users_default(&self) -> i64 {
        self.levels.users_default
    }
}

impl Levels {
    /// Reads a content. What is malformed has its default, and is remembered as such.
    pub(crate) fn read(rules: &Rules, content: &str) -> Self {
        let content: Option<Map<String, Value>> = serde_json::from_str(content).ok();
        let mut reader = Reader {
            strings: !rules.power_levels_are_integers(),
            well_formed: content.is_some(),
        };
        let content = content.unwrap_or_default();
        let mut field = |name: &str, default| reader.field(content.get(name), default);
        Self {
            ban: field("ban", 50),
            kick: field("kick", 50),
            redact: field("redact", 50),
            invite: field("invite", 0),
            users_default: field("users_default", 0),
            events_default: field("events_default", 0),
            state_default: field("state_default", 50),
            events: reader.map(content.get("events"), |key| Some(key.to_owned())),
            notifications: reader.map(content.get("notifications"), |key| Some(key.to_owned())),
            users: reader.map(content.get("users"), |key| UserId::parse(key).ok()),
            well_formed: reader.well_formed,
        }
    }
}

struct Reader {
    /// Before version 10 a string holding an integer is a level too.
    strings: bool,
    well_formed: bool,
}

impl Reader {
    fn level(&mut self, value: &Value) -> Option<i64> {
        let level = match value {
            Value::String(text) if self.strings => text.trim().parse().ok(),
            other => other.as_i64(),
        };
        let level = level.filter(|level| Int::new(*level).is_some());
        self.well_formed &= level.is_some();
        level
    }

    fn field(&mut self, value: Option<&Value>, default: i64) -> i64 {
        value.and_then(|value| self.level(value)).unwrap_or(default)
    }

    fn map<K: Ord>(
        &mut self,
        value: Option<&Value>,
        key: impl Fn(&str) -> Option<K>,
    ) -> BTreeMap<K, i64> {
        let Some(value) = value else {
            return BTreeMap::new();
        };
        let Some(entries) = value.as_object() else {
            self.well_formed = false;
            return BTreeMap::new();
        };
        let mut map = BTreeMap::new();
        for (name, value) in entries {
            let level = self.level(value);
            match (key(name), level) {
                (Some(name), Some(level)) => {
                    map.insert(name, level);
                }
                _ => self.well_formed = false,
            }
        }
        map
    }
}

/// The levels of an event's room and sender, as the quick check of the auth rules needs them.
pub(crate) struct SenderLevel {
    pub have: UserPowerLevel,
    pub need: Int,
}

/// What `sender` has and an event of this type needs; `None` if anything is malformed, so that only
/// ruma may judge.
pub(crate) fn sender_level(
    rules: &Rules,
    create: &Pdu,
    power_levels: Option<&Pdu>,
    event: &Pdu,
) -> Option<SenderLevel> {
    let creators = create.facts().create(rules, create)?.creators.as_ref()?;
    let levels = power_levels?.facts().levels(rules, power_levels?)?;
    if !levels.well_formed {
        return None;
    }
    let default = if event.is_state() {
        levels.state_default
    } else {
        levels.events_default
    };
    let need = Int::new(levels.events.get(event.kind()).copied().unwrap_or(default))?;
    let have = if rules.creators_are_privileged() && creators.contains(event.sender()) {
        UserPowerLevel::Infinite
    } else {
        let named = levels.users.get(event.sender()).copied();
        UserPowerLevel::Int(Int::new(named.unwrap_or(levels.users_default))?)
    };
    Some(SenderLevel { have, need })
}
