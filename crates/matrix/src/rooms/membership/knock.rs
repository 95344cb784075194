//! Asking to be let in (client-server §10.4.3, knocking).

use axum::extract::State;
use http_server::{Authed, Reply, Result};
use ruma::api::client::knock::knock_room::v3::{Request, Response};

use super::{open_to_new_people, room_of};
use crate::Matrix;

/// `POST /knock/{roomIdOrAlias}`; knocking again changes nothing.
pub(crate) async fn knock_room(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let room_id = room_of(&m, &request.room_id_or_alias).await?;
    let mut room = m.rooms.lock(&m, &room_id).await?;
    if room.membership(&m, &who.user_id).await? == "knock" {
        room.settle(&m).await?;
        return Ok(Reply(Response::new(room_id)));
    }
    open_to_new_people(&m, &room).await?;
    let mut content = m.member_content(&who.user_id, "knock").await?;
    if let Some(reason) = request.reason {
        content["reason"] = reason.into();
    }
    super::set(&m, room, &who, &who.user_id, &content).await?;
    Ok(Reply(Response::new(room_id)))
}
