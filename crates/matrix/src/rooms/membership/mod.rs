//! Coming into rooms and leaving them (client-server §10.4), one file per operation.

mod ban;
mod forget;
mod invite;
mod join;
mod kick;
mod knock;
mod leave;

use axum::Router;
use http_server::{Error, Result, Route, Who};
use ruma::{
    OwnedRoomId, RoomId, RoomOrAliasId, UserId,
    api::client::{knock::knock_room, membership as api},
};
use serde_json::{Value, json};
use store::params;

use super::{Draft, RoomGuard, queries};
use crate::Matrix;

pub(crate) use invite::invitable;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<api::join_room_by_id::v3::Request, _, _>(join::join_room_by_id)
        .endpoint::<api::join_room_by_id_or_alias::v3::Request, _, _>(
            join::join_room_by_id_or_alias,
        )
        .endpoint::<knock_room::v3::Request, _, _>(knock::knock_room)
        .endpoint::<api::invite_user::v3::Request, _, _>(invite::invite_user)
        .endpoint::<api::leave_room::v3::Request, _, _>(leave::leave_room)
        .endpoint::<api::forget_room::v3::Request, _, _>(forget::forget_room)
        .endpoint::<api::kick_user::v3::Request, _, _>(kick::kick_user)
        .endpoint::<api::ban_user::v3::Request, _, _>(ban::ban_user)
        .endpoint::<api::unban_user::v3::Request, _, _>(ban::unban_user)
}

/// What a change of membership needs beside the room's rules, whatever endpoint asks for it: names
/// who lets in whom in restricted rooms, refuses closed rooms and people whom we cannot reach.
pub(crate) async fn vet(
    m: &Matrix,
    room: &mut RoomGuard,
    who: &Who,
    target: &UserId,
    content: &mut Value,
) -> Result<()> {
    if let Some(content) = content.as_object_mut() {
        // Ours to say: naming an admin here would open every restricted room.
        content.remove("join_authorised_via_users_server");
    }
    let membership = content
        .get("membership")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match membership {
        "join" if target == who.user_id => join::admit(m, room, who, content).await,
        "invite" => {
            invitable(m, target)?;
            open_to_new_people(m, room).await
        }
        "knock" => open_to_new_people(m, room).await,
        _ => Ok(()),
    }
}

/// 403 if the host has closed the room.
pub(crate) async fn open_to_new_people(m: &Matrix, room: &RoomGuard) -> Result<()> {
    let nid = room.head()?.nid;
    if m.store.read(move |tx| queries::is_blocked(tx, nid)).await? {
        return Err(Error::forbidden(
            "The host of this server has closed this room",
        ));
    }
    Ok(())
}

/// A new membership without a profile: kicks, bans and the like.
fn bare(membership: &str, reason: Option<String>) -> Value {
    let mut content = json!({ "membership": membership });
    if let Some(reason) = reason {
        content["reason"] = reason.into();
    }
    content
}

/// Puts the member event into the room and waits for it.
async fn set(
    m: &Matrix,
    mut room: RoomGuard,
    who: &Who,
    target: &UserId,
    content: &Value,
) -> Result<()> {
    room.prepare(
        m,
        Draft::state(who, "m.room.member", target.as_str(), content)?,
    )
    .await?;
    room.commit_and_wait(m).await
}

/// The room of an id or an alias; 404 for an alias that nobody has made.
pub(crate) async fn room_of(m: &Matrix, id: &RoomOrAliasId) -> Result<OwnedRoomId> {
    if let Ok(room_id) = RoomId::parse(id.as_str()) {
        return Ok(room_id);
    }
    let alias = id.to_string();
    let found = m
        .store
        .read(move |tx| queries::room_of_alias(tx, &alias))
        .await?;
    found
        .map(|(_, room_id)| room_id)
        .ok_or_else(|| Error::not_found("There is no room of this name"))
}

impl Matrix {
    /// The content of a member event: membership and the profile that the user shows everywhere.
    pub(crate) async fn member_content(&self, user_id: &UserId, membership: &str) -> Result<Value> {
        let id = user_id.to_owned();
        let profile = self.store.read(move |tx| {
            tx.query_opt(
                "SELECT displayname, avatar_url FROM user_ WHERE user_id = ?1",
                params![id.as_str()],
                |row| {
                    Ok::<_, store::StoreError>((
                        row.get::<Option<String>>(0)?,
                        row.get::<Option<String>>(1)?,
                    ))
                },
            )
        });
        let (displayname, avatar_url) = profile.await?.unwrap_or_default();
        let mut content = json!({ "membership": membership });
        if let Some(name) = displayname {
            content["displayname"] = name.into();
        }
        if let Some(url) = avatar_url {
            content["avatar_url"] = url.into();
        }
        Ok(content)
    }
}
