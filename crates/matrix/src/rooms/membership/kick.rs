//! Removing somebody from a room (client-server §10.4.4.3).

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use ruma::api::client::membership::kick_user::v3::{Request, Response};

use super::bare;
use crate::Matrix;

/// `POST /rooms/{roomId}/kick`: of members, invited and knocking people. A ban is lifted by `/unban`.
pub(crate) async fn kick_user(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let mut room = m.rooms.lock(&m, &request.room_id).await?;
    let target = request.user_id;
    match room.membership(&m, &target).await?.as_str() {
        "ban" => {
            return Err(Error::forbidden(format!(
                "{target} is banned: lift the ban instead"
            )));
        }
        "leave" => return Err(Error::forbidden(format!("{target} is not in this room"))),
        _ => {}
    }
    super::set(&m, room, &who, &target, &bare("leave", request.reason)).await?;
    Ok(Reply(Response::new()))
}
