//! `GET /_causeway/v1/feed/mine`: what a device needs of its person to show videos out of packs: asked for whole, so that
//! it need not ask about single videos.

use axum::extract::State;
use http_server::{Caller, Json, Result};
use serde::Serialize;
use store::{StoreError, Tx, params};
use utoipa::ToSchema;

use crate::{Video, people};

/// Most videos of each list, the newest first, and most people.
const VIDEOS_MAX: usize = 2000;
const PEOPLE_MAX: usize = 20_000;

/// What is mine.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mine {
    /// Ids of videos that I like, the last one first.
    liked: Vec<String>,
    saved: Vec<String>,
    reposted: Vec<String>,
    /// User ids of those whom I follow.
    following: Vec<String>,
    /// Whom I asked to follow.
    requested: Vec<String>,
    /// Whose videos I am not to be shown: blocked by me or blocking me, muted, or ignored.
    hidden: Vec<String>,
}

/// Tells which videos and people I have to do with.
#[utoipa::path(
    get, path = "/_causeway/v1/feed/mine", tag = "video", operation_id = "feed_mine",
    responses((status = 200, body = Mine))
)]
pub(crate) async fn mine(State(v): State<Video>, Caller(who): Caller) -> Result<Json<Mine>> {
    let user = who.user;
    let mine = v.store.read(move |tx| of(tx, user)).await?;
    Ok(Json(mine))
}

fn of(tx: &mut Tx<'_>, user: i64) -> Result<Mine, StoreError> {
    let mut hidden = ids(tx, HIDDEN, user, PEOPLE_MAX)?;
    hidden.extend(people::ignored(tx, user)?);
    hidden.sort_unstable();
    hidden.dedup();
    Ok(Mine {
        liked: ids(tx, LIKED, user, VIDEOS_MAX)?,
        saved: ids(tx, SAVED, user, VIDEOS_MAX)?,
        reposted: ids(tx, REPOSTED, user, VIDEOS_MAX)?,
        following: ids(tx, FOLLOWING, user, PEOPLE_MAX)?,
        requested: ids(tx, REQUESTED, user, PEOPLE_MAX)?,
        hidden,
    })
}

const LIKED: &str =
    "SELECT v.id FROM video_like a JOIN video v ON v.nid = a.video_nid WHERE a.user_nid = ?1
   ORDER BY a.created_ms DESC, a.video_nid DESC LIMIT ?2";
const SAVED: &str =
    "SELECT v.id FROM video_save a JOIN video v ON v.nid = a.video_nid WHERE a.user_nid = ?1
   ORDER BY a.created_ms DESC, a.video_nid DESC LIMIT ?2";
const REPOSTED: &str =
    "SELECT v.id FROM video_repost a JOIN video v ON v.nid = a.video_nid WHERE a.user_nid = ?1
   ORDER BY a.created_ms DESC, a.video_nid DESC LIMIT ?2";
const FOLLOWING: &str =
    "SELECT u.user_id FROM follow f JOIN user_ u ON u.nid = f.followee_nid WHERE f.user_nid = ?1
   ORDER BY f.created_ms DESC, f.followee_nid DESC LIMIT ?2";
const REQUESTED: &str =
    "SELECT u.user_id FROM follow_request f JOIN user_ u ON u.nid = f.followee_nid
   WHERE f.user_nid = ?1 LIMIT ?2";
const HIDDEN: &str = "SELECT u.user_id FROM user_ u JOIN
     (SELECT blocked_nid AS nid FROM video_block WHERE user_nid = ?1
      UNION SELECT user_nid FROM video_block WHERE blocked_nid = ?1
      UNION SELECT muted_nid FROM video_mute WHERE user_nid = ?1) AS h ON h.nid = u.nid LIMIT ?2";

fn ids(tx: &mut Tx<'_>, sql: &str, user: i64, limit: usize) -> Result<Vec<String>, StoreError> {
    tx.query(sql, params![user, limit], |row| row.get(0))
}
