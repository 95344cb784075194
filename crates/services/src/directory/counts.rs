//! `GET /_causeway/v1/directory/counts`: how many entries there are, by what they are and in which category.

use axum::extract::State;
use http_server::{Json, Result, Visitor};
use serde::Serialize;
use store::{StoreError, params};
use utoipa::ToSchema;

use super::kind::Kind;
use crate::Services;

/// What there is to find.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DirectoryCounts {
    /// The most first.
    counts: Vec<DirectoryCount>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DirectoryCount {
    kind: Kind,
    category: String,
    entries: u64,
}

/// Counts entries. A group that was taken off the list of public rooms is counted until its entry goes.
#[utoipa::path(
    get, path = "/_causeway/v1/directory/counts", tag = "directory", operation_id = "count_directory",
    responses((status = 200, body = DirectoryCounts)), security(())
)]
pub(crate) async fn counts(State(s): State<Services>, _: Visitor) -> Result<Json<DirectoryCounts>> {
    let counts = s.store.read(|tx| {
        tx.query::<_, StoreError>(
            "SELECT kind, category, n FROM directory_count WHERE n > 0 ORDER BY n DESC, kind, category",
            params![],
            |row| {
                Ok(DirectoryCount {
                    kind: Kind::of_code(row.get(0)?),
                    category: row.get(1)?,
                    entries: row.get(2)?,
                })
            },
        )
    });
    Ok(Json(DirectoryCounts {
        counts: counts.await?,
    }))
}
