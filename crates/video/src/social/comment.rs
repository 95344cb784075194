//! `POST /_causeway/v1/videos/{id}/comments` and `DELETE …/comments/{comment}`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::{Deserialize, Serialize};
use store::{Tx, Write};
use utoipa::ToSchema;

use super::{
    comments::{VideoComment, of_video, show},
    counts::{self, CommentKind, Kind},
    forget::remove_comment,
    mentions::mentioned,
    queries::{self, StoredComment},
};
use crate::{
    Video, access,
    graph::VideoSettings,
    notifications::{self, Kind as Told, News},
    people,
    videos::queries::Stored,
};

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
    let (work, user, now_ms) = (v.clone(), who.user, v.now_ms());
    let made = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?;
        let pinned = queries::pinned(w, video.nid)?;
        let txn = new.txn_id.as_deref().unwrap_or(&fresh);
        if let Some(made) = queries::comment_of_txn(w, user, txn)? {
            return Ok(show(w, Some(user), made, pinned)?);
        }
        may_comment(w, &video, user)?;
        let parent = match new.parent.as_deref() {
            None => None,
            Some(parent) => Some(of_video(w, Some(user), video.nid, parent)?),
        };
        let mut comment = StoredComment {
            nid: 0,
            id: fresh.clone(),
            video: video.nid,
            parent: parent.as_ref().map_or(0, StoredComment::thread),
            user,
            body: new.text.trim().to_owned(),
            created_ms: now_ms,
        };
        comment.nid = queries::insert_comment(w, &comment, txn)?;
        counts::add(w, video.nid, Kind::Comments, (user, now_ms), 1)?;
        if comment.parent != 0 {
            counts::add_of_comment(w, comment.parent, CommentKind::Replies, user, 1)?;
        }
        tell(&work, w, &video, parent.as_ref(), &comment)?;
        Ok::<_, Error>(show(w, Some(user), comment, pinned)?)
    });
    Ok(Json(made.await?))
}

/// Whether the author of the video lets `user` comment on it.
fn may_comment(tx: &mut Tx<'_>, video: &Stored, user: i64) -> Result<()> {
    if video.author == user {
        return Ok(());
    }
    let allowed = VideoSettings::of(tx, video.author)?.allow_comments;
    if video.comments_open && allowed.holds(tx, video.author, user)? {
        return Ok(());
    }
    Err(Error::forbidden("Comments are off for this video"))
}

/// Tells whom a comment answers, whom it mentions, and whose video it is on: each once, the nearest reason first.
fn tell(
    v: &Video,
    w: &mut Write<'_, '_>,
    video: &Stored,
    parent: Option<&StoredComment>,
    comment: &StoredComment,
) -> Result<()> {
    let mut told: Vec<(i64, Told)> = Vec::new();
    told.extend(parent.map(|parent| (parent.user, Told::Reply)));
    for id in mentioned(&comment.body, &v.config.server_name) {
        if let Some(person) = people::find(w, &id)?
            && access::may_see(w, Some(person), video)?
        {
            told.push((person, Told::Mention));
        }
    }
    told.push((video.author, Told::Comment));
    let mut before = Vec::new();
    for (person, kind) in told {
        if !before.contains(&person) {
            let news = News::of_comment(kind, comment.nid, video.nid, comment.user);
            notifications::tell(w, person, &news, comment.created_ms)?;
            before.push(person);
        }
    }
    Ok(())
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
    let (user, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            let video = access::seen(w, Some(user), &id)?;
            let comment = queries::comment(w, &comment)?.filter(|one| one.video == video.nid);
            let comment = comment.ok_or_else(|| Error::not_found("There is no such comment"))?;
            if comment.user != user && video.author != user {
                return Err(Error::forbidden("This comment is somebody else's"));
            }
            Ok(remove_comment(w, &comment, now_ms)?)
        })
        .await?;
    Ok(Json(CommentDeleted {}))
}
