//! `GET /_causeway/v1/directory/entries/{id}`.

use axum::extract::State;
use http_server::{Json, Path, Result, Visitor};
use serde_json::value::RawValue;

use super::{
    entry::{self, State as EntryState},
    listed,
    shown::DirectoryEntry,
};
use crate::Services;

/// Reads one entry. A mini-app that is no longer offered says so: whoever runs it is to know.
#[utoipa::path(
    get, path = "/_causeway/v1/directory/entries/{id}", tag = "directory", operation_id = "directory_entry",
    params(("id" = String, Path, description = "The entry")),
    responses((status = 200, body = DirectoryEntry)), security(())
)]
pub(crate) async fn one(
    State(s): State<Services>,
    _: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Box<RawValue>>> {
    let found = s.store.read(move |tx| {
        let entry = entry::by_id(tx, &id)?.ok_or_else(entry::unknown)?;
        if !matches!(entry.state, EntryState::Shown | EntryState::Withdrawn) {
            return Err(entry::unknown());
        }
        listed::raw(tx, entry.nid, None)?.ok_or_else(entry::unknown)
    });
    Ok(Json(found.await?))
}
