//! Keeping somebody out of a room, and letting him in again (client-server §10.4.4.4).

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use ruma::api::client::membership::{ban_user, unban_user};

use super::bare;
use crate::Matrix;

/// `POST /rooms/{roomId}/ban`, whether or not the person is in the room.
pub(crate) async fn ban_user(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<ban_user::v3::Request>,
) -> Result<Reply<ban_user::v3::Response>> {
    let room = m.rooms.lock(&m, &request.room_id).await?;
    super::set(
        &m,
        room,
        &who,
        &request.user_id,
        &bare("ban", request.reason),
    )
    .await?;
    Ok(Reply(ban_user::v3::Response::new()))
}

/// `POST /rooms/{roomId}/unban`: he may come again; he is not in the room by it.
pub(crate) async fn unban_user(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<unban_user::v3::Request>,
) -> Result<Reply<unban_user::v3::Response>> {
    let mut room = m.rooms.lock(&m, &request.room_id).await?;
    if room.membership(&m, &request.user_id).await? != "ban" {
        return Err(Error::forbidden(format!(
            "{} is not banned from this room",
            request.user_id
        )));
    }
    super::set(
        &m,
        room,
        &who,
        &request.user_id,
        &bare("leave", request.reason),
    )
    .await?;
    Ok(Reply(unban_user::v3::Response::new()))
}
