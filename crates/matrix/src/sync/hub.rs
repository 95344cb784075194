//! Who is connected, the newest events of their rooms, and the wake-up after each commit.
//!
//! [`Hub::publish`] runs on the writer's thread after every commit that touched a room: it puts the
//! events into the room's ring and wakes exactly the devices whose people are in the room. No watcher
//! per room and poll: a device has one slot, however many rooms it is in.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use parking_lot::{Mutex, RwLock};
use ruma::OwnedRoomId;
use store::{Write, params};

use super::{
    live_room::{LiveRoom, Typing},
    live_user::{LiveMember, LiveUser, Seat},
    slot::{Kind, Slot},
    update::{MemberChange, RoomUpdate},
};
use crate::{Matrix, Result, account_data::ignored, keys::counts::KeyCounts};

/// How long a slot is kept after its last poll, so that a client that comes back reads from memory.
const SLOT_IDLE_MS: u64 = 5 * 60 * 1000;

/// Everything about connected people.
#[derive(Debug)]
pub struct Hub {
    people: RwLock<People>,
    /// The newest position that `publish` has seen.
    seen: AtomicI64,
    /// Serial of typing and presence changes.
    ephemeral: AtomicU64,
    /// Devices to be woken once the running commit is published.
    to_wake: Mutex<Vec<Arc<Slot>>>,
}

#[derive(Debug, Default)]
struct People {
    rooms: HashMap<i64, Arc<LiveRoom>>,
    users: HashMap<i64, Arc<LiveUser>>,
}

impl Hub {
    /// Nobody connected; `seen` is the newest position in the database.
    pub fn new(seen: i64) -> Self {
        Self {
            people: RwLock::default(),
            seen: AtomicI64::new(seen),
            ephemeral: AtomicU64::new(0),
            to_wake: Mutex::default(),
        }
    }

    /// Makes a commit known: rings, memberships, wake-ups. Called in commit order.
    pub fn publish(&self, update: RoomUpdate) {
        let Some(newest) = update.events.last().map(|event| event.pos) else {
            return;
        };
        let people = self.people.read();
        self.seen.fetch_max(newest, Ordering::AcqRel);
        let room = people.rooms.get(&update.room).cloned();
        let changed: Vec<(Arc<LiveUser>, &MemberChange)> = update
            .members
            .iter()
            .filter_map(|change| Some((Arc::clone(people.users.get(&change.user)?), change)))
            .collect();
        drop(people);
        let room = match room {
            Some(room) => Some(room),
            None if changed
                .iter()
                .any(|(_, change)| change.membership == "join") =>
            {
                Some(self.room(update.room, &update.room_id, Some(newest - 1)))
            }
            None => None,
        };
        if let Some(room) = &room {
            room.take_in(&update);
        }
        let special = update
            .events
            .iter()
            .any(|event| event.highlights || (event.counts && event.thread_root().is_some()));
        for (user, change) in &changed {
            let was_in = user
                .member(update.room)
                .is_some_and(|member| member.membership == "join");
            user.set_member(update.room, change);
            if let Some(room) = room.as_ref().filter(|_| change.membership == "join") {
                if !was_in {
                    self.introduce(room, change.user, user);
                }
                room.online.write().insert(change.user, Arc::clone(user));
            }
        }
        let mut to_wake = Vec::new();
        if let Some(room) = &room {
            for (nid, user) in room.online.read().iter() {
                user.note_own_events(update.room, *nid, &update.events);
                if special {
                    user.counts_special(update.room, newest);
                }
                user.each_slot(|slot| {
                    slot.room(update.room, newest);
                    to_wake.push(Arc::clone(slot));
                });
            }
        }
        for (user, change) in &changed {
            user.each_slot(|slot| {
                slot.room(update.room, newest);
                to_wake.push(Arc::clone(slot));
            });
            if let Some(room) = room.as_ref().filter(|_| change.membership != "join") {
                room.online.write().remove(&change.user);
            }
        }
        self.to_wake.lock().append(&mut to_wake);
    }

