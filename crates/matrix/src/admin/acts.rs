//! What people who run the server did: a line in the log and a row, without secrets.

use axum::extract::State;
use http_server::{Error, Json, Query, Result, Who};
use serde::{Deserialize, Serialize};
use store::{Store, StoreError, params};
use utoipa::{IntoParams, ToSchema};

use super::{Admin, page_of};
use crate::Matrix;

/// Writes down that `who` did `what` to `target`. No token, password or text of a person goes in.
pub(super) async fn note(
    m: &Matrix,
    who: &Who,
    what: &'static str,
    target: Option<&str>,
) -> Result<()> {
    tracing::info!(by = %who.user_id, what, target, "Somebody who runs the server acted");
    let (user, target, now_ms) = (who.user, target.map(str::to_owned), m.clock.now_ms());
    m.store
        .write(move |w| {
            w.execute(
                "INSERT INTO admin_act (id, user_nid, what, target, ts)
                 SELECT COALESCE(MAX(id), 0) + 1, ?1, ?2, ?3, ?4 FROM admin_act",
                params![user, what, target.as_deref(), now_ms],
            )?;
            Ok::<_, Error>(())
        })
        .await
}

/// So long acts are kept: who is asked about one can still be shown what was done, and nobody's work is on
/// record for ever.
const KEPT_MS: u64 = 365 * 24 * 3600 * 1000;
/// Rows in one pass, so that a commit stays short.
const ROWS_MAX: usize = 1000;

/// Clears away what is older than a year.
pub(crate) async fn forget_old(store: &Store, now_ms: u64) -> Result<(), StoreError> {
    let before_ms = now_ms.saturating_sub(KEPT_MS);
    // The oldest has the smallest number. An idle server writes nothing.
    let oldest: Option<u64> = store
        .read(|tx| tx.get("SELECT ts FROM admin_act ORDER BY id LIMIT 1", params![]))
        .await?;
    if oldest.is_none_or(|ts| ts >= before_ms) {
        return Ok(());
    }
    store
        .write(move |w| {
            w.execute(
                "DELETE FROM admin_act WHERE ts < ?1 AND id IN (SELECT id FROM admin_act ORDER BY id LIMIT ?2)",
                params![before_ms, ROWS_MAX],
            )
        })
        .await?;
    Ok(())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `next` of the page before.
    from: Option<i64>,
    /// At most 100; 50 when it is not given.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Acts {
    /// Newest first.
    acts: Vec<Act>,
    /// Where the next page begins.
    #[schema(required)]
    next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Act {
    id: i64,
    /// Who did it.
    who: String,
    /// `people.deactivate`, `rooms.block` and the like.
    what: String,
    /// The person, room or report that it was done to.
    #[schema(required)]
    target: Option<String>,
    ts: u64,
}

/// Lists what people who run the server did here, newest first. The command line is not in it.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/acts", tag = "admin", operation_id = "list_acts",
    params(Wanted), responses((status = 200, body = Acts))
)]
pub(crate) async fn listed(
    State(m): State<Matrix>,
    _: Admin,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Acts>> {
    let (before, limit) = (wanted.from.unwrap_or(i64::MAX), page_of(wanted.limit));
    let acts = m.store.read(move |tx| {
        tx.query::<_, StoreError>(
            "SELECT a.id, u.user_id, a.what, a.target, a.ts FROM admin_act a JOIN user_ u ON u.nid = a.user_nid
             WHERE a.id < ?1 ORDER BY a.id DESC LIMIT ?2",
            params![before, limit + 1],
            |row| {
                Ok(Act {
                    id: row.get(0)?,
                    who: row.get(1)?,
                    what: row.get(2)?,
                    target: row.get(3)?,
                    ts: row.get(4)?,
                })
            },
        )
    });
    let mut acts = acts.await?;
    let more = acts.len() > limit;
    acts.truncate(limit);
    let next = acts.last().filter(|_| more).map(|act| act.id.to_string());
    Ok(Json(Acts { acts, next }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn acts_go_after_a_year() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/causeway.db", folder.path().display());
        let store = Store::open(&url, crate::MIGRATIONS).unwrap();
        store
            .write(|w| {
                w.execute(
                    "INSERT INTO user_ (nid, user_id, is_local) VALUES (7, '@root:localhost', 1)",
                    params![],
                )?;
                w.execute(
                    "INSERT INTO admin_act (id, user_nid, what, ts)
                     VALUES (1, 7, 'rooms.block', 10), (2, 7, 'rooms.block', 20), (3, 7, 'rooms.block', 30)",
                    params![],
                )
            })
            .await
            .unwrap();
        for (now_ms, left) in [
            (0, vec![1, 2, 3]),
            (KEPT_MS + 10, vec![1, 2, 3]),
            (KEPT_MS + 21, vec![3]),
            (KEPT_MS + 31, vec![]),
        ] {
            forget_old(&store, now_ms).await.unwrap();
            let found: Vec<i64> = store
                .read(|tx| {
                    tx.query::<_, StoreError>(
                        "SELECT id FROM admin_act ORDER BY id",
                        params![],
                        |row| row.get(0),
                    )
                })
                .await
                .unwrap();
            assert_eq!(found, left, "{now_ms}");
        }
        store.close().await;
    }
}
