//! The writing side of one room: current state, forward extremities, power levels.
//!
//! Who holds the [`RoomGuard`] is alone with the room. He builds and authorises events on top of
//! what is in memory (also on events whose commit is still running), queues them as one change, and
//! lets go before the commit ends, so that a busy room is not bound to one event per sync of the
//! disk. When a commit fails the room is loaded again before its next use.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use http_server::{Error, Result, Who};
use room_rules::{Pdu, PowerLevels, Rules, auth_types, authorise, build, client_event, redact_pdu};
use ruma::{
    EventId, MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedRoomId, OwnedUserId, RoomId, UInt,
    UserId,
};
use serde_json::value::RawValue;
use tokio::sync::OwnedMutexGuard;

use super::queries;
use crate::{Matrix, push};

/// The current member events kept per room; beyond it they are read again when needed.
const MEMBERS_MAX: usize = 1000;

/// A room in memory, writing side.
pub struct RoomHead {
    /// `room.nid`.
    pub nid: i64,
    /// Its id.
    pub room_id: OwnedRoomId,
    /// The rules of its version.
    pub rules: &'static Rules,
    /// Who may do what.
    pub power: PowerLevels,
    heads: Vec<OwnedEventId>,
    depth: u64,
    pub(super) notify_ord: i64,
    /// Current state without members.
    state: HashMap<(String, String), Pdu>,
    /// Member events that were needed lately.
    members: HashMap<String, Option<Pdu>>,
    /// Set when a commit failed: this memory is ahead of the database.
    stale: Arc<AtomicBool>,
}

/// What somebody wants to put into a room.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The sender's id.
    pub sender: OwnedUserId,
    /// The sender's number.
    pub sender_nid: i64,
    /// Event type.
    pub kind: String,
    /// `Some`: a state event.
    pub state_key: Option<String>,
    /// The content, a JSON object.
    pub content: Box<RawValue>,
    /// What a redaction redacts.
    pub redacts: Option<OwnedEventId>,
    /// The device and its transaction id, for idempotency and `unsigned.transaction_id`.
    pub txn: Option<Txn>,
}

/// A client's transaction id (client-server §2.3).
#[derive(Debug, Clone)]
pub struct Txn {
    /// The device that sent it.
    pub device: i64,
    /// Hash over device, endpoint and id.
    pub key: [u8; 16],
    /// As the client sent it.
    pub id: String,
}

impl Draft {
    /// A state event by the owner of a token.
    pub fn state(
        who: &Who,
        kind: &str,
        state_key: &str,
        content: &serde_json::Value,
    ) -> Result<Self> {
        Self::state_by(&who.user_id, who.user, kind, state_key, content)
    }

    /// A state event by any local user.
    pub fn state_by(
        sender: &UserId,
        sender_nid: i64,
        kind: &str,
        state_key: &str,
        content: &serde_json::Value,
    ) -> Result<Self> {
        Ok(Self {
            sender: sender.to_owned(),
            sender_nid,
            kind: kind.to_owned(),
            state_key: Some(state_key.to_owned()),
            content: serde_json::value::to_raw_value(content).map_err(Error::internal)?,
            redacts: None,
            txn: None,
        })
    }
}

/// An event that is built and allowed, not yet stored.
#[derive(Clone)]
pub struct Prepared {
    /// The event.
    pub pdu: Pdu,
    /// Its sender's number.
    pub sender_nid: i64,
    /// The client's transaction id.
    pub txn: Option<Txn>,
    /// The state event that it replaces.
    pub replaces: Option<Pdu>,
    /// Whether the default push rules notify for it.
    pub counts: bool,
    /// Whether they highlight it for everybody.
    pub highlights: bool,
    /// The room's running number after it.
    pub notify_ord: i64,
}

/// The only writer of a room, until dropped.
pub struct RoomGuard {
    guard: OwnedMutexGuard<Option<RoomHead>>,
    prepared: Vec<Prepared>,
    /// The row is inserted with the first events.
    is_new: bool,
}

