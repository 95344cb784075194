//! Prepared events become one change of the ordered writer: rows, positions, wake-ups.
//!
//! Cost of a message: one row inserted (`event`), one for its transaction id, two updated (`room`,
//! the sender's `member`); a state event adds two span rows. All in one shared commit.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use http_server::{Error, Result};
use room_rules::{Rules, redact_pdu};
use ruma::{OwnedEventId, OwnedRoomId, OwnedUserId, UserId};
use store::{StoreError, Write};

use super::{
    Event, RoomGuard, event,
    head::{Prepared, because, quote},
    history, queries,
};
use crate::{
    Matrix,
    push::counts,
    sync::update::{MemberChange, RoomUpdate},
};

/// Events of one room to be committed together.
pub(super) struct Change {
    pub(super) room: i64,
    pub(super) room_id: OwnedRoomId,
    pub(super) rules: &'static Rules,
    pub(super) heads: Vec<OwnedEventId>,
    pub(super) depth: u64,
    pub(super) notify_ord: i64,
    pub(super) invite_state: Vec<String>,
    pub(super) stale: Arc<AtomicBool>,
    pub(super) is_new: bool,
    pub(super) events: Vec<Prepared>,
}

/// A commit on its way. The room is free again; await this before telling anybody.
#[must_use = "nothing is acknowledged before the commit has ended"]
pub struct Committing {
    answer: tokio::sync::oneshot::Receiver<Result<()>>,
    marks: Vec<Mark>,
}

impl Committing {
    /// Waits until the change is on disk and published.
    pub async fn done(self) -> Result<()> {
        let result = self
            .answer
            .await
            .unwrap_or_else(|_| Err(StoreError::Closed.into()));
        if result.is_err() {
            self.marks.iter().for_each(Mark::spoil);
        }
        result
    }
}

/// Queues what was prepared in some rooms as one change; `also` runs in the same transaction, after
/// it.
pub(super) fn commit_together(
    m: &Matrix,
    rooms: Vec<RoomGuard>,
    mut also: impl FnMut(&mut Write<'_, '_>) -> Result<()> + Send + 'static,
) -> Result<Committing> {
    let mut changes = Vec::with_capacity(rooms.len());
    // Held until the change is queued: events of a room are queued in the order they were built.
    let mut guards = rooms;
    for room in &mut guards {
        changes.push(room.take()?);
    }
    let marks: Vec<Mark> = changes
        .iter()
        .map(|change| Mark::of(&change.stale))
        .collect();
    let dropped = Unless(marks.clone());
    let work = m.clone();
    let queued = m.store.enqueue(move |w| {
        for change in &changes {
            change.write(&work, w)?;
        }
        also(w)?;
        let marks = dropped.0.clone();
        w.after_commit(move || {
            for mark in &marks {
                mark.committed.store(true, Ordering::Release);
            }
        });
        Ok::<_, Error>(())
    });
    match queued {
        Ok(answer) => Ok(Committing { answer, marks }),
        Err(error) => {
            marks.iter().for_each(Mark::spoil);
            Err(error)
        }
    }
}

impl RoomGuard {
    /// Queues the prepared events; `also` runs in the same transaction, after them. Let go of the
    /// guard, then await the returned commit.
    pub fn commit(
        self,
        m: &Matrix,
        also: impl FnMut(&mut Write<'_, '_>) -> Result<()> + Send + 'static,
    ) -> Result<Committing> {
        commit_together(m, vec![self], also)
    }

    /// Waits until everything that was prepared in this room before is on disk: for operations that
    /// find nothing to do, because somebody did it a moment ago.
    pub async fn settle(self, m: &Matrix) -> Result<()> {
        drop(self);
        m.store.write(|_| Ok::<_, Error>(())).await
    }

    /// Commits and waits: for operations that have nothing to do in between.
    pub async fn commit_and_wait(self, m: &Matrix) -> Result<()> {
        self.commit(m, |_| Ok(()))?.done().await
    }
}

/// Whether what a room's memory says has reached the database.
#[derive(Clone)]
struct Mark {
    stale: Arc<AtomicBool>,
    committed: Arc<AtomicBool>,
}

impl Mark {
    fn of(stale: &Arc<AtomicBool>) -> Self {
        Self {
            stale: Arc::clone(stale),
            committed: Arc::default(),
        }
    }

    /// The room is loaded again before its next use.
    fn spoil(&self) {
        self.stale.store(true, Ordering::Release);
    }
}

/// Goes with the change: if it is dropped without a commit, the memory of its rooms is ahead of the
/// database, also when the caller has gone away meanwhile.
struct Unless(Vec<Mark>);

impl Drop for Unless {
    fn drop(&mut self) {
        for mark in &self.0 {
            if !mark.committed.load(Ordering::Acquire) {
                mark.spoil();
            }
        }
    }
}

