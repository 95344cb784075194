//! A room with somebody connected: its newest events, who is there, who types.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use parking_lot::{Mutex, RwLock};
use ruma::OwnedRoomId;

use super::{live_user::LiveUser, update::RoomUpdate};
use crate::rooms::Event;

/// Newest events kept per room with somebody connected.
const RING_MAX: usize = 128;

/// A room with somebody connected.
#[derive(Debug)]
pub struct LiveRoom {
    /// Its id.
    pub room_id: OwnedRoomId,
    pub(super) online: RwLock<HashMap<i64, Arc<LiveUser>>>,
    ring: RwLock<Ring>,
    /// Who types, until when (ms), and the serial of the last change.
    pub typing: Mutex<Typing>,
}

/// Who types in a room.
#[derive(Debug, Default, Clone)]
pub struct Typing {
    /// Serial of the last change.
    pub serial: u64,
    /// User id → until when, in ms since the epoch.
    pub until_ms: HashMap<String, u64>,
}

#[derive(Debug)]
struct Ring {
    /// All events of the room after this position are in the ring.
    floor: i64,
    events: VecDeque<Arc<Event>>,
}

impl LiveRoom {
    /// A room whose events after `floor` will be in the ring.
    pub(super) fn new(room_id: OwnedRoomId, floor: i64) -> Self {
        Self {
            room_id,
            online: RwLock::default(),
            ring: RwLock::new(Ring {
                floor,
                events: VecDeque::new(),
            }),
            typing: Mutex::default(),
        }
    }

    /// Takes a commit into the ring.
    pub(super) fn take_in(&self, update: &RoomUpdate) {
        let mut ring = self.ring.write();
        for redacted in &update.redacted {
            if let Some(old) = ring
                .events
                .iter_mut()
                .find(|event| event.pos == redacted.pos)
            {
                *old = Arc::new(redacted.clone());
            }
        }
        for event in &update.events {
            if ring.events.len() >= RING_MAX
                && let Some(oldest) = ring.events.pop_front()
            {
                ring.floor = oldest.pos;
            }
            ring.events.push_back(Arc::clone(event));
        }
    }

    /// The events in `(after, upto]`, oldest first; `None` when the ring does not reach back that
    /// far.
    pub fn events(&self, after: i64, upto: i64) -> Option<Vec<Arc<Event>>> {
        let ring = self.ring.read();
        if after < ring.floor {
            return None;
        }
        Some(
            ring.events
                .iter()
                .filter(|event| event.pos > after && event.pos <= upto)
                .cloned()
                .collect(),
        )
    }

    /// The room's running number of counted events, when the ring has an event.
    pub fn notify_ord(&self, upto: i64) -> Option<i64> {
        let ring = self.ring.read();
        ring.events
            .iter()
            .rev()
            .find(|event| event.pos <= upto)
            .map(|event| event.notify_ord)
    }
}
