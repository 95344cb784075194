//! What the host does with rooms: look, block, close (`causeway room …`).
//!
//! A blocked room takes in nobody: no invitation, no join, no knock. Who is in it stays and can speak. A
//! closed room is blocked, has no address, is not listed, and everybody of this server has left it; what was
//! said stays in the database.

use http_server::{Error, Result};
use ruma::{OwnedRoomId, OwnedUserId, RoomId, RoomOrAliasId};
use serde_json::json;
use store::jobs;

use super::{Draft, membership::room_of, queries};
use crate::{Matrix, users::parse_id};

/// The job that makes everybody leave a closed room. Payload: its id.
pub(crate) const EMPTY_ROOM: &str = "matrix.empty_room";
/// The job does only what a crash leaves undone.
const JOB_AFTER_MS: u64 = 60 * 1000;
/// Members that leave in one change.
const LEAVE_MAX: usize = 100;

/// The room that a host means by an id or an address.
pub async fn find(m: &Matrix, id_or_alias: &str) -> Result<OwnedRoomId> {
    let id = <&RoomOrAliasId>::try_from(id_or_alias).map_err(|_| {
        Error::invalid_param("A room is named by its id (!…) or its address (#name:server)")
    })?;
    room_of(m, id).await
}

/// Lets nobody in any more, or lets people in again.
pub async fn set_blocked(m: &Matrix, room_id: &RoomId, blocked: bool) -> Result<()> {
    let nid = m.rooms.lock(m, room_id).await?.head()?.nid;
    m.store
        .write(move |w| queries::set_blocked(w, nid, blocked))
        .await?;
    Ok(())
}

/// Closes a room; returns how many people left. Can be repeated.
pub async fn close(m: &Matrix, room_id: &RoomId) -> Result<usize> {
    let nid = m.rooms.lock(m, room_id).await?.head()?.nid;
    let (id, now_ms) = (room_id.to_owned(), m.clock.now_ms());
    m.store
        .write(move |w| {
            queries::set_blocked(w, nid, true)?;
            queries::unlist(w, nid)?;
            jobs::enqueue(w, EMPTY_ROOM, &id, now_ms + JOB_AFTER_MS)
        })
        .await?;
    empty(m, room_id).await
}

/// Does [`EMPTY_ROOM`].
pub(crate) async fn empty_room(m: Matrix, room_id: OwnedRoomId) -> Result<(), String> {
    empty(&m, &room_id)
        .await
        .map(drop)
        .map_err(|error| error.to_string())
}

async fn empty(m: &Matrix, room_id: &RoomId) -> Result<usize> {
    let mut left = 0;
    loop {
        // Held while they leave: nobody changes his membership between the look and the event.
        let mut room = m.rooms.lock(m, room_id).await?;
        let nid = room.head()?.nid;
        let members = m
            .store
            .write(move |w| queries::present(w, nid, LEAVE_MAX))
            .await?;
        if members.is_empty() {
            return Ok(left);
        }
        let before = left;
        for (user, user_id) in members {
            let user_id: OwnedUserId = parse_id(user_id)?;
            let content = json!({ "membership": "leave" });
            let leave =
                Draft::state_by(&user_id, user, "m.room.member", user_id.as_str(), &content)?;
            match room.prepare(m, leave).await {
                Ok(_) => left += 1,
                Err(error) => tracing::warn!(%error, "Somebody could not leave a closed room"),
            }
        }
        if left == before {
            return Err(Error::internal("nobody could leave a closed room"));
        }
        room.commit_and_wait(m).await?;
    }
}
