//! `GET /_causeway/v1/saved`.

use axum::extract::State;
use http_server::{Caller, Json, Query, Result};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Kept, collections::unknown_collection, page, queries};
use crate::{
    Video,
    feed::{VideoPage, page_size},
    people_pages::{Asked, place},
};

/// Which saved videos.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichSaved {
    /// Those of this collection; all if none is named.
    collection: Option<String>,
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
    /// `next` of the page before.
    from: Option<String>,
}

/// Lists the videos that I saved, the last one first.
#[utoipa::path(
    get, path = "/_causeway/v1/saved", tag = "video", operation_id = "saved_videos",
    params(WhichSaved), responses((status = 200, body = VideoPage))
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Caller(who): Caller,
    Query(which): Query<WhichSaved>,
) -> Result<Json<VideoPage>> {
    let (work, user) = (v.clone(), who.user);
    let asked = Asked {
        before: place(which.from.as_deref())?,
        limit: page_size(which.limit),
    };
    let shown = v.store.read(move |tx| {
        let kept = match &which.collection {
            None => Kept::Saved(user),
            Some(id) => Kept::InCollection {
                user,
                collection: queries::collection(tx, user, id)?.ok_or_else(unknown_collection)?,
            },
        };
        page(&work, tx, Some(user), kept, asked)
    });
    Ok(Json(shown.await?))
}
