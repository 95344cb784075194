//! Leaving a room, declining an invite, withdrawing a knock (client-server §10.4.4).

use axum::extract::State;
use http_server::{Authed, Reply, Result};
use ruma::api::client::membership::leave_room::v3::{Request, Response};

use super::bare;
use crate::Matrix;

/// `POST /rooms/{roomId}/leave`; leaving twice changes nothing.
pub(crate) async fn leave_room(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let mut room = m.rooms.lock(&m, &request.room_id).await?;
    let member = room.member(&m, who.user_id.as_str()).await?;
    if member.and_then(|pdu| pdu.membership()).as_deref() == Some("leave") {
        room.settle(&m).await?;
        return Ok(Reply(Response::new()));
    }
    super::set(&m, room, &who, &who.user_id, &bare("leave", request.reason)).await?;
    Ok(Reply(Response::new()))
}
