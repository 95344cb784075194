//! Room tags (client-server §10.21): members of the room account data `m.tag`.

use ::store::Tx;
use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Reply, Result, json};
use ruma::api::client::tag::{create_tag, delete_tag, get_tags};
use serde_json::{Map, Value, json as value};

use super::{queries, room::own_room, store};
use crate::{Matrix, accounts::own};

const TYPE: &str = "m.tag";
/// Longest tag, in bytes (the spec's limit).
const TAG_BYTES_MAX: usize = 255;
/// Tags per room.
const TAGS_MAX: usize = 100;

/// The tags of a room; none where the person has nothing to do with it.
pub(crate) async fn get(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_tags::v3::Request>,
) -> Result<Response> {
    own(&who, &request.user_id)?;
    let (user, room_id) = (who.user, request.room_id);
    let tags = m
        .store
        .read(move |tx| {
            let room = own_room(tx, user, &room_id)?;
            tags(tx, user, room)
        })
        .await?;
    Ok(json(StatusCode::OK, &value!({ "tags": tags })))
}

/// Adds a tag or changes its order.
pub(crate) async fn put(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<create_tag::v3::Request>,
) -> Result<Reply<create_tag::v3::Response>> {
    own(&who, &request.user_id)?;
    if request.tag.is_empty() || request.tag.len() > TAG_BYTES_MAX {
        return Err(Error::invalid_param("A tag must have 1 to 255 bytes"));
    }
    let info = serde_json::to_value(&request.tag_info).map_err(Error::internal)?;
    let (work, user, room_id, tag) = (m.clone(), who.user, request.room_id, request.tag);
    m.store
        .write(move |w| {
            let room = own_room(w, user, &room_id)?;
            let mut tags = tags(w, user, room)?;
            if tags.len() >= TAGS_MAX && !tags.contains_key(&tag) {
                return Err(Error::forbidden("A room can have at most 100 tags"));
            }
            tags.insert(tag.clone(), info.clone());
            let content = value!({ "tags": tags }).to_string();
            Ok(store(&work, w, user, room, TYPE, content.as_bytes())?)
        })
        .await?;
    Ok(Reply(create_tag::v3::Response::new()))
}

/// Removes a tag; one that is not there is removed already.
pub(crate) async fn delete(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<delete_tag::v3::Request>,
) -> Result<Reply<delete_tag::v3::Response>> {
    own(&who, &request.user_id)?;
    let (work, user, room_id, tag) = (m.clone(), who.user, request.room_id, request.tag);
    m.store
        .write(move |w| {
            let room = own_room(w, user, &room_id)?;
            let mut tags = tags(w, user, room)?;
            if tags.remove(&tag).is_none() {
                return Ok::<_, Error>(());
            }
            // Not `{}`: clients expect the member even when it is empty.
            let content = value!({ "tags": tags }).to_string();
            Ok(store(&work, w, user, room, TYPE, content.as_bytes())?)
        })
        .await?;
    Ok(Reply(delete_tag::v3::Response::new()))
}

/// The tags of a room; content of another shape (any client may write `m.tag`) has none.
fn tags(tx: &mut Tx<'_>, user: i64, room: i64) -> Result<Map<String, Value>> {
    let stored = queries::get(tx, user, room, TYPE)?.unwrap_or_default();
    let mut content: Value = serde_json::from_slice(&stored).unwrap_or_default();
    Ok(match content.get_mut("tags").map(Value::take) {
        Some(Value::Object(tags)) => tags,
        _ => Map::new(),
    })
}
