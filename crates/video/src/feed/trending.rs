//! `GET /_causeway/v1/trending/videos`: what rises now, by what people did with videos in the last days.

use std::collections::BTreeMap;

use axum::extract::State;
use http_server::{Error, Guest, Json, Query, Result};
use serde::Deserialize;
use store::{StoreError, Tx};
use utoipa::IntoParams;

use super::{VideoPage, page_size};
use crate::{
    Video,
    access::{Tastes, Visibility, may_see},
    social::days,
    videos::{check_language, queries, shown},
};

/// Days that are looked at. Each counts half of the one after it.
const DAYS: u64 = 7;
/// The videos of each day with most points that are looked at.
const A_DAY_MAX: usize = 200;

/// Which page of which language.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Rising {
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
    /// `next` of the page before.
    from: Option<String>,
    /// Only videos of this language, such as `en`; its first part counts.
    language: Option<String>,
}

/// Lists public videos that rise now, most first: likes, comments, saves, shares, reposts and whole views of the last
/// seven days, each day counting half of the one after it.
#[utoipa::path(
    get, path = "/_causeway/v1/trending/videos", tag = "video", operation_id = "trending_videos",
    params(Rising), responses((status = 200, body = VideoPage)), security(())
)]
pub(crate) async fn trending(
    State(v): State<Video>,
    Guest(who): Guest,
    Query(which): Query<Rising>,
) -> Result<Json<VideoPage>> {
    check_language(which.language.as_deref())?;
    let language = which.language.as_deref().map(days::language);
    let after = match which.from.as_deref().map(place) {
        Some(None) => return Err(Error::invalid_param("from must be what next was")),
        Some(place) => place,
        None => None,
    };
    let (work, viewer) = (v.clone(), who.map(|who| who.user));
    let (limit, today) = (page_size(which.limit), days::day(v.now_ms()));
    let page = v.store.read(move |tx| {
        let rising = rising(tx, today, language.as_deref(), after)?;
        page(&work, tx, viewer, rising, limit)
    });
    Ok(Json(page.await?))
}

fn place(from: &str) -> Option<(u64, i64)> {
    let (points, video) = from.split_once('.')?;
    Some((points.parse().ok()?, video.parse().ok()?))
}

/// What rises: points and videos, most first, after a place.
fn rising(
    tx: &mut Tx<'_>,
    today: u64,
    language: Option<&str>,
    after: Option<(u64, i64)>,
) -> Result<Vec<(u64, i64)>, StoreError> {
    let mut sums: BTreeMap<i64, u64> = BTreeMap::new();
    for age in 0..DAYS.min(today) {
        for (video, points) in days::most(tx, today - age, language, A_DAY_MAX)? {
            *sums.entry(video).or_default() += points << (DAYS - 1 - age);
        }
    }
    let mut rising: Vec<_> = sums
        .into_iter()
        .map(|(video, points)| (points, video))
        .collect();
    rising.retain(|place| after.is_none_or(|after| *place < after));
    rising.sort_unstable_by(|one, other| other.cmp(one));
    Ok(rising)
}

fn page(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    rising: Vec<(u64, i64)>,
    limit: usize,
) -> Result<VideoPage> {
    let tastes = Tastes::of(tx, viewer)?;
    let (mut videos, mut last) = (Vec::new(), None);
    for (points, nid) in rising {
        if videos.len() == limit {
            return Ok(VideoPage::of(videos, last));
        }
        last = Some(format!("{points}.{nid}"));
        if let Some(video) = queries::by_nid(tx, nid)?
            && video.visibility == Visibility::Public
            && video.ord.is_some()
            && may_see(tx, viewer, &video)?
            && tastes.want(tx, video.author)?
        {
            videos.push(shown::show(v, tx, viewer, video)?);
        }
    }
    Ok(VideoPage::of(videos, None))
}