    /// Somebody comes into a room: he and the people in it learn of each other's presence. The join
    /// itself wakes them.
    fn introduce(&self, room: &LiveRoom, user: i64, live: &LiveUser) {
        let online = room.online.read();
        if online.len() >= crate::presence::ROOM_MAX {
            return;
        }
        let serial = self.ephemeral.fetch_add(1, Ordering::AcqRel) + 1;
        for (neighbour, theirs) in online.iter().filter(|(neighbour, _)| **neighbour != user) {
            theirs.each_slot(|slot| slot.presence(user, serial, false));
            live.each_slot(|slot| slot.presence(*neighbour, serial, false));
        }
    }

    /// Wakes the devices that the commits published just now concern.
    pub fn wake_published(&self) {
        let slots = std::mem::take(&mut *self.to_wake.lock());
        for slot in slots {
            slot.wake.notify_waiters();
        }
    }

    /// Tells every device of a user that there is news of a kind at `pos`.
    ///
    /// This and the next ones take the running transaction: the news must be on record before its
    /// position is published, or a poll that wakes for another reason goes past it.
    pub fn wake_user(self: &Arc<Self>, w: &mut Write<'_, '_>, user: i64, kind: Kind, pos: i64) {
        self.after_commit(w, pos, move |hub| {
            if let Some(user) = hub.live_user(user) {
                user.each_slot(|slot| {
                    slot.kind(kind, pos);
                    hub.to_wake.lock().push(Arc::clone(slot));
                });
            }
        });
    }

    /// Tells one device that there is news of a kind.
    pub fn wake_device(
        self: &Arc<Self>,
        w: &mut Write<'_, '_>,
        user: i64,
        device: i64,
        kind: Kind,
        pos: i64,
    ) {
        self.after_commit(w, pos, move |hub| {
            let Some(user) = hub.live_user(user) else {
                return;
            };
            for (_, seat) in user
                .slots
                .read()
                .iter()
                .filter(|((owner, _), _)| *owner == device)
            {
                seat.slot.kind(kind, pos);
                hub.to_wake.lock().push(Arc::clone(&seat.slot));
            }
        });
    }

    /// Gives a device's connections its key counts as they are from `pos` on. `wake`: a waiting poll
    /// answers because of it.
    pub(crate) fn set_key_counts(
        self: &Arc<Self>,
        w: &mut Write<'_, '_>,
        (user, device): (i64, i64),
        pos: i64,
        counts: &Arc<KeyCounts>,
        wake: bool,
    ) {
        let counts = Arc::clone(counts);
        self.after_commit(w, pos, move |hub| {
            let Some(user) = hub.live_user(user) else {
                return;
            };
            let slots = user.slots.read();
            for (_, seat) in slots.iter().filter(|((owner, _), _)| *owner == device) {
                seat.slot.set_keys(pos, &counts);
                if wake {
                    seat.slot.kind(Kind::OneTimeKeys, pos);
                    hub.to_wake.lock().push(Arc::clone(&seat.slot));
                }
            }
        });
    }

    /// Ends the connections of a device that signed out: a poll that still waits answers at once, with
    /// an error.
    pub(crate) fn drop_device(&self, user: i64, device: i64) {
        let Some(user) = self.live_user(user) else {
            return;
        };
        user.slots.write().retain(|(owner, _), seat| {
            if *owner == device {
                seat.slot.close();
                self.to_wake.lock().push(Arc::clone(&seat.slot));
            }
            *owner != device
        });
    }

    /// Tells every device of a user of something in a room (own receipt, room account data, counts).
    pub fn wake_user_for_room(
        self: &Arc<Self>,
        w: &mut Write<'_, '_>,
        user: i64,
        room: i64,
        pos: i64,
    ) {
        self.after_commit(w, pos, move |hub| {
            if let Some(user) = hub.live_user(user) {
                hub.tell_of_room(&user, room, pos);
            }
        });
    }

    /// Tells everybody connected who is in the room of something in it (a receipt).
    pub fn wake_room(self: &Arc<Self>, w: &mut Write<'_, '_>, room: i64, pos: i64) {
        self.after_commit(w, pos, move |hub| {
            let Some(live) = hub.live_room(room) else {
                return;
            };
            for user in live.online.read().values() {
                hub.tell_of_room(user, room, pos);
            }
        });
    }

