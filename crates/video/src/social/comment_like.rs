//! `PUT` and `DELETE /_causeway/v1/videos/{id}/comments/{comment}/like`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    comments::of_video,
    counts::{self, CommentKind},
    queries,
};
use crate::{
    Video, access,
    notifications::{self, Kind, News},
};

/// Whether I like a comment, and how many do after that.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LikedComment {
    liked: bool,
    likes: u64,
}

/// Likes a comment.
#[utoipa::path(
    put, path = "/_causeway/v1/videos/{id}/comments/{comment}/like", tag = "video",
    operation_id = "like_video_comment",
    params(
        ("id" = String, Path, description = "The video"),
        ("comment" = String, Path, description = "The comment"),
    ),
    responses((status = 200, body = LikedComment))
)]
pub(crate) async fn like(
    State(v): State<Video>,
    Caller(who): Caller,
    Path((id, comment)): Path<(String, String)>,
) -> Result<Json<LikedComment>> {
    let (user, now_ms) = (who.user, v.now_ms());
    let liked = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?;
        let comment = of_video(w, Some(user), video.nid, &comment)?;
        if queries::like_comment(w, comment.nid, user, now_ms)? {
            counts::add_of_comment(w, comment.nid, CommentKind::Likes, user, 1)?;
            let news = News::of_comment(Kind::CommentLike, comment.nid, video.nid, user);
            notifications::tell(w, comment.user, &news, now_ms)?;
        }
        Ok::<_, Error>(LikedComment {
            liked: true,
            likes: counts::of_comment(w, comment.nid)?.likes,
        })
    });
    Ok(Json(liked.await?))
}

/// Takes a like of a comment back.
#[utoipa::path(
    delete, path = "/_causeway/v1/videos/{id}/comments/{comment}/like", tag = "video",
    operation_id = "unlike_video_comment",
    params(
        ("id" = String, Path, description = "The video"),
        ("comment" = String, Path, description = "The comment"),
    ),
    responses((status = 200, body = LikedComment))
)]
pub(crate) async fn unlike(
    State(v): State<Video>,
    Caller(who): Caller,
    Path((id, comment)): Path<(String, String)>,
) -> Result<Json<LikedComment>> {
    let user = who.user;
    let unliked = v.store.write(move |w| {
        let video = access::seen(w, Some(user), &id)?;
        let comment = of_video(w, Some(user), video.nid, &comment)?;
        if queries::unlike_comment(w, comment.nid, user)? {
            counts::add_of_comment(w, comment.nid, CommentKind::Likes, user, -1)?;
        }
        let likes = counts::of_comment(w, comment.nid)?.likes;
        if likes == 0 {
            notifications::take_back(w, comment.user, Kind::CommentLike, comment.nid)?;
        }
        Ok::<_, Error>(LikedComment {
            liked: false,
            likes,
        })
    });
    Ok(Json(unliked.await?))
}
