//! `POST /_causeway/v1/directory/mini-apps`: publishes a version of a mini-app, which the host reviews before others see
//! it; `DELETE …/mini-apps/{app_id}/{file}` takes one back.

use std::collections::BTreeMap;

use axum::{body::Body, extract::State};
use bytes::Bytes;
use http_server::{Caller, Error, Json, Path, Query, Result, collect};
use serde::Deserialize;
use store::{Write, params};
use utoipa::IntoParams;

use super::{
    DirectoryDone,
    entry::{self, Entry, State as EntryState},
    files,
    kind::Kind,
    mine::{self, MyDirectoryEntry},
    own,
    release::{self, About, Release, ReleaseState},
    shown::Translated,
};
use crate::{
    Services,
    mini_apps::archive::{self, ARCHIVE_BYTES_MAX, Archive},
};

/// Mini-apps of one person, versions that wait for the host, and bytes of all.
const APPS_MAX: u64 = 20;
const WAITING_MAX: u64 = 10;
const BYTES_MAX: u64 = 200 * 1024 * 1024;
const APP_ID_BYTES_MAX: usize = 64;
const VERSION_BYTES_MAX: usize = 32;
const NAME_CHARS_MAX: usize = 80;
const SUMMARY_CHARS_MAX: usize = 140;
const DESCRIPTION_CHARS_MAX: usize = 2000;
/// Without a category of its own it is one of these.
const CATEGORY: &str = "tools";

/// What is said of a version beside its manifest; it counts more than the manifest.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PublishedAs {
    /// Its name among mini-apps: at most 64 of a-z, 0-9 and -; unless the manifest has `[causeway] id`.
    app_id: Option<String>,
    /// Higher than all before; unless the manifest has `[causeway] version`.
    version: Option<String>,
    category: Option<String>,
    /// Its first line is the line in lists.
    description: Option<String>,
    /// Codes with commas between them.
    languages: Option<String>,
}

impl PublishedAs {
    /// What a store says of one of its mini-apps.
    pub(super) fn of_store(app_id: String, version: String, description: String) -> Self {
        Self {
            app_id: Some(app_id),
            version: Some(version),
            description: Some(description).filter(|text| !text.is_empty()),
            ..Self::default()
        }
    }
}

/// A version as it is published.
pub(super) struct Published {
    pub(super) app_id: String,
    pub(super) version: String,
    pub(super) about: About,
    pub(super) archive: Bytes,
    pub(super) icon: Option<Bytes>,
}

/// Publishes a version: the body is the archive. What the person who runs the server publishes is reviewed by that.
#[utoipa::path(
    post, path = "/_causeway/v1/directory/mini-apps", tag = "directory", operation_id = "publish_mini_app",
    params(PublishedAs), request_body(content = Vec<u8>, content_type = "application/webxdc+zip"),
    responses((status = 200, body = MyDirectoryEntry))
)]
pub(crate) async fn publish(
    State(s): State<Services>,
    Caller(who): Caller,
    Query(said): Query<PublishedAs>,
    body: Body,
) -> Result<Json<MyDirectoryEntry>> {
    let published = read(collect(body).await?, said).await?;
    let state = if who.admin {
        ReleaseState::Reviewed
    } else {
        ReleaseState::Waits
    };
    let (work, user) = (s.clone(), who.user);
    let kept = keep(&s, published, Some(user), state, move |w, entry| {
        mine::my(w, entry, work.now_ms())
    });
    Ok(Json(kept.await?))
}

