//! `PUT /_causeway/v1/admin/video_reports/{id}`: what the host decides about what was reported.

use axum::extract::State;
use http_server::{Admin, Error, ErrorKind, Json, Path, Result};
use serde::Deserialize;
use store::{StoreError, Write, params};
use utoipa::ToSchema;

use super::{
    Decision, ModerationDone, audit, check_reason, check_text, judgement,
    queue::{self, StoredReport},
    report::Kind,
};
use crate::{
    Video,
    social::{queries as social, remove_comment},
    videos::queries,
};

/// What is decided.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct VideoDecision {
    decision: Decision,
    /// A code, which the author is told; not needed to keep.
    #[serde(default)]
    reason: String,
    /// For others who run the server.
    note: Option<String>,
}

impl VideoDecision {
    fn check(&self) -> Result<()> {
        if self.decision != Decision::Keep || !self.reason.is_empty() {
            check_reason(&self.reason)?;
        }
        check_text(self.note.as_deref().unwrap_or_default())
    }
}

/// Decides about what was reported, and with it all reports of the same that wait. A video can be decided about
/// again; a comment that was removed is gone. A person's account is dealt with under `admin/people`.
#[utoipa::path(
    put, path = "/_causeway/v1/admin/video_reports/{id}", tag = "admin", operation_id = "decide_video_report",
    params(("id" = i64, Path, description = "The report")),
    request_body = VideoDecision, responses((status = 200, body = ModerationDone))
)]
pub(crate) async fn decide(
    State(v): State<Video>,
    Admin(who): Admin,
    Path(id): Path<i64>,
    Json(wish): Json<VideoDecision>,
) -> Result<Json<ModerationDone>> {
    wish.check()?;
    let (host, now_ms) = (who.user, v.now_ms());
    let (what, target) = v
        .store
        .write(move |w| {
            let report =
                queue::by_id(w, id)?.ok_or_else(|| Error::not_found("There is no such report"))?;
            apply(w, &report, &wish, now_ms)?;
            close(w, &report, &wish, host, now_ms)?;
            let act = audit::Act {
                host,
                what: wish.decision.act(),
                target: Some(&report.subject),
                reason: Some(wish.reason.as_str()).filter(|reason| !reason.is_empty()),
                note: wish.note.as_deref(),
                now_ms,
            };
            audit::write(w, &act)?;
            Ok::<_, Error>((wish.decision.act(), report.subject))
        })
        .await?;
    audit::log(&who, what, Some(&target));
    Ok(Json(ModerationDone {}))
}

fn apply(
    w: &mut Write<'_, '_>,
    report: &StoredReport,
    wish: &VideoDecision,
    now_ms: u64,
) -> Result<()> {
    let video = match report.video.as_deref() {
        Some(id) => queries::by_id(w, id)?,
        None => None,
    };
    match (report.kind, wish.decision, video) {
        (Kind::Video, decision, Some(video)) => {
            judgement::judge(
                w,
                &video,
                decision,
                &wish.reason,
                wish.note.as_deref(),
                now_ms,
            )?;
        }
        (Kind::Comment, Decision::Remove, Some(video)) => {
            let comment = social::comment(w, &report.subject)?;
            if let Some(comment) = comment.filter(|comment| comment.video == video.nid) {
                remove_comment(w, &comment, now_ms)?;
            }
        }
        (_, Decision::Keep, _) | (Kind::Video | Kind::Comment, _, None) => {}
        (Kind::Comment, ..) => return Err(cannot("A comment is kept or removed")),
        (Kind::Person, ..) => {
            return Err(cannot(
                "People are not removed here: end the account first (POST /_causeway/v1/admin/people/{user}/deactivate), \
                 or let it be, and decide keep",
            ));
        }
    }
    Ok(())
}

fn cannot(why: &str) -> Error {
    Error::bad_request(ErrorKind::InvalidParam, why)
}

/// Decides this report, and those of the same that wait.
fn close(
    w: &mut Write<'_, '_>,
    report: &StoredReport,
    wish: &VideoDecision,
    host: i64,
    now_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE video_report SET decided_ms = ?4, decided_by_nid = ?5, decision = ?6, decision_reason = ?7, note = ?8
         WHERE id = ?1 OR (kind = ?2 AND subject = ?3 AND decided_ms IS NULL)",
        params![
            report.id,
            report.kind.code(),
            &report.subject,
            now_ms,
            host,
            wish.decision.code(),
            &wish.reason,
            wish.note.as_deref()
        ],
    )?;
    Ok(())
}
