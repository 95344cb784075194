//! `GET /rooms/{roomId}/context/{eventId}` (client-server §11.9): an event and what is around it.

use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::api::client::context::get_context::v3::Request;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    LIMIT_MAX, View,
    event::visible,
    page::{self, RelatedBy, Span, Wanted},
};
use crate::{
    Matrix,
    rooms::{Event, queries},
    sync::{token::render_place, v3::filter},
};

#[derive(Serialize)]
struct Body {
    start: String,
    end: String,
    event: Box<RawValue>,
    events_before: Vec<Box<RawValue>>,
    events_after: Vec<Box<RawValue>>,
    state: Vec<Box<RawValue>>,
}

/// Half of `limit` before the event (newest first), half after it; the state after the last of them.
pub(crate) async fn context(
    State(m): State<Matrix>,
    OriginalUri(uri): OriginalUri,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    let limit = usize::try_from(u64::from(request.limit))
        .unwrap_or(LIMIT_MAX)
        .min(LIMIT_MAX);
    let wanted = Wanted {
        filter: request.filter,
        related_by: RelatedBy::of(&uri),
    };
    let (now, now_ms) = (m.store.published(), m.clock.now_ms());
    let body = m.store.read(move |tx| {
        let view = View::open(tx, &who, &request.room_id, now, now_ms)?;
        let event = visible(tx, &view, &request.event_id)?;
        let pos = event.pos;
        let older = Span {
            after: i64::MIN,
            upto: pos - 1,
            backwards: true,
        };
        let newer = Span {
            after: pos,
            upto: i64::MAX,
            backwards: false,
        };
        let before = page::read(tx, &view, &wanted, older, limit / 2)?;
        let after = page::read(tx, &view, &wanted, newer, limit - limit / 2)?;
        let start = before.events.last().map_or(pos, |event| event.pos) - 1;
        let end = after.events.last().map_or(pos, |event| event.pos);
        let (before, after) = (
            before.events.len(),
            join(event, before.events, after.events),
        );
        let (count, all) = (before, after);
        let bundles = view.bundles(tx, &all)?;
        let state = state(tx, &view, &wanted, &all, end)?;
        let mut shown = all.iter().map(|event| view.render(event, &bundles));
        let event = shown
            .next()
            .ok_or_else(|| Error::internal("a context without its event"))?;
        let events_before = shown.by_ref().take(count).collect();
        Ok::<_, Error>(Body {
            start: render_place(start),
            end: render_place(end),
            event,
            events_before,
            events_after: shown.collect(),
            state: view.render_state(&state),
        })
    });
    Ok(json(StatusCode::OK, &body.await?))
}

fn join(event: Event, before: Vec<Event>, after: Vec<Event>) -> Vec<Event> {
    std::iter::once(event).chain(before).chain(after).collect()
}

fn state(
    tx: &mut store::Tx<'_>,
    view: &View,
    wanted: &Wanted,
    events: &[Event],
    pos: i64,
) -> Result<Vec<Event>> {
    let (room, rules) = (view.reader.room, view.reader.rules);
    if filter::lazy(&wanted.filter).is_none() {
        return Ok(queries::state_at(tx, room, rules, pos)?);
    }
    let mut state = queries::state_without_members_at(tx, room, rules, pos)?;
    state.extend(page::senders(
        tx,
        view,
        &events.iter().collect::<Vec<_>>(),
        pos,
    )?);
    Ok(state)
}