/// Checks an archive and what is said of it.
pub(super) async fn read(bytes: Bytes, said: PublishedAs) -> Result<Published> {
    if bytes.len() > ARCHIVE_BYTES_MAX {
        return Err(Error::body_too_large());
    }
    let packed = bytes.clone();
    let reading = tokio::task::spawn_blocking(move || archive::read(&packed));
    let archive = reading
        .await
        .map_err(Error::internal)?
        .map_err(|broken| Error::invalid_param(broken.to_string()))?;
    let Archive { manifest, icon, .. } = archive;
    let own = manifest.causeway;
    let app_id = said.app_id.or(own.id).unwrap_or_default();
    let version = said.version.or(own.version).unwrap_or_default();
    check_names(&app_id, &version)?;
    let mut name = manifest.name.unwrap_or_else(|| app_id.clone());
    own::text("name", &mut name, NAME_CHARS_MAX)?;
    let mut description = said.description.or(own.description).unwrap_or_default();
    own::text("description", &mut description, DESCRIPTION_CHARS_MAX)?;
    let first_line = description.lines().next().unwrap_or_default();
    let category = said.category.or(own.category);
    let category = category.unwrap_or_else(|| CATEGORY.to_owned());
    own::category(&category)?;
    let mut languages = said.languages.map_or(own.languages, |codes| {
        let codes = codes.split(',').map(|code| code.trim().to_owned());
        codes.filter(|code| !code.is_empty()).collect()
    });
    own::languages(&mut languages)?;
    let translations = translations(own.names, own.descriptions)?;
    let source_code_url = manifest.source_code_url.filter(|url| own::is_web(url));
    let about = About {
        summary: first_line.chars().take(SUMMARY_CHARS_MAX).collect(),
        name,
        description,
        category,
        languages,
        permissions: own.permissions,
        source_code_url,
        translations,
    };
    Ok(Published {
        app_id,
        version,
        about,
        archive: bytes,
        icon: icon.map(|icon| icon.bytes.into()),
    })
}

fn translations(
    names: BTreeMap<String, String>,
    descriptions: BTreeMap<String, String>,
) -> Result<BTreeMap<String, Translated>> {
    let mut found: BTreeMap<String, Translated> = BTreeMap::new();
    for (language, mut name) in names {
        own::text("name", &mut name, NAME_CHARS_MAX)?;
        found.entry(language).or_default().name = name;
    }
    for (language, mut description) in descriptions {
        own::text("description", &mut description, DESCRIPTION_CHARS_MAX)?;
        found.entry(language).or_default().description = description;
    }
    Ok(found)
}

fn check_names(app_id: &str, version: &str) -> Result<()> {
    let of_id = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if app_id.is_empty() || app_id.len() > APP_ID_BYTES_MAX || !app_id.bytes().all(of_id) {
        return Err(Error::invalid_param(
            "A mini-app needs an id of at most 64 small letters, digits and hyphens: give app_id, or [causeway] id in \
             manifest.toml",
        ));
    }
    let of_version = |b: u8| b.is_ascii_alphanumeric() || b".-+_".contains(&b);
    let has_number = version.bytes().any(|b| b.is_ascii_digit());
    let fits = version.len() <= VERSION_BYTES_MAX && version.bytes().all(of_version);
    if !has_number || !fits || version.starts_with('.') {
        return Err(Error::invalid_param(
            "A version is like 1.4.0: give version, or [causeway] version in manifest.toml",
        ));
    }
    Ok(())
}

/// Stores a version and its files, in an entry of its own or that of the versions before it.
pub(super) async fn keep<T: Send + 'static>(
    s: &Services,
    published: Published,
    owner: Option<i64>,
    state: ReleaseState,
    then: impl Fn(&mut Write<'_, '_>, &Entry) -> Result<T> + Send + 'static,
) -> Result<T> {
    let _disturbed_by_nobody = s.blobs_in_use.read().await;
    let size = published.archive.len() as u64;
    let sha256 = files::keep(s, published.archive.clone()).await?;
    let icon = match published.icon.clone() {
        Some(icon) => Some(files::keep(s, icon).await?),
        None => None,
    };
    let manifest = serde_json::to_vec(&published.about).map_err(Error::internal)?;
    let work = s.clone();
    s.store
        .write(move |w| {
            let mut entry = of(&work, w, &published.app_id, owner)?;
            check_rises(w, &entry, &published.version)?;
            if entry.nid == 0 {
                entry.save(&work, w)?;
            }
            let now_ms = work.now_ms();
            let mut one = Release {
                nid: 0,
                entry: entry.nid,
                version: published.version.clone(),
                state,
                sha256: sha256.clone(),
                size,
                icon: icon.clone(),
                remote: None,
                manifest: manifest.clone(),
                submitted_ms: now_ms,
                decided_ms: (state != ReleaseState::Waits).then_some(now_ms),
                note: None,
            };
            one.insert(w)?;
            if let Some(owner) = owner {
                check_quota(w, owner)?;
            }
            if state == ReleaseState::Reviewed {
                entry.reviewed_ms = Some(now_ms);
            }
            settle(w, &mut entry)?;
            entry.save(&work, w)?;
            then(w, &entry)
        })
        .await
}