impl super::Rooms {
    /// Waits for the room and loads it when it is not in memory; 404 when there is none.
    pub async fn lock(&self, m: &Matrix, room_id: &RoomId) -> Result<RoomGuard> {
        let room_id = room_id.to_owned();
        let mut guard = self.slot(&room_id).lock_owned().await;
        if guard
            .as_ref()
            .is_none_or(|head| head.stale.load(Ordering::Acquire))
        {
            let id = room_id.clone();
            // Behind every queued change: events of this room may still be on their way.
            *guard = m.store.write(move |w| load(w, &id)).await?;
        }
        if guard.is_none() {
            return Err(Error::not_found("There is no such room here"));
        }
        Ok(RoomGuard {
            guard,
            prepared: Vec::new(),
            is_new: false,
        })
    }

    /// A room that does not exist yet; its first prepared event is the create event.
    pub(super) async fn lock_new(
        &self,
        create: Prepared,
        rules: &'static Rules,
    ) -> Result<RoomGuard> {
        let room_id = create.pdu.room_id().to_owned();
        let guard = self.slot(&room_id).lock_owned().await;
        if guard.is_some() {
            return Err(Error::internal("a new room's id is in use"));
        }
        let head = RoomHead {
            nid: self.next_nid(),
            room_id,
            rules,
            power: PowerLevels::of(rules, &create.pdu, None),
            heads: Vec::new(),
            depth: 0,
            notify_ord: 0,
            state: HashMap::new(),
            members: HashMap::new(),
            stale: Arc::default(),
        };
        let mut room = RoomGuard {
            guard,
            prepared: Vec::new(),
            is_new: true,
        };
        *room.guard = Some(head);
        room.accept(create)?;
        Ok(room)
    }
}

fn load(tx: &mut store::Tx<'_>, room_id: &RoomId) -> Result<Option<RoomHead>> {
    let Some(row) = queries::room(tx, room_id)? else {
        return Ok(None);
    };
    let rules = Rules::of(&row.version)
        .ok_or_else(|| Error::internal("a stored room has an unknown version"))?;
    let mut state = HashMap::new();
    for event in queries::current_state_without_members(tx, row.nid, rules)? {
        let key = (
            event.pdu.kind().to_owned(),
            event.pdu.state_key().unwrap_or_default().to_owned(),
        );
        state.insert(key, event.pdu);
    }
    let at = |kind: &str| state.get(&(kind.to_owned(), String::new()));
    let create =
        at("m.room.create").ok_or_else(|| Error::internal("a stored room has no create event"))?;
    let power = PowerLevels::of(rules, create, at("m.room.power_levels"));
    Ok(Some(RoomHead {
        nid: row.nid,
        room_id: room_id.to_owned(),
        rules,
        power,
        heads: row.heads,
        depth: row.depth,
        notify_ord: row.notify_ord,
        state,
        members: HashMap::new(),
        stale: Arc::default(),
    }))
}

impl RoomHead {
    /// The current state event of a type other than `m.room.member`.
    pub fn state(&self, kind: &str, state_key: &str) -> Option<&Pdu> {
        self.state.get(&(kind.to_owned(), state_key.to_owned()))
    }

    /// All current state events except member events.
    pub fn states(&self) -> impl Iterator<Item = &Pdu> {
        self.state.values()
    }

    /// Takes the content out of a state event that was redacted.
    fn redact(&mut self, target: &EventId) -> Result<()> {
        let members = self.members.values_mut().flatten();
        let mut known = self.state.values_mut().chain(members);
        let Some(pdu) = known.find(|pdu| pdu.event_id() == target) else {
            return Ok(());
        };
        *pdu = redact_pdu(self.rules, pdu, None)?;
        if let Some(create) = self.state("m.room.create", "") {
            self.power = PowerLevels::of(self.rules, create, self.state("m.room.power_levels", ""));
        }
        Ok(())
    }

    fn known(&self, kind: &str, state_key: &str) -> Option<Pdu> {
        if kind == "m.room.member" {
            return self.members.get(state_key).cloned().flatten();
        }
        self.state(kind, state_key).cloned()
    }
}

