//! `GET /rooms/{roomId}/relations/{eventId}[/{relType}[/{eventType}]]` (client-server §11.21.2): what
//! others related to an event.

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, Who, json};
use ruma::{
    OwnedEventId, OwnedRoomId, UInt,
    api::{
        Direction,
        client::relations::{
            get_relating_events::v1 as every, get_relating_events_with_rel_type::v1 as typed,
            get_relating_events_with_rel_type_and_event_type::v1 as twice,
        },
    },
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    View,
    event::visible,
    limit,
    queries::{self, Relating},
};
use crate::{
    Matrix,
    rooms::Event,
    sync::token::{parse_place, render_place},
};

/// How far `recurse` follows relations of relations.
const DEPTH: u32 = 3;

/// What the three forms of the endpoint have in common.
struct Ask {
    room_id: OwnedRoomId,
    event_id: OwnedEventId,
    rel_type: Option<String>,
    kind: Option<String>,
    from: Option<String>,
    to: Option<String>,
    limit: Option<UInt>,
    dir: Direction,
    recurse: bool,
}

#[derive(Serialize)]
struct Body {
    chunk: Vec<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_batch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prev_batch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recursion_depth: Option<u32>,
}

/// Every relation.
pub(crate) async fn all(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<every::Request>,
) -> Result<Response> {
    let every::Request {
        room_id,
        event_id,
        from,
        dir,
        to,
        limit,
        recurse,
        ..
    } = request;
    let ask = Ask {
        room_id,
        event_id,
        rel_type: None,
        kind: None,
        from,
        to,
        limit,
        dir,
        recurse,
    };
    relating(&m, &who, ask).await
}

/// Relations of one type.
pub(crate) async fn of_type(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<typed::Request>,
) -> Result<Response> {
    let typed::Request {
        room_id,
        event_id,
        rel_type,
        from,
        dir,
        to,
        limit,
        recurse,
        ..
    } = request;
    let rel_type = Some(rel_type.to_string());
    let ask = Ask {
        room_id,
        event_id,
        rel_type,
        kind: None,
        from,
        to,
        limit,
        dir,
        recurse,
    };
    relating(&m, &who, ask).await
}

/// Relations of one type by events of one type.
pub(crate) async fn of_types(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<twice::Request>,
) -> Result<Response> {
    let twice::Request {
        room_id,
        event_id,
        rel_type,
        event_type,
        from,
        dir,
        to,
        limit,
        recurse,
        ..
    } = request;
    let (rel_type, kind) = (Some(rel_type.to_string()), Some(event_type.to_string()));
    let ask = Ask {
        room_id,
        event_id,
        rel_type,
        kind,
        from,
        to,
        limit,
        dir,
        recurse,
    };
    relating(&m, &who, ask).await
}

async fn relating(m: &Matrix, who: &Who, ask: Ask) -> Result<Response> {
    let place = |token: Option<&str>| -> Result<Option<i64>> {
        token
            .filter(|token| !token.is_empty())
            .map(parse_place)
            .transpose()
    };
    let (from, to) = (place(ask.from.as_deref())?, place(ask.to.as_deref())?);
    let limit = limit(ask.limit, 20);
    let (now, now_ms, who) = (m.store.published(), m.clock.now_ms(), who.clone());
    let body = m.store.read(move |tx| {
        let view = View::open(tx, &who, &ask.room_id, now, now_ms)?;
        visible(tx, &view, &ask.event_id)?;
        let backwards = ask.dir == Direction::Backward;
        let (low, high) = if backwards { (to, from) } else { (from, to) };
        let wanted = Relating {
            target: ask.event_id.as_str(),
            rel_type: ask.rel_type.as_deref(),
            kind: ask.kind.as_deref(),
            depth: if ask.recurse { DEPTH } else { 1 },
            after: low.unwrap_or(i64::MIN),
            upto: high.unwrap_or(i64::MAX).min(view.upto),
            backwards,
            limit: limit + 1,
        };
        let mut events = queries::relating(tx, view.reader.room, view.reader.rules, &wanted)?;
        let more = events.len() > limit;
        events.truncate(limit);
        let next = events
            .last()
            .filter(|_| more)
            .map(|last| next_place(last, backwards));
        events.retain(|event| view.sees(event));
        let bundles = view.bundles(tx, &events)?;
        Ok::<_, Error>(Body {
            chunk: events
                .iter()
                .map(|event| view.render(event, &bundles))
                .collect(),
            next_batch: next,
            prev_batch: from.map(render_place),
            recursion_depth: ask.recurse.then_some(DEPTH),
        })
    });
    Ok(json(StatusCode::OK, &body.await?))
}

fn next_place(last: &Event, backwards: bool) -> String {
    render_place(if backwards { last.pos - 1 } else { last.pos })
}
