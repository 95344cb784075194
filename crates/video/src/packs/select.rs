//! Which videos a pack holds: 30 % rising, 30 % popular ones of the last seven days, at least 20 % new ones, the rest
//! out of the whole catalogue in turn. Only what everybody may see without an account.

use std::collections::{BinaryHeap, HashMap, HashSet};

use serde::Serialize;
use store::{StoreError, Tx, params};
use utoipa::ToSchema;

use super::{
    format::{Level, Pool},
    rules::{RuleKind, Rules},
};
use crate::{
    Video, access,
    learn::features::primary,
    social::counts::{self, VideoCounts},
    videos::queries::{self, Stored},
};

/// Videos of a pack.
pub(crate) const ITEMS: usize = 2048;
/// Parts of it, in percent.
pub(super) const RISING: usize = 30;
pub(super) const POPULAR: usize = 30;
pub(super) const NEW: usize = 20;
/// Most videos of one author: 1 %.
pub(super) const OF_AUTHOR: usize = ITEMS / 100;
/// A video is new for a day, and for as long as its author is: a month from his first video on.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
pub(super) const NEW_AUTHOR_MS: u64 = 30 * DAY_MS;
/// What every new video gets: so many views, unless it takes longer than this.
pub(crate) const FIRST_AUDIENCE: u64 = 200;
pub(crate) const FIRST_AUDIENCE_MS: u64 = 14 * DAY_MS;
/// How old popular and rising ones are at most.
pub(super) const POPULAR_MS: u64 = 7 * DAY_MS;
pub(super) const RISING_MS: u64 = 3 * DAY_MS;
/// Places of the fresh list looked at in one read, and in all.
const LOOK: usize = 5000;
const LOOKED_MAX: usize = 200_000;
/// Candidates of one group kept until they are looked at more closely.
const KEPT: usize = 2 * ITEMS;
/// Catalogues up to this many videos are read whole.
const WHOLE_MAX: usize = 4 * ITEMS;
/// How often the catalogue's part of a pack moves on: in so many builds all of it is another.
const TURNS: u64 = 16;

/// Why a video is in a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Group {
    Pinned,
    New,
    Rising,
    Popular,
    Catalogue,
}

/// A video that was chosen.
pub(crate) struct Chosen {
    pub(crate) video: Stored,
    pub(crate) group: Group,
    pub(crate) counts: VideoCounts,
    pub(crate) new_creator: bool,
    pub(crate) published_ms: u64,
    /// The sound that it plays.
    pub(crate) sound: Option<String>,
}

/// A place of the fresh list.
struct Place {
    rank: i64,
    nid: i64,
    level: i64,
    published_ms: u64,
    is_sensitive: bool,
    language: Option<String>,
}

/// Candidates of one pool, by number.
#[derive(Default)]
pub(super) struct Candidates {
    rising: Vec<i64>,
    new: Vec<i64>,
    popular: BinaryHeap<std::cmp::Reverse<(i64, i64)>>,
}

/// Whether a pool holds videos like this.
pub(super) fn is_of(pool: &Pool, is_sensitive: bool, language: Option<&str>) -> bool {
    is_sensitive == (pool.level == Level::Sensitive)
        && (pool.language.is_none() || pool.language == language.map(primary))
}

/// Looks through the fresh list of the last seven days once, for all pools.
pub(super) async fn scan(v: &Video, pools: &[Pool]) -> Result<Vec<Candidates>, StoreError> {
    let mut found: Vec<Candidates> = pools.iter().map(|_| Candidates::default()).collect();
    let now_ms = v.now_ms();
    let since = i64::try_from(now_ms.saturating_sub(FIRST_AUDIENCE_MS)).unwrap_or(0);
    let (mut at, mut looked) = ((i64::MAX, i64::MAX), 0);
    while looked < LOOKED_MAX {
        let page = v.store.read(move |tx| places(tx, at, since)).await?;
        looked += LOOK;
        let is_last = page.len() < LOOK;
        for place in page {
            at = (place.rank, place.nid);
            for (pool, candidates) in pools.iter().zip(&mut found) {
                if is_of(pool, place.is_sensitive, place.language.as_deref()) {
                    candidates.add(&place, now_ms);
                }
            }
        }
        if is_last {
            break;
        }
    }
    Ok(found)
}

fn places(tx: &mut Tx<'_>, (rank, nid): (i64, i64), since: i64) -> Result<Vec<Place>, StoreError> {
    tx.query(
        "SELECT r.rank, r.video_nid, r.level, r.published_ms, v.is_sensitive, v.language
         FROM video_rank r JOIN video v ON v.nid = r.video_nid
         WHERE (r.rank, r.video_nid) < (?1, ?2) AND r.rank >= ?3 AND r.until = ?4
         ORDER BY r.rank DESC, r.video_nid DESC LIMIT ?5",
        params![rank, nid, since, i64::MAX, LOOK],
        |row| {
            Ok(Place {
                rank: row.get(0)?,
                nid: row.get(1)?,
                level: row.get(2)?,
                published_ms: row.get(3)?,
                is_sensitive: row.get(4)?,
                language: row.get(5)?,
            })
        },
    )
}

