//! Whether a room stands in the public list (client-server §10.5.1).

use axum::extract::State;
use http_server::{Authed, Error, Open, Reply, Result};
use ruma::api::client::{
    directory::{get_room_visibility, set_room_visibility},
    room::Visibility,
};

use super::queries;
use crate::Matrix;

/// `GET /directory/list/room/{roomId}`.
pub(crate) async fn get_room_visibility(
    State(m): State<Matrix>,
    Open { request, .. }: Open<get_room_visibility::v3::Request>,
) -> Result<Reply<get_room_visibility::v3::Response>> {
    let public = m
        .store
        .read(move |tx| queries::is_public(tx, request.room_id.as_str()))
        .await?;
    let public = public.ok_or_else(|| Error::not_found("There is no such room here"))?;
    let visibility = if public {
        Visibility::Public
    } else {
        Visibility::Private
    };
    Ok(Reply(get_room_visibility::v3::Response::new(visibility)))
}

/// `PUT /directory/list/room/{roomId}`: for who may change the room's main alias, and the host.
pub(crate) async fn set_room_visibility(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<set_room_visibility::v3::Request>,
) -> Result<Reply<set_room_visibility::v3::Response>> {
    let public = match request.visibility {
        Visibility::Public => true,
        Visibility::Private => false,
        _ => {
            return Err(Error::invalid_param(
                "A room's visibility is public or private",
            ));
        }
    };
    let mut room = m.rooms.lock(&m, &request.room_id).await?;
    let joined = room.membership(&m, &who.user_id).await? == "join";
    let may = joined
        && room
            .head()?
            .power
            .may_send(&who.user_id, "m.room.canonical_alias", true);
    if !may && !who.admin {
        return Err(Error::forbidden(
            "You may not change whether this room is listed",
        ));
    }
    let nid = room.head()?.nid;
    m.store
        .write(move |w| queries::set_public(w, nid, public))
        .await?;
    Ok(Reply(set_room_visibility::v3::Response::new()))
}
