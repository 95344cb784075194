//! `PUT /rooms/{roomId}/typing/{userId}` (client-server §11.5): in memory, with an end of its own.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{FromRequest, State},
};
use http_server::{Authed, Error, Reply, Result, collect};
use ruma::{
    OwnedUserId,
    api::client::typing::create_typing_event::v3::{Request, Response, Typing},
};

use serde_json::{Map, Value};

use super::queries;
use crate::{Matrix, accounts::own};

/// Longest time that somebody is shown typing without saying so again.
const TYPING_MAX: Duration = Duration::from_secs(120);

/// How long it is for who does not say.
const TYPING_DEFAULT: Duration = Duration::from_secs(30);

/// Says that a person types, or has stopped.
pub(crate) async fn create_typing_event(
    State(m): State<Matrix>,
    request: http::Request<Body>,
) -> Result<Reply<Response>> {
    let request = with_timeout(request).await?;
    let Authed { request, who, .. } = Authed::<Request>::from_request(request, &()).await?;
    own(&who, &request.user_id)?;
    let (user, room_id) = (who.user, request.room_id);
    let room = m
        .store
        .read(move |tx| {
            let Some((room, _)) = queries::room_rules(tx, &room_id)? else {
                return Ok::<_, Error>(None);
            };
            let membership = queries::membership(tx, room, user)?;
            Ok(membership
                .filter(|(membership, _)| membership == "join")
                .map(|_| room))
        })
        .await?;
    let room = room.ok_or_else(|| Error::forbidden("You are not in this room"))?;
    match request.state {
        Typing::Yes(info) => start(&m, room, request.user_id, info.timeout.min(TYPING_MAX)),
        _ => stop(&m, room, &request.user_id),
    }
    Ok(Reply(Response::new()))
}

/// The request with a `timeout`: the spec leaves it out at will, ruma's type does not. A body of
/// another form stays as it is, for the parser to refuse.
async fn with_timeout(request: http::Request<Body>) -> Result<http::Request<Body>> {
    let (parts, body) = request.into_parts();
    let bytes = collect(body).await?;
    let body = match serde_json::from_slice::<Map<String, Value>>(&bytes) {
        Ok(mut body) if body.get("timeout").is_none_or(Value::is_null) => {
            let default_ms = u64::try_from(TYPING_DEFAULT.as_millis()).map_err(Error::internal)?;
            body.insert("timeout".to_owned(), default_ms.into());
            Body::from(Value::Object(body).to_string())
        }
        _ => Body::from(bytes),
    };
    Ok(http::Request::from_parts(parts, body))
}

fn stop(m: &Matrix, room: i64, user_id: &OwnedUserId) {
    m.hub.change_typing(room, |typing| {
        typing.until_ms.remove(user_id.as_str()).is_some()
    });
}

fn start(m: &Matrix, room: i64, user_id: OwnedUserId, timeout: Duration) {
    let until_ms = m.clock.now_ms() + u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX / 2);
    let mut is_new = false;
    m.hub.change_typing(room, |typing| {
        is_new = typing
            .until_ms
            .insert(user_id.to_string(), until_ms)
            .is_none();
        is_new
    });
    // Somebody who types on has a timer already: it looks again when it fires.
    if is_new {
        tokio::spawn(end(m.clone(), room, user_id, timeout));
    }
}

/// Ends the typing of somebody who never said that he stopped.
async fn end(m: Matrix, room: i64, user_id: OwnedUserId, mut wait: Duration) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = m.stopping.cancelled() => return,
        }
        let (now_ms, mut left_ms) = (m.clock.now_ms(), None);
        m.hub.change_typing(room, |typing| {
            let Some(until_ms) = typing.until_ms.get(user_id.as_str()).copied() else {
                return false;
            };
            if until_ms > now_ms {
                left_ms = Some(until_ms - now_ms);
                return false;
            }
            typing.until_ms.remove(user_id.as_str());
            true
        });
        match left_ms {
            Some(left_ms) => wait = Duration::from_millis(left_ms),
            None => return,
        }
    }
}
