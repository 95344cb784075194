//! Likes, comments, reposts and shares. Each is a row, so that the same once more changes nothing (law 3); its counter
//! moves in the same transaction.

mod comment;
mod comment_like;
mod comments;
pub(crate) mod counts;
pub(crate) mod days;
mod forget;
mod like;
mod mentions;
mod pin;
pub(crate) mod queries;
mod repost;
mod share;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Video;

pub(crate) use counts::of_comment as comment_counts;
pub(crate) use forget::{FORGET_COMMENTS, forget_comments, forget_in_job, remove_comment};
pub(crate) use like::move_counters as move_like_counters;
pub(crate) use mentions::mentioned;
pub(crate) use queries::{is_liked, is_reposted, text_of};

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(like::like, like::unlike))
        .routes(routes!(comments::list, comment::post))
        .routes(routes!(comment::delete))
        .routes(routes!(comment_like::like, comment_like::unlike))
        .routes(routes!(pin::pin, pin::unpin))
        .routes(routes!(repost::repost, repost::unrepost))
        .routes(routes!(share::share))
}
