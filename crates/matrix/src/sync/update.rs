//! What a commit tells the rest of the server about a room.

use std::sync::Arc;

use ruma::OwnedRoomId;

use crate::rooms::Event;

/// What a commit changed in a room.
#[derive(Debug)]
pub struct RoomUpdate {
    /// `room.nid`.
    pub room: i64,
    /// Its id.
    pub room_id: OwnedRoomId,
    /// New events in order.
    pub events: Vec<Arc<Event>>,
    /// Memberships that changed.
    pub members: Vec<MemberChange>,
    /// Older events that were redacted.
    pub redacted: Vec<Event>,
}

/// A membership that changed.
#[derive(Debug, Clone)]
pub struct MemberChange {
    /// The person's number.
    pub user: i64,
    /// The new membership.
    pub membership: String,
    /// The one before.
    pub before: Option<String>,
    /// Position of the member event.
    pub pos: i64,
    /// The room's running number of counted events there.
    pub notify_ord: i64,
}

impl RoomUpdate {
    /// An update without changes.
    pub fn new(room: i64, room_id: OwnedRoomId) -> Self {
        Self {
            room,
            room_id,
            events: Vec::new(),
            members: Vec::new(),
            redacted: Vec::new(),
        }
    }
}
