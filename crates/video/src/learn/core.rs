//! Which videos are learnt together: public ones, those with most public acts first, then the newest.

use std::{cmp::Reverse, collections::BinaryHeap};

use store::{StoreError, Tx, params};

use crate::{
    Video, access,
    videos::queries::{self, Stored},
};

/// Most videos of the core. Learning takes time by the cube and memory by the square of this.
pub(crate) const ITEMS_MAX: usize = 4096;
/// Rows looked at in one read.
const LOOK: usize = 5000;

/// The videos of the core.
pub(crate) async fn choose(v: &Video) -> Result<Vec<Stored>, StoreError> {
    let mut most: BinaryHeap<Reverse<(i64, i64)>> = BinaryHeap::new();
    let mut after = 0;
    loop {
        let page = v.store.read(move |tx| counted(tx, after)).await?;
        for (video, acts) in &page {
            most.push(Reverse((*acts, *video)));
            if most.len() > ITEMS_MAX {
                most.pop();
            }
        }
        match page.last() {
            Some((last, _)) if page.len() == LOOK => after = *last,
            _ => break,
        }
    }
    let most = most
        .into_sorted_vec()
        .into_iter()
        .map(|Reverse((_, video))| video)
        .collect();
    v.store.read(move |tx| shown(tx, most)).await
}

/// Videos and their public acts, in the order of their numbers.
fn counted(tx: &mut Tx<'_>, after: i64) -> Result<Vec<(i64, i64)>, StoreError> {
    tx.query(
        "SELECT video_nid, CAST(SUM(n) AS BIGINT) FROM video_count
         WHERE video_nid > ?1 AND kind IN (0, 1, 2, 5) GROUP BY video_nid ORDER BY video_nid LIMIT ?2",
        params![after, LOOK],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Those that everybody may see, and the newest of the others up to the bound; by number.
fn shown(tx: &mut Tx<'_>, most: Vec<i64>) -> Result<Vec<Stored>, StoreError> {
    let newest = tx.query::<i64, StoreError>(
        "SELECT nid FROM video WHERE audience = 0 AND ord > 0 ORDER BY ord DESC LIMIT ?1",
        params![ITEMS_MAX],
        |row| row.get(0),
    )?;
    let mut chosen = Vec::new();
    let mut known = std::collections::HashSet::new();
    for nid in most.into_iter().chain(newest) {
        if chosen.len() == ITEMS_MAX {
            break;
        }
        if known.insert(nid)
            && let Some(video) = queries::by_nid(tx, nid)?
            && access::may_see(tx, None, &video)?
        {
            chosen.push(video);
        }
    }
    chosen.sort_unstable_by_key(|video| video.nid);
    Ok(chosen)
}