impl Change {
    fn write(&self, m: &Matrix, w: &mut Write<'_, '_>) -> Result<(), StoreError> {
        if self.is_new {
            queries::insert_room(w, self.room, &self.room_id, self.rules.version())?;
        }
        let mut update = RoomUpdate::new(self.room, self.room_id.clone());
        for prepared in &self.events {
            let pos = w.next_position();
            let event = self.insert(w, prepared, pos)?;
            if event.pdu.is_state() {
                queries::replace_state(w, self.room, &event)?;
                queries::note_kind(w, self.room, &event)?;
            }
            match event.pdu.kind() {
                "m.room.member" => update.members.push(self.member(m, w, &event)?),
                "m.room.redaction" => update.redacted.extend(self.redact(w, &event)?),
                _ => {}
            }
            counts::note_event(w, self.room, &event)?;
            update.events.push(Arc::new(event));
        }
        let Some(newest) = update.events.last().map(|event| event.pos) else {
            return Ok(());
        };
        let bump = update
            .events
            .iter()
            .rev()
            .find(|event| event::bumps(&event.pdu))
            .map(|e| e.pos);
        queries::count_memberships(w, self.room, &update.members)?;
        queries::advance_room(
            w,
            self.room,
            &self.heads,
            self.depth,
            newest,
            bump,
            self.notify_ord,
        )?;
        let m = m.clone();
        w.after_commit(move || {
            m.push.feed(&update);
            m.hub.publish(update);
        });
        Ok(())
    }

    fn insert(
        &self,
        w: &mut Write<'_, '_>,
        prepared: &Prepared,
        pos: i64,
    ) -> Result<Event, StoreError> {
        let event = Event {
            pos,
            pdu: prepared.pdu.clone(),
            sender: prepared.sender_nid,
            device: prepared.txn.as_ref().map(|txn| txn.device),
            txn_id: prepared.txn.as_ref().map(|txn| txn.id.clone()),
            notify_ord: prepared.notify_ord,
            counts: prepared.counts,
            highlights: prepared.highlights,
            unsigned: prepared.unsigned(),
        };
        queries::insert_event(w, self.room, &event)?;
        if let Some(txn) = &prepared.txn {
            let ts = prepared.pdu.origin_server_ts().get().into();
            queries::insert_txn(
                w,
                &txn.key,
                txn.device,
                Some(event.pdu.event_id().as_str()),
                ts,
            )?;
        }
        Ok(event)
    }

    fn member(
        &self,
        m: &Matrix,
        w: &mut Write<'_, '_>,
        event: &Event,
    ) -> Result<MemberChange, StoreError> {
        let user_id: OwnedUserId = UserId::parse(event.pdu.state_key().unwrap_or_default())
            .map_err(|e| StoreError::Column {
                column: 0,
                reason: e.to_string(),
            })?;
        let user = m.users.ensure(w, &user_id, m.is_local(&user_id))?;
        let membership = event.pdu.membership().unwrap_or_default();
        let stripped = self.stripped_for(event, &membership);
        let before =
            queries::set_member(w, user, self.room, &membership, event, stripped.as_deref())?;
        let remember = m.clone();
        let id = user_id.clone();
        w.after_commit(move || remember.users.remember(&id, user));
        Ok(MemberChange {
            user,
            membership,
            before,
            pos: event.pos,
            notify_ord: event.notify_ord,
        })
    }

    /// The JSON array that an invited or knocking person is shown.
    fn stripped_for(&self, event: &Event, membership: &str) -> Option<String> {
        if membership != "invite" && membership != "knock" {
            return None;
        }
        let own = room_rules::stripped_event(&event.pdu);
        let all: Vec<&str> = self
            .invite_state
            .iter()
            .map(String::as_str)
            .chain([own.as_str()])
            .collect();
        Some(format!("[{}]", all.join(",")))
    }

    /// Redacts the target of an accepted redaction event, also where the next state event quotes it.
    /// Who may was decided by the operation. What was redacted before keeps its first reason.
    fn redact(&self, w: &mut Write<'_, '_>, redaction: &Event) -> Result<Vec<Event>, StoreError> {
        let Some(target_id) = redaction.pdu.redacts() else {
            return Ok(Vec::new());
        };
        let target = queries::event(w, self.room, self.rules, target_id)?;
        let Some(target) = target.filter(|target| !target.is_redacted()) else {
            return Ok(Vec::new());
        };
        let relation = target.relation();
        let pdu = redact_pdu(self.rules, &target.pdu, None).map_err(damaged)?;
        let unsigned = Some(format!("\"redacted_because\":{}", because(&redaction.pdu)));
        let redacted = Event {
            pdu,
            unsigned,
            ..target
        };
        queries::store_redacted(w, &redacted, redaction.pdu.event_id())?;
        if let Some((root, rel_type)) = relation
            && rel_type == "m.thread"
        {
            history::queries::remove_reply(w, self.room, &root, redacted.sender)?;
        }
        let mut changed = Vec::new();
        if let Some(mut next) = queries::successor(w, self.room, self.rules, &redacted)?
            && !next.is_redacted()
        {
            next.unsigned = Some(quote(&redacted.pdu));
            queries::store_unsigned(w, &next)?;
            changed.push(next);
        }
        changed.push(redacted);
        Ok(changed)
    }
}

fn damaged(error: room_rules::RulesError) -> StoreError {
    StoreError::Column {
        column: 0,
        reason: error.to_string(),
    }
}
