//! `GET /_causeway/v1/trending/tags`.

use axum::extract::State;
use http_server::{Error, Guest, Json, Query, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::trend::{self, Trend};
use crate::{Video, feed::page_size};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// How many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HowMany {
    /// At most this many: 20 unless it says otherwise, 100 at most.
    pub(crate) limit: Option<u64>,
}

/// Tags of the last seven days, most used first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrendingTags {
    tags: Vec<TrendingTag>,
}

/// A tag that trends.
#[derive(Debug, Serialize, ToSchema)]
struct TrendingTag {
    tag: String,
    /// Public videos that have it.
    videos: u64,
    /// Those of the last seven days.
    recent: u64,
}

/// The day of a time, for [`trend::recent`].
pub(crate) fn day(ms: u64) -> u64 {
    ms / DAY_MS
}

/// Lists the tags that most public videos of the last seven days have.
#[utoipa::path(
    get, path = "/_causeway/v1/trending/tags", tag = "video", operation_id = "trending_tags",
    params(HowMany), responses((status = 200, body = TrendingTags)), security(())
)]
pub(crate) async fn trending(
    State(v): State<Video>,
    _: Guest,
    Query(which): Query<HowMany>,
) -> Result<Json<TrendingTags>> {
    let (limit, today) = (page_size(which.limit), day(v.now_ms()));
    let found = v.store.read(move |tx| {
        let found = trend::recent(tx, Trend::Tag, today, limit)?;
        Ok::<_, Error>(found)
    });
    let tags = found.await?.into_iter().map(|one| TrendingTag {
        tag: one.name,
        videos: one.videos,
        recent: one.recent,
    });
    Ok(Json(TrendingTags {
        tags: tags.collect(),
    }))
}
