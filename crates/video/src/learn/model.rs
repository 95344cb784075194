//! A learnt model: vectors for every video, whether it was learnt or not.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use store::StoreError;

use super::{
    acts, core,
    dense::{Tall, add_scaled},
    features::{Feature, Features},
    next, taste,
};
use crate::{
    Video,
    packs::format::{DIMS, Scales, VECTORS},
};

/// Features that are kept, those of most videos first.
const FEATURES_MAX: usize = 32_768;
/// How many videos a feature needs until it says something by itself.
const SHRINK: f32 = 2.0;

/// What was learnt.
pub(crate) struct Model {
    /// A hash of all vectors.
    pub(crate) id: String,
    /// What one step of the four kinds of vectors is worth.
    steps: [f32; 4],
    videos: HashMap<i64, Vec<f32>>,
    features: HashMap<u64, Vec<f32>>,
    pub(crate) learnt_ms: u64,
    pub(crate) took_ms: u64,
    pub(crate) acts: usize,
}

/// Learns a model from what is public now.
pub(crate) async fn learn(v: &Video) -> Result<Model, StoreError> {
    let begun = tokio::time::Instant::now();
    let core = core::choose(v).await?;
    let acts = acts::read(v, &core).await?;
    let now_ms = v.now_ms();
    let work = tokio::task::spawn_blocking(move || {
        let zero = || Tall::zeros(acts.items, DIMS);
        let (taste_in, taste_out) = taste::learn(&acts, DIMS).unwrap_or_else(|| (zero(), zero()));
        let (next_in, next_out) = next::learn(&acts, DIMS).unwrap_or_else(|| (zero(), zero()));
        let parts = [taste_in, taste_out, next_in, next_out];
        let vectors = (0..acts.items).map(|at| {
            let mut vector = Vec::with_capacity(VECTORS);
            parts
                .iter()
                .for_each(|part| vector.extend_from_slice(part.row(at)));
            vector
        });
        let vectors: Vec<Vec<f32>> = vectors.collect();
        let features = means(&acts.features, &vectors);
        let nids = core.iter().map(|video| video.nid);
        (nids.zip(vectors).collect(), features, acts.count())
    });
    let (videos, features, acts) = work.await.map_err(|_| StoreError::Panicked)?;
    let mut model = Model {
        id: String::new(),
        steps: steps(&videos),
        videos,
        features,
        learnt_ms: now_ms,
        took_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        acts,
    };
    model.id = model.hash();
    Ok(model)
}

/// The mean vector of the videos that have a feature.
fn means(features: &[Features], vectors: &[Vec<f32>]) -> HashMap<u64, Vec<f32>> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for feature in features.iter().flatten() {
        *counts.entry(feature.name).or_default() += 1;
    }
    let mut most: Vec<(u64, u32)> = counts.into_iter().collect();
    most.sort_unstable_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
    most.truncate(FEATURES_MAX);
    let counts: HashMap<u64, u32> = most.into_iter().collect();
    let mut sums: HashMap<u64, Vec<f32>> = HashMap::new();
    for (features, vector) in features.iter().zip(vectors) {
        for feature in features {
            if let Some(n) = counts.get(&feature.name) {
                let sum = sums
                    .entry(feature.name)
                    .or_insert_with(|| vec![0.0; VECTORS]);
                add_scaled(sum, vector, 1.0 / (*n as f32 + SHRINK));
            }
        }
    }
    sums
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

    /// The vectors of a video: its own, or what its features say.
    pub(crate) fn vectors(&self, video: i64, features: &[Feature]) -> Vec<i8> {
        match self.videos.get(&video) {
            Some(vector) => self.rounded(vector),
            None => self.rounded(&self.by_features(features)),
        }
    }

    fn by_features(&self, features: &[Feature]) -> Vec<f32> {
        let (mut sum, mut weights) = (vec![0.0; VECTORS], 0.0);
        for feature in features {
            if let Some(mean) = self.features.get(&feature.name) {
                add_scaled(&mut sum, mean, feature.weight);
                weights += feature.weight;
            }
        }
        if weights > 0.0 {
            sum.iter_mut().for_each(|value| *value /= weights);
        }
        sum
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
