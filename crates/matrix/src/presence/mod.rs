//! Who is there (client-server §11.7): in memory only, never on disk.
//!
//! A poll of `/sync` says that a person is there; one that ended some time ago that he is gone. Such
//! changes travel with the neighbours' next answer and wake nobody. What somebody sets himself does.
//! Rooms with more than [`ROOM_MAX`] people connected take no part.

mod status;

use std::{collections::HashMap, time::Duration};

use axum::Router;
use http_server::{Route, Who};
use parking_lot::Mutex;
use ruma::{OwnedUserId, api::client::presence as api, presence::PresenceState};
use serde_json::{json, value::RawValue};

use crate::{Matrix, rooms::event::raw, sync::slot::Slot};

/// Most people connected in a room for whom presence is told.
pub(crate) const ROOM_MAX: usize = 200;
/// How long after the end of a poll a person is taken to be there.
const GRACE_MS: u64 = 30_000;
/// How long somebody is "currently active" after he was last seen to be.
const ACTIVE_MS: u64 = 60_000;
/// How long the presence of somebody who went away is remembered.
const FORGET_MS: u64 = 24 * 3600 * 1000;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<api::get_presence::v3::Request, _, _>(status::get)
        .endpoint::<api::set_presence::v3::Request, _, _>(status::put)
}

/// The presence of everybody who was there lately.
#[derive(Debug, Default)]
pub struct Presence(Mutex<HashMap<i64, State>>);

/// One person's presence.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) user_id: OwnedUserId,
    pub(crate) presence: PresenceState,
    pub(crate) status_msg: Option<String>,
    pub(crate) last_active_ms: u64,
    /// Gone after this, unless he is seen again.
    here_until_ms: u64,
}

impl State {
    /// The presence now: who has not been seen for a while is offline.
    fn at(mut self, now_ms: u64) -> Self {
        if self.here_until_ms < now_ms {
            self.presence = PresenceState::Offline;
        }
        self
    }

    fn is_active(&self, now_ms: u64) -> bool {
        self.presence == PresenceState::Online
            && now_ms.saturating_sub(self.last_active_ms) < ACTIVE_MS
    }

    fn event(&self, now_ms: u64) -> Box<RawValue> {
        let mut content = json!({
            "presence": self.presence,
            "last_active_ago": now_ms.saturating_sub(self.last_active_ms),
            "currently_active": self.is_active(now_ms),
        });
        if let Some(text) = &self.status_msg {
            content["status_msg"] = text.as_str().into();
        }
        raw(json!({ "type": "m.presence", "sender": self.user_id, "content": content }).to_string())
    }
}

impl Presence {
    /// A person polls: he is there for as long as the poll may take.
    pub(crate) fn polled(&self, m: &Matrix, who: &Who, presence: PresenceState, timeout: Duration) {
        if presence == PresenceState::Offline {
            return;
        }
        let timeout_ms = u64::try_from(timeout.as_millis()).unwrap_or_default();
        if self.note(m, who, presence, None, timeout_ms + GRACE_MS) {
            m.hub.tell_presence(who.user, false);
        }
    }

    /// A person says how he is.
    fn set(&self, m: &Matrix, who: &Who, presence: PresenceState, status_msg: Option<String>) {
        if self.note(m, who, presence, Some(status_msg), 2 * GRACE_MS) {
            m.hub.tell_presence(who.user, true);
        }
    }

    /// Notes what is said; returns whether it is a change. `status`: `None` leaves the text alone.
    fn note(
        &self,
        m: &Matrix,
        who: &Who,
        presence: PresenceState,
        status: Option<Option<String>>,
        here_ms: u64,
    ) -> bool {
        let now_ms = m.clock.now_ms();
        let mut people = self.0.lock();
        let old = people.get(&who.user).cloned().map(|state| state.at(now_ms));
        let status_msg =
            status.unwrap_or_else(|| old.as_ref().and_then(|old| old.status_msg.clone()));
        let was_active = old.as_ref().map_or(now_ms, |old| old.last_active_ms);
        let is_change = old
            .as_ref()
            .is_none_or(|old| old.presence != presence || old.status_msg != status_msg);
        let here_until_ms = (now_ms + here_ms).max(old.as_ref().map_or(0, |old| old.here_until_ms));
        let state = State {
            user_id: who.user_id.clone(),
            last_active_ms: if presence == PresenceState::Online {
                now_ms
            } else {
                was_active
            },
            presence,
            status_msg,
            here_until_ms,
        };
        people.insert(who.user, state);
        is_change
    }

    /// The presence of a person, if he was there lately.
    pub(crate) fn of(&self, user: i64, now_ms: u64) -> Option<State> {
        self.0
            .lock()
            .get(&user)
            .cloned()
            .map(|state| state.at(now_ms))
    }

    /// Forgets a person: his account is gone.
    pub(crate) fn forget(&self, user: i64) {
        self.0.lock().remove(&user);
    }

    /// Tells of people who went away, and forgets who did so long ago. Once a minute.
    pub(crate) fn sweep(&self, m: &Matrix) {
        let now_ms = m.clock.now_ms();
        let mut gone = Vec::new();
        self.0.lock().retain(|user, state| {
            if state.here_until_ms < now_ms && state.presence != PresenceState::Offline {
                state.presence = PresenceState::Offline;
                gone.push(*user);
            }
            now_ms.saturating_sub(state.here_until_ms) < FORGET_MS
        });
        for user in gone {
            m.hub.tell_presence(user, false);
        }
    }
}

/// Presence events for an answer.
pub(crate) struct News {
    pub(crate) events: Vec<(String, Box<RawValue>)>,
    /// Whether they are worth an answer of their own.
    pub(crate) wakes: bool,
}

/// What a device does not know of its neighbours yet; `since`: position and ephemeral serial of its
/// token, `None` for a first sync.
pub(crate) fn news(m: &Matrix, user: i64, slot: &Slot, since: Option<(i64, u64)>) -> News {
    let now_ms = m.clock.now_ms();
    let changed = since.and_then(|(pos, ephemeral)| slot.presence_since(pos, ephemeral));
    if changed.as_ref().is_some_and(HashMap::is_empty) {
        return News {
            events: Vec::new(),
            wakes: false,
        };
    }
    let wakes = changed
        .as_ref()
        .is_some_and(|changed| changed.values().any(|wakes| *wakes));
    let is_first = changed.is_none();
    let people: Vec<i64> = match changed {
        Some(changed) => changed.into_keys().collect(),
        None => m.hub.neighbours(user).into_iter().collect(),
    };
    let states = people
        .into_iter()
        .filter_map(|user| m.presence.of(user, now_ms));
    let told = states.filter(|state| !is_first || state.presence != PresenceState::Offline);
    let events = told
        .map(|state| (state.user_id.to_string(), state.event(now_ms)))
        .collect();
    News { events, wakes }
}
