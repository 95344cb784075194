//! `GET /_causeway/v1/directory/mine`, `PUT` and `DELETE …/mine/{id}`: what somebody puts into the directory himself.

use axum::extract::State;
use base::token;
use http_server::{Caller, Error, Json, Path, Result, Who};
use serde::Serialize;
use store::{Tx, Write, params};
use utoipa::ToSchema;

use super::{
    DirectoryDone,
    domain::{self, Proof},
    entry::{self, Entry, State as EntryState},
    kind::Kind,
    own::NewDirectoryEntry,
    release, rising,
    shown::DirectoryEntry,
};
use crate::{Services, homeserver};

/// Entries of one person.
const OWN_MAX: usize = 30;
const ID_BYTES_MAX: usize = 64;
/// Random bytes by which a domain says that an entry is its own.
const TOKEN_BYTES: usize = 16;

/// What I put into the directory.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyDirectoryEntries {
    /// Newest first.
    entries: Vec<MyDirectoryEntry>,
}

/// An entry of mine.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyDirectoryEntry {
    entry: DirectoryEntry,
    /// `shown`, `waits` (for the host's review), `removed` (by the host) or `withdrawn`.
    state: &'static str,
    /// How its domain can say the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Proof>,
    /// Versions of a mini-app, newest first.
    releases: Vec<MyRelease>,
}

/// A version of a mini-app of mine.
#[derive(Debug, Serialize, ToSchema)]
struct MyRelease {
    version: String,
    /// `waits`, `reviewed`, `refused` or `withdrawn`.
    state: &'static str,
    submitted_ts: u64,
    size: u64,
    /// What the host says to it.
    #[schema(required)]
    note: Option<String>,
}

/// Lists what I put into the directory, also what nobody else sees.
#[utoipa::path(
    get, path = "/_causeway/v1/directory/mine", tag = "directory", operation_id = "my_directory_entries",
    responses((status = 200, body = MyDirectoryEntries))
)]
pub(crate) async fn listed(
    State(s): State<Services>,
    Caller(who): Caller,
) -> Result<Json<MyDirectoryEntries>> {
    let (user, now_ms) = (who.user, s.now_ms());
    let entries = s.store.read(move |tx| {
        let mine = entry::several(tx, "owner_nid = ?1 ORDER BY nid DESC", params![user])?;
        let entries = mine.iter().map(|entry| my(tx, entry, now_ms));
        entries.collect::<Result<Vec<_>>>()
    });
    Ok(Json(MyDirectoryEntries {
        entries: entries.await?,
    }))
}

pub(super) fn my(tx: &mut Tx<'_>, entry: &Entry, now_ms: u64) -> Result<MyDirectoryEntry> {
    let releases = release::of_entry(tx, entry.nid)?;
    Ok(MyDirectoryEntry {
        entry: entry.shown()?,
        state: entry.state.word(),
        proof: domain::proof(entry, now_ms),
        releases: releases
            .into_iter()
            .map(|release| MyRelease {
                version: release.version,
                state: release.state.word(),
                submitted_ts: release.submitted_ms,
                size: release.size,
                note: release.note,
            })
            .collect(),
    })
}

/// Puts an entry into the directory, or changes it. The same again is the same entry.
#[utoipa::path(
    put, path = "/_causeway/v1/directory/mine/{id}", tag = "directory", operation_id = "put_directory_entry",
    params(("id" = String, Path, description = "Chosen by the client: at most 64 of a-z, 0-9, _ and -")),
    request_body = NewDirectoryEntry, responses((status = 200, body = MyDirectoryEntry))
)]
pub(crate) async fn put(
    State(s): State<Services>,
    Caller(who): Caller,
    Path(id): Path<String>,
    Json(new): Json<NewDirectoryEntry>,
) -> Result<Json<MyDirectoryEntry>> {
    check_id(&id)?;
    let new = new.checked()?;
    let subject = subject(&s, &who, &id, &new).await?;
    let content = serde_json::to_vec(&new).map_err(Error::internal)?;
    let (work, user, fresh) = (s.clone(), who.user, token(s.rng.as_ref(), TOKEN_BYTES));
    let kept = s.store.write(move |w| {
        let mut entry = taken(&work, w, user, &id, new.kind, &subject)?;
        if entry.domain != new.domain {
            entry.domain_ms = None;
            entry.confirmed = false;
            entry.token = new.domain.is_some().then(|| fresh.clone());
        }
        // What the host has confirmed bears this name.
        if entry.nid != 0 && entry.shown()?.name != new.name {
            entry.confirmed = false;
        }
        entry.domain.clone_from(&new.domain);
        entry.content.clone_from(&content);
        entry.subject.clone_from(&subject);
        entry.save(&work, w)?;
        if entry.kind == Kind::Group {
            rising::note_members(&work, w, entry.nid)?;
        }
        my(w, &entry, work.now_ms())
    });
    Ok(Json(kept.await?))
}

