//! What people who run the server did: a line in the log and a row, without secrets.

use axum::extract::State;
use http_server::{Error, Json, Query, Result, Who};
use serde::{Deserialize, Serialize};
use store::{StoreError, params};
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
