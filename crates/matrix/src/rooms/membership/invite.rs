//! Inviting somebody (client-server §10.4.2.1).

use axum::extract::State;
use http::StatusCode;
use http_server::{Authed, Error, ErrorKind, Reply, Result};
use ruma::{
    UserId,
    api::client::membership::invite_user::v3::{InvitationRecipient, Request, Response},
};

use crate::Matrix;

/// `POST /rooms/{roomId}/invite`; inviting somebody who is invited already changes nothing.
pub(crate) async fn invite_user(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let InvitationRecipient::UserId(invitation) = request.recipient else {
        let text = "Invite people by their user id";
        return Err(Error::new(
            StatusCode::FORBIDDEN,
            ErrorKind::ThreepidDenied,
            text,
        ));
    };
    let invitee = invitation.user_id;
    let mut room = m.rooms.lock(&m, &request.room_id).await?;
    if room.membership(&m, &who.user_id).await? == "join"
        && room.membership(&m, &invitee).await? == "invite"
    {
        room.settle(&m).await?;
        return Ok(Reply(Response::new()));
    }
    let mut content = m.member_content(&invitee, "invite").await?;
    if let Some(reason) = invitation.reason {
        content["reason"] = reason.into();
    }
    super::vet(&m, &mut room, &who, &invitee, &mut content).await?;
    super::set(&m, room, &who, &invitee, &content).await?;
    Ok(Reply(Response::new()))
}

/// Refuses people whom an invitation would never reach.
pub(crate) fn invitable(m: &Matrix, invitee: &UserId) -> Result<()> {
    if m.is_local(invitee) {
        return Ok(());
    }
    Err(Error::forbidden(format!(
        "{invitee} is on another server, and this server does not talk to others yet"
    )))
}
