//! `POST /_causeway/v1/videos/{id}/appeal`: what its author says to the host's decision.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Deserialize;
use store::{StoreError, params};
use utoipa::ToSchema;

use super::{
    Decision, ModerationDone, check_text,
    judgement::{self, Appeal},
};
use crate::{Video, access};

/// An appeal.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewAppeal {
    /// Why the decision is wrong; at most 2000 characters.
    text: String,
}

/// Asks the host to think again about a video of mine that he removed or marked. Once for each decision; until it is
/// answered the text can be changed.
#[utoipa::path(
    post, path = "/_causeway/v1/videos/{id}/appeal", tag = "video", operation_id = "appeal_video",
    params(("id" = String, Path, description = "The video")),
    request_body = NewAppeal, responses((status = 200, body = ModerationDone))
)]
pub(crate) async fn appeal(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
    Json(new): Json<NewAppeal>,
) -> Result<Json<ModerationDone>> {
    let text = new.text.trim().to_owned();
    check_text(&text)?;
    if text.is_empty() {
        return Err(Error::invalid_param("Say why the decision is wrong"));
    }
    let (user, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            let video = access::own(w, user, &id)?;
            let judgement = judgement::of(w, video.nid)?
                .filter(|judgement| judgement.decision != Decision::Keep)
                .ok_or_else(|| Error::not_found("Nothing was decided about this video"))?;
            if !matches!(judgement.appeal, None | Some(Appeal::Open)) {
                return Err(Error::forbidden("Your appeal was answered"));
            }
            // Never given twice: a host's answer is for what he read.
            let appeal: i64 = w.query_one::<_, StoreError>(
                "INSERT INTO sequence (name, value) VALUES ('video_appeal', 1)
                 ON CONFLICT (name) DO UPDATE SET value = sequence.value + 1 RETURNING value",
                params![],
                |row| row.get(0),
            )?;
            w.execute(
                "UPDATE video_judgement SET appeal = ?2, appeal_body = ?3, appeal_ms = ?4, appeal_id = ?5
                 WHERE video_nid = ?1",
                params![video.nid, Appeal::Open.code(), &text, now_ms, appeal],
            )?;
            Ok(())
        })
        .await?;
    Ok(Json(ModerationDone {}))
}
