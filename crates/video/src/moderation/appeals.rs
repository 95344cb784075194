//! `GET /_causeway/v1/admin/video_appeals` and `PUT …/{id}`.

use axum::extract::State;
use http_server::{Admin, Error, Json, Path, Query, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, params};
use utoipa::{IntoParams, ToSchema};

use super::{
    Decision, ModerationDone, Waits, audit, check_text,
    judgement::{self, Appeal},
};
use crate::{
    Video,
    feed::page_size,
    videos::{
        queries,
        shown::{self, ShownVideo},
    },
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedAppeals {
    /// `open` unless it says otherwise.
    #[serde(default)]
    #[param(inline)]
    state: Waits,
    /// `next` of the page before.
    from: Option<i64>,
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
}

/// Appeals: those that wait oldest first, those that are answered newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoAppeals {
    appeals: Vec<VideoAppeal>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
}

/// What an author says to a decision.
#[derive(Debug, Serialize, ToSchema)]
struct VideoAppeal {
    id: i64,
    video: ShownVideo,
    /// What holds now.
    decision: Decision,
    reason: String,
    /// Of the decision.
    #[schema(required)]
    note: Option<String>,
    text: String,
    created_ts: u64,
    state: Appeal,
    /// Of the answer.
    #[schema(required)]
    appeal_note: Option<String>,
}

/// A row, and the number of its video.
struct StoredAppeal {
    id: i64,
    video: i64,
    text: String,
    created_ms: u64,
    note: Option<String>,
}

/// Lists what authors say to decisions about their videos.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/video_appeals", tag = "admin", operation_id = "list_video_appeals",
    params(WantedAppeals), responses((status = 200, body = VideoAppeals))
)]
pub(crate) async fn listed(
    State(v): State<Video>,
    Admin(who): Admin,
    Query(wanted): Query<WantedAppeals>,
) -> Result<Json<VideoAppeals>> {
    let limit = page_size(wanted.limit);
    let (work, host) = (v.clone(), who.user);
    let page = v.store.read(move |tx| {
        let mut found = page(tx, &wanted, limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|one| one.id.to_string());
        let mut appeals = Vec::with_capacity(found.len());
        for one in found {
            appeals.extend(show(&work, tx, host, one)?);
        }
        Ok::<_, Error>(VideoAppeals { appeals, next })
    });
    Ok(Json(page.await?))
}

fn page(
    tx: &mut Tx<'_>,
    wanted: &WantedAppeals,
    limit: usize,
) -> Result<Vec<StoredAppeal>, StoreError> {
    let (which, from) = match wanted.state {
        Waits::Open => (
            "appeal = 1 AND appeal_id > ?1 ORDER BY appeal_id",
            wanted.from.unwrap_or(0),
        ),
        Waits::Decided => (
            "appeal > 1 AND appeal_id < ?1 ORDER BY appeal_id DESC",
            wanted.from.unwrap_or(i64::MAX),
        ),
    };
    tx.query(
        &format!(
            "SELECT appeal_id, video_nid, appeal_body, appeal_ms, appeal_note FROM video_judgement
             WHERE {which} LIMIT ?2"
        ),
        params![from, limit],
        |row| {
            Ok(StoredAppeal {
                id: row.get(0)?,
                video: row.get(1)?,
                text: row.get(2)?,
                created_ms: row.get(3)?,
                note: row.get(4)?,
            })
        },
    )
}

/// `None`: the video went meanwhile.
fn show(
    v: &Video,
    tx: &mut Tx<'_>,
    host: i64,
    one: StoredAppeal,
) -> Result<Option<VideoAppeal>, StoreError> {
    let (Some(judgement), Some(video)) = (
        judgement::of(tx, one.video)?,
        queries::by_nid(tx, one.video)?,
    ) else {
        return Ok(None);
    };
    Ok(Some(VideoAppeal {
        id: one.id,
        video: shown::show(v, tx, Some(host), video)?,
        decision: judgement.decision,
        reason: judgement.reason,
        note: judgement.note,
        text: one.text,
        created_ts: one.created_ms,
        state: judgement.appeal.unwrap_or(Appeal::Open),
        appeal_note: one.note,
    }))
}

/// The answer to an appeal.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AppealAnswer {
    decision: AppealDecision,
    /// For others who run the server.
    note: Option<String>,
}

/// What becomes of an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum AppealDecision {
    /// The author is right: what was decided is undone.
    Uphold,
    /// What was decided stays.
    Refuse,
}

/// Answers an appeal.
#[utoipa::path(
    put, path = "/_causeway/v1/admin/video_appeals/{id}", tag = "admin", operation_id = "answer_video_appeal",
    params(("id" = i64, Path, description = "The appeal")),
    request_body = AppealAnswer, responses((status = 200, body = ModerationDone))
)]
pub(crate) async fn decide(
    State(v): State<Video>,
    Admin(who): Admin,
    Path(id): Path<i64>,
    Json(answer): Json<AppealAnswer>,
) -> Result<Json<ModerationDone>> {
    check_text(answer.note.as_deref().unwrap_or_default())?;
    let (host, now_ms) = (who.user, v.now_ms());
    let (what, state) = match answer.decision {
        AppealDecision::Uphold => ("appeal.uphold", Appeal::Upheld),
        AppealDecision::Refuse => ("appeal.refuse", Appeal::Refused),
    };
    let video = v
        .store
        .write(move |w| {
            let video = judgement::of_appeal(w, id)?
                .ok_or_else(|| Error::not_found("There is no such appeal"))?;
            if answer.decision == AppealDecision::Uphold {
                judgement::lift(w, video.nid)?;
            }
            w.execute(
                "UPDATE video_judgement SET appeal = ?2, appeal_note = ?3 WHERE video_nid = ?1",
                params![video.nid, state.code(), answer.note.as_deref()],
            )?;
            let act = audit::Act {
                host,
                what,
                target: Some(&video.id),
                reason: None,
                note: answer.note.as_deref(),
                now_ms,
            };
            audit::write(w, &act)?;
            Ok::<_, Error>(video.id)
        })
        .await?;
    audit::log(&who, what, Some(&video));
    Ok(Json(ModerationDone {}))
}
