//! `GET /_causeway/v1/trending/sounds`.

use axum::extract::State;
use http_server::{Guest, Json, Query, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Sound, shown};
use crate::{
    Video,
    feed::page_size,
    packs::{RuleKind, Rules},
    social::days,
    tags::{
        trend::{self, Trend},
        trending::HowMany,
    },
    videos::queries,
};

/// Sounds of the last seven days, most used first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrendingSounds {
    sounds: Vec<TrendingSound>,
}

/// A sound that trends.
#[derive(Debug, Serialize, ToSchema)]
struct TrendingSound {
    #[serde(flatten)]
    sound: Sound,
    /// Public videos of the last seven days that play it.
    recent: u64,
}

/// Lists the sounds that most public videos of the last seven days play; by the host's rules (`feed/rules`) some come last,
/// or not.
#[utoipa::path(
    get, path = "/_causeway/v1/trending/sounds", tag = "video", operation_id = "trending_sounds",
    params(HowMany), responses((status = 200, body = TrendingSounds)), security(())
)]
pub(crate) async fn trending(
    State(v): State<Video>,
    Guest(who): Guest,
    Query(which): Query<HowMany>,
) -> Result<Json<TrendingSounds>> {
    let (limit, today) = (page_size(which.limit), days::day(v.now_ms()));
    let spoken = which.spoken()?;
    let viewer = who.map(|who| who.user);
    let work = v.clone();
    let found = v.store.read(move |tx| {
        let mut sounds = Vec::new();
        let rules = Rules::read(tx)?;
        for one in trend::recent(tx, Trend::Sound, spoken.as_deref(), today, limit, &rules)? {
            let original = queries::by_id(tx, &one.name)?;
            if let Some(original) = original
                && rules.of(tx, &original, None)? == Some(RuleKind::Exclude)
            {
                continue;
            }
            let sound = shown(&work, tx, viewer, &one.name)?;
            sounds.extend(sound.map(|sound| TrendingSound {
                sound,
                recent: one.recent,
            }));
        }
        Ok(TrendingSounds { sounds })
    });
    found.await.map(Json)
}
