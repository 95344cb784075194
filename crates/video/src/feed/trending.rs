//! `GET /_causeway/v1/trending/videos`: what rises now, by what people did with videos in the last days.

use std::{cmp::Reverse, collections::BTreeMap};

use axum::extract::State;
use http_server::{Error, Guest, Json, Query, Result};
use serde::Deserialize;
use store::{StoreError, Tx};
use utoipa::IntoParams;

use super::{VideoPage, page_size};
use crate::{
    Video,
    access::{Tastes, Visibility, may_see},
    packs::{RuleKind, Rules},
    social::days,
    sounds,
    videos::{check_language, queries, queries::Stored, shown},
};

/// Days that are looked at. Each counts half of the one after it.
const DAYS: u64 = 7;
/// The videos of each day with most points that are looked at.
const A_DAY_MAX: usize = 200;
/// What `next` begins with among those that are shown later.
const LATE: &str = "late.";

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
/// seven days, each day counting half of the one after it. By the host's rules (`feed/rules`) some come last, or not.
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
    let after = match which.from.as_deref().map(Place::parse) {
        Some(None) => return Err(Error::invalid_param("from must be what next was")),
        Some(place) => place,
        None => None,
    };
    let (work, viewer) = (v.clone(), who.map(|who| who.user));
    let (limit, today) = (page_size(which.limit), days::day(v.now_ms()));
    let page = v.store.read(move |tx| {
        let rising = rising(tx, today, language.as_deref())?;
        page(&work, tx, viewer, places(&rising, after), limit)
    });
    Ok(Json(page.await?))
}

/// A place in the list: what is to be shown later by the host's rules comes after all others.
#[derive(Clone, Copy)]
struct Place {
    is_late: bool,
    points: u64,
    video: i64,
}

impl Place {
    /// What `next` was.
    fn parse(from: &str) -> Option<Self> {
        let early = from.strip_prefix(LATE);
        let (points, video) = early.unwrap_or(from).split_once('.')?;
        Some(Self {
            is_late: early.is_some(),
            points: points.parse().ok()?,
            video: video.parse().ok()?,
        })
    }

    fn order(self) -> (bool, Reverse<(u64, i64)>) {
        (self.is_late, Reverse((self.points, self.video)))
    }

    fn next(self) -> String {
        let late = if self.is_late { LATE } else { "" };
        format!("{late}{}.{}", self.points, self.video)
    }
}

/// What rises: points and videos, most first.
fn rising(
    tx: &mut Tx<'_>,
    today: u64,
    language: Option<&str>,
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
    rising.sort_unstable_by(|one, other| other.cmp(one));
    Ok(rising)
}

/// The places after one, in order. Each video has two, and stands in one of them.
fn places(rising: &[(u64, i64)], after: Option<Place>) -> impl Iterator<Item = Place> {
    [false, true].into_iter().flat_map(move |is_late| {
        let of = move |(points, video): &(u64, i64)| Place {
            is_late,
            points: *points,
            video: *video,
        };
        let is_after = move |place: &Place| after.is_none_or(|after| place.order() > after.order());
        rising.iter().map(of).filter(is_after)
    })
}

fn page(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    places: impl Iterator<Item = Place>,
    limit: usize,
) -> Result<VideoPage> {
    let (tastes, rules) = (Tastes::of(tx, viewer)?, Rules::read(tx)?);
    let is_any_late = rules.demote();
    let (mut videos, mut last) = (Vec::new(), None);
    for place in places.take_while(|place| is_any_late || !place.is_late) {
        if videos.len() == limit {
            return Ok(VideoPage::of(videos, last));
        }
        last = Some(place.next());
        if let Some(video) = queries::by_nid(tx, place.video)?
            && video.visibility == Visibility::Public
            && video.ord.is_some()
            && stands(tx, &rules, &video, place.is_late)?
            && may_see(tx, viewer, &video)?
            && tastes.want(tx, video.author)?
        {
            videos.push(shown::show(v, tx, viewer, video)?);
        }
    }
    Ok(VideoPage::of(videos, None))
}

/// Whether a video stands among those that are shown later, or among the others.
fn stands(
    tx: &mut Tx<'_>,
    rules: &Rules,
    video: &Stored,
    is_late: bool,
) -> Result<bool, StoreError> {
    let sound = sounds::source(tx, video.nid)?;
    Ok(match rules.of(tx, video, sound.as_deref())? {
        None | Some(RuleKind::Pin) => !is_late,
        Some(RuleKind::Demote) => is_late,
        Some(RuleKind::Exclude) => false,
    })
}
