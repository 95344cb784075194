//! `POST /_causeway/v1/directory/entries/{id}/report`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Deserialize;
use store::params;
use utoipa::ToSchema;

use super::{
    DirectoryDone, check_text,
    entry::{self, State as EntryState},
};
use crate::Services;

const REASON_BYTES_MAX: usize = 64;

/// Why an entry is reported.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewDirectoryReport {
    /// A code: `spam`, `impersonation`, `malicious`, `illegal`, `other`, …
    reason: String,
    /// In one's own words; at most 2000 characters.
    #[serde(default)]
    text: String,
}

/// Reports an entry to the host. Again, before he has decided: the newer reason counts.
#[utoipa::path(
    post, path = "/_causeway/v1/directory/entries/{id}/report", tag = "directory", operation_id = "report_directory_entry",
    params(("id" = String, Path, description = "The entry")),
    request_body = NewDirectoryReport, responses((status = 200, body = DirectoryDone))
)]
pub(crate) async fn report(
    State(s): State<Services>,
    Caller(who): Caller,
    Path(id): Path<String>,
    Json(new): Json<NewDirectoryReport>,
) -> Result<Json<DirectoryDone>> {
    let of_code = |b: u8| b.is_ascii_lowercase() || b == b'_';
    if new.reason.is_empty()
        || new.reason.len() > REASON_BYTES_MAX
        || !new.reason.bytes().all(of_code)
    {
        return Err(Error::invalid_param(
            "reason must be a code such as spam: at most 64 of a-z and _",
        ));
    }
    check_text(&new.text)?;
    let (user, now_ms) = (who.user, s.now_ms());
    s.store
        .write(move |w| {
            let entry = entry::by_id(w, &id)?
                .filter(|entry| matches!(entry.state, EntryState::Shown | EntryState::Withdrawn))
                .ok_or_else(entry::unknown)?;
            w.execute(
                "INSERT INTO directory_report (id, entry_nid, reporter_nid, reason, body, created_ms)
                 SELECT COALESCE(MAX(id), 0) + 1, ?1, ?2, ?3, ?4, ?5 FROM directory_report WHERE 1 = 1
                 ON CONFLICT (entry_nid, reporter_nid) WHERE decided_ms IS NULL
                   DO UPDATE SET reason = excluded.reason, body = excluded.body",
                params![entry.nid, user, &new.reason, &new.text, now_ms],
            )?;
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Json(DirectoryDone {}))
}
