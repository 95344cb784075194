//! Videos that have all of some terms, newest first. Each statement reads a range of one index.

use http_server::Result;
use store::{StoreError, Tx, params};

use crate::{
    Video,
    access::{self, Tastes},
    feed::VideoPage,
    videos::{queries, shown},
};

/// How far the videos of a term are counted, to begin with the rarest.
const COUNTED_MAX: usize = 1000;
/// How many are looked at in one statement, and at most for one answer.
const LOOK: usize = 500;
const LOOKED_MAX: usize = 4000;

/// A page of the videos with all of `terms` that a viewer may see, without those of people whom he does not want to see.
pub(crate) async fn page(
    v: &Video,
    viewer: Option<i64>,
    terms: Vec<String>,
    before: i64,
    limit: usize,
) -> Result<VideoPage> {
    let work = v.clone();
    v.store
        .read(move |tx| page_in(&work, tx, viewer, terms, before, limit))
        .await
}

fn page_in(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    mut terms: Vec<String>,
    before: i64,
    limit: usize,
) -> Result<VideoPage> {
    rarest_first(tx, &mut terms)?;
    let Some((first, rest)) = terms.split_first() else {
        return Ok(VideoPage::of(Vec::new(), None));
    };
    let tastes = Tastes::of(tx, viewer)?;
    let look = if rest.is_empty() { limit + 1 } else { LOOK };
    let (mut videos, mut at, mut looked) = (Vec::new(), before, 0);
    loop {
        let places = candidates(tx, first, rest, at, look)?;
        looked += places.len();
        let is_last = places.len() < look;
        for (place, has_all) in places {
            if videos.len() == limit {
                return Ok(VideoPage::of(videos, Some(at.to_string())));
            }
            at = place;
            if !has_all {
                continue;
            }
            if let Some(video) = queries::by_ord(tx, place)?
                && access::may_see(tx, viewer, &video)?
                && tastes.want(tx, video.author)?
            {
                videos.push(shown::show(v, tx, viewer, video)?);
            }
        }
        if is_last || looked >= LOOKED_MAX {
            return Ok(VideoPage::of(videos, (!is_last).then(|| at.to_string())));
        }
    }
}

fn rarest_first(tx: &mut Tx<'_>, terms: &mut [String]) -> Result<(), StoreError> {
    if terms.len() < 2 {
        return Ok(());
    }
    let mut counted = Vec::with_capacity(terms.len());
    for term in terms.iter_mut() {
        let n: i64 = tx.query_one(
            "SELECT COUNT(*) FROM (SELECT 1 FROM video_term WHERE term = ?1 LIMIT ?2) AS few",
            params![&*term, COUNTED_MAX],
            |row| row.get(0),
        )?;
        counted.push((n, std::mem::take(term)));
    }
    counted.sort();
    for (place, (_, term)) in terms.iter_mut().zip(counted) {
        *place = term;
    }
    Ok(())
}

/// Places in time of the videos with a term, newest first, and whether each has the others.
fn candidates(
    tx: &mut Tx<'_>,
    first: &str,
    rest: &[String],
    before: i64,
    limit: usize,
) -> Result<Vec<(i64, bool)>, StoreError> {
    let mut values = vec![first.into(), before.into(), limit.into()];
    let mut has_all = "1 = 1".to_owned();
    for term in rest {
        values.push(term.into());
        has_all.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM video_term o WHERE o.term = ?{} AND o.ord = c.ord)",
            values.len()
        ));
    }
    let sql = format!(
        "SELECT c.ord, CASE WHEN {has_all} THEN 1 ELSE 0 END FROM
           (SELECT ord FROM video_term WHERE term = ?1 AND ord < ?2 ORDER BY ord DESC LIMIT ?3) AS c
         ORDER BY c.ord DESC"
    );
    tx.query(&sql, &values, |row| Ok((row.get(0)?, row.get(1)?)))
}
