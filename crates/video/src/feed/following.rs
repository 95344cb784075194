//! `GET /_causeway/v1/feed/following`: what those whom I follow made, exact and in time order.

use axum::extract::State;
use http_server::{Caller, Json, Query, Result};
use store::{StoreError, Tx};

use super::{Page, VideoPage, before, page, page_size, queries};
use crate::{
    Video,
    access::{follows, may_see},
    videos::queries::{self as videos, Stored},
};

/// Above this many follows the newest videos of all are looked through first: somebody who follows thousands finds
/// a page among them sooner than by asking for each.
const EACH_MAX: usize = 500;
/// How many are looked through at once, and at most.
const LOOK: usize = 500;
const LOOKED_MAX: usize = 5000;

/// Whose videos a list is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Whom I follow.
    Followed,
    /// Whom I follow and who follows me.
    Friends,
}

impl Whose {
    /// Whether it is made of the videos of somebody whom `user` follows.
    fn includes(self, tx: &mut Tx<'_>, user: i64, followed: i64) -> Result<bool, StoreError> {
        match self {
            Self::Followed => Ok(true),
            Self::Friends => follows(tx, followed, user),
        }
    }
}

/// Lists the videos of those whom I follow, newest first.
#[utoipa::path(
    get, path = "/_causeway/v1/feed/following", tag = "video", operation_id = "feed_following",
    params(Page), responses((status = 200, body = VideoPage))
)]
pub(crate) async fn following(
    State(v): State<Video>,
    Caller(who): Caller,
    Query(which): Query<Page>,
) -> Result<Json<VideoPage>> {
    let (limit, before) = (page_size(which.limit), before(&which)?);
    let (work, user) = (v.clone(), who.user);
    let shown = v.store.read(move |tx| {
        let found = newest(tx, Whose::Followed, user, before, limit + 1)?;
        page(&work, tx, Some(user), found, limit)
    });
    Ok(Json(shown.await?))
}

/// The newest `limit` videos before a place in time of those whom `user` follows.
pub(super) fn newest(
    tx: &mut Tx<'_>,
    whose: Whose,
    user: i64,
    before: i64,
    limit: usize,
) -> Result<Vec<Stored>, StoreError> {
    if queries::follows_more_than(tx, user, EACH_MAX)?
        && let Some(found) = among_all(tx, whose, user, before, limit)?
    {
        return Ok(found);
    }
    of_each(tx, whose, user, before, limit)
}

/// Looks through the newest videos of all. `None`: there were too few of the right ones among them.
fn among_all(
    tx: &mut Tx<'_>,
    whose: Whose,
    user: i64,
    before: i64,
    limit: usize,
) -> Result<Option<Vec<Stored>>, StoreError> {
    let (mut found, mut at, mut looked) = (Vec::new(), before, 0);
    while looked < LOOKED_MAX {
        let page = queries::newest_places(tx, user, at, LOOK)?;
        let is_last = page.len() < LOOK;
        looked += page.len();
        at = page.last().map_or(at, |(place, _)| *place);
        for (place, followed) in page {
            if let Some(author) = followed
                && whose.includes(tx, user, author)?
                && let Some(video) = videos::by_ord(tx, place)?
                && may_see(tx, Some(user), &video)?
            {
                found.push(video);
            }
            if found.len() == limit {
                return Ok(Some(found));
            }
        }
        if is_last {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Asks for the newest video of each whom `user` follows (a seek each), and then only those whose newest is among
/// the first `limit` for more: nobody else can have one in the page.
fn of_each(
    tx: &mut Tx<'_>,
    whose: Whose,
    user: i64,
    before: i64,
    limit: usize,
) -> Result<Vec<Stored>, StoreError> {
    let mut newest = match whose {
        Whose::Followed => queries::newest_of_each(tx, user, before)?,
        Whose::Friends => queries::newest_of_friends(tx, user, before)?,
    };
    newest.sort_unstable_by_key(|(place, _)| std::cmp::Reverse(*place));
    newest.truncate(limit);
    let mut places = Vec::new();
    for (_, author) in newest {
        // Friends and followers, by their codes.
        let audience = if follows(tx, author, user)? { 2 } else { 1 };
        places.extend(queries::places_of_author(
            tx, author, before, audience, limit,
        )?);
    }
    places.sort_unstable_by_key(|place| std::cmp::Reverse(*place));
    places.truncate(limit);
    let mut found = Vec::with_capacity(places.len());
    for place in places {
        found.extend(videos::by_ord(tx, place)?);
    }
    Ok(found)
}
