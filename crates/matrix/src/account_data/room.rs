//! `GET`, `PUT` and `DELETE /user/{userId}/rooms/{roomId}/account_data/{type}` (client-server §10.20.2).

use ::store::Tx;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use http_server::{Authed, Error, Reply, Result, json};
use ruma::{
    RoomId,
    api::client::config::{get_room_account_data, set_room_account_data},
};

use super::{checked, found, global::room_for_more, queries, store};
use crate::{Matrix, accounts::own};

/// The content of a type in a room.
pub(crate) async fn get(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_room_account_data::v3::Request>,
) -> Result<Response> {
    own(&who, &request.user_id)?;
    let (user, kind, room_id) = (who.user, request.event_type.to_string(), request.room_id);
    let stored = m
        .store
        .read(move |tx| {
            let Some(room) = queries::own_room(tx, user, &room_id)? else {
                return Ok(None);
            };
            queries::get(tx, user, room, &kind)
        })
        .await?;
    Ok(json(StatusCode::OK, &found(stored)?))
}

/// Sets the content of a type in a room that the person has to do with; `{}` deletes it.
pub(crate) async fn put(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<set_room_account_data::v3::Request>,
) -> Result<Response> {
    own(&who, &request.user_id)?;
    let kind = request.event_type.to_string();
    let content = checked(&kind, request.data.json())?;
    write(&m, who.user, &request.room_id, kind, content).await
}

/// Deletes a type in a room.
pub(crate) async fn delete(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_room_account_data::v3::Request>,
) -> Result<Response> {
    own(&who, &request.user_id)?;
    let kind = request.event_type.to_string();
    let nothing =
        serde_json::value::to_raw_value(&serde_json::json!({})).map_err(Error::internal)?;
    let content = checked(&kind, &nothing)?;
    write(&m, who.user, &request.room_id, kind, content).await
}

async fn write(
    m: &Matrix,
    user: i64,
    room_id: &RoomId,
    kind: String,
    content: Vec<u8>,
) -> Result<Response> {
    let (work, room_id) = (m.clone(), room_id.to_owned());
    m.store
        .write(move |w| {
            let room = own_room(w, user, &room_id)?;
            room_for_more(w, user, room, &kind)?;
            Ok::<_, Error>(store(&work, w, user, room, &kind, &content)?)
        })
        .await?;
    Ok(Reply(set_room_account_data::v3::Response::new()).into_response())
}

/// The room's number; the same refusal for a room that does not exist and one that the person has
/// nothing to do with.
pub(super) fn own_room(tx: &mut Tx<'_>, user: i64, room_id: &RoomId) -> Result<i64> {
    queries::own_room(tx, user, room_id)?
        .ok_or_else(|| Error::forbidden("You are not in this room"))
}