impl RoomGuard {
    /// The room.
    pub fn head(&self) -> Result<&RoomHead> {
        self.guard
            .as_ref()
            .ok_or_else(|| Error::internal("a locked room is gone"))
    }

    fn head_mut(&mut self) -> Result<&mut RoomHead> {
        self.guard
            .as_mut()
            .ok_or_else(|| Error::internal("a locked room is gone"))
    }

    /// The current member event of `user`.
    pub async fn member(&mut self, m: &Matrix, user: &str) -> Result<Option<Pdu>> {
        let head = self.head_mut()?;
        if let Some(known) = head.members.get(user) {
            return Ok(known.clone());
        }
        if self.is_new {
            return Ok(None);
        }
        let head = self.head_mut()?;
        let (room, rules, key) = (head.nid, head.rules, user.to_owned());
        // Behind every queued change, as in `lock`.
        let found = m
            .store
            .write(move |w| queries::state_event(w, room, rules, "m.room.member", &key));
        let found = found.await?.map(|event| event.pdu);
        let head = self.head_mut()?;
        if head.members.len() >= MEMBERS_MAX {
            head.members.clear();
        }
        head.members.insert(user.to_owned(), found.clone());
        Ok(found)
    }

    /// The membership of `user`: `leave` when he never was in the room.
    pub async fn membership(&mut self, m: &Matrix, user: &UserId) -> Result<String> {
        let member = self.member(m, user.as_str()).await?;
        Ok(member
            .and_then(|pdu| pdu.membership())
            .unwrap_or_else(|| "leave".to_owned()))
    }

    /// Builds and authorises an event on top of the room as it is now (and of what was prepared
    /// before). Returns its id; nothing is stored until [`RoomGuard::commit`].
    ///
    /// # Errors
    /// `M_FORBIDDEN`, `M_TOO_LARGE`, `M_BAD_JSON`: the room is as before this call.
    pub async fn prepare(&mut self, m: &Matrix, draft: Draft) -> Result<OwnedEventId> {
        let prepared = self.build(m, draft).await?;
        let event_id = prepared.pdu.event_id().to_owned();
        self.accept(prepared)?;
        Ok(event_id)
    }

    async fn build(&mut self, m: &Matrix, draft: Draft) -> Result<Prepared> {
        let rules = self.head()?.rules;
        if draft.kind == "m.room.redaction" {
            super::redact::check(self, m, &draft).await?;
        }
        let state_key = draft.state_key.as_deref();
        let needed = auth_types(rules, &draft.kind, &draft.sender, state_key, &draft.content)?;
        for (_, key) in needed.iter().filter(|(kind, _)| *kind == "m.room.member") {
            self.member(m, key).await?;
        }
        if let Some(key) = state_key.filter(|_| draft.kind == "m.room.member") {
            self.member(m, key).await?;
        }
        let head = self.head()?;
        let auth_events: Vec<OwnedEventId> = needed
            .iter()
            .filter_map(|(kind, key)| head.known(kind, key).map(|pdu| pdu.event_id().to_owned()))
            .collect();
        let now = UInt::try_from(m.clock.now_ms()).map_err(Error::internal)?;
        let pdu = build(
            rules,
            &room_rules::Draft {
                room_id: Some(&head.room_id),
                sender: &draft.sender,
                kind: &draft.kind,
                state_key,
                content: &draft.content,
                redacts: draft.redacts.as_deref(),
                origin_server_ts: MilliSecondsSinceUnixEpoch(now),
                prev_events: &head.heads,
                auth_events: &auth_events,
                depth: head.depth + 1,
            },
            m.server_name().as_str(),
            &m.key,
        )?;
        authorise(rules, &pdu, |kind, key| head.known(kind, key))?;
        let replaces = state_key.and_then(|key| head.known(&draft.kind, key));
        Ok(Prepared::new(pdu, draft.sender_nid, draft.txn, replaces))
    }

