//! What the rooms of one answer are read with.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use ruma::api::client::filter::FilterDefinition;
use serde_json::value::RawValue;

use super::StateMode;
use crate::{rooms::event::raw, sync::token::Token};

/// What the rooms of one answer are read with.
pub(super) struct Window {
    /// `None`: a first sync.
    pub(super) since: Option<Token>,
    pub(super) upto: Token,
    pub(super) user: i64,
    pub(super) user_id: String,
    pub(super) device: i64,
    pub(super) now_ms: u64,
    pub(super) filter: Arc<FilterDefinition>,
    pub(super) full_state: bool,
    pub(super) state_mode: StateMode,
    /// Room account data that changed, by room.
    pub(super) account_data: HashMap<i64, Vec<Box<RawValue>>>,
    /// Rooms with new receipts.
    pub(super) receipts: HashSet<i64>,
    /// Rooms whose unread counts changed by themselves.
    pub(super) counts: HashSet<i64>,
    /// First syncs: the only rooms whose counts need more than the row at hand.
    pub(super) special_rooms: Option<HashSet<i64>>,
    /// Rooms that turned out to have counts that memory can keep.
    pub(super) plain_rooms: Vec<i64>,
    /// Typing events by room.
    pub(super) typing: HashMap<i64, Box<RawValue>>,
    /// Whom the person ignores, by user id.
    pub(super) ignored: HashSet<String>,
    /// Members that the client has already (lazy loading).
    pub(super) sent_members: HashSet<(i64, i64)>,
    /// Whether a room had only news that the client does not want: no answer, but a newer token, or
    /// the same would be read again and again.
    pub(super) passed_over: bool,
    /// Whether the device reads what it has itself written in a thread.
    pub(super) echoes_in_thread: bool,
}

impl Window {
    /// The token's position; 0 for a first sync.
    pub(super) fn after(&self) -> i64 {
        self.since.map_or(0, |since| since.pos)
    }
}

/// Stored JSON.
pub(super) fn json_of(bytes: Vec<u8>) -> Box<RawValue> {
    raw(String::from_utf8(bytes).unwrap_or_else(|_| "{}".to_owned()))
}
