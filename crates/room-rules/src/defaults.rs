//! The first events of a new room (spec: client-server API, room creation, presets; room versions 10, 11, 12).

#[cfg(test)]
mod tests;

use ruma::{CanonicalJsonObject, CanonicalJsonValue, Int, UserId, int};

use crate::Rules;

/// The presets of `POST /createRoom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Join by invitation; history shared; guests may come.
    PrivateChat,
    /// As `PrivateChat`; everyone invited is as powerful as the creator.
    TrustedPrivateChat,
    /// Everyone may join; history shared; no guests.
    PublicChat,
}

impl Preset {
    /// The preset of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "private_chat" => Some(Self::PrivateChat),
            "trusted_private_chat" => Some(Self::TrustedPrivateChat),
            "public_chat" => Some(Self::PublicChat),
            _ => None,
        }
    }

    /// The join rule that it sets.
    #[must_use]
    pub fn join_rule(self) -> &'static str {
        if self == Self::PublicChat {
            "public"
        } else {
            "invite"
        }
    }

    /// The history visibility that it sets.
    #[must_use]
    pub fn history_visibility(self) -> &'static str {
        "shared"
    }

    /// The guest access that it sets.
    #[must_use]
    pub fn guest_access(self) -> &'static str {
        if self == Self::PublicChat {
            "forbidden"
        } else {
            "can_join"
        }
    }
}

/// The content of the create event: what the creator asked for, plus the version, plus `creator`
/// where the version has it. `additional` are more creators (version 12; ignored before).
#[must_use]
pub fn create_content(
    rules: &Rules,
    mut content: CanonicalJsonObject,
    creator: &UserId,
    additional: &[&UserId],
) -> CanonicalJsonObject {
    content.insert("room_version".to_owned(), rules.version().as_str().into());
    if rules.creator_is_sender() {
        content.remove("creator");
    } else {
        content.insert("creator".to_owned(), creator.as_str().into());
    }
    if rules.creators_are_privileged() {
        add_creators(&mut content, creator, additional);
    }
    content
}

fn add_creators(content: &mut CanonicalJsonObject, creator: &UserId, additional: &[&UserId]) {
    let Some(all) = (match content.remove("additional_creators") {
        None => Some(Vec::new()),
        Some(CanonicalJsonValue::Array(list)) => Some(list),
        Some(malformed) => {
            // Left as it is: the rules refuse it with a reason.
            content.insert("additional_creators".to_owned(), malformed);
            None
        }
    }) else {
        return;
    };
    let mut unique: Vec<CanonicalJsonValue> = Vec::with_capacity(all.len());
    let asked = all
        .into_iter()
        .chain(additional.iter().map(|user| user.as_str().into()));
    for user in asked {
        if user.as_str() != Some(creator.as_str()) && !unique.contains(&user) {
            unique.push(user);
        }
    }
    if !unique.is_empty() {
        content.insert("additional_creators".to_owned(), unique.into());
    }
}

/// The content of a new room's power levels event. `trusted` are the people who get the creator's
/// level (invited under `trusted_private_chat`). In version 12 the creators, `trusted` among them as
/// additional creators, must not appear, so `users` is empty.
#[must_use]
pub fn power_levels_content(
    rules: &Rules,
    preset: Preset,
    creator: &UserId,
    trusted: &[&UserId],
) -> CanonicalJsonObject {
    let mut users = CanonicalJsonObject::new();
    if !rules.creators_are_privileged() {
        for user in [creator].iter().chain(trusted) {
            users.insert(user.to_string(), int!(100).into());
        }
    }
    // In version 12 closing the room by an upgrade is for creators (spec, version 12).
    let tombstone = if rules.creators_are_privileged() {
        int!(150)
    } else {
        int!(100)
    };
    let invite = if preset == Preset::PublicChat {
        int!(50)
    } else {
        int!(0)
    };
    let events = [
        ("m.room.avatar", int!(50)),
        ("m.room.canonical_alias", int!(50)),
        ("m.room.encryption", int!(100)),
        ("m.room.history_visibility", int!(100)),
        ("m.room.name", int!(50)),
        ("m.room.power_levels", int!(100)),
        ("m.room.server_acl", int!(100)),
        ("m.room.tombstone", tombstone),
    ];
    let mut content = integers([
        ("ban", int!(50)),
        ("events_default", int!(0)),
        ("historical", int!(100)),
        ("invite", invite),
        ("kick", int!(50)),
        ("redact", int!(50)),
        ("state_default", int!(50)),
        ("users_default", int!(0)),
    ]);
    content.insert("events".to_owned(), integers(events).into());
    content.insert(
        "notifications".to_owned(),
        integers([("room", int!(50))]).into(),
    );
    content.insert("users".to_owned(), users.into());
    content
}

fn integers<const N: usize>(entries: [(&str, Int); N]) -> CanonicalJsonObject {
    entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect()
}
