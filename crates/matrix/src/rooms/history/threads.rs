//! `GET /rooms/{roomId}/threads` (client-server §11.21.4): the roots of a room's threads, the one
//! with the newest reply first.

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::api::client::threads::get_threads::v1::{IncludeThreads, Request};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{View, limit, queries};
use crate::{
    Matrix,
    rooms::Event,
    sync::token::{parse_place, render_place},
};

#[derive(Serialize)]
struct Body {
    chunk: Vec<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_batch: Option<String>,
}

/// All threads, or those in which the reader wrote.
pub(crate) async fn threads(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    let from = request.from.as_deref().filter(|from| !from.is_empty());
    let from = from.map(parse_place).transpose()?.unwrap_or(i64::MAX);
    let limit = limit(request.limit, 20);
    let (now, now_ms) = (m.store.published(), m.clock.now_ms());
    let body = m.store.read(move |tx| {
        let view = View::open(tx, &who, &request.room_id, now, now_ms)?;
        let only_of = (request.include == IncludeThreads::Participated).then_some(who.user);
        let (room, rules) = (view.reader.room, view.reader.rules);
        let mut rows = queries::thread_roots(tx, room, rules, from, limit + 1, only_of)?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|(_, latest)| render_place(latest - 1));
        let roots: Vec<Event> = rows
            .into_iter()
            .map(|(root, _)| root)
            .filter(|root| view.sees(root))
            .collect();
        let bundles = view.bundles(tx, &roots)?;
        let chunk = roots
            .iter()
            .map(|root| view.render(root, &bundles))
            .collect();
        Ok::<_, Error>(Body {
            chunk,
            next_batch: next,
        })
    });
    Ok(json(StatusCode::OK, &body.await?))
}
