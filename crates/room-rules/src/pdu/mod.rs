//! One event in the form it is stored and federated (spec: server-server API, PDUs).

mod build;
mod facts;
mod parse;
#[cfg(test)]
mod tests;
mod text;

use std::sync::Arc;

use bytes::Bytes;
use ruma::{
    EventId, MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedRoomId, OwnedUserId, RoomId, UserId,
    events::TimelineEventType, state_res::Event,
};
use serde_json::value::RawValue;

pub use build::{Draft, build, build_with_hashes};
pub(crate) use facts::Facts;

/// The largest event, with signatures, in canonical JSON.
pub const MAX_PDU_BYTES: usize = 65_536;
/// The longest sender, type, state key, room id and event id.
pub const MAX_ID_BYTES: usize = 255;
pub(crate) const MAX_PREV_EVENTS: usize = 20;
pub(crate) const MAX_AUTH_EVENTS: usize = 10;

/// An event with its id. Cheap to clone; immutable.
#[derive(Clone)]
pub struct Pdu(Arc<Inner>);

pub(crate) struct Inner {
    pub event_id: OwnedEventId,
    pub room_id: OwnedRoomId,
    /// False for the create event of version 12, whose room id is derived from its own.
    pub has_room_id: bool,
    pub sender: OwnedUserId,
    pub origin_server_ts: MilliSecondsSinceUnixEpoch,
    pub kind: Box<str>,
    pub event_type: TimelineEventType,
    pub state_key: Option<Box<str>>,
    pub content: Box<RawValue>,
    pub prev_events: Vec<OwnedEventId>,
    pub auth_events: Vec<OwnedEventId>,
    pub depth: u64,
    pub redacts: Option<OwnedEventId>,
    /// The text of `redacts` when it stands at the top level (versions 1 to 10).
    pub redacts_at_top: bool,
    pub unsigned: Option<Box<RawValue>>,
    pub json: Bytes,
    pub rejected: bool,
    /// What the content says, read on first use.
    pub facts: Facts,
}

impl From<Inner> for Pdu {
    fn from(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }
}

impl Pdu {
    /// The event's id.
    #[must_use]
    pub fn event_id(&self) -> &EventId {
        &self.0.event_id
    }

    /// The id of its room; for the create event of version 12 the one derived from the event's id.
    #[must_use]
    pub fn room_id(&self) -> &RoomId {
        &self.0.room_id
    }

    /// Whether the JSON itself names the room (all but the create event of version 12).
    #[must_use]
    pub fn has_room_id(&self) -> bool {
        self.0.has_room_id
    }

    /// Who sent it.
    #[must_use]
    pub fn sender(&self) -> &UserId {
        &self.0.sender
    }

    /// When its server says it was made.
    #[must_use]
    pub fn origin_server_ts(&self) -> MilliSecondsSinceUnixEpoch {
        self.0.origin_server_ts
    }

    /// Its type, for example `m.room.message`, exactly as written in the event.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.0.kind
    }

    /// Its state key; `None` if it is no state event.
    #[must_use]
    pub fn state_key(&self) -> Option<&str> {
        self.0.state_key.as_deref()
    }

    /// Whether it is a state event.
    #[must_use]
    pub fn is_state(&self) -> bool {
        self.0.state_key.is_some()
    }

    /// Its content.
    #[must_use]
    pub fn content(&self) -> &RawValue {
        &self.0.content
    }

    /// One string field of its content, `None` if absent or no string.
    #[must_use]
    pub fn content_string(&self, field: &str) -> Option<String> {
        let content: serde_json::Value = serde_json::from_str(self.0.content.get()).ok()?;
        content.get(field)?.as_str().map(ToOwned::to_owned)
    }

    /// `content.membership` of a member event.
    #[must_use]
    pub fn membership(&self) -> Option<String> {
        self.membership_str().map(ToOwned::to_owned)
    }

    /// As [`membership`](Self::membership), without a copy; read once and remembered.
    #[must_use]
    pub fn membership_str(&self) -> Option<&str> {
        self.0.facts.membership(self)
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.0.facts
    }

    /// The events before it.
    #[must_use]
    pub fn prev_events(&self) -> &[OwnedEventId] {
        &self.0.prev_events
    }

    /// The events that authorise it.
    #[must_use]
    pub fn auth_events(&self) -> &[OwnedEventId] {
        &self.0.auth_events
    }

    /// Its distance from the create event.
    #[must_use]
    pub fn depth(&self) -> u64 {
        self.0.depth
    }

    /// The event that it redacts, wherever the room version puts that field.
    #[must_use]
    pub fn redacts(&self) -> Option<&EventId> {
        self.0.redacts.as_deref()
    }

    pub(crate) fn redacts_at_top(&self) -> bool {
        self.0.redacts_at_top
    }

    /// What is stored under `unsigned`, for example `redacted_because`.
    #[must_use]
    pub fn unsigned(&self) -> Option<&RawValue> {
        self.0.unsigned.as_deref()
    }

    /// The whole event as canonical JSON: what is stored and federated.
    #[must_use]
    pub fn json(&self) -> &Bytes {
        &self.0.json
    }

    /// Whether it failed the checks on receipt: kept, but of no force.
    #[must_use]
    pub fn rejected(&self) -> bool {
        self.0.rejected
    }
}

impl std::fmt::Debug for Pdu {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // No content: message bodies do not belong into logs.
        f.debug_struct("Pdu")
            .field("event_id", &self.0.event_id)
            .field("kind", &self.0.kind)
            .field("state_key", &self.0.state_key)
            .finish_non_exhaustive()
    }
}

/// Two events are the same if their ids are: the id is the event's hash.
impl PartialEq for Pdu {
    fn eq(&self, other: &Self) -> bool {
        self.0.event_id == other.0.event_id
    }
}

impl Eq for Pdu {}

impl Event for Pdu {
    type Id = OwnedEventId;

    fn event_id(&self) -> &Self::Id {
        &self.0.event_id
    }

    /// `None` for the create event of version 12, as the rules of that version ask.
    fn room_id(&self) -> Option<&RoomId> {
        self.0.has_room_id.then_some(&self.0.room_id)
    }

    fn sender(&self) -> &UserId {
        &self.0.sender
    }

    fn origin_server_ts(&self) -> MilliSecondsSinceUnixEpoch {
        self.0.origin_server_ts
    }

    fn event_type(&self) -> &TimelineEventType {
        &self.0.event_type
    }

    fn content(&self) -> &RawValue {
        &self.0.content
    }

    fn state_key(&self) -> Option<&str> {
        self.0.state_key.as_deref()
    }

    fn prev_events(&self) -> Box<dyn DoubleEndedIterator<Item = &Self::Id> + '_> {
        Box::new(self.0.prev_events.iter())
    }

    fn auth_events(&self) -> Box<dyn DoubleEndedIterator<Item = &Self::Id> + '_> {
        Box::new(self.0.auth_events.iter())
    }

    fn redacts(&self) -> Option<&Self::Id> {
        self.0.redacts.as_ref()
    }

    fn rejected(&self) -> bool {
        self.0.rejected
    }
}
