//! Room aliases (client-server §10.2.7).

use axum::extract::State;
use http_server::{Authed, Error, ErrorKind, Open, Reply, Result};
use ruma::{
    RoomAliasId,
    api::client::{
        alias::{create_alias, delete_alias, get_alias},
        room::aliases,
    },
};
use serde_json::json;

use super::queries;
use crate::{
    Matrix,
    rooms::{Draft, access},
};

/// Longest alias (appendix, common identifier format).
const ALIAS_BYTES_MAX: usize = 255;

/// `GET /directory/room/{roomAlias}`.
pub(crate) async fn get_alias(
    State(m): State<Matrix>,
    Open { request, .. }: Open<get_alias::v3::Request>,
) -> Result<Reply<get_alias::v3::Response>> {
    let alias = request.room_alias;
    let found = m
        .store
        .read(move |tx| queries::room_of_alias(tx, &alias))
        .await?;
    let (_, room_id, _) = found.ok_or_else(unknown)?;
    Ok(Reply(get_alias::v3::Response::new(
        room_id,
        vec![m.server_name().to_owned()],
    )))
}

fn unknown() -> Error {
    Error::not_found("There is no such room alias")
}

/// `PUT /directory/room/{roomAlias}`: for people in the room; 409 when the alias is taken.
pub(crate) async fn create_alias(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<create_alias::v3::Request>,
) -> Result<Reply<create_alias::v3::Response>> {
    let alias = request.room_alias;
    if alias.server_name() != m.server_name() {
        return Err(Error::invalid_param(format!(
            "An alias made here ends in :{}",
            m.server_name()
        )));
    }
    if alias.as_bytes().len() > ALIAS_BYTES_MAX {
        return Err(Error::invalid_param("An alias has at most 255 bytes"));
    }
    let (room_id, user) = (request.room_id, who.user);
    let user_id = who.user_id.to_string();
    let made = m.store.write(move |w| {
        let reader = access::reader(w, &room_id, user, &user_id)?;
        if !reader.is_joined() {
            return Err(Error::forbidden("Join the room to give it an alias"));
        }
        Ok(queries::insert_alias(w, &alias, reader.room, user)?)
    });
    if made.await? {
        return Ok(Reply(create_alias::v3::Response::new()));
    }
    Err(Error::new(
        http::StatusCode::CONFLICT,
        ErrorKind::Unknown,
        "This alias is taken",
    ))
}

/// `DELETE /directory/room/{roomAlias}`: by who made it, and by who may change the room's main alias.
pub(crate) async fn delete_alias(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<delete_alias::v3::Request>,
) -> Result<Reply<delete_alias::v3::Response>> {
    let alias = request.room_alias;
    let id = alias.clone();
    let (_, room_id, creator) = m
        .store
        .read(move |tx| queries::room_of_alias(tx, &id))
        .await?
        .ok_or_else(unknown)?;
    let mut room = m.rooms.lock(&m, &room_id).await?;
    let joined = room.membership(&m, &who.user_id).await? == "join";
    let may_moderate = joined
        && room
            .head()?
            .power
            .may_send(&who.user_id, "m.room.canonical_alias", true);
    if creator != who.user && !may_moderate && !who.admin {
        return Err(Error::forbidden(
            "Only who made the alias, or a moderator of the room, can remove it",
        ));
    }
    // The room's state must not name an alias that leads nowhere.
    if may_moderate && let Some(content) = without(&room, &alias)? {
        room.prepare(
            &m,
            Draft::state(&who, "m.room.canonical_alias", "", &content)?,
        )
        .await?;
    }
    let gone = alias.clone();
    room.commit(&m, move |w| Ok(queries::delete_alias(w, &gone)?))?
        .done()
        .await?;
    Ok(Reply(delete_alias::v3::Response::new()))
}

/// The room's canonical alias event without `alias`; `None` when it does not name it.
fn without(
    room: &crate::rooms::RoomGuard,
    alias: &RoomAliasId,
) -> Result<Option<serde_json::Value>> {
    let Some(pdu) = room.head()?.state("m.room.canonical_alias", "") else {
        return Ok(None);
    };
    let mut content: serde_json::Value =
        serde_json::from_str(pdu.content().get()).map_err(Error::internal)?;
    let is_main = content["alias"] == alias.as_str();
    let before = content["alt_aliases"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let after: Vec<_> = before
        .iter()
        .filter(|other| **other != alias.as_str())
        .cloned()
        .collect();
    if !is_main && before.len() == after.len() {
        return Ok(None);
    }
    if is_main && let Some(object) = content.as_object_mut() {
        object.remove("alias");
    }
    content["alt_aliases"] = json!(after);
    Ok(Some(content))
}

/// `GET /rooms/{roomId}/aliases`: for who may read the room.
pub(crate) async fn aliases(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<aliases::v3::Request>,
) -> Result<Reply<aliases::v3::Response>> {
    let all = m.store.read(move |tx| {
        let reader = access::reader(tx, &request.room_id, who.user, who.user_id.as_str())?;
        if !reader.is_joined() && !reader.world_readable_now() {
            return Err(Error::forbidden("You are not in this room"));
        }
        Ok(queries::aliases(tx, reader.room)?)
    });
    Ok(Reply(aliases::v3::Response::new(all.await?)))
}
