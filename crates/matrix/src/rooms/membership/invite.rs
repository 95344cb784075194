//! Inviting somebody (client-server §10.4.2.1).

use axum::extract::State;
use http_server::{Authed, Error, ErrorKind, Reply, Result};
use ruma::api::client::membership::invite_user::v3::{InvitationRecipient, Request, Response};

use crate::{Matrix, rooms::Draft};

/// `POST /rooms/{roomId}/invite`.
pub(crate) async fn invite_user(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let InvitationRecipient::UserId(invitation) = request.recipient else {
        return Err(Error::bad_request(
            ErrorKind::ThreepidDenied,
            "Invite people by their user id",
        ));
    };
    let invitee = invitation.user_id;
    let mut room = m.rooms.lock(&m, &request.room_id).await?;
    let mut content = m.member_content(&invitee, "invite").await?;
    if let Some(reason) = invitation.reason {
        content["reason"] = reason.into();
    }
    room.prepare(
        &m,
        Draft::state(&who, "m.room.member", invitee.as_str(), &content)?,
    )
    .await?;
    room.commit_and_wait(&m).await?;
    Ok(Reply(Response::new()))
}
