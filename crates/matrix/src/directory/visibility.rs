//! Whether a room stands in the public list (client-server §10.5.1).

use axum::extract::State;
use base::{Boxed, Groups, boxed};
use http_server::{Authed, Error, Open, Reply, Result};
use ruma::{
    RoomId, UserId,
    api::client::{
        directory::{get_room_visibility, set_room_visibility},
        room::Visibility,
    },
};

use super::queries;
use crate::{Matrix, rooms::RoomGuard};

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
    if !may_list(&m, &mut room, &who.user_id).await? && !who.admin {
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

/// Whether somebody in a room may change its main alias.
async fn may_list(m: &Matrix, room: &mut RoomGuard, user_id: &UserId) -> Result<bool> {
    if room.membership(m, user_id).await? != "join" {
        return Ok(false);
    }
    let head = room.head()?;
    Ok(head.power.may_send(user_id, "m.room.canonical_alias", true))
}

impl Groups for Matrix {
    fn may_list<'a>(&'a self, group: &'a str, user: &'a UserId) -> Boxed<'a, bool> {
        boxed(async move {
            let Ok(room_id) = RoomId::parse(group) else {
                return Ok(false);
            };
            let known = self.store.read({
                let room_id = room_id.clone();
                move |tx| queries::is_public(tx, room_id.as_str())
            });
            if known.await?.is_none() {
                return Ok(false);
            }
            let mut room = self.rooms.lock(self, &room_id).await?;
            Ok(may_list(self, &mut room, user).await?)
        })
    }
}
