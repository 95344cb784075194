//! `GET /rooms/{roomId}/initialSync` (client-server r0.6, deprecated): one room at a glance, for
//! older clients and for peeking.

use axum::{
    Router,
    extract::{Query, State},
    response::Response,
    routing::get,
};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::api::client::state::get_state_events::v3::Request;
use serde::Deserialize;
use serde_json::{Value, json as value, value::RawValue};

use super::{
    LIMIT_MAX, View,
    page::{self, Span, Wanted},
};
use crate::{
    Matrix, account_data::queries as data_queries, rooms::queries, sync::token::render_place,
};

pub(super) fn routes() -> Router<Matrix> {
    let path = |version| format!("/_matrix/client/{version}/rooms/{{p5}}/initialSync");
    Router::new()
        .route(&path("v3"), get(initial_sync))
        .route(&path("r0"), get(initial_sync))
}

#[derive(Debug, Default, Deserialize)]
struct Limit {
    limit: Option<String>,
}

/// The newest messages, oldest of them first, and the state as the reader sees it. The request has
/// the form of `/state`.
async fn initial_sync(
    State(m): State<Matrix>,
    uri: http::Uri,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    let asked = Query::<Limit>::try_from_uri(&uri)
        .map(|query| query.0)
        .unwrap_or_default();
    let limit = asked
        .limit
        .and_then(|limit| limit.parse::<usize>().ok())
        .unwrap_or(20);
    let limit = limit.clamp(1, LIMIT_MAX);
    let (now, now_ms) = (m.store.published(), m.clock.now_ms());
    let body = m.store.read(move |tx| {
        let view = View::open(tx, &who, &request.room_id, now, now_ms)?;
        let (room, rules) = (view.reader.room, view.reader.rules);
        let span = Span {
            after: i64::MIN,
            upto: view.upto,
            backwards: true,
        };
        let mut page = page::read(tx, &view, &Wanted::default(), span, limit)?;
        page.events.reverse();
        let bundles = view.bundles(tx, &page.events)?;
        let state = view.render_state(&queries::state_at(tx, room, rules, view.upto)?);
        let chunk: Vec<Box<RawValue>> = page
            .events
            .iter()
            .map(|event| view.render(event, &bundles))
            .collect();
        let start = page.events.first().map_or(view.upto, |event| event.pos - 1);
        let public = queries::is_public(tx, room)?;
        let account_data: Vec<Value> = data_queries::in_room(tx, view.reader.user, room)?
            .into_iter()
            .filter_map(|(kind, json)| {
                let content: Value = serde_json::from_slice(&json).ok()?;
                Some(value!({ "type": kind, "content": content }))
            })
            .collect();
        Ok::<Value, Error>(value!({
            "room_id": request.room_id,
            "membership": view.reader.membership.as_deref().unwrap_or("leave"),
            "visibility": if public { "public" } else { "private" },
            "messages": {
                "chunk": chunk,
                "start": render_place(start),
                "end": render_place(view.upto),
            },
            "state": state,
            "presence": [],
            "receipts": [],
            "account_data": account_data,
        }))
    });
    Ok(json(StatusCode::OK, &body.await?))
}
