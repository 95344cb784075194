//! `GET /_causeway/v1/feed/fresh`: public videos, new and popular ones first.

use axum::extract::State;
use http_server::{Error, Guest, Json, Query, Result};
use store::Tx;

use super::{Page, VideoPage, page_size, rank};
use crate::{
    Video,
    access::{Tastes, may_see},
    videos::{queries, shown},
};

/// Places looked at for one page, when there are videos among them that are not for who asks.
const LOOKED_MAX: usize = 1000;

/// A place in the list of one version: what `next` says.
struct Place {
    version: i64,
    rank: i64,
    video: i64,
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(str::parse);
        let (version, rank, video) = (
            parts.next()?.ok()?,
            parts.next()?.ok()?,
            parts.next()?.ok()?,
        );
        parts.next().is_none().then_some(Self {
            version,
            rank,
            video,
        })
    }

    fn render(&self) -> String {
        format!("{}.{}.{}", self.version, self.rank, self.video)
    }
}

/// Lists public videos, new and popular ones first. Who turns pages goes on in the order in which he began: nothing
/// comes twice, nothing is left out. What is newer comes with a new first page.
#[utoipa::path(
    get, path = "/_causeway/v1/feed/fresh", tag = "video", operation_id = "feed_fresh",
    params(Page), responses((status = 200, body = VideoPage)), security(())
)]
pub(crate) async fn fresh(
    State(v): State<Video>,
    Guest(who): Guest,
    Query(which): Query<Page>,
) -> Result<Json<VideoPage>> {
    let limit = page_size(which.limit);
    let from = match which.from.as_deref().map(Place::parse) {
        Some(None) => return Err(Error::invalid_param("from must be what next was")),
        Some(place) => place,
        None => None,
    };
    let (work, viewer) = (v.clone(), who.map(|who| who.user));
    let page = v
        .store
        .read(move |tx| page(&work, tx, viewer, from, limit))
        .await?;
    Ok(Json(page))
}

fn page(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    from: Option<Place>,
    limit: usize,
) -> Result<VideoPage> {
    let mut at = match from {
        Some(place) => place,
        None => Place {
            version: rank::version(tx)?,
            rank: i64::MAX,
            video: i64::MAX,
        },
    };
    let tastes = Tastes::of(tx, viewer)?;
    let (mut videos, mut looked) = (Vec::new(), 0);
    loop {
        let places = rank::after(tx, (at.rank, at.video), at.version, limit + 1)?;
        looked += places.len();
        let is_last = places.len() <= limit;
        for (rank, video) in places {
            if videos.len() == limit {
                return Ok(VideoPage::of(videos, Some(at.render())));
            }
            (at.rank, at.video) = (rank, video);
            if let Some(video) = queries::by_nid(tx, video)?
                && may_see(tx, viewer, &video)?
                && tastes.want(tx, video.author)?
            {
                videos.push(shown::show(v, tx, viewer, video)?);
            }
        }
        if is_last || looked >= LOOKED_MAX {
            return Ok(VideoPage::of(videos, (!is_last).then(|| at.render())));
        }
    }
}
