//! `GET /_causeway/v1/admin/video_audit`: what people who run the server did to videos; a row in the change that did
//! it, and a line in the log without words of people.

use axum::extract::State;
use http_server::{Admin, Json, Query, Result, Who};
use serde::{Deserialize, Serialize};
use store::{StoreError, Write, params};
use utoipa::{IntoParams, ToSchema};

use crate::{Video, feed::page_size};

/// So long acts are kept, as those on accounts and rooms.
const KEPT_MS: u64 = 365 * 24 * 3600 * 1000;
/// Older ones go, a few with each new one.
const GONE_AT_ONCE: usize = 20;

/// What was done.
pub(crate) struct Act<'a> {
    pub(crate) host: i64,
    pub(crate) what: &'static str,
    pub(crate) target: Option<&'a str>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) note: Option<&'a str>,
    pub(crate) now_ms: u64,
}

/// Writes an act down, in the change that does it.
pub(crate) fn write(w: &mut Write<'_, '_>, act: &Act<'_>) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_moderation_act (id, user_nid, what, target, reason, note, ts)
         SELECT COALESCE(MAX(id), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6 FROM video_moderation_act",
        params![
            act.host, act.what, act.target, act.reason, act.note, act.now_ms
        ],
    )?;
    w.execute(
        "DELETE FROM video_moderation_act WHERE ts < ?1 AND id IN
           (SELECT id FROM video_moderation_act ORDER BY id LIMIT ?2)",
        params![act.now_ms.saturating_sub(KEPT_MS), GONE_AT_ONCE],
    )?;
    Ok(())
}

/// After the change.
pub(crate) fn log(who: &Who, what: &'static str, target: Option<&str>) {
    tracing::info!(by = %who.user_id, what, target, "Somebody who runs the server acted");
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedVideoActs {
    /// `next` of the page before.
    from: Option<i64>,
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoActs {
    /// Newest first.
    acts: Vec<VideoAct>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct VideoAct {
    id: i64,
    /// Who did it.
    who: String,
    /// `report.remove`, `appeal.uphold`, `blocklist.add` and the like.
    what: String,
    /// The video, comment or person.
    #[schema(required)]
    target: Option<String>,
    #[schema(required)]
    reason: Option<String>,
    #[schema(required)]
    note: Option<String>,
    ts: u64,
}

/// Lists what people who run the server did to videos, newest first.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/video_audit", tag = "admin", operation_id = "list_video_acts",
    params(WantedVideoActs), responses((status = 200, body = VideoActs))
)]
pub(crate) async fn listed(
    State(v): State<Video>,
    _: Admin,
    Query(wanted): Query<WantedVideoActs>,
) -> Result<Json<VideoActs>> {
    let (limit, before) = (page_size(wanted.limit), wanted.from.unwrap_or(i64::MAX));
    let found = v.store.read(move |tx| {
        tx.query::<_, StoreError>(
            "SELECT a.id, u.user_id, a.what, a.target, a.reason, a.note, a.ts FROM video_moderation_act a
             JOIN user_ u ON u.nid = a.user_nid WHERE a.id < ?1 ORDER BY a.id DESC LIMIT ?2",
            params![before, limit + 1],
            |row| {
                Ok(VideoAct {
                    id: row.get(0)?,
                    who: row.get(1)?,
                    what: row.get(2)?,
                    target: row.get(3)?,
                    reason: row.get(4)?,
                    note: row.get(5)?,
                    ts: row.get(6)?,
                })
            },
        )
    });
    let mut acts = found.await?;
    let more = acts.len() > limit;
    acts.truncate(limit);
    let next = acts.last().filter(|_| more).map(|act| act.id.to_string());
    Ok(Json(VideoActs { acts, next }))
}
