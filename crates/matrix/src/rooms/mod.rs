//! Rooms: making, changing and reading them.
//!
//! `head` is the writing side of one room (its lock, its state in memory), `append` turns prepared
//! events into one change of the ordered writer, `event` is an event as it is read. One file per
//! operation on top of that.

pub mod access;
pub mod append;
pub mod close;
mod create;
pub mod event;
pub mod head;
pub mod history;
mod members;
pub mod membership;
pub mod queries;
mod redact;
mod send;
pub(crate) mod sent;
mod state;
mod typing;
mod upgrade;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use axum::Router;
use http_server::Route;
use parking_lot::Mutex;
use ruma::{
    OwnedRoomId,
    api::client::{membership as api, message, redact as redaction, room, typing as typing_api},
};
use store::{Store, StoreError, params};

use crate::Matrix;
pub use event::Event;
pub use head::{Draft, RoomGuard};
pub(crate) use send::txn;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<room::create_room::v3::Request, _, _>(create::create_room)
        .endpoint::<message::send_message_event::v3::Request, _, _>(send::send_message_event)
        .endpoint::<typing_api::create_typing_event::v3::Request, _, _>(typing::create_typing_event)
        .endpoint::<redaction::redact_event::v3::Request, _, _>(redact::redact_event)
        .endpoint::<api::get_member_events::v3::Request, _, _>(members::member_events)
        .endpoint::<api::joined_members::v3::Request, _, _>(members::joined)
        .endpoint::<api::joined_rooms::v3::Request, _, _>(members::rooms)
        .endpoint::<room::upgrade_room::v3::Request, _, _>(upgrade::upgrade_room)
        .merge(history::routes())
        .merge(membership::routes())
        .merge(state::routes())
}

/// Active rooms whose state is kept in memory; more are dropped when nobody holds them.
const ACTIVE_MAX: usize = 2000;

type Slot = Arc<tokio::sync::Mutex<Option<head::RoomHead>>>;

/// The rooms that are being written to (decision 3: a lock per room, first come first served).
pub struct Rooms {
    active: Mutex<HashMap<OwnedRoomId, Slot>>,
    newest: AtomicI64,
    /// When the newest room was made whose id is the hash of its create event.
    made_ms: AtomicU64,
    /// Transaction ids that were used.
    sent: sent::Sent,
}

impl Rooms {
    pub(crate) async fn load(store: &Store) -> Result<Self, StoreError> {
        let newest = store.read(|tx| tx.get("SELECT COALESCE(MAX(nid), 0) FROM room", params![]));
        let newest = newest.await?.unwrap_or(0);
        Ok(Self {
            active: Mutex::default(),
            newest: AtomicI64::new(newest),
            made_ms: AtomicU64::new(0),
            sent: sent::Sent::default(),
        })
    }

    /// A time for a create event that no other has: two equal create events would be one room.
    fn moment(&self, now_ms: u64) -> u64 {
        let next = |last: u64| now_ms.max(last + 1);
        let last = self
            .made_ms
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |last| Some(next(last)));
        next(last.unwrap_or_else(|last| last))
    }

    /// A number for a room that is being made. One that is never used leaves a gap, nothing else.
    fn next_nid(&self) -> i64 {
        self.newest.fetch_add(1, Ordering::SeqCst) + 1
    }

    fn slot(&self, room_id: &OwnedRoomId) -> Slot {
        let mut active = self.active.lock();
        if active.len() >= ACTIVE_MAX {
            active.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        Arc::clone(active.entry(room_id.clone()).or_default())
    }
}
