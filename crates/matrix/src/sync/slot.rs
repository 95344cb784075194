//! What is new for one connected device.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::keys::counts::KeyCounts;

/// Kinds of news besides rooms, as indexes into [`News::kinds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Kind {
    /// Messages to this device.
    ToDevice = 0,
    /// Global account data, push rules included.
    AccountData = 1,
    /// Somebody's devices changed.
    DeviceLists = 2,
    /// One-time key counts or fallback keys of this device.
    OneTimeKeys = 3,
}

const KINDS: usize = 4;
/// Changes of presence remembered per device.
const PRESENCE_MAX: usize = 2000;

/// A device's news since `floor`, and the waker of its long-poll.
#[derive(Debug, Default)]
pub struct Slot {
    news: Mutex<News>,
    /// Woken after every change that concerns the device.
    pub wake: Notify,
    /// Lazy loading: whose member events the client has, by room and user.
    pub sent_members: Mutex<HashSet<(i64, i64)>>,
    /// Position of the token that was given out last.
    pub answered: AtomicI64,
    /// The device's key counts and the position they are of; `None` until somebody asked.
    keys: Mutex<Option<(i64, Arc<KeyCounts>)>>,
    /// Up to where messages to the device were deleted; -1: not yet looked.
    acknowledged: AtomicI64,
    /// The device signed out.
    closed: AtomicBool,
}

/// The newest positions per room and kind.
#[derive(Debug, Default, Clone)]
pub struct News {
    /// Everything after this position is recorded here; older tokens must ask the database.
    pub floor: i64,
    /// Rooms with news, and the newest position in each.
    pub rooms: HashMap<i64, i64>,
    /// Newest position per [`Kind`]; 0: none.
    pub kinds: [i64; KINDS],
    /// Rooms with news that is no event (receipts, account data), and the newest position of it: it
    /// is read from the database.
    pub data: HashMap<i64, i64>,
    /// People whose presence changed, by ephemeral serial; `true`: worth an answer of its own.
    pub presence: HashMap<i64, (u64, bool)>,
    /// Rooms whose typing changed, by ephemeral serial.
    pub ephemeral: HashMap<i64, u64>,
}

impl News {
    /// Whether there is news of `kind` after `pos`.
    pub fn has(&self, kind: Kind, pos: i64) -> bool {
        self.kinds.get(kind as usize).is_some_and(|at| *at > pos)
    }
}

impl Slot {
    /// A slot that knows everything after `floor`.
    pub fn from(floor: i64) -> Self {
        let mut news = News {
            floor,
            ..News::default()
        };
        // Messages from before the slot are not recorded one by one: the newest may be at its floor.
        if let Some(at) = news.kinds.get_mut(Kind::ToDevice as usize) {
            *at = floor;
        }
        Self {
            news: Mutex::new(news),
            wake: Notify::new(),
            sent_members: Mutex::default(),
            answered: AtomicI64::new(0),
            keys: Mutex::default(),
            acknowledged: AtomicI64::new(-1),
            closed: AtomicBool::new(false),
        }
    }

    /// The device's key counts, if known.
    pub fn keys(&self) -> Option<Arc<KeyCounts>> {
        self.keys
            .lock()
            .as_ref()
            .map(|(_, counts)| Arc::clone(counts))
    }

    /// Takes key counts as they are from `pos` on, unless newer ones are known.
    pub fn set_keys(&self, pos: i64, counts: &Arc<KeyCounts>) {
        let mut keys = self.keys.lock();
        if keys.as_ref().is_none_or(|(known, _)| *known <= pos) {
            *keys = Some((pos, Arc::clone(counts)));
        }
    }

    /// Whether there may be stored messages up to `pos`; a first look always says so.
    pub fn may_have_to_device(&self, pos: i64) -> bool {
        let acknowledged = self.acknowledged.load(Ordering::Acquire);
        acknowledged < 0
            || (acknowledged < pos && self.news.lock().has(Kind::ToDevice, acknowledged))
    }

    /// Messages up to `pos` are deleted.
    pub fn set_acknowledged(&self, pos: i64) {
        self.acknowledged.fetch_max(pos, Ordering::AcqRel);
    }

    /// Whether there is news of `kind` after `pos`.
    pub fn has(&self, kind: Kind, pos: i64) -> bool {
        self.news.lock().has(kind, pos)
    }

    /// Marks the slot of a device that signed out.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// Whether the device signed out.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// A poll begins at `since`. Where the answer after it got lost, the client lacks what that told.
    pub fn begin(&self, since: i64) {
        if since < self.answered.load(Ordering::Acquire) {
            self.sent_members.lock().clear();
        }
    }

    /// Records news in a room. The hub wakes the device once the position is published.
    pub fn room(&self, room: i64, pos: i64) {
        let newest = &mut self.news.lock().rooms;
        let at = newest.entry(room).or_default();
        *at = pos.max(*at);
    }

    /// Records a receipt or account data in a room; as [`Slot::room`].
    pub fn room_data(&self, room: i64, pos: i64) {
        let mut news = self.news.lock();
        let News { rooms, data, .. } = &mut *news;
        for newest in [rooms, data] {
            let at = newest.entry(room).or_default();
            *at = pos.max(*at);
        }
    }

    /// Records a change of somebody's presence; wakes the device only when it is worth that.
    pub fn presence(&self, user: i64, serial: u64, wakes: bool) {
        let mut news = self.news.lock();
        if news.presence.len() >= PRESENCE_MAX {
            news.presence.clear();
        }
        let waits = news.presence.get(&user).is_some_and(|(_, waits)| *waits);
        news.presence.insert(user, (serial, wakes || waits));
        drop(news);
        if wakes {
            self.wake.notify_waiters();
        }
    }

    /// Whose presence changed after a token, and whether that is worth an answer; `None` when the
    /// token is older than the slot.
    pub fn presence_since(&self, pos: i64, ephemeral: u64) -> Option<HashMap<i64, bool>> {
        let mut news = self.news.lock();
        if pos < news.floor {
            return None;
        }
        news.presence.retain(|_, (serial, _)| *serial > ephemeral);
        Some(
            news.presence
                .iter()
                .map(|(user, (_, wakes))| (*user, *wakes))
                .collect(),
        )
    }

    /// Records news of a kind; as [`Slot::room`].
    pub fn kind(&self, kind: Kind, pos: i64) {
        if let Some(at) = self.news.lock().kinds.get_mut(kind as usize) {
            *at = pos.max(*at);
        }
    }

    /// Records a change of typing in a room and wakes the device.
    pub fn ephemeral(&self, room: i64, serial: u64) {
        self.news.lock().ephemeral.insert(room, serial);
        self.wake.notify_waiters();
    }

    /// The news after a token: `None` when the token is older than the slot. What the client has
    /// proved to have seen is forgotten.
    pub fn since(&self, pos: i64, ephemeral: u64) -> Option<News> {
        let mut news = self.news.lock();
        if pos < news.floor {
            return None;
        }
        // A second poll with an older token may still run: keep a little more than needed.
        news.rooms.retain(|_, at| *at > pos);
        news.data.retain(|_, at| *at > pos);
        news.ephemeral.retain(|_, at| *at > ephemeral);
        news.floor = pos;
        Some(news.clone())
    }
}
