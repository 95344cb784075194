//! `GET /_causeway/v1/videos/{id}/comments`.

use axum::extract::State;
use http_server::{Error, Guest, Json, Path, Query, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx};
use utoipa::{IntoParams, ToSchema};

use super::queries::{self, StoredComment};
use crate::{
    Video, access,
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
}

/// A page of comments, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Comments {
    comments: Vec<VideoComment>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
}

/// Lists comments on a video, newest first.
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
    let before = match which.from.as_deref() {
        None => i64::MAX,
        Some(from) => from
            .parse()
            .map_err(|_| Error::invalid_param("from must be what next was"))?,
    };
    let viewer = who.map(|who| who.user);
    let page = v.store.read(move |tx| {
        let video = access::seen(tx, viewer, &id)?;
        let parent = match which.parent.as_deref() {
            None => 0,
            Some(parent) => of_video(tx, video.nid, parent)?.nid,
        };
        let mut found = queries::comments(tx, video.nid, parent, before, limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found
            .last()
            .filter(|_| more)
            .map(|last| last.nid.to_string());
        let comments = found
            .into_iter()
            .map(|one| show(tx, one, which.parent.clone()));
        Ok::<_, Error>(Comments {
            comments: comments.collect::<Result<_, StoreError>>()?,
            next,
        })
    });
    Ok(Json(page.await?))
}

/// A comment on this video.
pub(super) fn of_video(tx: &mut Tx<'_>, video: i64, id: &str) -> Result<StoredComment> {
    let found = queries::comment(tx, id)?.filter(|comment| comment.video == video);
    found.ok_or_else(|| Error::not_found("There is no such comment"))
}

pub(super) fn show(
    tx: &mut Tx<'_>,
    comment: StoredComment,
    parent: Option<String>,
) -> Result<VideoComment, StoreError> {
    let author_profile = people::profile(tx, comment.user)?;
    Ok(VideoComment {
        id: comment.id,
        author: author_profile.user_id().to_owned(),
        author_profile,
        text: comment.body,
        parent,
        created_ts: comment.created_ms,
    })
}
