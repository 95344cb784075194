//! `GET /rooms/{roomId}/event/{eventId}` (client-server §10.6.1).

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, ErrorKind, Result, json};
use ruma::{EventId, api::client::room::get_room_event::v3::Request};
use store::Tx;

use super::View;
use crate::{
    Matrix,
    rooms::{Event, queries},
};

/// One event; 404 also for one that the reader may not see.
pub(crate) async fn event(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    let (now, now_ms) = (m.store.published(), m.clock.now_ms());
    let shown = m.store.read(move |tx| {
        // The spec has one answer for what is not there and for what the reader may not see.
        let view = View::open(tx, &who, &request.room_id, now, now_ms).map_err(as_absent)?;
        let event = visible(tx, &view, &request.event_id)?;
        let bundles = view.bundles(tx, std::slice::from_ref(&event))?;
        Ok::<_, Error>(view.render(&event, &bundles))
    });
    Ok(json(StatusCode::OK, &shown.await?))
}

/// The event, if the reader may see it; else 404.
pub(super) fn visible(tx: &mut Tx<'_>, view: &View, event_id: &EventId) -> Result<Event> {
    let event = queries::event(tx, view.reader.room, view.reader.rules, event_id)?;
    event.filter(|event| view.sees(event)).ok_or_else(absent)
}

fn absent() -> Error {
    Error::not_found("There is no such event in this room, or you may not see it")
}

fn as_absent(error: Error) -> Error {
    match error.kind() {
        Some(ErrorKind::Forbidden) => absent(),
        _ => error,
    }
}
