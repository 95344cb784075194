//! Rooms as the host sees them: list, block, unblock, close (`causeway room …`). What the acts mean is in
//! [`crate::rooms::close`].

use axum::extract::State;
use http_server::{Json, Path, Query, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, params};
use utoipa::{IntoParams, ToSchema};

use super::{Admin, acts, page_of};
use crate::{
    Matrix,
    reply::Done,
    rooms::{
        close,
        queries::{self, HostRoom, Which},
    },
};

/// Rooms looked at for one page when a search sorts most of them out.
const LOOKED_AT_MAX: usize = 2000;
/// Rooms read at once.
const READ: usize = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Part of a name or address, or a whole id.
    search: Option<String>,
    /// `next` of the page before.
    from: Option<usize>,
    /// At most 100; 50 when it is not given.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rooms {
    /// Biggest first.
    rooms: Vec<Room>,
    /// Where the next page begins. With a search a page may be short, even empty, and go on.
    #[schema(required)]
    next: Option<String>,
    /// How many rooms there are, whatever is searched for.
    total: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct Room {
    room_id: String,
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    alias: Option<String>,
    members: u64,
    encrypted: bool,
    /// Whether it is in the list of public rooms.
    public: bool,
    version: String,
    /// Whether it takes in nobody any more.
    blocked: bool,
    /// `m.space` and the like; null for an ordinary room.
    #[serde(rename = "type")]
    #[schema(required)]
    kind: Option<String>,
    #[schema(required)]
    events: Option<u64>,
    /// When something last happened in it.
    #[schema(required)]
    last_ts: Option<u64>,
}

impl From<HostRoom> for Room {
    fn from(room: HostRoom) -> Self {
        Self {
            room_id: room.room_id,
            name: room.name,
            alias: room.alias,
            members: room.joined,
            encrypted: room.encrypted,
            public: room.public,
            version: room.version,
            blocked: room.blocked,
            kind: room.kind,
            events: Some(room.events),
            last_ts: room.last_ms,
        }
    }
}

/// Lists rooms, biggest first: who is in them and how they are found, not what is said.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/rooms", tag = "admin", operation_id = "list_rooms",
    params(Wanted), responses((status = 200, body = Rooms))
)]
pub(crate) async fn listed(
    State(m): State<Matrix>,
    _: Admin,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Rooms>> {
    let rooms = m.store.read(move |tx| {
        let total = tx.query_one("SELECT COUNT(*) FROM room", params![], |row| row.get(0))?;
        let search = wanted.search.unwrap_or_default().trim().to_lowercase();
        let from = wanted.from.unwrap_or(0);
        let (rooms, next) = page(tx, &search, from, page_of(wanted.limit))?;
        Ok::<_, StoreError>(Rooms { rooms, next, total })
    });
    Ok(Json(rooms.await?))
}

fn page(
    tx: &mut Tx<'_>,
    search: &str,
    from: usize,
    limit: usize,
) -> Result<(Vec<Room>, Option<String>), StoreError> {
    let mut found = Vec::new();
    let mut at = from;
    while at.saturating_sub(from) < LOOKED_AT_MAX {
        let some = queries::rooms(tx, Which::From(at), READ)?;
        let read = some.len();
        for room in some {
            if found.len() == limit {
                return Ok((found, Some(at.to_string())));
            }
            at += 1;
            if fits(&room, search) {
                found.push(room.into());
            }
        }
        if read < READ {
            return Ok((found, None));
        }
    }
    Ok((found, Some(at.to_string())))
}

fn fits(room: &HostRoom, search: &str) -> bool {
    let named = [&room.name, &room.alias].into_iter().flatten();
    search.is_empty()
        || room.room_id.to_lowercase() == search
        || named
            .into_iter()
            .any(|text| text.to_lowercase().contains(search))
}

/// Takes in nobody any more; who is in the room can stay.
#[utoipa::path(
    post, path = "/_causeway/v1/admin/rooms/{room}/block", tag = "admin", operation_id = "block_room",
    params(("room" = String, Path, description = "Room id or address")),
    responses((status = 200, body = Done))
)]
pub(crate) async fn block(
    State(m): State<Matrix>,
    Admin(who): Admin,
    Path(room): Path<String>,
) -> Result<Json<Done>> {
    let room_id = close::find(&m, &room).await?;
    close::set_blocked(&m, &room_id, true).await?;
    acts::note(&m, &who, "rooms.block", Some(room_id.as_str())).await?;
    Ok(Json(Done {}))
}

/// Takes in people again, by the room's own rules.
#[utoipa::path(
    post, path = "/_causeway/v1/admin/rooms/{room}/unblock", tag = "admin", operation_id = "unblock_room",
    params(("room" = String, Path, description = "Room id or address")),
    responses((status = 200, body = Done))
)]
pub(crate) async fn unblock(
    State(m): State<Matrix>,
    Admin(who): Admin,
    Path(room): Path<String>,
) -> Result<Json<Done>> {
    let room_id = close::find(&m, &room).await?;
    close::set_blocked(&m, &room_id, false).await?;
    acts::note(&m, &who, "rooms.unblock", Some(room_id.as_str())).await?;
    Ok(Json(Done {}))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Closed {
    /// How many people left.
    left: usize,
}

/// Sends everybody away, takes in nobody, takes the room's addresses. What was said stays in the database.
#[utoipa::path(
    post, path = "/_causeway/v1/admin/rooms/{room}/close", tag = "admin", operation_id = "close_room",
    params(("room" = String, Path, description = "Room id or address")),
    responses((status = 200, body = Closed))
)]
pub(crate) async fn close(
    State(m): State<Matrix>,
    Admin(who): Admin,
    Path(room): Path<String>,
) -> Result<Json<Closed>> {
    let room_id = close::find(&m, &room).await?;
    let left = close::close(&m, &room_id).await?;
    acts::note(&m, &who, "rooms.close", Some(room_id.as_str())).await?;
    Ok(Json(Closed { left }))
}
