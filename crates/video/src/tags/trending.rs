//! `GET /_causeway/v1/trending/tags`.

use axum::extract::State;
use http_server::{Error, Guest, Json, Query, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::trend::{self, Trend};
use crate::{Video, feed::page_size, packs::Rules, social::days, videos::check_language};

/// How many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HowMany {
    /// At most this many: 20 unless it says otherwise, 100 at most.
    pub(crate) limit: Option<u64>,
    /// Only of videos of this language, such as `en`; its first part counts.
    pub(crate) language: Option<String>,
}

impl HowMany {
    /// The language as trends are told apart by it.
    pub(crate) fn spoken(&self) -> Result<Option<String>> {
        check_language(self.language.as_deref())?;
        Ok(self.language.as_deref().map(days::language))
    }
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

/// Lists the tags that most public videos of the last seven days have; by the host's rules (`feed/rules`) some come last, or
/// not.
#[utoipa::path(
    get, path = "/_causeway/v1/trending/tags", tag = "video", operation_id = "trending_tags",
    params(HowMany), responses((status = 200, body = TrendingTags)), security(())
)]
pub(crate) async fn trending(
    State(v): State<Video>,
    _: Guest,
    Query(which): Query<HowMany>,
) -> Result<Json<TrendingTags>> {
    let (limit, today) = (page_size(which.limit), days::day(v.now_ms()));
    let spoken = which.spoken()?;
    let found = v.store.read(move |tx| {
        let rules = Rules::read(tx)?;
        let found = trend::recent(tx, Trend::Tag, spoken.as_deref(), today, limit, &rules)?;
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
