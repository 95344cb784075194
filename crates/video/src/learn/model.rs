//! A learnt model: vectors for every video, whether it was learnt or not.

use std::collections::{HashMap, HashSet};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::{
    Acts,
    dense::{Tall, add_scaled},
    features::{Feature, Features},
    fold::Known,
};
use crate::packs::format::{DIMS, Scales, VECTORS};

/// Features that are kept, those of most videos first.
const FEATURES_MAX: usize = 32_768;
/// How many videos a feature needs until it says something by itself.
const SHRINK: f32 = 2.0;
/// How many people say as much of a video as its features.
const TRUSTED: f32 = 20.0;
/// The same of a video that was learnt with the others; and how much is known of one on which nobody acted.
const TRUSTED_LEARNT: f32 = 5.0;
const TRUST_LEAST: f32 = 1.0 / (1.0 + TRUSTED_LEARNT);

/// What was learnt.
pub(crate) struct Model {
    /// A hash of all vectors.
    pub(crate) id: String,
    /// A hash of all that it was learnt from.
    pub(super) of: [u8; 32],
    /// What one step of the four kinds of vectors is worth.
    steps: [f32; 4],
    videos: HashMap<i64, Vec<f32>>,
    features: HashMap<u64, Vec<f32>>,
    pub(crate) took_ms: u64,
    pub(crate) acts: usize,
}

/// Vectors of the core, by place: of each space what a video says and what is said of it.
pub(super) struct Learnt {
    pub(super) nids: Vec<i64>,
    pub(super) parts: [Tall; 4],
}

impl Model {
    /// Puts together what was learnt from `acts`.
    pub(super) fn of(learnt: &Learnt, acts: &Acts, of: [u8; 32]) -> Self {
        let vectors = (0..learnt.nids.len()).map(|at| {
            let mut vector = Vec::with_capacity(VECTORS);
            let parts = learnt.parts.iter();
            parts.for_each(|part| vector.extend_from_slice(part.row(at)));
            vector
        });
        let mut vectors: Vec<Vec<f32>> = vectors.collect();
        let trust = acts.trust();
        let features = means(&acts.features, &vectors, &trust);
        for ((vector, of), trust) in vectors.iter_mut().zip(&acts.features).zip(&trust) {
            add_scaled(vector, &by_features(&features, of), 1.0 - trust);
        }
        let videos = learnt.nids.iter().copied().zip(vectors).collect();
        let mut model = Self {
            id: String::new(),
            of,
            steps: steps(&videos),
            videos,
            features,
            took_ms: 0,
            acts: acts.count(),
        };
        model.id = model.hash();
        model
    }
}

impl Acts {
    /// How much of each video is known by acts: 0 to 1. The rest is left to its features.
    fn trust(&self) -> Vec<f32> {
        let mut acts = vec![1.0_f32; self.items];
        for act in &self.all {
            if let Some(n) = acts.get_mut(act.item) {
                *n += 1.0;
            }
        }
        acts.into_iter().map(|n| n / (n + TRUSTED_LEARNT)).collect()
    }
}

/// The mean vector of the videos that have a feature: those count most of which most is known.
fn means(features: &[Features], vectors: &[Vec<f32>], trust: &[f32]) -> HashMap<u64, Vec<f32>> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for feature in features.iter().flatten() {
        *counts.entry(feature.name).or_default() += 1;
    }
    let mut most: Vec<(u64, u32)> = counts.into_iter().collect();
    most.sort_unstable_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
    most.truncate(FEATURES_MAX);
    let kept: HashSet<u64> = most.into_iter().map(|(name, _)| name).collect();
    let mut sums: HashMap<u64, (Vec<f32>, f32)> = HashMap::new();
    for ((features, vector), trust) in features.iter().zip(vectors).zip(trust) {
        for feature in features.iter().filter(|one| kept.contains(&one.name)) {
            let sum = sums.entry(feature.name);
            let (sum, weights) = sum.or_insert_with(|| (vec![0.0; VECTORS], SHRINK * TRUST_LEAST));
            add_scaled(sum, vector, *trust);
            *weights += trust;
        }
    }
    let mean = |(name, (mut sum, weights)): (u64, (Vec<f32>, f32))| {
        sum.iter_mut().for_each(|value| *value /= weights);
        (name, sum)
    };
    sums.into_iter().map(mean).collect()
}

