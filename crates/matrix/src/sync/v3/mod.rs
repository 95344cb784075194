//! `GET /v3/sync` (client-server §10.5.1): the loop around a poll.

mod body;
pub(crate) mod filter;
mod live;
pub(in crate::sync) mod queries;
pub mod response;
pub(in crate::sync) mod rooms;
mod window;

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::StatusCode;
use http_server::{Authed, Result, Who, json};
use ruma::api::client::{
    filter::FilterDefinition,
    sync::sync_events::v3::{Filter, Request},
};
use tokio::time::Instant;

use super::{
    slot::Slot,
    token::{Since, Token, parse_since},
};
use crate::{Matrix, presence};
use response::SyncBody;

/// Longest wait of a poll, whatever the client asks for.
const TIMEOUT_MAX: Duration = Duration::from_secs(120);
/// How long an answer waits for unread counts that are being worked out; later ones wake it again.
pub(crate) const COUNTS_PATIENCE: Duration = Duration::from_millis(200);

/// Whether state comes from before the timeline or from after it (MSC4222).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StateMode {
    /// `state`: before the timeline.
    Before,
    /// `state_after`.
    After,
    /// `org.matrix.msc4222.state_after`.
    UnstableAfter,
}

/// One poll: who asks for what.
pub(crate) struct Poll {
    pub(crate) m: Matrix,
    pub(crate) who: Arc<Who>,
    pub(crate) slot: Arc<Slot>,
    /// `None`: a first sync.
    pub(crate) since: Option<Token>,
    pub(crate) filter: Arc<FilterDefinition>,
    pub(crate) full_state: bool,
    pub(crate) state_mode: StateMode,
}

/// So long the answer to a send is ahead of the `/sync` that tells the same device of it, in threads: what
/// comes the other way round, matrix-js-sdk 43 takes for a failure (it looks for a message whose sending was
/// answered late in the main timeline only).
const ECHO_PAUSE: Duration = Duration::from_millis(5);

/// Answers as soon as there is news, or when the timeout is over.
pub(crate) async fn sync(
    State(m): State<Matrix>,
    RawQuery(query): RawQuery,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    let since = match request.since.as_deref() {
        None | Some("") => None,
        Some(text) => match parse_since(text, m.store.epoch())? {
            // From a future that this database does not have: begin anew rather than wait for it.
            Since::At(token) if token.pos > m.store.published() => None,
            // Serials of typing and presence begin anew with each start of the server.
            Since::At(token) if token.ephemeral > m.hub.ephemeral() => Some(Token {
                ephemeral: 0,
                ..token
            }),
            Since::At(token) => Some(token),
            Since::Foreign => None,
        },
    };
    let unstable = query.is_some_and(|q| q.contains("org.matrix.msc4222.use_state_after=true"));
    let state_mode = match (request.use_state_after, unstable) {
        (true, _) => StateMode::After,
        (false, true) => StateMode::UnstableAfter,
        (false, false) => StateMode::Before,
    };
    let filter = filter_of(&m, &who, request.filter).await?;
    let slot = m.hub.slot(&m, who.user, who.device, "").await?;
    let timeout = request.timeout.unwrap_or_default().min(TIMEOUT_MAX);
    m.presence.polled(&m, &who, request.set_presence, timeout);
    let poll = Poll {
        m,
        who,
        slot,
        since,
        filter,
        full_state: request.full_state,
        state_mode,
    };
    poll.acknowledge().await?;
    if let Some(since) = poll.since {
        poll.slot.begin(since.pos);
    }
    let body = poll.wait(timeout).await?;
    if body.echoes_in_thread {
        tokio::time::sleep(ECHO_PAUSE).await;
    }
    if let Since::At(token) = parse_since(&body.next_batch, poll.m.store.epoch())? {
        poll.slot.answered.store(token.pos, Ordering::Release);
    }
    Ok(json(StatusCode::OK, &body))
}

/// A filter by value or by id.
async fn filter_of(m: &Matrix, who: &Who, filter: Option<Filter>) -> Result<Arc<FilterDefinition>> {
    match filter {
        None => Ok(Arc::default()),
        Some(Filter::FilterDefinition(definition)) => Ok(Arc::new(definition)),
        Some(Filter::FilterId(id)) => {
            let key = (who.user, id.parse::<i64>().unwrap_or(-1));
            match m.filters.get(key) {
                Some(known) => Ok(known),
                None => Box::pin(stored_filter(m, key)).await,
            }
        }
        Some(_) => Err(http_server::Error::invalid_param("Unknown form of filter")),
    }
}

