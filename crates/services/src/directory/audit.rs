//! `GET /_causeway/v1/admin/directory/audit`: what people who run the server did to the directory; a row in the change
//! that did it, and a line in the log without words of people.

use axum::extract::State;
use http_server::{Admin, Json, Query, Result, Who};
use serde::{Deserialize, Serialize};
use store::{StoreError, Write, params};
use utoipa::{IntoParams, ToSchema};

use super::page_size;
use crate::Services;

/// So long acts are kept, as those on accounts and videos.
const KEPT_MS: u64 = 365 * 24 * 3600 * 1000;
/// Older ones go, a few with each new one.
const GONE_AT_ONCE: usize = 20;

/// Writes an act down, in the change that does it.
pub(super) fn write(
    w: &mut Write<'_, '_>,
    host: i64,
    what: &str,
    target: &str,
    note: Option<&str>,
    now_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO directory_act (id, user_nid, what, target, note, ts)
         SELECT COALESCE(MAX(id), 0) + 1, ?1, ?2, ?3, ?4, ?5 FROM directory_act",
        params![host, what, target, note, now_ms],
    )?;
    w.execute(
        "DELETE FROM directory_act WHERE ts < ?1 AND id IN (SELECT id FROM directory_act ORDER BY id LIMIT ?2)",
        params![now_ms.saturating_sub(KEPT_MS), GONE_AT_ONCE],
    )?;
    Ok(())
}

/// After the change.
pub(super) fn log(who: &Who, what: &str, target: &str) {
    tracing::info!(by = %who.user_id, what, target, "Somebody who runs the server acted");
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedDirectoryActs {
    /// `next` of the page before.
    from: Option<i64>,
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DirectoryActs {
    /// Newest first.
    acts: Vec<DirectoryAct>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DirectoryAct {
    id: i64,
    /// Who did it.
    who: String,
    /// `release.reviewed`, `report.remove`, `entry.featured`, `subscription.add` and the like.
    what: String,
    /// The entry, or the address of a list.
    target: String,
    #[schema(required)]
    note: Option<String>,
    ts: u64,
}

/// Lists what people who run the server did to the directory, newest first.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/directory/audit", tag = "admin", operation_id = "list_directory_acts",
    params(WantedDirectoryActs), responses((status = 200, body = DirectoryActs))
)]
pub(crate) async fn listed(
    State(s): State<Services>,
    _: Admin,
    Query(wanted): Query<WantedDirectoryActs>,
) -> Result<Json<DirectoryActs>> {
    let (limit, before) = (page_size(wanted.limit), wanted.from.unwrap_or(i64::MAX));
    let found = s.store.read(move |tx| {
        tx.query::<_, StoreError>(
            "SELECT a.id, u.user_id, a.what, a.target, a.note, a.ts FROM directory_act a
             JOIN user_ u ON u.nid = a.user_nid WHERE a.id < ?1 ORDER BY a.id DESC LIMIT ?2",
            params![before, limit + 1],
            |row| {
                Ok(DirectoryAct {
                    id: row.get(0)?,
                    who: row.get(1)?,
                    what: row.get(2)?,
                    target: row.get(3)?,
                    note: row.get(4)?,
                    ts: row.get(5)?,
                })
            },
        )
    });
    let mut acts = found.await?;
    let more = acts.len() > limit;
    acts.truncate(limit);
    let next = acts.last().filter(|_| more).map(|act| act.id.to_string());
    Ok(Json(DirectoryActs { acts, next }))
}
