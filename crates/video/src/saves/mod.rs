//! What somebody keeps: saved videos, in collections or not, and those that he liked.

mod collections;
mod liked;
pub(crate) mod queries;
mod save;
mod saved;

use http_server::Result;
use store::Tx;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Video, access,
    feed::VideoPage,
    people_pages::{Asked, next},
    videos::{queries::by_nid, shown},
};

pub(crate) use queries::{Kept, is_saved};

/// Entries that are looked through for one page: of what somebody kept, much may be gone by now.
const LOOKED_MAX: usize = 1000;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(save::save, save::unsave))
        .routes(routes!(saved::list))
        .routes(routes!(liked::list))
        .routes(routes!(collections::list, collections::create))
        .routes(routes!(collections::rename, collections::delete))
}

/// A page of videos that somebody kept, without those that `viewer` may not see (any more). `next` may be there though
/// the page is short: what follows was not looked at yet.
pub(crate) fn page(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    kept: Kept,
    asked: Asked,
) -> Result<VideoPage> {
    let (mut videos, mut at, mut looked) = (Vec::new(), asked.before, 0);
    loop {
        let found = queries::kept(tx, kept, at, asked.limit)?;
        let is_last = found.len() < asked.limit;
        looked += found.len();
        for place in found {
            at = place;
            if let Some(video) = by_nid(tx, place.1)?
                && access::may_see(tx, viewer, &video)?
            {
                videos.push(shown::show(v, tx, viewer, video)?);
            }
            if videos.len() == asked.limit {
                let more = !queries::kept(tx, kept, at, 1)?.is_empty();
                return Ok(VideoPage::of(videos, more.then(|| next(at))));
            }
        }
        if is_last {
            return Ok(VideoPage::of(videos, None));
        }
        if looked >= LOOKED_MAX {
            return Ok(VideoPage::of(videos, Some(next(at))));
        }
    }
}
