//! What can be learnt of videos from what people do in public: likes, reposts, shares and comments of accounts that are
//! not private. Nobody's watching is known here, and nothing of a person comes out: a video gets four vectors, which
//! packs carry ([`crate::packs`]) and devices compare.
//!
//! The way of a build: [`core`] (the most active videos) → [`acts`] (who did what with them) → [`taste`] and [`next`]
//! (two spaces) → [`features`] (what tags, authors, sounds and words are worth there) → [`model`] (vectors of any
//! video).
//!
//! Bounds, at any number of videos: [`core::ITEMS_MAX`] videos are learnt together (4 bytes for each pair of them, three
//! times: 200 MB for the time of learning), from [`acts::ACTS_MAX`] acts (16 bytes each). All else is read by pages.

pub(crate) mod acts;
pub(crate) mod core;
mod dense;
pub(crate) mod features;
pub(crate) mod model;
mod next;
mod taste;

use self::features::Features;

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
}
