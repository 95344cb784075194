//! Public acts on the videos of the core: likes, reposts, shares, comments. Those of private accounts, and of authors on
//! their own videos, do not count.

use std::collections::HashMap;

use store::{StoreError, Tx, params};

use super::{Act, Acts, features};
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

/// Reads the acts on the videos of the core.
pub(crate) async fn read(v: &Video, core: &[Stored]) -> Result<Acts, StoreError> {
    let mut people: HashMap<i64, u32> = HashMap::new();
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
                // At most as many people as acts: far below the bound.
                let next = u32::try_from(people.len()).unwrap_or(u32::MAX);
                let person = *people.entry(user).or_insert(next);
                all.push(Act {
                    person,
                    ms,
                    item: page * LOOK + at,
                });
            }
        }
    }
    Ok(bounded(Acts::new(all, features)))
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
