//! Lists of videos, by cursor: Following in time order, Fresh by [`rank`]. Time is the order in which videos became ready (`video.ord`).

mod following;
mod fresh;
mod friends;
mod mine;
pub(crate) mod queries;
pub(crate) mod rank;
mod trending;

use http_server::{Error, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Video,
    access::{self, Tastes},
    videos::{
        queries::Stored,
        shown::{self, ShownVideo},
    },
};

/// Entries of a page that does not say, and of any page.
const PAGE: u64 = 20;
const PAGE_MAX: u64 = 100;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(fresh::fresh))
        .routes(routes!(following::following))
        .routes(routes!(friends::friends))
        .routes(routes!(mine::mine))
        .routes(routes!(trending::trending))
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// At most this many: 20 unless it says otherwise, 100 at most.
    pub(crate) limit: Option<u64>,
    /// `next` of the page before.
    pub(crate) from: Option<String>,
}

/// A page of videos.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoPage {
    pub(crate) videos: Vec<ShownVideo>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

impl VideoPage {
    /// Of who has nothing to show.
    pub(crate) fn empty() -> Self {
        Self::of(Vec::new(), None)
    }

    pub(crate) fn of(videos: Vec<ShownVideo>, next: Option<String>) -> Self {
        Self { videos, next }
    }
}

/// How many entries a page has.
pub(crate) fn page_size(asked: Option<u64>) -> usize {
    usize::try_from(asked.unwrap_or(PAGE).clamp(1, PAGE_MAX)).unwrap_or(1)
}

/// Where a page begins: before this place in time.
pub(crate) fn before(page: &Page) -> Result<i64> {
    match page.from.as_deref() {
        None => Ok(i64::MAX),
        Some(from) => from
            .parse()
            .map_err(|_| Error::invalid_param("from must be what next was")),
    }
}

/// A page of what was found, without those whom `viewer` does not want to see; one more than `limit` means that there
/// is another.
fn page(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    found: Vec<Stored>,
    limit: usize,
) -> Result<VideoPage> {
    let tastes = Tastes::of(tx, viewer)?;
    some(v, tx, viewer, found, limit, |tx, video| {
        tastes.want(tx, video.author)
    })
}

/// A page of the videos of one person whose page `viewer` looks at.
pub(crate) fn own_page(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    found: Vec<Stored>,
    limit: usize,
) -> Result<VideoPage> {
    some(v, tx, viewer, found, limit, |tx, video| {
        access::may_see(tx, viewer, video)
    })
}

fn some(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    mut found: Vec<Stored>,
    limit: usize,
    is_shown: impl Fn(&mut Tx<'_>, &Stored) -> std::result::Result<bool, StoreError>,
) -> Result<VideoPage> {
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().and_then(|video| video.ord);
    let mut videos = Vec::with_capacity(found.len());
    for video in found {
        if is_shown(tx, &video)? {
            videos.push(shown::show(v, tx, viewer, video)?);
        }
    }
    let next = last.filter(|_| more).map(|ord| ord.to_string());
    Ok(VideoPage::of(videos, next))
}
