//! What people do with videos and with each other: likes, comments, follows. A change that is repeated changes
//! nothing (law 3); its counter moves in the same transaction.

mod comment;
mod comments;
pub(crate) mod counts;
mod follow;
mod like;
pub(crate) mod queries;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Video;

pub(crate) use queries::is_liked;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(like::like, like::unlike))
        .routes(routes!(comments::list, comment::post))
        .routes(routes!(comment::delete))
        .routes(routes!(follow::follow, follow::unfollow))
}
