//! Joining a room (client-server §10.4.3).

use axum::extract::State;
use http_server::{Authed, Reply, Result, Who};
use ruma::{
    RoomId,
    api::client::membership::join_room_by_id::v3::{Request, Response},
};

use crate::{Matrix, rooms::Draft};

/// `POST /rooms/{roomId}/join`.
pub(crate) async fn join_room_by_id(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    join(&m, &who, &request.room_id, request.reason).await?;
    Ok(Reply(Response::new(request.room_id)))
}

/// Joins; joining a room one is in already changes nothing.
pub(crate) async fn join(
    m: &Matrix,
    who: &Who,
    room_id: &RoomId,
    reason: Option<String>,
) -> Result<()> {
    let mut room = m.rooms.lock(m, room_id).await?;
    if room.membership(m, &who.user_id).await? == "join" {
        return Ok(());
    }
    let mut content = m.member_content(&who.user_id, "join").await?;
    if let Some(reason) = reason {
        content["reason"] = reason.into();
    }
    room.prepare(
        m,
        Draft::state(who, "m.room.member", who.user_id.as_str(), &content)?,
    )
    .await?;
    room.commit_and_wait(m).await
}
