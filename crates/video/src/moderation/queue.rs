//! `GET /_causeway/v1/admin/video_reports`: what people reported to the host.

use axum::extract::State;
use http_server::{Admin, Error, Json, Query, Result};
use ruma::UserId;
use serde::{Deserialize, Serialize};
use store::{Row, StoreError, Tx, params};
use utoipa::{IntoParams, ToSchema};

use super::{Decision, Waits, report::Kind};
use crate::{
    Video,
    feed::page_size,
    people::{self, PublicProfile},
    social,
    videos::{
        queries,
        shown::{self, ShownVideo},
    },
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedVideoReports {
    /// `open` unless it says otherwise.
    #[serde(default)]
    #[param(inline)]
    state: Waits,
    /// `next` of the page before.
    from: Option<i64>,
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
}

/// Reports: those that wait oldest first, those that are decided newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoReports {
    reports: Vec<VideoReport>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
}

/// A report, and what it is about; what is gone meanwhile is `null`.
#[derive(Debug, Serialize, ToSchema)]
struct VideoReport {
    id: i64,
    /// `video`, `comment` or `person`.
    kind: &'static str,
    reporter: PublicProfile,
    /// A code.
    reason: String,
    text: String,
    created_ts: u64,
    /// How many people have reported the same and wait.
    waiting: u64,
    #[schema(required)]
    video: Option<ShownVideo>,
    #[schema(required)]
    comment: Option<ReportedComment>,
    /// Whose video or comment it is, or who was reported.
    #[schema(required)]
    person: Option<PublicProfile>,
    #[schema(required)]
    decision: Option<Decision>,
    #[schema(required)]
    decision_reason: Option<String>,
    #[schema(required)]
    note: Option<String>,
    #[schema(required)]
    decided_ts: Option<u64>,
    /// User id.
    #[schema(required)]
    decided_by: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReportedComment {
    id: String,
    text: String,
    created_ts: u64,
}

/// A report as it is stored.
pub(super) struct StoredReport {
    pub(super) id: i64,
    reporter: i64,
    pub(super) kind: Kind,
    pub(super) subject: String,
    pub(super) video: Option<String>,
    reason: String,
    body: String,
    created_ms: u64,
    decided_ms: Option<u64>,
    decided_by: Option<i64>,
    decision: Option<i64>,
    decision_reason: Option<String>,
    note: Option<String>,
}

const COLUMNS: &str = "id, reporter_nid, kind, subject, video_id, reason, body, created_ms, decided_ms, decided_by_nid, \
                       decision, decision_reason, note";

fn stored(row: &Row<'_>) -> Result<StoredReport, StoreError> {
    Ok(StoredReport {
        id: row.get(0)?,
        reporter: row.get(1)?,
        kind: Kind::of_code(row.get(2)?),
        subject: row.get(3)?,
        video: row.get(4)?,
        reason: row.get(5)?,
        body: row.get(6)?,
        created_ms: row.get(7)?,
        decided_ms: row.get(8)?,
        decided_by: row.get(9)?,
        decision: row.get(10)?,
        decision_reason: row.get(11)?,
        note: row.get(12)?,
    })
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: i64) -> Result<Option<StoredReport>, StoreError> {
    tx.query_opt(
        &format!("SELECT {COLUMNS} FROM video_report WHERE id = ?1"),
        params![id],
        stored,
    )
}

/// Lists what people reported of videos, comments and people. The host sees what was reported and nothing else.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/video_reports", tag = "admin", operation_id = "list_video_reports",
    params(WantedVideoReports), responses((status = 200, body = VideoReports))
)]
pub(crate) async fn listed(
    State(v): State<Video>,
    Admin(who): Admin,
    Query(wanted): Query<WantedVideoReports>,
) -> Result<Json<VideoReports>> {
    let limit = page_size(wanted.limit);
    let (work, host) = (v.clone(), who.user);
    let page = v.store.read(move |tx| {
        let mut found = page(tx, &wanted, limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|one| one.id.to_string());
        let reports = found.into_iter().map(|one| show(&work, tx, host, one));
        Ok::<_, Error>(VideoReports {
            reports: reports.collect::<Result<_, StoreError>>()?,
            next,
        })
    });
    Ok(Json(page.await?))
}

fn page(
    tx: &mut Tx<'_>,
    wanted: &WantedVideoReports,
    limit: usize,
) -> Result<Vec<StoredReport>, StoreError> {
    let (which, from) = match wanted.state {
        Waits::Open => (
            "decided_ms IS NULL AND id > ?1 ORDER BY id",
            wanted.from.unwrap_or(0),
        ),
        Waits::Decided => (
            "decided_ms IS NOT NULL AND id < ?1 ORDER BY id DESC",
            wanted.from.unwrap_or(i64::MAX),
        ),
    };
    tx.query(
        &format!("SELECT {COLUMNS} FROM video_report WHERE {which} LIMIT ?2"),
        params![from, limit],
        stored,
    )
}

fn show(
    v: &Video,
    tx: &mut Tx<'_>,
    host: i64,
    report: StoredReport,
) -> Result<VideoReport, StoreError> {
    let video = match report.video.as_deref() {
        Some(id) => queries::by_id(tx, id)?,
        None => None,
    };
    let comment = match report.kind {
        Kind::Comment => social::queries::comment(tx, &report.subject)?,
        Kind::Video | Kind::Person => None,
    };
    let person = match report.kind {
        Kind::Video => video.as_ref().map(|video| video.author),
        Kind::Comment => comment.as_ref().map(|comment| comment.user),
        Kind::Person => match UserId::parse(&report.subject) {
            Ok(id) => people::known(tx, &id)?,
            Err(_) => None,
        },
    };
    let waiting = tx.query_one::<_, StoreError>(
        "SELECT COUNT(*) FROM video_report WHERE kind = ?1 AND subject = ?2 AND decided_ms IS NULL",
        params![report.kind.code(), &report.subject],
        |row| row.get(0),
    )?;
    let decided_by = match report.decided_by {
        Some(host) => Some(people::profile(tx, host)?.user_id().to_owned()),
        None => None,
    };
    Ok(VideoReport {
        id: report.id,
        kind: match report.kind {
            Kind::Video => "video",
            Kind::Comment => "comment",
            Kind::Person => "person",
        },
        reporter: people::profile(tx, report.reporter)?,
        reason: report.reason,
        text: report.body,
        created_ts: report.created_ms,
        waiting,
        video: match video {
            Some(video) => Some(shown::show(v, tx, Some(host), video)?),
            None => None,
        },
        comment: comment.map(|comment| ReportedComment {
            id: comment.id,
            text: comment.body,
            created_ts: comment.created_ms,
        }),
        person: match person {
            Some(person) => Some(people::profile(tx, person)?),
            None => None,
        },
        decision: report.decision.map(Decision::of_code),
        decision_reason: report.decision_reason,
        note: report.note,
        decided_ts: report.decided_ms,
        decided_by,
    })
}
