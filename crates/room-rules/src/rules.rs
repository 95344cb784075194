//! What differs between room versions (spec: room versions).

use std::sync::LazyLock;

use ruma::{
    RoomVersionId,
    room_version_rules::{
        AuthorizationRules, EventIdFormatVersion, EventsReferenceFormatVersion, RoomVersionRules,
    },
};

/// The version of a new room when its creator does not choose.
pub const DEFAULT_ROOM_VERSION: RoomVersionId = RoomVersionId::V12;

/// The rules of one room version. There is one `&'static Rules` per supported version.
#[derive(Debug)]
pub struct Rules {
    version: RoomVersionId,
    inner: RoomVersionRules,
    /// As `inner`, for events that no second server has to sign.
    one_signer: RoomVersionRules,
}

static ALL: LazyLock<Vec<Rules>> = LazyLock::new(|| {
    use RoomVersionId as V;
    [
        V::V1,
        V::V2,
        V::V3,
        V::V4,
        V::V5,
        V::V6,
        V::V7,
        V::V8,
        V::V9,
        V::V10,
        V::V11,
        V::V12,
    ]
    .into_iter()
    .filter_map(|version| {
        let inner = version.rules()?;
        let mut one_signer = inner.clone();
        one_signer.signatures.check_join_authorised_via_users_server = false;
        Some(Rules {
            version,
            inner,
            one_signer,
        })
    })
    .collect()
});

impl Rules {
    /// The rules of a version; `None` if we do not support it.
    #[must_use]
    pub fn of(version: &RoomVersionId) -> Option<&'static Self> {
        ALL.iter().find(|rules| rules.version == *version)
    }

    /// Every version we support, oldest first.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        ALL.iter()
    }

    /// The version these rules belong to.
    #[must_use]
    pub fn version(&self) -> &RoomVersionId {
        &self.version
    }

    /// ruma's own table, for what this type does not name.
    #[must_use]
    pub fn ruma(&self) -> &RoomVersionRules {
        &self.inner
    }

    /// The rules to verify an event by. Only a join can name someone who authorised it; ruma looks
    /// for that field in every event, and would drop a message that happens to have it.
    pub(crate) fn for_verifying(&self, is_join: bool) -> &RoomVersionRules {
        if is_join {
            &self.inner
        } else {
            &self.one_signer
        }
    }

    pub(crate) fn auth(&self) -> &AuthorizationRules {
        &self.inner.authorization
    }

    /// Version 3 and later: an event's id is the hash of the event.
    #[must_use]
    pub fn event_id_is_hash(&self) -> bool {
        self.inner.event_id_format != EventIdFormatVersion::V1
    }

    /// Version 3: event ids use `+` and `/` rather than the URL-safe alphabet.
    pub(crate) fn event_id_is_standard_base64(&self) -> bool {
        self.inner.event_id_format == EventIdFormatVersion::V2
    }

    /// Versions 1 and 2: references to events are pairs of id and hash.
    pub(crate) fn references_carry_hashes(&self) -> bool {
        self.inner.events_reference_format == EventsReferenceFormatVersion::V1
    }

    /// Version 12 and later: the room's id is the id of its create event, which has none itself.
    #[must_use]
    pub fn room_id_is_create_hash(&self) -> bool {
        self.auth().room_create_event_id_as_room_id
    }

    /// Version 12 and later: creators stand above every power level and are not listed in it.
    #[must_use]
    pub fn creators_are_privileged(&self) -> bool {
        self.auth().explicitly_privilege_room_creators
    }

    /// Version 11 and later: the create event's sender is the creator; there is no `creator` field.
    #[must_use]
    pub fn creator_is_sender(&self) -> bool {
        self.auth().use_room_create_sender
    }

    /// Version 11 and later: a redaction names its target in `content.redacts`.
    #[must_use]
    pub fn redacts_in_content(&self) -> bool {
        self.inner.redaction.content_field_redacts
    }

    /// Version 10 and later: power levels must be integers, no strings.
    #[must_use]
    pub fn power_levels_are_integers(&self) -> bool {
        self.auth().integer_power_levels
    }

    /// Version 7 and later: people may knock.
    #[must_use]
    pub fn supports_knock(&self) -> bool {
        self.auth().knocking
    }

    /// Version 8 and later: the join rule `restricted` exists.
    #[must_use]
    pub fn supports_restricted(&self) -> bool {
        self.auth().restricted_join_rule
    }

    /// Version 10 and later: the join rule `knock_restricted` exists.
    #[must_use]
    pub fn supports_knock_restricted(&self) -> bool {
        self.auth().knock_restricted_join_rule
    }
}
