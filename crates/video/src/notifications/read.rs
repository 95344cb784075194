//! `PUT /_causeway/v1/notifications/read`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::queries;
use crate::Video;

/// Up to where I have read.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ReadUpTo {
    /// Id of the newest notification that I have seen.
    up_to: String,
}

/// What is left.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeftUnread {
    unread: u64,
}

/// Marks a notification and all older ones as read.
#[utoipa::path(
    put, path = "/_causeway/v1/notifications/read", tag = "video", operation_id = "read_video_notifications",
    request_body = ReadUpTo, responses((status = 200, body = LeftUnread))
)]
pub(crate) async fn read(
    State(v): State<Video>,
    Caller(who): Caller,
    Json(read): Json<ReadUpTo>,
) -> Result<Json<LeftUnread>> {
    let user = who.user;
    let up_to: i64 = read
        .up_to
        .parse()
        .map_err(|_| Error::invalid_param("up_to must be the id of a notification"))?;
    let left = v.store.write(move |w| {
        queries::set_read(w, user, up_to)?;
        Ok::<_, Error>(LeftUnread {
            unread: queries::unread(w, user)?,
        })
    });
    Ok(Json(left.await?))
}
