//! `GET /_causeway/v1/admin/directory/releases`, and `PUT …/releases/{app_id}/{version}`: the host's review of versions of
//! mini-apps.

use axum::extract::State;
use http_server::{Admin, Error, Json, Path, Query, Result};
use serde::{Deserialize, Serialize};
use store::params;
use utoipa::{IntoParams, ToSchema};

use super::{
    DirectoryDone, audit, check_text, entry,
    kind::Kind,
    page_size, publish,
    release::{self, ReleaseState},
    reports::DirectoryWaits,
};
use crate::{Services, homeserver};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedReleases {
    /// `open` unless it says otherwise.
    #[serde(default)]
    #[param(inline)]
    state: DirectoryWaits,
    /// `next` of the page before.
    from: Option<i64>,
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
}

/// Versions: those that wait oldest first, those that are decided newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleasesToReview {
    releases: Vec<ReleaseToReview>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
}

/// A version as its reviewer sees it.
#[derive(Debug, Serialize, ToSchema)]
struct ReleaseToReview {
    /// The entry.
    id: String,
    app_id: String,
    version: String,
    name: String,
    description: String,
    category: String,
    languages: Vec<String>,
    permissions: Vec<String>,
    #[schema(required)]
    source_code_url: Option<String>,
    /// Where the archive is, for who runs the server.
    url: String,
    #[schema(required)]
    icon: Option<String>,
    size: u64,
    sha256: String,
    /// Who published it; `null`: this host's import.
    #[schema(required)]
    publisher: Option<String>,
    submitted_ts: u64,
    /// `waits`, `reviewed`, `refused` or `withdrawn`.
    state: &'static str,
    #[schema(required)]
    note: Option<String>,
    #[schema(required)]
    decided_ts: Option<u64>,
    /// The version that others see now.
    #[schema(required)]
    replaces: Option<String>,
}

/// Lists versions of this host's mini-apps for review.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/directory/releases", tag = "admin", operation_id = "list_releases",
    params(WantedReleases), responses((status = 200, body = ReleasesToReview))
)]
pub(crate) async fn listed(
    State(s): State<Services>,
    _: Admin,
    Query(wanted): Query<WantedReleases>,
) -> Result<Json<ReleasesToReview>> {
    let limit = page_size(wanted.limit);
    let page = s.store.read(move |tx| {
        let here = "entry_nid IN (SELECT nid FROM directory_entry WHERE source = '')";
        let (which, from) = match wanted.state {
            DirectoryWaits::Open => ("state = 0 AND nid > ?1", wanted.from.unwrap_or(0)),
            DirectoryWaits::Decided => ("state > 0 AND nid < ?1", wanted.from.unwrap_or(i64::MAX)),
        };
        let order = match wanted.state {
            DirectoryWaits::Open => "nid",
            DirectoryWaits::Decided => "nid DESC",
        };
        let rest = format!("{which} AND {here} ORDER BY {order} LIMIT ?2");
        let mut found = release::several(tx, &rest, params![from, limit + 1])?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|one| one.nid.to_string());
        let mut releases = Vec::with_capacity(found.len());
        for one in found {
            let entry = entry::by_nid(tx, one.entry)?.ok_or_else(entry::unknown)?;
            let about = one.about()?;
            let publisher = match entry.owner {
                Some(owner) => Some(homeserver::user_id(tx, owner)?),
                None => None,
            };
            let shown = release::newest(tx, entry.nid)?;
            let replaces =
                shown.filter(|now| now.state == ReleaseState::Reviewed && now.nid != one.nid);
            releases.push(ReleaseToReview {
                url: release::url(&entry.subject, &one.version),
                id: entry.full_id(),
                app_id: entry.subject,
                version: one.version,
                name: about.name,
                description: about.description,
                category: about.category,
                languages: about.languages,
                permissions: about.permissions,
                source_code_url: about.source_code_url,
                icon: one.icon.as_deref().map(release::icon_url),
                size: one.size,
                sha256: one.sha256,
                publisher,
                submitted_ts: one.submitted_ms,
                state: one.state.word(),
                note: one.note,
                decided_ts: one.decided_ms,
                replaces: replaces.map(|now| now.version),
            });
        }
        Ok::<_, Error>(ReleasesToReview { releases, next })
    });
    Ok(Json(page.await?))
}

/// What a review says.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewReview {
    verdict: Verdict,
    /// Its publisher reads it.
    note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    /// Everybody may have it.
    Reviewed,
    /// Nobody gets it.
    Refused,
    /// Nobody gets it any more; who runs it is warned.
    Withdrawn,
}

/// Reviews a version.
#[utoipa::path(
    put, path = "/_causeway/v1/admin/directory/releases/{app_id}/{version}", tag = "admin",
    operation_id = "review_release",
    params(
        ("app_id" = String, Path, description = "The mini-app"),
        ("version" = String, Path, description = "The version"),
    ),
    request_body = NewReview, responses((status = 200, body = DirectoryDone))
)]
pub(crate) async fn decide(
    State(s): State<Services>,
    Admin(who): Admin,
    Path((app_id, version)): Path<(String, String)>,
    Json(wish): Json<NewReview>,
) -> Result<Json<DirectoryDone>> {
    check_text(wish.note.as_deref().unwrap_or_default())?;
    let (state, act) = match wish.verdict {
        Verdict::Reviewed => (ReleaseState::Reviewed, "release.reviewed"),
        Verdict::Refused => (ReleaseState::Refused, "release.refused"),
        Verdict::Withdrawn => (ReleaseState::Withdrawn, "release.withdrawn"),
    };
    let target = format!("app.{app_id} {version}");
    let (work, host, named) = (s.clone(), who.user, target.clone());
    s.store
        .write(move |w| {
            let mut entry = entry::by_subject(w, "", Kind::MiniApp, &app_id)?.ok_or_else(entry::unknown)?;
            let one = release::by_version(w, entry.nid, &version)?
                .ok_or_else(|| Error::not_found("There is no such version"))?;
            let now_ms = work.now_ms();
            w.execute(
                "UPDATE directory_release SET state = ?2, decided_ms = ?3, note = ?4, warns = ?5 WHERE nid = ?1",
                params![one.nid, state.code(), now_ms, wish.note.as_deref(), i64::from(state == ReleaseState::Withdrawn)],
            )?;
            if state == ReleaseState::Reviewed {
                entry.reviewed_ms = Some(now_ms);
            }
            publish::settle(w, &mut entry)?;
            entry.save(&work, w)?;
            Ok::<_, Error>(audit::write(w, host, act, &named, wish.note.as_deref(), now_ms)?)
        })
        .await?;
    audit::log(&who, act, &target);
    Ok(Json(DirectoryDone {}))
}
