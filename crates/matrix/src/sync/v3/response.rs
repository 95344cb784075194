//! The body of `/v3/sync` as it is written (client-server §10.5.1). Events are JSON already.

#![expect(missing_docs, reason = "field names are the words of the spec")]

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::keys::counts::KeyCounts;

type Raw = Box<RawValue>;

/// The whole answer.
#[derive(Debug, Default, Serialize)]
pub struct SyncBody {
    pub next_batch: String,
    #[serde(skip_serializing_if = "Events::is_empty")]
    pub account_data: Events,
    #[serde(skip_serializing_if = "Events::is_empty")]
    pub presence: Events,
    /// Whether `presence` alone is worth an answer.
    #[serde(skip)]
    pub presence_is_news: bool,
    #[serde(skip_serializing_if = "Events::is_empty")]
    pub to_device: Events,
    #[serde(skip_serializing_if = "DeviceLists::is_empty")]
    pub device_lists: DeviceLists,
    /// Always there: clients upload keys for ever, or never, when it is not.
    pub device_one_time_keys_count: BTreeMap<String, u64>,
    pub device_unused_fallback_key_types: Vec<String>,
    /// Whether the counts changed without the device's doing: worth an answer.
    #[serde(skip)]
    pub keys_changed: bool,
    /// Whether the device reads what it has itself written in a thread.
    #[serde(skip)]
    pub echoes_in_thread: bool,
    #[serde(skip_serializing_if = "Rooms::is_empty")]
    pub rooms: Rooms,
}

/// A list of events under `events`.
#[derive(Debug, Default, Serialize)]
pub struct Events {
    pub events: Vec<Raw>,
}

/// Whose devices changed or no longer matter.
#[derive(Debug, Default, Serialize)]
pub struct DeviceLists {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
}

/// Rooms by membership.
#[derive(Debug, Default, Serialize)]
pub struct Rooms {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub join: BTreeMap<String, JoinedRoom>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub invite: BTreeMap<String, InvitedRoom>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub knock: BTreeMap<String, KnockedRoom>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub leave: BTreeMap<String, LeftRoom>,
}

/// A joined room.
#[derive(Debug, Default, Serialize)]
pub struct JoinedRoom {
    pub timeline: Timeline,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Events>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_after: Option<Events>,
    #[serde(
        rename = "org.matrix.msc4222.state_after",
        skip_serializing_if = "Option::is_none"
    )]
    pub unstable_state_after: Option<Events>,
    pub account_data: Events,
    pub ephemeral: Events,
    #[serde(skip_serializing_if = "Summary::is_empty")]
    pub summary: Summary,
    pub unread_notifications: Unread,
    /// Also when empty, if the client tells threads apart: what is missing is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread_thread_notifications: Option<BTreeMap<String, Unread>>,
}

/// New events of a room.
#[derive(Debug, Default, Serialize)]
pub struct Timeline {
    pub events: Vec<Raw>,
    pub limited: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_batch: Option<String>,
}

/// What a client needs to name a room.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Summary {
    #[serde(rename = "m.heroes", skip_serializing_if = "Option::is_none")]
    pub heroes: Option<Vec<String>>,
    #[serde(
        rename = "m.joined_member_count",
        skip_serializing_if = "Option::is_none"
    )]
    pub joined: Option<u64>,
    #[serde(
        rename = "m.invited_member_count",
        skip_serializing_if = "Option::is_none"
    )]
    pub invited: Option<u64>,
}

/// Unread counts; zero is sent, or badges never clear.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Unread {
    pub highlight_count: u64,
    pub notification_count: u64,
}

/// An invitation.
#[derive(Debug, Serialize)]
pub struct InvitedRoom {
    pub invite_state: RawEvents,
}

/// A knock of one's own.
#[derive(Debug, Serialize)]
pub struct KnockedRoom {
    pub knock_state: RawEvents,
}

/// A list that is JSON already.
#[derive(Debug, Serialize)]
pub struct RawEvents {
    pub events: Raw,
}

/// A room that was left.
#[derive(Debug, Default, Serialize)]
pub struct LeftRoom {
    pub timeline: Timeline,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Events>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_after: Option<Events>,
    #[serde(
        rename = "org.matrix.msc4222.state_after",
        skip_serializing_if = "Option::is_none"
    )]
    pub unstable_state_after: Option<Events>,
    pub account_data: Events,
}

impl Events {
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

impl DeviceLists {
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.left.is_empty()
    }
}

impl Rooms {
    pub fn is_empty(&self) -> bool {
        self.join.is_empty()
            && self.invite.is_empty()
            && self.knock.is_empty()
            && self.leave.is_empty()
    }
}

impl Summary {
    pub fn is_empty(&self) -> bool {
        self.heroes.is_none() && self.joined.is_none() && self.invited.is_none()
    }
}

impl SyncBody {
    /// Fills in the key counts.
    pub(crate) fn set_keys(&mut self, counts: &KeyCounts, changed: bool) {
        self.device_one_time_keys_count.clone_from(&counts.one_time);
        self.device_unused_fallback_key_types
            .clone_from(&counts.unused_fallback);
        self.keys_changed = changed;
    }

    /// Whether there is anything to tell.
    pub fn has_news(&self) -> bool {
        !(self.rooms.is_empty()
            && self.account_data.is_empty()
            && !self.presence_is_news
            && self.to_device.is_empty()
            && self.device_lists.is_empty()
            && !self.keys_changed)
    }
}
