//! Moving a marker: forward only, per person, thread and kind; a repeat writes nothing.

use std::sync::Arc;

use http_server::{Error, Result, Who};
use ruma::{OwnedEventId, RoomId};
use serde_json::json;
use store::{StoreError, Tx, Write};

use super::queries;
use crate::{
    Matrix, account_data, push,
    rooms::{Event, access, queries as room_queries},
};

const FULLY_READ: &str = "m.fully_read";

/// What is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `m.read`: everybody in the room sees it.
    Public,
    /// `m.read.private`: the person's own devices see it.
    Private,
    /// `m.fully_read`: account data of the room.
    FullyRead,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Public => "m.read",
            Self::Private => "m.read.private",
            Self::FullyRead => FULLY_READ,
        }
    }
}

/// A marker as it was asked for.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) kind: Kind,
    /// Empty: unthreaded; `main`; or the thread root's event id.
    pub(super) thread: String,
    pub(super) event_id: OwnedEventId,
}

/// A marker whose event is known.
#[derive(Debug)]
struct Move {
    mark: Mark,
    room: i64,
    event_pos: i64,
    notify_ord: i64,
}

/// Places markers in a room that the person is in.
///
/// # Errors
/// 403 outside of the room, 404 for an event that is unknown or not to be seen, 400 for one that is
/// not in the given thread: then none of the markers moves.
pub(super) async fn place(m: &Matrix, who: &Who, room_id: &RoomId, marks: Vec<Mark>) -> Result<()> {
    let (room_id, user, user_id) = (room_id.to_owned(), who.user, who.user_id.to_string());
    let moves = m
        .store
        .read(move |tx| resolve(tx, &room_id, user, &user_id, marks))
        .await?;
    if moves.is_empty() {
        return Ok(());
    }
    let work = m.clone();
    m.store
        .write(move |w| {
            for step in &moves {
                step.apply(&work, w, user)?;
            }
            Ok::<_, Error>(())
        })
        .await
}

fn resolve(
    tx: &mut Tx<'_>,
    room_id: &RoomId,
    user: i64,
    user_id: &str,
    marks: Vec<Mark>,
) -> Result<Vec<Move>> {
    let reader = access::reader(tx, room_id, user, user_id)?;
    if !reader.is_joined() {
        return Err(Error::forbidden("You are not in this room"));
    }
    let mut moves = Vec::new();
    for mark in marks {
        let event = room_queries::event(tx, reader.room, reader.rules, &mark.event_id)?;
        let event = event.filter(|event| reader.may_see(event, user_id));
        let event = event.ok_or_else(|| Error::not_found("There is no such event in this room"))?;
        if !in_thread(tx, &event, &mark.thread)? {
            return Err(Error::invalid_param("The event is not in this thread"));
        }
        let step = Move {
            mark,
            room: reader.room,
            event_pos: event.pos,
            notify_ord: event.notify_ord,
        };
        if step.is_forward(tx, user)? {
            moves.push(step);
        }
    }
    Ok(moves)
}

/// Whether an event belongs to a thread (client-server §11.6.2.2): a root belongs to its own and to
/// the main one, a reaction or an edit to that of its target.
fn in_thread(tx: &mut Tx<'_>, event: &Event, thread: &str) -> Result<bool, StoreError> {
    if thread.is_empty() || event.pdu.event_id().as_str() == thread {
        return Ok(true);
    }
    let home = match event.relation() {
        Some((root, kind)) if kind == "m.thread" => Some(root),
        Some((target, _)) if target == thread => Some(target),
        Some((target, _)) => queries::thread_root(tx, &target)?,
        None => None,
    };
    Ok(home.as_deref().unwrap_or("main") == thread)
}

impl Move {
    fn is_forward(&self, tx: &mut Tx<'_>, user: i64) -> Result<bool, StoreError> {
        let old = match self.mark.kind {
            Kind::FullyRead => {
                let stored = account_data::queries::get(tx, user, self.room, FULLY_READ)?;
                match stored.as_deref().and_then(marked_event) {
                    Some(event_id) => queries::event_pos(tx, self.room, &event_id)?,
                    None => None,
                }
            }
            kind => queries::receipt_pos(tx, self.room, user, kind.name(), &self.mark.thread)?,
        };
        Ok(old.is_none_or(|old| old < self.event_pos))
    }

    fn apply(&self, m: &Matrix, w: &mut Write<'_, '_>, user: i64) -> Result<(), StoreError> {
        if !self.is_forward(w, user)? {
            return Ok(());
        }
        if self.mark.kind == Kind::FullyRead {
            let content = json!({ "event_id": self.mark.event_id }).to_string();
            return account_data::store(m, w, user, self.room, FULLY_READ, content.as_bytes());
        }
        let pos = w.next_position();
        queries::put_receipt(
            w,
            &queries::Receipt {
                room: self.room,
                user,
                kind: self.mark.kind.name(),
                thread: &self.mark.thread,
                event_id: self.mark.event_id.as_str(),
                event_pos: self.event_pos,
                ts: m.clock.now_ms(),
                pos,
            },
        )?;
        if matches!(self.mark.thread.as_str(), "" | "main") {
            queries::advance_read(w, self.room, user, self.event_pos, self.notify_ord)?;
            let hub = Arc::clone(&m.hub);
            let (room, event_pos, ord) = (self.room, self.event_pos, self.notify_ord);
            w.after_commit(move || {
                if let Some(live) = hub.live_user(user) {
                    live.mark_read(room, event_pos, ord);
                }
            });
        }
        push::badge::has_read(m, w, user, pos)?;
        match self.mark.kind {
            Kind::Public => m.hub.wake_room(w, self.room, pos),
            _ => m.hub.wake_user_for_room(w, user, self.room, pos),
        }
        Ok(())
    }
}

fn marked_event(content: &[u8]) -> Option<String> {
    let content: serde_json::Value = serde_json::from_slice(content).ok()?;
    content.get("event_id")?.as_str().map(str::to_owned)
}
