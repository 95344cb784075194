//! `PUT /_causeway/v1/admin/directory/entries/{id}`: what the host recommends, and whom he confirms.

use axum::extract::State;
use http_server::{Admin, Error, Json, Path, Result};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    DirectoryDone, audit, check_text,
    entry::{self, State as EntryState},
    kind::Kind,
    publish,
};
use crate::Services;

/// What the host says of an entry; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Curation {
    /// Whether it stands among what the host recommends.
    featured: Option<bool>,
    /// Whether the host has made sure that it is who it says; of this server's entries.
    confirmed: Option<bool>,
    /// `true`: nobody finds it any more; `false`: it comes back.
    removed: Option<bool>,
    /// For others who run the server.
    note: Option<String>,
}

/// Recommends, confirms or removes an entry.
#[utoipa::path(
    put, path = "/_causeway/v1/admin/directory/entries/{id}", tag = "admin", operation_id = "curate_directory_entry",
    params(("id" = String, Path, description = "The entry")),
    request_body = Curation, responses((status = 200, body = DirectoryDone))
)]
pub(crate) async fn curate(
    State(s): State<Services>,
    Admin(who): Admin,
    Path(id): Path<String>,
    Json(wish): Json<Curation>,
) -> Result<Json<DirectoryDone>> {
    check_text(wish.note.as_deref().unwrap_or_default())?;
    let (work, host, named) = (s.clone(), who.user, id.clone());
    let acts = s.store.write(move |w| {
        let mut entry = entry::by_id(w, &named)?.ok_or_else(entry::unknown)?;
        let mut acts = Vec::new();
        if !entry.source.is_empty() && (wish.featured.is_some() || wish.confirmed.is_some()) {
            return Err(Error::invalid_param(
                "What another server signed can be removed here, and nothing else",
            ));
        }
        if let Some(featured) = wish.featured {
            entry.featured = featured;
            acts.push(if featured {
                "entry.featured"
            } else {
                "entry.unfeatured"
            });
        }
        if let Some(confirmed) = wish.confirmed {
            entry.confirmed = confirmed;
            entry.reviewed_ms = confirmed.then(|| work.now_ms());
            acts.push(if confirmed {
                "entry.confirmed"
            } else {
                "entry.unconfirmed"
            });
        }
        if let Some(removed) = wish.removed {
            entry.state = if removed {
                EntryState::Removed
            } else {
                EntryState::Shown
            };
            if entry.kind == Kind::MiniApp && entry.source.is_empty() {
                publish::settle(w, &mut entry)?;
            }
            acts.push(if removed {
                "entry.removed"
            } else {
                "entry.restored"
            });
        }
        entry.save(&work, w)?;
        for act in &acts {
            audit::write(w, host, act, &named, wish.note.as_deref(), work.now_ms())?;
        }
        Ok::<_, Error>(acts)
    });
    for act in acts.await? {
        audit::log(&who, act, &id);
    }
    Ok(Json(DirectoryDone {}))
}
