//! What fills the disk.

use axum::extract::State;
use http_server::{Json, Result};
use serde::Serialize;
use store::{StoreError, Tx, params};
use utoipa::ToSchema;

use super::Admin;
use crate::Matrix;

/// People who are told.
const PEOPLE_MAX: usize = 50;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Storage {
    /// The 50 people who store the most media, most first.
    people: Vec<Uploader>,
    /// All media by kind.
    kinds: Vec<FileKind>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Uploader {
    user_id: String,
    #[schema(required)]
    displayname: Option<String>,
    #[schema(required)]
    avatar_url: Option<String>,
    files: u64,
    bytes: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct FileKind {
    /// `image`, `video`, `audio`, `other` (also what is encrypted), or `preview`: pictures of link previews.
    kind: String,
    files: u64,
    bytes: u64,
}

/// Tells what fills the disk. Files that several people uploaded are stored once and count for each.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/storage", tag = "admin", operation_id = "storage",
    responses((status = 200, body = Storage))
)]
pub(crate) async fn storage(State(m): State<Matrix>, _: Admin) -> Result<Json<Storage>> {
    let storage = m.store.read(|tx| {
        Ok::<_, StoreError>(Storage {
            people: people(tx)?,
            kinds: kinds(tx)?,
        })
    });
    Ok(Json(storage.await?))
}

fn people(tx: &mut Tx<'_>) -> Result<Vec<Uploader>, StoreError> {
    tx.query(
        "SELECT u.user_id, u.displayname, u.avatar_url, CAST(most.files AS BIGINT), CAST(most.bytes AS BIGINT)
         FROM (SELECT user_nid, SUM(files) AS files, SUM(bytes) AS bytes FROM media_use
               WHERE user_nid > 0 GROUP BY user_nid ORDER BY SUM(bytes) DESC, user_nid LIMIT ?1) AS most
         JOIN user_ u ON u.nid = most.user_nid
         WHERE most.files > 0 ORDER BY most.bytes DESC, u.nid",
        params![PEOPLE_MAX],
        |row| {
            Ok(Uploader {
                user_id: row.get(0)?,
                displayname: row.get(1)?,
                avatar_url: row.get(2)?,
                files: row.get(3)?,
                bytes: row.get(4)?,
            })
        },
    )
}

fn kinds(tx: &mut Tx<'_>) -> Result<Vec<FileKind>, StoreError> {
    tx.query(
        "SELECT kind, CAST(SUM(files) AS BIGINT), CAST(SUM(bytes) AS BIGINT)
         FROM (SELECT CASE WHEN user_nid = 0 THEN 'preview' ELSE kind END AS kind, files, bytes FROM media_use) AS k
         GROUP BY kind ORDER BY kind",
        params![],
        |row| Ok(FileKind { kind: row.get(0)?, files: row.get(1)?, bytes: row.get(2)? }),
    )
}
