//! `POST /_causeway/v1/videos/{id}/comments` and `DELETE …/comments/{comment}`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    comments::{VideoComment, of_video, show},
    counts::{self, Kind},
    queries::{self, StoredComment},
};
use crate::{Video, access};

/// Longest comment, in characters.
const TEXT_CHARS_MAX: usize = 1000;
/// Longest transaction id.
const TXN_BYTES_MAX: usize = 255;
/// Length of a comment's id.
const ID_LEN: usize = 16;

/// What to say.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewComment {
    /// At most 1000 characters.
    text: String,
    /// The comment that it answers. Replies to replies answer the same comment.
    parent: Option<String>,
    /// Chosen by the client: the same once more is a retry, and answers with the same comment.
    txn_id: Option<String>,
}

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CommentDeleted {}

/// Comments on a video.
#[utoipa::path(
    post, path = "/_causeway/v1/videos/{id}/comments", tag = "video", operation_id = "comment_video",
    params(("id" = String, Path, description = "The video")),
    request_body = NewComment, responses((status = 200, body = VideoComment))
)]
pub(crate) async fn post(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
    Json(new): Json<NewComment>,
) -> Result<Json<VideoComment>> {
    check(&new)?;
    let fresh = base::token(v.rng.as_ref(), ID_LEN);
    let (user, now_ms) = (who.user, v.now_ms());
    let made = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?;
        let txn = new.txn_id.as_deref().unwrap_or(&fresh);
        if let Some(made) = queries::comment_of_txn(w, user, txn)? {
            return Ok(show(w, made, new.parent.clone())?);
        }
        if !video.comments_open && video.author != user {
            return Err(Error::forbidden("Comments are off for this video"));
        }
        let parent = match new.parent.as_deref() {
            None => 0,
            Some(parent) => {
                let parent = of_video(w, video.nid, parent)?;
                if parent.parent == 0 {
                    parent.nid
                } else {
                    parent.parent
                }
            }
        };
        let mut comment = StoredComment {
            nid: 0,
            id: fresh.clone(),
            video: video.nid,
            parent,
            user,
            body: new.text.trim().to_owned(),
            created_ms: now_ms,
        };
        comment.nid = queries::insert_comment(w, &comment, txn)?;
        counts::add(w, video.nid, Kind::Comments, user, 1)?;
        Ok::<_, Error>(show(w, comment, new.parent.clone())?)
    });
    Ok(Json(made.await?))
}

fn check(new: &NewComment) -> Result<()> {
    let text = new.text.trim();
    if text.is_empty() || text.chars().count() > TEXT_CHARS_MAX || text.contains('\0') {
        return Err(Error::invalid_param(format!(
            "A comment has 1 to {TEXT_CHARS_MAX} characters"
        )));
    }
    let fits = |txn: &String| (1..=TXN_BYTES_MAX).contains(&txn.len()) && !txn.contains('\0');
    if new.txn_id.as_ref().is_none_or(fits) {
        return Ok(());
    }
    Err(Error::invalid_param(format!(
        "txn_id has 1 to {TXN_BYTES_MAX} bytes"
    )))
}

/// Deletes a comment, with the replies to it: my own, or any on a video of mine.
#[utoipa::path(
    delete, path = "/_causeway/v1/videos/{id}/comments/{comment}", tag = "video",
    operation_id = "delete_video_comment",
    params(
        ("id" = String, Path, description = "The video"),
        ("comment" = String, Path, description = "The comment"),
    ),
    responses((status = 200, body = CommentDeleted))
)]
pub(crate) async fn delete(
    State(v): State<Video>,
    Caller(who): Caller,
    Path((id, comment)): Path<(String, String)>,
) -> Result<Json<CommentDeleted>> {
    let user = who.user;
    v.store
        .write(move |w| {
            let video = access::seen(w, Some(user), &id)?;
            let comment = of_video(w, video.nid, &comment)?;
            if comment.user != user && video.author != user {
                return Err(Error::forbidden("This comment is somebody else's"));
            }
            for whose in queries::delete_comment(w, video.nid, comment.nid)? {
                counts::add(w, video.nid, Kind::Comments, whose, -1)?;
            }
            Ok(())
        })
        .await?;
    Ok(Json(CommentDeleted {}))
}