impl Candidates {
    fn add(&mut self, place: &Place, now_ms: u64) {
        let age_ms = now_ms.saturating_sub(place.published_ms);
        if place.level > 0 && age_ms < RISING_MS && self.rising.len() < KEPT {
            self.rising.push(place.nid);
        }
        if age_ms < FIRST_AUDIENCE_MS && self.new.len() < KEPT {
            self.new.push(place.nid);
        }
        if place.level > 0 && age_ms < POPULAR_MS {
            self.popular
                .push(std::cmp::Reverse((place.level, place.nid)));
            if self.popular.len() > KEPT {
                self.popular.pop();
            }
        }
    }
}

/// Chooses the videos of a pool, by id.
pub(super) fn choose(
    tx: &mut Tx<'_>,
    pool: &Pool,
    tags: &[String],
    candidates: Candidates,
    rules: &Rules,
    turn: u64,
    now_ms: u64,
) -> Result<Vec<Chosen>, StoreError> {
    let mut choice = Choice {
        pool,
        rules,
        now_ms,
        first_ms: HashMap::new(),
        of_author: HashMap::new(),
        chosen: Vec::new(),
    };
    let pinned = rules.pinned(tx)?;
    choice.take(tx, pinned, Group::Pinned, ITEMS)?;
    let new = choice.waiting(tx, candidates.new, turn)?;
    choice.take(tx, new.iter().copied(), Group::New, ITEMS * NEW / 100)?;
    choice.take(
        tx,
        candidates.rising.iter().copied(),
        Group::Rising,
        ITEMS * RISING / 100,
    )?;
    let popular: Vec<_> = candidates.popular.into_iter().map(|one| one.0.1).collect();
    let popular = choice.most_liked(tx, popular)?;
    choice.take(
        tx,
        popular.iter().copied(),
        Group::Popular,
        ITEMS * POPULAR / 100,
    )?;
    let catalogue = catalogue(tx, pool.level, tags, turn)?;
    choice.take(tx, catalogue, Group::Catalogue, ITEMS)?;
    // Where a group had too few.
    choice.take(tx, new, Group::New, ITEMS)?;
    choice.take(tx, candidates.rising, Group::Rising, ITEMS)?;
    choice.take(tx, popular, Group::Popular, ITEMS)?;
    choice.chosen.sort_by(|a, b| a.video.id.cmp(&b.video.id));
    Ok(choice.chosen)
}

struct Choice<'a> {
    pool: &'a Pool,
    rules: &'a Rules,
    now_ms: u64,
    first_ms: HashMap<i64, u64>,
    of_author: HashMap<i64, usize>,
    chosen: Vec<Chosen>,
}

impl Choice<'_> {
    /// Takes up to `most` of `nids` that are not in yet, in order, while there is room.
    fn take(
        &mut self,
        tx: &mut Tx<'_>,
        nids: impl IntoIterator<Item = i64>,
        group: Group,
        most: usize,
    ) -> Result<(), StoreError> {
        let mut taken = 0;
        let mut is_in: HashSet<i64> = self.chosen.iter().map(|one| one.video.nid).collect();
        for nid in nids {
            if taken >= most || self.chosen.len() >= ITEMS {
                break;
            }
            if !is_in.insert(nid) {
                continue;
            }
            let Some(video) = self.fit(tx, nid)? else {
                continue;
            };
            let sound = crate::sounds::source(tx, nid)?;
            let is_good = match self.rules.of(tx, &video, sound.as_deref())? {
                None | Some(RuleKind::Pin) => true,
                // It waits until there is room for everything.
                Some(RuleKind::Demote) => group == Group::Catalogue,
                Some(RuleKind::Exclude) => false,
            };
            let of_author = self.of_author.entry(video.author).or_default();
            if !is_good || (*of_author >= OF_AUTHOR && group != Group::Pinned) {
                continue;
            }
            *of_author += 1;
            taken += 1;
            let first_ms = self.first_ms(tx, video.author)?;
            let published_ms = crate::feed::rank::published_ms(tx, nid)?;
            self.chosen.push(Chosen {
                counts: counts::of(tx, nid)?,
                new_creator: self.now_ms.saturating_sub(first_ms) < NEW_AUTHOR_MS,
                published_ms: published_ms.unwrap_or(video.created_ms),
                video,
                group,
                sound,
            });
        }
        Ok(())
    }

    /// A video that may be in this pool.
    fn fit(&self, tx: &mut Tx<'_>, nid: i64) -> Result<Option<Stored>, StoreError> {
        let Some(video) = queries::by_nid(tx, nid)? else {
            return Ok(None);
        };
        let fits = is_of(self.pool, video.sensitive, video.language.as_deref())
            && access::may_see(tx, None, &video)?;
        Ok(Some(video).filter(|_| fits))
    }

    /// When an author's first public video was ready.
    fn first_ms(&mut self, tx: &mut Tx<'_>, author: i64) -> Result<u64, StoreError> {
        if let Some(known) = self.first_ms.get(&author) {
            return Ok(*known);
        }
        let first: Option<u64> = tx.get(
            "SELECT changed_ms FROM video WHERE author_nid = ?1 AND audience = 0 AND ord > 0 ORDER BY ord LIMIT 1",
            params![author],
        )?;
        let first = first.unwrap_or(self.now_ms);
        self.first_ms.insert(author, first);
        Ok(first)
    }

    /// Those of `nids` that are new and have not had their first audience: those with fewest views first, and among
    /// these each in its turn.
    fn waiting(
        &mut self,
        tx: &mut Tx<'_>,
        nids: Vec<i64>,
        turn: u64,
    ) -> Result<Vec<i64>, StoreError> {
        let mut new = Vec::new();
        for nid in nids {
            let Some(video) = queries::by_nid(tx, nid)? else {
                continue;
            };
            let published_ms = crate::feed::rank::published_ms(tx, nid)?.unwrap_or(0);
            let first_ms = self.first_ms(tx, video.author)?;
            let is_new = self.now_ms.saturating_sub(published_ms) < DAY_MS
                || self.now_ms.saturating_sub(first_ms) < NEW_AUTHOR_MS;
            let views = counts::of(tx, nid)?.views();
            if is_new && views < FIRST_AUDIENCE {
                new.push((views, scattered(nid.cast_unsigned(), turn / TURNS), nid));
            }
        }
        new.sort_unstable();
        Ok(new.into_iter().map(|(_, _, nid)| nid).collect())
    }

    /// `nids` by how likely somebody who sees one acts on it.
    fn most_liked(&mut self, tx: &mut Tx<'_>, nids: Vec<i64>) -> Result<Vec<i64>, StoreError> {
        let mut rated = Vec::with_capacity(nids.len());
        for nid in nids {
            let counts = counts::of(tx, nid)?;
            rated.push((quality(&counts), nid));
        }
        rated.sort_unstable_by_key(|rated| std::cmp::Reverse(*rated));
        Ok(rated.into_iter().map(|(_, nid)| nid).collect())
    }
}

