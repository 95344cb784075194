//! Public acts on the videos of the core: likes, reposts, shares, comments, and follows of their authors. Those of private
//! accounts (whose lists are for their followers), and of authors on their own videos, do not count.

use std::collections::{BTreeMap, HashMap};

use store::{StoreError, Tx, params};

use super::{Act, Acts, Follow, features};
use crate::{Video, sounds, videos::queries::Stored};

/// Most acts of one kind on one video.
const OF_VIDEO_MAX: usize = 2000;
/// Most acts in all.
pub(crate) const ACTS_MAX: usize = 4_000_000;
/// Newest acts of one person: who acts on everything says nothing.
const OF_PERSON_MAX: usize = 500;
/// Videos looked at in one read.
const LOOK: usize = 200;

/// One statement for each kind: person and time of acts on a video.
const KINDS: [&str; 4] = [
    "SELECT a.user_nid, a.created_ms FROM video_like a WHERE a.video_nid = ?1 AND a.user_nid <> ?2 AND NOT EXISTS
       (SELECT 1 FROM video_setting s WHERE s.user_nid = a.user_nid AND s.is_private = 1) LIMIT ?3",
    "SELECT a.user_nid, a.created_ms FROM video_repost a WHERE a.video_nid = ?1 AND a.user_nid <> ?2 AND NOT EXISTS
       (SELECT 1 FROM video_setting s WHERE s.user_nid = a.user_nid AND s.is_private = 1) LIMIT ?3",
    "SELECT a.user_nid, a.created_ms FROM video_share a WHERE a.video_nid = ?1 AND a.user_nid <> ?2 AND NOT EXISTS
       (SELECT 1 FROM video_setting s WHERE s.user_nid = a.user_nid AND s.is_private = 1) LIMIT ?3",
    "SELECT a.user_nid, a.created_ms FROM video_comment a WHERE a.video_nid = ?1 AND a.user_nid <> ?2 AND NOT EXISTS
       (SELECT 1 FROM video_setting s WHERE s.user_nid = a.user_nid AND s.is_private = 1) LIMIT ?3",
];

/// Newest followers of an author that are looked at, and follows in all.
const OF_AUTHOR_MAX: usize = 2000;
const FOLLOWS_MAX: usize = 2_000_000;

const FOLLOWERS: &str =
    "SELECT f.user_nid, f.created_ms FROM follow f WHERE f.followee_nid = ?1 AND NOT EXISTS
   (SELECT 1 FROM video_setting s WHERE s.user_nid = f.user_nid AND s.is_private = 1)
   ORDER BY f.created_ms DESC, f.user_nid DESC LIMIT ?2";

/// People by the numbers that they have in one learning.
#[derive(Default)]
struct People(HashMap<i64, u32>);

impl People {
    fn number(&mut self, user: i64) -> u32 {
        // At most as many people as acts and follows: far below the bound.
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(user).or_insert(next)
    }
}

/// Reads the acts on the videos of the core.
pub(crate) async fn read(v: &Video, core: &[Stored]) -> Result<Acts, StoreError> {
    let mut people = People::default();
    let (mut all, mut features) = (Vec::new(), Vec::with_capacity(core.len()));
    for (page, videos) in core.chunks(LOOK).enumerate() {
        let videos = videos.to_vec();
        let found = v.store.read(move |tx| of_each(tx, &videos)).await?;
        for (at, one) in found.into_iter().enumerate() {
            features.push(one.features);
            if all.len() >= ACTS_MAX {
                continue;
            }
            for (user, ms) in one.acts {
                all.push(Act {
                    person: people.number(user),
                    ms,
                    item: page * LOOK + at,
                });
            }
        }
    }
    let (follows, of_authors) = follows(v, core, &mut people).await?;
    Ok(bounded(Acts::new(all, features)).with_follows(follows, of_authors))
}

/// Who follows the authors of the core, and which videos each of these has.
async fn follows(
    v: &Video,
    core: &[Stored],
    people: &mut People,
) -> Result<(Vec<Follow>, Vec<Vec<usize>>), StoreError> {
    let mut videos: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (item, video) in core.iter().enumerate() {
        videos.entry(video.author).or_default().push(item);
    }
    let (authors, of_authors): (Vec<i64>, Vec<_>) = videos.into_iter().unzip();
    let mut follows = Vec::new();
    for (page, some) in authors.chunks(LOOK).enumerate() {
        if follows.len() >= FOLLOWS_MAX {
            break;
        }
        let some = some.to_vec();
        let found = v.store.read(move |tx| followers(tx, &some)).await?;
        for (at, found) in found.into_iter().enumerate() {
            follows.extend(found.into_iter().map(|(user, ms)| Follow {
                person: people.number(user),
                ms,
                author: page * LOOK + at,
            }));
        }
    }
    Ok((follows, of_authors))
}

fn followers(tx: &mut Tx<'_>, authors: &[i64]) -> Result<Vec<Vec<(i64, u64)>>, StoreError> {
    let of = |author: &i64| {
        tx.query(FOLLOWERS, params![*author, OF_AUTHOR_MAX], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    };
    authors.iter().map(of).collect()
}

struct OfVideo {
    acts: Vec<(i64, u64)>,
    features: features::Features,
}

fn of_each(tx: &mut Tx<'_>, videos: &[Stored]) -> Result<Vec<OfVideo>, StoreError> {
    let of = |video: &Stored| {
        let mut acts = Vec::new();
        for sql in KINDS {
            acts.extend(tx.query::<_, StoreError>(
                sql,
                params![video.nid, video.author, OF_VIDEO_MAX],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?);
        }
        let sound = sounds::source(tx, video.nid)?;
        let features = features::of(video, sound.as_deref());
        Ok(OfVideo { acts, features })
    };
    videos.iter().map(of).collect()
}

/// The newest acts of each person.
fn bounded(mut acts: Acts) -> Acts {
    let kept = acts.people().flat_map(|person| {
        let from = person.len().saturating_sub(OF_PERSON_MAX);
        person[from..].iter().copied()
    });
    acts.all = kept.collect();
    acts
}
