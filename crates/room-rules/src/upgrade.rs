//! Carrying a room over to a new version (spec: client-server API, room upgrades).

#[cfg(test)]
mod tests;

use ruma::{
    CanonicalJsonObject, CanonicalJsonValue, EventId, Int, RoomId, UserId,
    events::room::power_levels::UserPowerLevel, int,
};

use crate::{JoinRule, Pdu, PowerLevels, Rules, RulesError, canonical_object};

/// The state that goes along, besides bans, which the caller copies one by one. Children of a space
/// are `m.space.child`, with their state keys.
pub const COPIED_STATE_TYPES: [&str; 10] = [
    "m.room.avatar",
    "m.room.encryption",
    "m.room.guest_access",
    "m.room.history_visibility",
    "m.room.join_rules",
    "m.room.name",
    "m.room.power_levels",
    "m.room.server_acl",
    "m.room.topic",
    "m.space.child",
];

/// The old and the new room, as far as copying depends on them.
#[derive(Clone, Copy, Debug)]
pub struct Upgrade<'a> {
    /// The new room's version.
    pub to: &'static Rules,
    /// The power levels of the old room.
    pub old_levels: &'a PowerLevels,
    /// Who upgrades: creator of the new room.
    pub upgrader: &'a UserId,
    /// The other creators of the new room (version 12).
    pub additional_creators: &'a [&'a UserId],
}

impl Upgrade<'_> {
    /// What the create event of the new room says, before
    /// [`create_content`](crate::defaults::create_content) adds version and creators.
    ///
    /// # Errors
    /// [`RulesError::BadJson`] if the old event is damaged.
    pub fn create_content(
        &self,
        old_create: &Pdu,
        old_room: &RoomId,
        last_event: Option<&EventId>,
    ) -> Result<CanonicalJsonObject, RulesError> {
        let mut content = canonical_object(old_create.content().get())?;
        for field in [
            "room_version",
            "creator",
            "additional_creators",
            "predecessor",
        ] {
            content.remove(field);
        }
        let mut predecessor = CanonicalJsonObject::new();
        predecessor.insert("room_id".to_owned(), old_room.as_str().into());
        if let Some(event) = last_event {
            predecessor.insert("event_id".to_owned(), event.as_str().into());
        }
        content.insert("predecessor".to_owned(), predecessor.into());
        Ok(content)
    }

    /// The content of the copy of a state event, in words that the new version understands; `None`
    /// if this event does not go along.
    ///
    /// # Errors
    /// [`RulesError::BadJson`] if the old content is not canonical JSON (possible before version 6).
    pub fn copied_content(&self, old: &Pdu) -> Result<Option<CanonicalJsonObject>, RulesError> {
        if !COPIED_STATE_TYPES.contains(&old.kind()) {
            return Ok(None);
        }
        let content = canonical_object(old.content().get())?;
        Ok(match old.kind() {
            "m.room.power_levels" => Some(self.power_levels(content)),
            "m.room.join_rules" => Some(self.join_rules(content)),
            // An empty content is a state that was taken back.
            _ if content.is_empty() => None,
            _ => Some(content),
        })
    }

    fn is_creator(&self, user: &str) -> bool {
        user == self.upgrader.as_str()
            || self
                .additional_creators
                .iter()
                .any(|creator| creator.as_str() == user)
    }

    /// Integers only; in version 12 without the new creators. Old creators of version 12 had power
    /// without being listed, and whoever upgrades must be able to set up the room: both get a level
    /// that reaches everything, unless they are the new room's creators anyway.
    fn power_levels(&self, mut content: CanonicalJsonObject) -> CanonicalJsonObject {
        normalise_levels(&mut content);
        let top = highest(&content).max(int!(100));
        let privileged = self.to.creators_are_privileged();
        let old_creators = self.old_levels.creators().iter().map(|user| &**user);
        let raised: Vec<&UserId> = old_creators
            .filter(|user| self.old_levels.user(user) == UserPowerLevel::Infinite)
            .chain([self.upgrader])
            .filter(|user| !(privileged && self.is_creator(user.as_str())))
            .collect();
        let users = match content.remove("users") {
            Some(CanonicalJsonValue::Object(users)) => users,
            _ => CanonicalJsonObject::new(),
        };
        let mut users: CanonicalJsonObject = users
            .into_iter()
            .filter(|(user, _)| !(privileged && self.is_creator(user)))
            .collect();
        for user in raised {
            let now = users
                .get(user.as_str())
                .and_then(CanonicalJsonValue::as_integer);
            if now.is_none_or(|now| now < top) {
                users.insert(user.to_string(), top.into());
            }
        }
        content.insert("users".to_owned(), users.into());
        content
    }

    /// A rule that the new version does not know becomes `invite`.
    fn join_rules(&self, mut content: CanonicalJsonObject) -> CanonicalJsonObject {
        let name = content
            .get("join_rule")
            .and_then(CanonicalJsonValue::as_str);
        if !name.is_some_and(|name| JoinRule::is_known(self.to, name)) {
            content.insert("join_rule".to_owned(), "invite".into());
            content.remove("allow");
        }
        content
    }
}

/// The power levels content that closes the old room: nobody without power speaks or invites there
/// (spec: room upgrades, step 5).
///
/// # Errors
/// [`RulesError::BadJson`] if the old content is not canonical JSON.
pub fn closed_power_levels(
    old: &PowerLevels,
    old_content: &str,
) -> Result<CanonicalJsonObject, RulesError> {
    let mut content = canonical_object(old_content)?;
    let closed = Int::new_saturating(old.users_default().saturating_add(1).max(50));
    for field in ["events_default", "invite"] {
        let now = content.get(field).and_then(CanonicalJsonValue::as_integer);
        if now.is_none_or(|now| now < closed) {
            content.insert(field.to_owned(), closed.into());
        }
    }
    Ok(content)
}

/// Strings that hold integers become integers; what is no level is dropped.
fn normalise_levels(content: &mut CanonicalJsonObject) {
    content.retain(|key, value| match key.as_str() {
        "ban" | "kick" | "invite" | "redact" | "events_default" | "state_default"
        | "users_default" => normalise(value),
        "users" | "events" | "notifications" => match value {
            CanonicalJsonValue::Object(levels) => {
                levels.retain(|_, value| normalise(value));
                true
            }
            _ => false,
        },
        _ => true,
    });
}

fn normalise(value: &mut CanonicalJsonValue) -> bool {
    if let CanonicalJsonValue::String(text) = value
        && let Ok(level) = text.trim().parse::<i64>()
    {
        *value = CanonicalJsonValue::Integer(Int::new_saturating(level));
    }
    value.is_integer()
}

fn highest(content: &CanonicalJsonObject) -> Int {
    let events = content
        .get("events")
        .and_then(CanonicalJsonValue::as_object);
    let listed = events.into_iter().flat_map(|events| events.values());
    let fields = [
        "ban",
        "kick",
        "invite",
        "redact",
        "events_default",
        "state_default",
    ];
    listed
        .chain(fields.iter().filter_map(|field| content.get(*field)))
        .filter_map(CanonicalJsonValue::as_integer)
        .max()
        .unwrap_or_default()
}
