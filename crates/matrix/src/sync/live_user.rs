//! A connected person: his devices' slots, his memberships, what he has read.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::RwLock;

use super::{slot::Slot, update::MemberChange};
use crate::{push::counts, rooms::Event};

/// A connected person.
#[derive(Debug, Default)]
pub struct LiveUser {
    pub(super) rooms: RwLock<HashMap<i64, LiveMember>>,
    pub(super) slots: RwLock<HashMap<(i64, String), Seat>>,
    /// Whom the person ignores; `None`: not loaded yet.
    pub(super) ignored: RwLock<Option<Arc<HashSet<String>>>>,
    /// Whether the person has push rules of his own: then counts come from the database.
    own_rules: AtomicBool,
    /// Set once the memberships are loaded.
    pub(super) loaded: tokio::sync::OnceCell<()>,
}

/// A place of one of his devices.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) slot: Arc<Slot>,
    pub(super) last_poll_ms: u64,
}

/// A connected person's membership of a room.
#[derive(Debug, Clone)]
pub struct LiveMember {
    /// `join`, `invite`, …
    pub membership: String,
    /// Position of the member event.
    pub pos: i64,
    /// Newest event that is read.
    pub read_pos: i64,
    /// `room.notify_ord` there.
    pub read_ord: i64,
    /// Whether unread counts are the subtraction alone: known after a look into the database.
    pub plain: bool,
    /// The newest position that made them more than that.
    pub special_at: i64,
}

impl LiveUser {
    /// Runs `f` for the slot of each connection.
    pub(super) fn each_slot(&self, mut f: impl FnMut(&Arc<Slot>)) {
        for seat in self.slots.read().values() {
            f(&seat.slot);
        }
    }

    /// A membership has changed.
    pub(super) fn set_member(&self, room: i64, change: &MemberChange) {
        let mut rooms = self.rooms.write();
        let old = rooms.get(&room);
        // As in the table: counts begin where a person comes in.
        let read = old
            .filter(|old| old.membership == "join")
            .map(|old| (old.read_pos, old.read_ord));
        let (read_pos, read_ord) = read.unwrap_or((change.pos, change.notify_ord));
        let known = old.filter(|old| old.membership == "join");
        let (plain, special_at) = known.map_or((true, 0), |old| (old.plain, old.special_at));
        let membership = change.membership.clone();
        let member = LiveMember {
            membership,
            pos: change.pos,
            read_pos,
            read_ord,
            plain,
            special_at,
        };
        rooms.insert(room, member);
    }

    /// Takes a loaded row unless something newer is known; returns whether the person is joined.
    pub(super) fn offer(&self, room: i64, member: LiveMember) -> bool {
        let mut rooms = self.rooms.write();
        let known = rooms.entry(room).or_insert_with(|| member.clone());
        if known.pos < member.pos {
            *known = member;
        }
        known.membership == "join"
    }

    /// Who writes has read.
    pub(super) fn note_own_events(&self, room: i64, user: i64, events: &[Arc<Event>]) {
        let marks = |event: &Event| {
            event.sender == user && counts::marks_read(event) && event.thread_root().is_none()
        };
        let Some(own) = events.iter().rev().find(|event| marks(event)) else {
            return;
        };
        self.mark_read(room, own.pos, own.notify_ord);
    }

    /// Moves the read marker forward, never back.
    pub fn mark_read(&self, room: i64, pos: i64, ord: i64) {
        if let Some(member) = self.rooms.write().get_mut(&room)
            && member.read_pos <= pos
        {
            member.read_pos = pos;
            member.read_ord = ord;
        }
    }

    /// The person has push rules of his own, or ignores somebody: his counts come from the database
    /// from now on.
    pub fn has_own_rules(&self) {
        self.own_rules.store(true, Ordering::Release);
    }

    /// Something at `pos` made the room's counts more than a subtraction.
    pub fn counts_special(&self, room: i64, pos: i64) {
        if let Some(member) = self.rooms.write().get_mut(&room) {
            member.plain = false;
            member.special_at = pos.max(member.special_at);
        }
    }

    /// The database was read up to `upto` and says that the room's counts are the subtraction.
    pub fn counts_plain(&self, room: i64, upto: i64) {
        if let Some(member) = self.rooms.write().get_mut(&room)
            && member.special_at <= upto
        {
            member.plain = true;
        }
    }

    /// Whether the room's counts are the subtraction, as far as memory knows.
    pub fn counts_are_plain(&self, member: &LiveMember) -> bool {
        member.plain && !self.own_rules.load(Ordering::Acquire)
    }

    /// The person's membership of a room, if he has or had one.
    pub fn member(&self, room: i64) -> Option<LiveMember> {
        self.rooms.read().get(&room).cloned()
    }

    /// The person has changed whom he ignores.
    pub fn set_ignored(&self, users: HashSet<String>) {
        *self.ignored.write() = Some(Arc::new(users));
    }

    /// Whom the person ignores, by user id.
    pub fn ignored(&self) -> Arc<HashSet<String>> {
        self.ignored.read().clone().unwrap_or_default()
    }

    /// Whether the person ignores `user`.
    pub fn ignores(&self, user: &str) -> bool {
        self.ignored
            .read()
            .as_ref()
            .is_some_and(|users| users.contains(user))
    }

    /// The rooms that the person is in.
    pub fn joined_rooms(&self) -> Vec<i64> {
        let rooms = self.rooms.read();
        rooms
            .iter()
            .filter(|(_, member)| member.membership == "join")
            .map(|(room, _)| *room)
            .collect()
    }
}
