//! What can be learnt of videos from what people do in public: likes, reposts, shares and comments of accounts that are
//! not private. Nobody's watching is known here, and nothing of a person comes out: a video gets four vectors, which
//! packs carry ([`crate::packs`]) and devices compare.
//!
//! The way of a build: [`core`] (the most active videos) → [`acts`] (who did what with them) → [`taste`] and [`next`]
//! (two spaces) → [`align`] (its directions stay where they were) → [`features`] (what tags, authors, sounds and words
//! are worth there) → [`model`] (vectors of any video, by [`fold`] of those that were not learnt).
//!
//! Bounds, at any number of videos: [`core::ITEMS_MAX`] videos are learnt together (4 bytes for each pair of them, three
//! times: 200 MB for the time of learning), from [`acts::ACTS_MAX`] acts (16 bytes each). All else is read by pages.

pub(crate) mod acts;
mod align;
pub(crate) mod core;
mod dense;
pub(crate) mod features;
pub(crate) mod fold;
pub(crate) mod model;
mod next;
mod taste;

use std::{collections::HashMap, sync::Arc};

use sha2::{Digest, Sha256};
use store::StoreError;

use self::{
    dense::Tall,
    features::Features,
    model::{Learnt, Model},
};
use crate::{
    Video,
    packs::format::{DIMS, VECTORS},
};

/// An act on a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Act {
    /// A number that is the same for the same person in one learning, and says nothing else.
    pub(crate) person: u32,
    pub(crate) ms: u64,
    /// The place of the video in the core.
    pub(crate) item: usize,
}

/// What was done with the videos of the core.
#[derive(Debug, Default)]
pub(crate) struct Acts {
    /// Videos in the core.
    pub(crate) items: usize,
    /// Person by person, in the order of time, each video once.
    all: Vec<Act>,
    /// What the videos have.
    pub(crate) features: Vec<Features>,
}

impl Acts {
    /// Sorts them; of what one person did with one video the first act counts.
    pub(crate) fn new(mut all: Vec<Act>, features: Vec<Features>) -> Self {
        all.sort_unstable_by_key(|act| (act.person, act.item, act.ms));
        all.dedup_by_key(|act| (act.person, act.item));
        all.sort_unstable();
        Self {
            items: features.len(),
            all,
            features,
        }
    }

    fn people(&self) -> impl Iterator<Item = &[Act]> {
        self.all.chunk_by(|a, b| a.person == b.person)
    }

    pub(crate) fn count(&self) -> usize {
        self.all.len()
    }

    /// A hash of everything that is learnt from.
    fn hash(&self, nids: &[i64]) -> [u8; 32] {
        let mut hash = Sha256::new();
        nids.iter().for_each(|nid| hash.update(nid.to_le_bytes()));
        for features in &self.features {
            hash.update(features.len().to_le_bytes());
            for feature in features {
                hash.update(feature.name.to_le_bytes());
            }
        }
        for act in &self.all {
            hash.update(act.person.to_le_bytes());
            hash.update(act.item.to_le_bytes());
            hash.update(act.ms.to_le_bytes());
        }
        hash.finalize().into()
    }
}

/// Learns a model from what is public now, or says that there is nothing new since `before`. `old` are vectors of the
/// model before by ids of videos: directions stay where they were.
pub(crate) async fn learn(
    v: &Video,
    before: Option<Arc<Model>>,
    old: HashMap<String, Vec<f32>>,
) -> Result<Arc<Model>, StoreError> {
    let begun = tokio::time::Instant::now();
    let core = core::choose(v).await?;
    let acts = acts::read(v, &core).await?;
    let nids: Vec<i64> = core.iter().map(|video| video.nid).collect();
    let of = acts.hash(&nids);
    if let Some(before) = before.filter(|before| before.of == of) {
        return Ok(before);
    }
    let work = tokio::task::spawn_blocking(move || {
        let zero = || (Tall::zeros(acts.items, DIMS), Tall::zeros(acts.items, DIMS));
        let taste = taste::learn(&acts, DIMS).unwrap_or_else(zero);
        let next = next::learn(&acts, DIMS).unwrap_or_else(zero);
        let old: Vec<_> = core.iter().map(|video| old.get(&video.id)).collect();
        let taste = aligned(taste, &old, 0);
        let next = aligned(next, &old, 2 * DIMS);
        let learnt = Learnt {
            nids,
            parts: [taste.0, taste.1, next.0, next.1],
        };
        Model::of(&learnt, &acts, of)
    });
    let mut model = work.await.map_err(|_| StoreError::Panicked)?;
    model.took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Arc::new(model))
}

/// One space, turned to where it was: `old` are vectors as [`VECTORS`] says, of which those of the space begin at `from`.
fn aligned((ins, outs): (Tall, Tall), old: &[Option<&Vec<f32>>], from: usize) -> (Tall, Tall) {
    // In and out vectors of the videos that were there before, one below the other.
    let known = old.iter().enumerate();
    let known: Vec<_> = known
        .filter_map(|(at, old)| Some((at, old.filter(|old| old.len() == VECTORS)?)))
        .collect();
    let (mut now, mut then) = (
        Tall::zeros(2 * known.len(), DIMS),
        Tall::zeros(2 * known.len(), DIMS),
    );
    for (row, (at, old)) in known.iter().enumerate() {
        now.row_mut(2 * row).copy_from_slice(ins.row(*at));
        now.row_mut(2 * row + 1).copy_from_slice(outs.row(*at));
        then.row_mut(2 * row)
            .copy_from_slice(&old[from..from + DIMS]);
        then.row_mut(2 * row + 1)
            .copy_from_slice(&old[from + DIMS..from + 2 * DIMS]);
    }
    match align::turn(&now, &then) {
        Some(turn) => (ins.times(&turn), outs.times(&turn)),
        None => (ins, outs),
    }
}
