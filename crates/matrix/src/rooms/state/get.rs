//! `GET /rooms/{roomId}/state…` (client-server §10.6.1, §10.6.3): as it is now, or as it was when
//! the reader left.

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::api::client::state::{
    get_state_event_for_key::v3::{Request as One, StateEventFormat},
    get_state_events::v3::Request as All,
};
use serde_json::value::RawValue;

use crate::{
    Matrix,
    rooms::{access, event::Viewer, queries},
};

/// `GET /rooms/{roomId}/state`.
pub(crate) async fn all(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<All>,
) -> Result<Response> {
    let (now, now_ms) = (m.store.published(), m.clock.now_ms());
    let events = m.store.read(move |tx| {
        let reader = access::reader(tx, &request.room_id, who.user, who.user_id.as_str())?;
        let state = queries::state_at(tx, reader.room, reader.rules, reader.upto(now))?;
        let viewer = Viewer {
            device: who.device,
            membership: None,
            now_ms,
        };
        let shown: Vec<Box<RawValue>> = state
            .iter()
            .map(|event| event.render(viewer, true, None))
            .collect();
        Ok::<_, Error>(shown)
    });
    Ok(json(StatusCode::OK, &events.await?))
}

/// `GET /rooms/{roomId}/state/{eventType}/{stateKey}`: the content, or with `format=event` the event.
pub(crate) async fn one(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<One>,
) -> Result<Response> {
    let (now, now_ms) = (m.store.published(), m.clock.now_ms());
    let event = m.store.read(move |tx| {
        let reader = access::reader(tx, &request.room_id, who.user, who.user_id.as_str())?;
        let (kind, key) = (request.event_type.to_string(), &request.state_key);
        let upto = reader.upto(now);
        let found = queries::state_event_at(tx, reader.room, reader.rules, &kind, key, upto)?;
        let event = found.ok_or_else(|| Error::not_found("The room has no such state"))?;
        Ok::<_, Error>(match request.format {
            StateEventFormat::Event => {
                let viewer = Viewer {
                    device: who.device,
                    membership: None,
                    now_ms,
                };
                event.render(viewer, true, None)
            }
            _ => event.pdu.content().to_owned(),
        })
    });
    Ok(json(StatusCode::OK, &event.await?))
}
