//! Simplified sliding sync (MSC4186): `POST /unstable/org.matrix.simplified_msc3575/sync`.
//!
//! A connection remembers what its client has been told of each room. It keeps two generations of
//! that memory: what the client has proved to have received, by sending the `pos` of an answer, and
//! what was last sent. A lost answer costs nothing: the client asks again with the older `pos`, and
//! the answer is computed again from the older generation.

mod connection;
mod extensions;
mod lists;
mod queries;
mod response;
mod room;
mod wanted;

use std::{collections::HashSet, sync::Arc, time::Duration};

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, Who, json};
use ruma::api::client::sync::sync_events::v5::Request;
use tokio::time::Instant;

use super::{slot::Slot, token::Token, v3};
use crate::{Matrix, account_data::ignored, rooms::Event};
pub use connection::Connections;
use connection::{Connection, Generation};
use response::SlidingBody;

/// Longest wait of a poll, whatever the client asks for.
const TIMEOUT_MAX: Duration = Duration::from_secs(120);
/// Lists and subscriptions that one request may have.
const LISTS_MAX: usize = 32;
const SUBSCRIPTIONS_MAX: usize = 1000;

/// What one answer is computed from.
pub(super) struct Inputs {
    who: Arc<Who>,
    request: Arc<Request>,
    before: Generation,
    upto: Token,
    now_ms: u64,
    /// Typing of joined rooms: room, serial, people.
    typing: Vec<(i64, u64, Vec<String>)>,
    /// Whom the person ignores.
    ignored: Arc<HashSet<String>>,
}

impl Inputs {
    /// Whether the client is told of an event: state always, the rest not of people he ignores.
    fn hears(&self, event: &Event) -> bool {
        let sender = event.pdu.sender();
        event.pdu.is_state()
            || *sender == self.who.user_id
            || !self.ignored.contains(sender.as_str())
    }

    /// Whether a row is an invite by somebody whom the person ignores.
    fn is_unwanted(&self, row: &queries::RoomRow) -> bool {
        let stripped = row
            .stripped
            .as_deref()
            .filter(|_| row.membership == "invite");
        let inviter = stripped.and_then(|json| ignored::inviter(json, self.who.user_id.as_str()));
        inviter.is_some_and(|inviter| self.ignored.contains(&inviter))
    }

    /// Whether the client has been told of the room on this connection.
    fn knows(&self, room: i64) -> bool {
        self.before
            .rooms
            .get(&room)
            .is_some_and(|sent| sent.pos > 0)
    }
}

/// Answers as soon as there is news, or when the timeout is over.
pub(crate) async fn sync(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    if request.lists.len() > LISTS_MAX || request.room_subscriptions.len() > SUBSCRIPTIONS_MAX {
        return Err(Error::invalid_param("Too many lists or room subscriptions"));
    }
    let conn_id = request.conn_id.clone().unwrap_or_default();
    let slot = m
        .hub
        .slot(&m, who.user, who.device, &format!("sliding {conn_id}"))
        .await?;
    let connection = m
        .connections
        .open(&m, who.device, &conn_id, request.pos.as_deref())?;
    let timeout = request.timeout.unwrap_or_default().min(TIMEOUT_MAX);
    let poll = Poll {
        m,
        who,
        slot,
        request: Arc::new(request),
        connection,
    };
    let body = poll.wait(timeout).await?;
    Ok(json(StatusCode::OK, &body))
}

struct Poll {
    m: Matrix,
    who: Arc<Who>,
    slot: Arc<Slot>,
    request: Arc<Request>,
    connection: Arc<tokio::sync::Mutex<Connection>>,
}

impl Poll {
    async fn wait(&self, timeout: Duration) -> Result<SlidingBody> {
        let deadline = Instant::now() + timeout;
        let replaced = self
            .connection
            .lock()
            .await
            .begin(self.request.pos.as_deref())?;
        extensions::acknowledge(&self.m, &self.who, &self.request).await?;
        loop {
            // Register before looking: a change between the look and the sleep wakes us.
            let mut woken = std::pin::pin!(self.slot.wake.notified());
            woken.as_mut().enable();
            if self.slot.is_closed() {
                return Err(http_server::Error::unknown_token(false));
            }
            let (body, has_news) = self.look().await?;
            if has_news || timeout.is_zero() {
                return Ok(body);
            }
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep_until(deadline) => return Ok(body),
                () = self.m.stopping.cancelled() => return Ok(body),
                // The client asks anew on this connection: nobody reads this answer.
                () = replaced.cancelled() => return Ok(body),
            }
        }
    }

    /// The answer as of now; it becomes the connection's sent generation.
    async fn look(&self) -> Result<(SlidingBody, bool)> {
        self.m.push.settled(v3::COUNTS_PATIENCE).await;
        let upto = Token {
            pos: self.m.store.published(),
            ephemeral: self.m.hub.ephemeral(),
        };
        let mut connection = self.connection.lock().await;
        let inputs = Inputs {
            who: Arc::clone(&self.who),
            request: Arc::clone(&self.request),
            before: connection.acknowledged().clone(),
            upto,
            now_ms: self.m.clock.now_ms(),
            typing: self.typing(),
            ignored: self
                .m
                .hub
                .live_user(self.who.user)
                .map(|user| user.ignored())
                .unwrap_or_default(),
        };
        let (mut body, after, has_news) =
            self.m.store.read(move |tx| lists::read(tx, inputs)).await?;
        body.pos = connection.sent(after);
        body.txn_id.clone_from(&self.request.txn_id);
        Ok((body, has_news))
    }

    fn typing(&self) -> Vec<(i64, u64, Vec<String>)> {
        let Some(user) = self.m.hub.live_user(self.who.user) else {
            return Vec::new();
        };
        let rooms = user.joined_rooms().into_iter();
        rooms
            .filter_map(|room| {
                let live = self.m.hub.live_room(room)?;
                let typing = live.typing.lock();
                (typing.serial > 0).then(|| {
                    (
                        room,
                        typing.serial,
                        typing
                            .until_ms
                            .keys()
                            .filter(|id| !user.ignores(id))
                            .cloned()
                            .collect(),
                    )
                })
            })
            .collect()
    }
}