async fn stored_filter(m: &Matrix, key: (i64, i64)) -> Result<Arc<FilterDefinition>> {
    let (user, id) = key;
    let json = m
        .store
        .read(move |tx| queries::filter(tx, user, id))
        .await?;
    let json = json.ok_or_else(|| http_server::Error::invalid_param("Unknown filter id"))?;
    let definition = serde_json::from_slice(&json).map_err(http_server::Error::internal)?;
    let definition = Arc::new(definition);
    m.filters.keep(key, &definition);
    Ok(definition)
}

impl Poll {
    /// The client came back with a token: what that token covered has arrived and can go.
    async fn acknowledge(&self) -> Result<()> {
        let Some(since) = self.since else {
            return Ok(());
        };
        if self.slot.may_have_to_device(since.pos) {
            // In a box, as all that a waiting poll does not do: its future is as large as the largest.
            Box::pin(self.delete_arrived(since)).await?;
        }
        Ok(())
    }

    async fn delete_arrived(&self, since: Token) -> Result<()> {
        let device = self.who.device;
        let stored = self
            .m
            .store
            .read(move |tx| queries::has_to_device(tx, device, since.pos))
            .await?;
        if stored {
            self.m
                .store
                .write(move |w| queries::delete_to_device(w, device, since.pos))
                .await?;
        }
        // What the token covers was published before it was given out: nothing can come in below it.
        if since.pos <= self.m.store.published() {
            self.slot.set_acknowledged(since.pos);
        }
        Ok(())
    }

    async fn wait(&self, timeout: Duration) -> Result<SyncBody> {
        let deadline = Instant::now() + timeout;
        loop {
            // Register before looking: a change between the look and the sleep wakes us.
            let mut woken = std::pin::pin!(self.slot.wake.notified());
            woken.as_mut().enable();
            if self.slot.is_closed() {
                return Err(http_server::Error::unknown_token(false));
            }
            let body = self.look().await?;
            let must_answer = self.since.is_none() || self.full_state;
            if must_answer || body.has_news() || timeout.is_zero() {
                return Ok(body);
            }
            tokio::select! {
                () = woken => {}
                // What wakes nobody (presence of a poll) comes along with the end of the wait.
                () = tokio::time::sleep_until(deadline) => return self.look().await,
                () = self.m.stopping.cancelled() => return Ok(body),
            }
        }
    }

    /// What there is between the token and now.
    async fn look(&self) -> Result<SyncBody> {
        let upto = Token {
            pos: self.m.store.published(),
            ephemeral: self.m.hub.ephemeral(),
        };
        match live::render(self, upto) {
            Some(body) => Ok(body),
            None => Box::pin(self.look_into_store()).await,
        }
    }

    async fn look_into_store(&self) -> Result<SyncBody> {
        // Highlights and people's own rules are judged behind the reply path; they are nearly there.
        self.m.push.settled(COUNTS_PATIENCE).await;
        let upto = Token {
            pos: self.m.store.published(),
            ephemeral: self.m.hub.ephemeral(),
        };
        body::read(self, upto).await
    }

    /// Puts what changed of the neighbours' presence into an answer.
    pub(crate) fn presence(&self, body: &mut SyncBody) {
        let since = self.since.map(|token| (token.pos, token.ephemeral));
        let news = presence::news(&self.m, self.who.user, &self.slot, since);
        let wanted = &self.filter.presence;
        for (sender, event) in news.events {
            let from_wanted = wanted
                .senders
                .as_ref()
                .is_none_or(|list| list.iter().any(|s| *s == sender))
                && !wanted.not_senders.iter().any(|s| *s == sender);
            if from_wanted && filter::passes_data(wanted, "m.presence") {
                body.presence.events.push(event);
            }
        }
        body.presence_is_news = news.wakes && !body.presence.is_empty();
    }

    /// The token of an answer: the same again when there was nothing, so that idle clients do not
    /// spin (bug class "tight loop").
    pub(crate) fn next_batch(&self, upto: Token, has_news: bool) -> String {
        let token = match self.since {
            Some(since) if !has_news => since,
            _ => upto,
        };
        token.render(self.m.store.epoch())
    }
}
