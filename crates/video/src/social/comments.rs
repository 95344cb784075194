//! `GET /_causeway/v1/videos/{id}/comments`.

use axum::extract::State;
use http_server::{Error, Guest, Json, Path, Query, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx};
use utoipa::{IntoParams, ToSchema};

use super::{
    counts,
    queries::{self, StoredComment},
};
use crate::{
    Video,
    access::{self, Tastes},
    feed::page_size,
    people::{self, PublicProfile},
};

/// Which comments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
    /// `next` of the page before.
    from: Option<String>,
    /// Replies to this comment, instead of comments on the video.
    parent: Option<String>,
}

/// A comment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoComment {
    id: String,
    /// User id.
    author: String,
    author_profile: PublicProfile,
    text: String,
    /// The comment that it answers.
    #[schema(required)]
    parent: Option<String>,
    created_ts: u64,
    likes: u64,
    /// Whether I like it.
    liked: bool,
    /// How many replies it has.
    replies: u64,
    /// Whether the author of the video put it first.
    pinned: bool,
}

/// A page of comments.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Comments {
    comments: Vec<VideoComment>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
}

/// Lists comments on a video: the pinned one first, then newest first. Replies come oldest first.
#[utoipa::path(
    get, path = "/_causeway/v1/videos/{id}/comments", tag = "video", operation_id = "video_comments",
    params(("id" = String, Path, description = "The video"), Which),
    responses((status = 200, body = Comments)), security(())
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Guest(who): Guest,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Json<Comments>> {
    let limit = page_size(which.limit);
    let from: Option<i64> = match which.from.as_deref() {
        None => None,
        Some(from) => Some(
            from.parse()
                .map_err(|_| Error::invalid_param("from must be what next was"))?,
        ),
    };
    let viewer = who.map(|who| who.user);
    let page = v.store.read(move |tx| {
        let video = access::seen(tx, viewer, &id)?;
        let pinned = queries::pinned(tx, video.nid)?;
        let found = match which.parent.as_deref() {
            None => queries::comments(tx, video.nid, from.unwrap_or(i64::MAX), limit + 1)?,
            Some(parent) => {
                let parent = of_video(tx, viewer, video.nid, parent)?.nid;
                queries::replies(tx, video.nid, parent, from.unwrap_or(0), limit + 1)?
            }
        };
        let first = match pinned {
            Some(pinned) if from.is_none() && which.parent.is_none() => {
                queries::comment_by_nid(tx, pinned)?
            }
            _ => None,
        };
        page(tx, viewer, pinned, first, found, limit)
    });
    Ok(Json(page.await?))
}

/// A page of what was found, without those whom `viewer` does not want to see; one more than `limit` means that there
/// is another. The pinned one comes first, and not again.
fn page(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    pinned: Option<i64>,
    first: Option<StoredComment>,
    mut found: Vec<StoredComment>,
    limit: usize,
) -> Result<Comments> {
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more);
    let next = next.map(|last| last.nid.to_string());
    found.retain(|comment| Some(comment.nid) != pinned);
    let tastes = Tastes::of(tx, viewer)?;
    let mut comments = Vec::with_capacity(found.len() + 1);
    for comment in first.into_iter().chain(found) {
        if tastes.want(tx, comment.user)? {
            comments.push(show(tx, viewer, comment, pinned)?);
        }
    }
    Ok(Comments { comments, next })
}

/// A comment on this video; 404 as well for those of people with whom there is a block.
pub(super) fn of_video(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    video: i64,
    id: &str,
) -> Result<StoredComment> {
    let unknown = || Error::not_found("There is no such comment");
    let found = queries::comment(tx, id)?.filter(|comment| comment.video == video);
    let comment = found.ok_or_else(unknown)?;
    match viewer {
        Some(viewer) if access::is_blocked(tx, viewer, comment.user)? => Err(unknown()),
        _ => Ok(comment),
    }
}

pub(super) fn show(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    comment: StoredComment,
    pinned: Option<i64>,
) -> Result<VideoComment, StoreError> {
    let author_profile = people::profile(tx, comment.user)?;
    let counts = counts::of_comment(tx, comment.nid)?;
    let liked = match viewer {
        Some(viewer) => queries::is_comment_liked(tx, comment.nid, viewer)?,
        None => false,
    };
    let parent = match comment.parent {
        0 => None,
        parent => queries::comment_id(tx, parent)?,
    };
    Ok(VideoComment {
        pinned: Some(comment.nid) == pinned,
        id: comment.id,
        author: author_profile.user_id().to_owned(),
        author_profile,
        text: comment.body,
        parent,
        created_ts: comment.created_ms,
        likes: counts.likes,
        liked,
        replies: counts.replies,
    })
}
