//! `GET /_causeway/v1/directory/withdrawn`: files of mini-apps that nobody should use any more. Everybody gets the whole
//! list: what somebody runs is compared with it on his device.

use axum::extract::State;
use http_server::{Json, Result, Visitor};
use serde::Serialize;
use std::collections::HashSet;
use store::{StoreError, Tx, params};
use utoipa::ToSchema;

use super::release::About;
use crate::Services;

/// Versions that are told, the newest first.
const VERSIONS_MAX: usize = 10_000;

/// What was offered here and is no longer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WithdrawnApps {
    /// Newest first.
    versions: Vec<WithdrawnVersion>,
}

/// A version that its author took back, or the host: this one, or the other one that lists it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WithdrawnVersion {
    /// Of the archive, in hexadecimal.
    sha256: String,
    name: String,
    version: String,
    /// The server that lists it.
    server: String,
}

/// Tells which files of mini-apps were withdrawn. A file that is still offered under another name is not among them.
#[utoipa::path(
    get, path = "/_causeway/v1/directory/withdrawn", tag = "directory", operation_id = "withdrawn_mini_apps",
    responses((status = 200, body = WithdrawnApps)), security(())
)]
pub(crate) async fn withdrawn(
    State(s): State<Services>,
    _: Visitor,
) -> Result<Json<WithdrawnApps>> {
    let here = s.config.server_name.to_string();
    let versions = s.store.read(move |tx| listed(tx, &here)).await?;
    Ok(Json(WithdrawnApps { versions }))
}

fn listed(tx: &mut Tx<'_>, here: &str) -> Result<Vec<WithdrawnVersion>> {
    let rows = tx.query::<_, StoreError>(
        "SELECT r.sha256, r.version, r.manifest, e.source FROM directory_release r
         JOIN directory_entry e ON e.nid = r.entry_nid
         WHERE r.warns = 1 AND NOT EXISTS (
           SELECT 1 FROM directory_release o JOIN directory_entry oe ON oe.nid = o.entry_nid
           WHERE o.sha256 = r.sha256 AND o.state = 1 AND oe.state = 0)
         ORDER BY r.nid DESC LIMIT ?1",
        params![VERSIONS_MAX],
        |row| {
            Ok((
                row.get::<String>(0)?,
                row.get::<String>(1)?,
                row.get::<Vec<u8>>(2)?,
                row.get::<String>(3)?,
            ))
        },
    )?;
    let mut seen = HashSet::new();
    let mut versions = Vec::new();
    for (sha256, version, manifest, source) in rows {
        if !seen.insert(sha256.clone()) {
            continue;
        }
        let about: About =
            serde_json::from_slice(&manifest).map_err(http_server::Error::internal)?;
        let server = if source.is_empty() {
            here.to_owned()
        } else {
            source
        };
        versions.push(WithdrawnVersion {
            sha256,
            name: about.name,
            version,
            server,
        });
    }
    Ok(versions)
}