/// The mean of what a video's features say.
fn by_features(means: &HashMap<u64, Vec<f32>>, features: &[Feature]) -> Vec<f32> {
    let (mut sum, mut weights) = (vec![0.0; VECTORS], 0.0);
    for feature in features {
        if let Some(mean) = means.get(&feature.name) {
            add_scaled(&mut sum, mean, feature.weight);
            weights += feature.weight;
        }
    }
    if weights > 0.0 {
        sum.iter_mut().for_each(|value| *value /= weights);
    }
    sum
}

/// So that the largest number of each kind becomes 127.
fn steps(videos: &HashMap<i64, Vec<f32>>) -> [f32; 4] {
    let mut largest = [0.0_f32; 4];
    for vector in videos.values() {
        for (largest, part) in largest.iter_mut().zip(vector.chunks_exact(DIMS)) {
            *largest = part
                .iter()
                .fold(*largest, |most, value| most.max(value.abs()));
        }
    }
    largest.map(|most| most / 127.0)
}

impl Model {
    /// As packs tell it.
    pub(crate) fn scales(&self) -> Scales {
        let [taste_in, taste_out, next_in, next_out] = self.steps.map(|step| step.to_string());
        Scales {
            taste_in,
            taste_out,
            next_in,
            next_out,
        }
    }

    /// How many videos were learnt together.
    pub(crate) fn learnt(&self) -> usize {
        self.videos.len()
    }

    /// Whether a video was learnt with the others.
    pub(crate) fn knows(&self, video: i64) -> bool {
        self.videos.contains_key(&video)
    }

    /// The vectors of a video: its own; else what those who acted on it say, and its features.
    pub(crate) fn vectors(&self, known: &Known) -> Vec<i8> {
        if let Some(vector) = self.videos.get(&known.video) {
            return self.rounded(vector);
        }
        let mut vector = by_features(&self.features, &known.features);
        let Some(beside) = self.by_people(known) else {
            return self.rounded(&vector);
        };
        let people = known.people as f32;
        let share = people / (people + TRUSTED);
        vector.iter_mut().for_each(|value| *value *= 1.0 - share);
        add_scaled(&mut vector, &beside, share);
        self.rounded(&vector)
    }

    /// The mean of the learnt videos that the same people acted on.
    fn by_people(&self, known: &Known) -> Option<Vec<f32>> {
        let mut beside: Vec<_> = known.beside.iter().collect();
        // In one order, so that sums are the same each time.
        beside.sort_unstable();
        let (mut sum, mut weights) = (vec![0.0; VECTORS], 0.0);
        for (video, people) in beside {
            if let Some(vector) = self.videos.get(video) {
                add_scaled(&mut sum, vector, *people as f32);
                weights += *people as f32;
            }
        }
        sum.iter_mut().for_each(|value| *value /= weights);
        (weights > 0.0).then_some(sum)
    }

    fn rounded(&self, vector: &[f32]) -> Vec<i8> {
        let mut out = Vec::with_capacity(VECTORS);
        for (step, part) in self.steps.iter().zip(vector.chunks_exact(DIMS)) {
            let round = |value: &f32| {
                let steps = if *step > 0.0 { value / step } else { 0.0 };
                // A cast of floats saturates.
                steps.round().clamp(-127.0, 127.0) as i8
            };
            out.extend(part.iter().map(round));
        }
        out
    }

    fn hash(&self) -> String {
        let mut hash = Sha256::new();
        let mut nids: Vec<_> = self.videos.keys().collect();
        nids.sort_unstable();
        for nid in nids {
            hash.update(nid.to_le_bytes());
            for number in self
                .videos
                .get(nid)
                .map(|vector| self.rounded(vector))
                .unwrap_or_default()
            {
                hash.update(number.to_le_bytes());
            }
        }
        let mut names: Vec<_> = self.features.keys().collect();
        names.sort_unstable();
        for name in names {
            hash.update(name.to_le_bytes());
        }
        self.steps
            .iter()
            .for_each(|step| hash.update(step.to_le_bytes()));
        let digest = hash.finalize();
        URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default())
    }
}