/// The entry of a mini-app, old or new, if this person may publish it.
fn of(s: &Services, w: &mut Write<'_, '_>, app_id: &str, owner: Option<i64>) -> Result<Entry> {
    let Some(entry) = entry::by_subject(w, "", Kind::MiniApp, app_id)? else {
        let id = format!("app.{app_id}");
        let mut entry = Entry::new(&id, "", Kind::MiniApp, app_id, owner, s.now_ms());
        entry.state = EntryState::Waits;
        entry.category = CATEGORY.to_owned();
        return Ok(entry);
    };
    if entry.owner != owner {
        return Err(Error::forbidden(
            "Somebody else publishes a mini-app of this id: choose another",
        ));
    }
    if entry.state == EntryState::Removed {
        return Err(Error::forbidden(
            "The host has removed this mini-app from the directory",
        ));
    }
    Ok(entry)
}

/// No version of it is published that comes after.
fn check_rises(w: &mut Write<'_, '_>, entry: &Entry, version: &str) -> Result<()> {
    let before = release::of_entry(w, entry.nid)?;
    match before
        .iter()
        .find(|one| !release::is_newer(version, &one.version))
    {
        None => Ok(()),
        Some(newer) => Err(Error::invalid_param(format!(
            "Version {} is there already: the next one must be higher",
            newer.version
        ))),
    }
}

fn check_quota(w: &mut Write<'_, '_>, owner: i64) -> Result<()> {
    let (apps, waiting, bytes): (u64, u64, u64) = w.query_one(
        "SELECT COUNT(DISTINCT e.nid), COUNT(CASE WHEN r.state = 0 THEN 1 END), CAST(SUM(r.size) AS BIGINT)
         FROM directory_entry e JOIN directory_release r ON r.entry_nid = e.nid WHERE e.owner_nid = ?1",
        params![owner],
        |row| Ok::<_, Error>((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let over = if apps > APPS_MAX {
        format!("You may publish {APPS_MAX} mini-apps")
    } else if waiting > WAITING_MAX {
        format!("{WAITING_MAX} versions of yours wait for the host already")
    } else if bytes > BYTES_MAX {
        format!(
            "All your versions together may have {} MB",
            BYTES_MAX / 1024 / 1024
        )
    } else {
        return Ok(());
    };
    Err(Error::forbidden(over))
}

/// Whether a mini-app is shown follows from its versions; what the host removed stays so.
pub(super) fn settle(w: &mut Write<'_, '_>, entry: &mut Entry) -> Result<()> {
    if entry.state == EntryState::Removed {
        return Ok(());
    }
    let all = release::of_entry(w, entry.nid)?;
    let has = |state| all.iter().any(|one| one.state == state);
    entry.state = if has(ReleaseState::Reviewed) {
        EntryState::Shown
    } else if has(ReleaseState::Withdrawn) {
        EntryState::Withdrawn
    } else {
        EntryState::Waits
    };
    Ok(())
}

/// Takes a version back: it is no longer offered, and who runs it is warned.
#[utoipa::path(
    delete, path = "/_causeway/v1/directory/mini-apps/{app_id}/{file}", tag = "directory",
    operation_id = "withdraw_mini_app",
    params(
        ("app_id" = String, Path, description = "The mini-app"),
        ("file" = String, Path, description = "The version and `.xdc`"),
    ),
    responses((status = 200, body = DirectoryDone))
)]
pub(crate) async fn withdraw(
    State(s): State<Services>,
    Caller(who): Caller,
    Path((app_id, file)): Path<(String, String)>,
) -> Result<Json<DirectoryDone>> {
    let version = file.strip_suffix(".xdc").unwrap_or(&file).to_owned();
    let (work, user) = (s.clone(), who.user);
    s.store
        .write(move |w| {
            let mut entry = entry::by_subject(w, "", Kind::MiniApp, &app_id)?
                .filter(|entry| entry.owner == Some(user))
                .ok_or_else(entry::unknown)?;
            let gone = w.execute(
                // What nobody else ever had warns nobody: else a file of somebody else's could be given a bad name.
                "UPDATE directory_release SET state = 3, decided_ms = ?3, warns = CASE WHEN state = 1 THEN 1 ELSE warns END
                 WHERE entry_nid = ?1 AND version = ?2",
                params![entry.nid, &version, work.now_ms()],
            )?;
            if gone == 0 {
                return Err(Error::not_found("There is no such version"));
            }
            settle(w, &mut entry)?;
            entry.save(&work, w)
        })
        .await?;
    Ok(Json(DirectoryDone {}))
}