    /// Takes a built event as the room's newest.
    fn accept(&mut self, mut prepared: Prepared) -> Result<()> {
        let head = self.head_mut()?;
        let class = push::Class::of(&prepared.pdu, |sender| {
            head.power.may_notify(sender, "room")
        });
        prepared.counts = class.notify;
        prepared.highlights = class.highlight;
        // Threads have running numbers of their own.
        head.notify_ord += i64::from(class.notify && !is_threaded(&prepared.pdu));
        prepared.notify_ord = head.notify_ord;
        let pdu = prepared.pdu.clone();
        head.heads = vec![pdu.event_id().to_owned()];
        head.depth = pdu.depth();
        if let Some(key) = pdu.state_key() {
            if pdu.kind() == "m.room.member" {
                head.members.insert(key.to_owned(), Some(pdu.clone()));
            } else {
                head.state
                    .insert((pdu.kind().to_owned(), key.to_owned()), pdu.clone());
            }
            if matches!(pdu.kind(), "m.room.power_levels" | "m.room.create")
                && let Some(create) = head.state("m.room.create", "")
            {
                head.power =
                    PowerLevels::of(head.rules, create, head.state("m.room.power_levels", ""));
            }
        }
        if let Some(target) = pdu.redacts().filter(|_| pdu.kind() == "m.room.redaction") {
            head.redact(target)?;
        }
        self.prepared.push(prepared);
        Ok(())
    }

    /// Takes the prepared events with what the change needs to know of the room.
    pub(super) fn take(&mut self) -> Result<super::append::Change> {
        let head = self.head()?;
        let change = super::append::Change {
            room: head.nid,
            room_id: head.room_id.clone(),
            rules: head.rules,
            heads: head.heads.clone(),
            depth: head.depth,
            notify_ord: head.notify_ord,
            invite_state: self.stripped_state()?,
            stale: Arc::clone(&head.stale),
            is_new: self.is_new,
            events: std::mem::take(&mut self.prepared),
        };
        self.is_new = false;
        Ok(change)
    }

    /// Stripped state for people who are invited or knock (client-server §11.45, MSC4311: with the
    /// create event).
    fn stripped_state(&self) -> Result<Vec<String>> {
        let concerns_outsiders = self.prepared.iter().any(|p| {
            p.pdu.kind() == "m.room.member"
                && p.pdu
                    .membership()
                    .is_some_and(|membership| membership == "invite" || membership == "knock")
        });
        if !concerns_outsiders {
            return Ok(Vec::new());
        }
        let head = self.head()?;
        let shown = room_rules::STRIPPED_STATE_TYPES
            .iter()
            .filter_map(|kind| head.state(kind, ""));
        Ok(shown.map(room_rules::stripped_event).collect())
    }
}

impl Drop for RoomGuard {
    fn drop(&mut self) {
        // Something was prepared and never committed: the memory is ahead of the database.
        if !self.prepared.is_empty() || self.is_new {
            *self.guard = None;
        }
    }
}

impl Prepared {
    /// An event with nothing before it.
    pub(super) fn new(pdu: Pdu, sender_nid: i64, txn: Option<Txn>, replaces: Option<Pdu>) -> Self {
        Self {
            pdu,
            sender_nid,
            txn,
            replaces,
            counts: false,
            highlights: false,
            notify_ord: 0,
        }
    }

    /// Members of `unsigned` that everybody sees.
    pub(super) fn unsigned(&self) -> Option<String> {
        self.replaces.as_ref().map(quote)
    }
}

/// What the next event of a state key says of this one, in `unsigned`.
pub(super) fn quote(old: &Pdu) -> String {
    format!(
        "\"prev_content\":{},\"prev_sender\":\"{}\",\"replaces_state\":\"{}\"",
        old.content().get(),
        old.sender(),
        old.event_id()
    )
}

fn is_threaded(pdu: &Pdu) -> bool {
    super::event::relation(pdu).is_some_and(|(_, rel_type)| rel_type == "m.thread")
}

/// The redaction as the redacted event shows it.
pub(super) fn because(redaction: &Pdu) -> String {
    client_event(redaction, true)
}