/// The catalogue in an order of which a sixteenth is another with each turn; of videos in the languages `tags`, if there
/// are any.
fn catalogue(
    tx: &mut Tx<'_>,
    level: Level,
    tags: &[String],
    turn: u64,
) -> Result<Vec<i64>, StoreError> {
    let last: Option<u64> = tx.get(
        "SELECT ord FROM video WHERE ord > 0 ORDER BY ord DESC LIMIT 1",
        params![],
    )?;
    let last = last.unwrap_or(0);
    if last <= WHOLE_MAX as u64 {
        let mut found = tx.query::<i64, StoreError>(
            "SELECT nid FROM video WHERE audience = 0 AND ord > 0 ORDER BY ord DESC LIMIT ?1",
            params![WHOLE_MAX],
            |row| row.get(0),
        )?;
        found.sort_unstable_by_key(|nid| {
            let nid = nid.cast_unsigned();
            scattered(nid, (turn + nid) / TURNS)
        });
        return Ok(found);
    }
    let mut found = Vec::with_capacity(2 * ITEMS);
    for slot in 0..(2 * ITEMS) as u64 {
        let place = scattered(slot, (turn + slot) / TURNS) % last;
        let tag = usize::try_from(place).unwrap_or(0) % tags.len().max(1);
        let next = match (level, tags.get(tag)) {
            (Level::Sensitive, _) => tx.get::<i64>(
                "SELECT nid FROM video WHERE audience = 0 AND is_sensitive = 1 AND ord >= ?1 ORDER BY ord LIMIT 1",
                params![place],
            ),
            (Level::General, None) => tx.get::<i64>(
                "SELECT nid FROM video WHERE audience = 0 AND ord >= ?1 ORDER BY ord LIMIT 1",
                params![place],
            ),
            (Level::General, Some(tag)) => tx.get::<i64>(
                "SELECT nid FROM video WHERE audience = 0 AND language = ?2 AND ord >= ?1 ORDER BY ord LIMIT 1",
                params![place, tag],
            ),
        };
        found.extend(next?);
    }
    Ok(found)
}

/// A number that looks random and is always the same.
fn scattered(of: u64, turn: u64) -> u64 {
    let mut x = of
        .wrapping_add(turn.wrapping_mul(0x9E37_79B9_7F4A_7C15))
        .wrapping_add(0x1234_5678_9ABC_DEF1);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (x ^ (x >> 31)) >> 1
}

/// How sure it is that people act on what they see, from 0 to 100: the lower end of Wilson's interval (95 %) of acts by
/// views. Where views are not counted yet, as if one in five had acted.
pub(super) fn quality(counts: &VideoCounts) -> u64 {
    let acts = counts.acts() as f64;
    let views = (counts.views() as f64).max(acts * 5.0 + 20.0);
    let (share, z) = (acts / views, 1.96_f64);
    let square = z * z / views;
    let low = (share + square / 2.0
        - z * (share * (1.0 - share) / views + square / (4.0 * views)).sqrt())
        / (1.0 + square);
    (low.clamp(0.0, 1.0) * 100.0).round() as u64
}