fn check_id(id: &str) -> Result<()> {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
    if (1..=ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(is_plain) {
        return Ok(());
    }
    Err(Error::invalid_param(
        "The id of an entry is at most 64 of a-z, 0-9, _ and -",
    ))
}

/// What the entry is about, if the caller may speak for it.
async fn subject(s: &Services, who: &Who, id: &str, new: &NewDirectoryEntry) -> Result<String> {
    let Some(room_id) = new.room_id.clone() else {
        return Ok(match new.kind {
            Kind::Person => who.user_id.to_string(),
            _ => id.to_owned(),
        });
    };
    let may = s.groups.may_list(&room_id, &who.user_id).await;
    if !may.map_err(Error::internal)? {
        return Err(Error::forbidden(
            "Only who may change whether this group is listed may put it into the directory",
        ));
    }
    let room = room_id.clone();
    let members = s.store.read(move |tx| homeserver::public_room(tx, &room));
    if members.await?.is_none() {
        return Err(Error::invalid_param(
            "Let everybody see this group in the list of public rooms first",
        ));
    }
    Ok(room_id)
}

/// The entry of this id, old or new, if it is the caller's to write.
fn taken(
    s: &Services,
    w: &mut Write<'_, '_>,
    user: i64,
    id: &str,
    kind: Kind,
    subject: &str,
) -> Result<Entry> {
    let same = entry::by_subject(w, "", kind, subject)?;
    if same.is_some_and(|same| same.id != id) {
        return Err(Error::forbidden(match kind {
            Kind::Group => "This group is in the directory already",
            _ => "You are in the directory already: change that entry",
        }));
    }
    if let Some(entry) = entry::by_id(w, id)? {
        if entry.owner != Some(user) || entry.kind != kind {
            return Err(Error::forbidden("This id is taken: choose another"));
        }
        if entry.state == EntryState::Removed {
            return Err(Error::forbidden(
                "The host has removed this entry from the directory",
            ));
        }
        return Ok(entry);
    }
    let mine: u64 = w.query_one(
        "SELECT COUNT(*) FROM directory_entry WHERE owner_nid = ?1",
        params![user],
        |row| row.get(0),
    )?;
    if mine >= OWN_MAX as u64 {
        return Err(Error::invalid_param(format!(
            "You may have {OWN_MAX} entries in the directory"
        )));
    }
    let now_ms = s.now_ms();
    Ok(Entry::new(id, "", kind, subject, Some(user), now_ms))
}

/// Takes an entry of mine out of the directory. A mini-app goes with all its versions.
#[utoipa::path(
    delete, path = "/_causeway/v1/directory/mine/{id}", tag = "directory", operation_id = "delete_directory_entry",
    params(("id" = String, Path, description = "The entry")),
    responses((status = 200, body = DirectoryDone))
)]
pub(crate) async fn delete(
    State(s): State<Services>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<DirectoryDone>> {
    let (work, user) = (s.clone(), who.user);
    s.store
        .write(move |w| {
            let entry = entry::by_id(w, &id)?
                .filter(|entry| entry.owner == Some(user))
                .ok_or_else(entry::unknown)?;
            if entry.state == EntryState::Removed {
                return Err(Error::forbidden(
                    "The host has removed this entry: it stays with him",
                ));
            }
            super::files::forget(&work, w, &entry)?;
            Ok::<_, Error>(entry.delete(w)?)
        })
        .await?;
    Ok(Json(DirectoryDone {}))
}