    /// Tells `user` and everybody connected in one of `rooms` of news of a kind (device lists).
    pub fn wake_neighbours(
        self: &Arc<Self>,
        w: &mut Write<'_, '_>,
        user: i64,
        kind: Kind,
        pos: i64,
        rooms: Vec<i64>,
    ) {
        self.wake_user(w, user, kind, pos);
        self.after_commit(w, pos, move |hub| {
            for live in rooms.iter().filter_map(|room| hub.live_room(*room)) {
                for neighbour in live.online.read().values() {
                    neighbour.each_slot(|slot| {
                        slot.kind(kind, pos);
                        hub.to_wake.lock().push(Arc::clone(slot));
                    });
                }
            }
        });
    }

    fn tell_of_room(&self, user: &LiveUser, room: i64, pos: i64) {
        user.each_slot(|slot| {
            slot.room_data(room, pos);
            self.to_wake.lock().push(Arc::clone(slot));
        });
    }

    fn after_commit(
        self: &Arc<Self>,
        w: &mut Write<'_, '_>,
        pos: i64,
        f: impl FnOnce(&Self) + Send + 'static,
    ) {
        let hub = Arc::clone(self);
        w.after_commit(move || {
            // Before looking for slots: one that is made meanwhile begins after `pos`.
            hub.seen.fetch_max(pos, Ordering::AcqRel);
            f(&hub);
        });
    }

    /// Changes who types in a room and wakes the people in it. `change` returns whether anything
    /// changed. Rooms with nobody connected are left alone.
    pub fn change_typing(&self, room: i64, change: impl FnOnce(&mut Typing) -> bool) {
        let live = self.people.read().rooms.get(&room).cloned();
        let Some(live) = live else { return };
        let serial = {
            let mut typing = live.typing.lock();
            if !change(&mut typing) {
                return;
            }
            typing.serial = self.ephemeral.fetch_add(1, Ordering::AcqRel) + 1;
            typing.serial
        };
        for user in live.online.read().values() {
            user.each_slot(|slot| slot.ephemeral(room, serial));
        }
    }

    /// Tells everybody connected who shares a small enough room with `user`, and `user`, of a change
    /// of presence. `wakes`: it is worth an answer of its own.
    pub fn tell_presence(&self, user: i64, wakes: bool) {
        let serial = self.ephemeral.fetch_add(1, Ordering::AcqRel) + 1;
        for neighbour in self.neighbours(user) {
            if let Some(live) = self.live_user(neighbour) {
                live.each_slot(|slot| slot.presence(user, serial, wakes));
            }
        }
    }

    /// Who is connected in one of the rooms of `user` whose presence is told, and `user`.
    pub fn neighbours(&self, user: i64) -> HashSet<i64> {
        let mut found = HashSet::from([user]);
        let Some(live) = self.live_user(user) else {
            return found;
        };
        for room in live.joined_rooms() {
            let Some(room) = self.live_room(room) else {
                continue;
            };
            let online = room.online.read();
            if online.len() <= crate::presence::ROOM_MAX {
                found.extend(online.keys());
            }
        }
        found
    }

    /// The newest ephemeral serial.
    pub fn ephemeral(&self) -> u64 {
        self.ephemeral.load(Ordering::Acquire)
    }

    /// A room with somebody connected.
    pub fn live_room(&self, room: i64) -> Option<Arc<LiveRoom>> {
        self.people.read().rooms.get(&room).cloned()
    }

    /// A connected person.
    pub fn live_user(&self, user: i64) -> Option<Arc<LiveUser>> {
        self.people.read().users.get(&user).cloned()
    }

    /// The room's live part, made when missing. `floor`: from where the ring will be complete; `None`:
    /// from what has been published, read under the lock so that no commit falls between.
    fn room(&self, room: i64, room_id: &OwnedRoomId, floor: Option<i64>) -> Arc<LiveRoom> {
        let mut people = self.people.write();
        let floor = floor.unwrap_or_else(|| self.seen.load(Ordering::Acquire));
        let made = people
            .rooms
            .entry(room)
            .or_insert_with(|| Arc::new(LiveRoom::new(room_id.clone(), floor)));
        Arc::clone(made)
    }

    /// The slot of a device's connection (`conn`: empty for `/v3/sync`), registered in all of the
    /// person's rooms before it is returned: from then on nothing is missed.
    pub async fn slot(&self, m: &Matrix, user: i64, device: i64, conn: &str) -> Result<Arc<Slot>> {
        let live = Arc::clone(self.people.write().users.entry(user).or_default());
        live.loaded
            .get_or_try_init(|| Box::pin(self.load(m, user, &live)))
            .await?;
        let now_ms = m.clock.now_ms();
        let mut slots = live.slots.write();
        let seat = slots
            .entry((device, conn.to_owned()))
            .or_insert_with(|| Seat {
                slot: Arc::new(Slot::from(
                    self.seen.load(Ordering::Acquire).max(m.store.published()),
                )),
                last_poll_ms: now_ms,
            });
        seat.last_poll_ms = now_ms;
        Ok(Arc::clone(&seat.slot))
    }

    /// Loads the person's memberships. Changes that are published meanwhile are newer and win.
    async fn load(&self, m: &Matrix, user: i64, live: &Arc<LiveUser>) -> Result<()> {
        let rows = m.store.read(move |tx| {
            let own_rules: Option<i64> = tx.get(
                "SELECT pos FROM account_data WHERE user_nid = ?1 AND room_nid = 0 AND type = 'm.push_rules'",
                params![user],
            )?;
            let rows = tx.query(
                "SELECT m.room_nid, m.membership, m.pos, m.read_pos, m.read_ord, r.room_id
                 FROM member m JOIN room r ON r.nid = m.room_nid WHERE m.user_nid = ?1",
                params![user],
                |row| {
                    let member = LiveMember {
                        membership: row.get(1)?,
                        pos: row.get(2)?,
                        read_pos: row.get(3)?,
                        read_ord: row.get(4)?,
                        plain: false,
                        special_at: 0,
                    };
                    let room_id: OwnedRoomId = crate::users::parse_id(row.get(5)?)?;
                    Ok::<_, store::StoreError>((row.get::<i64>(0)?, room_id, member))
                },
            )?;
            Ok::<_, store::StoreError>((own_rules.is_some(), rows))
        });
        let ignored = m.store.read(move |tx| ignored::of(tx, user)).await?;
        let ignores = !ignored.is_empty();
        live.ignored
            .write()
            .get_or_insert_with(|| Arc::new(ignored));
        let (own_rules, rows) = rows.await?;
        if own_rules || ignores {
            live.has_own_rules();
        }
        for (room, room_id, member) in rows {
            let joined = live.offer(room, member);
            if joined {
                self.room(room, &room_id, None)
                    .online
                    .write()
                    .insert(user, Arc::clone(live));
            }
        }
        Ok(())
    }

    /// Forgets devices that have not polled for a while, people without devices, and rooms without
    /// people. Once a minute.
    pub fn sweep(&self, now_ms: u64) {
        let mut people = self.people.write();
        let People { rooms, users } = &mut *people;
        users.retain(|nid, user| {
            let mut slots = user.slots.write();
            slots.retain(|_, seat| {
                Arc::strong_count(&seat.slot) > 1
                    || now_ms.saturating_sub(seat.last_poll_ms) < SLOT_IDLE_MS
            });
            // Somebody may be about to take a seat: he holds a reference.
            let joined_rooms = user.rooms.read().len();
            let held = Arc::strong_count(user) > 1 + joined_rooms;
            let stays = !slots.is_empty() || held;
            if !stays {
                for room in user.rooms.read().keys() {
                    if let Some(room) = rooms.get(room) {
                        room.online.write().remove(nid);
                    }
                }
            }
            stays
        });
        rooms.retain(|_, room| !room.online.read().is_empty() || Arc::strong_count(room) > 1);
    }

    /// How many devices and people are connected, for the metrics.
    pub fn connected(&self) -> (usize, usize) {
        let people = self.people.read();
        let devices = people
            .users
            .values()
            .map(|user| user.slots.read().len())
            .sum();
        (devices, people.users.len())
    }
}
