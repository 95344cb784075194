//! What can be learnt of videos from what people do in public: likes, reposts, shares, comments and follows of accounts that
//! are not private. Nobody's watching is known here, and nothing of a person comes out: a video gets four vectors, which
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
#[cfg(test)]
mod community;
pub(crate) mod core;
mod dense;
pub(crate) mod features;
pub(crate) mod fold;
pub(crate) mod model;
mod next;
mod taste;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

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

/// How much a follow says of taste beside an act, spread over the author's videos: measured in [`community`].
const FOLLOW: f32 = 0.5;
/// Newest follows of one person, videos of one of these authors, and of all of them, that are looked at.
const FOLLOWS_OF_PERSON_MAX: usize = 100;
const OF_FOLLOWED_MAX: usize = 10;
const BY_FOLLOWS_MAX: usize = 100;

/// An act on a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Act {
    /// A number that is the same for the same person in one learning, and says nothing else.
    pub(crate) person: u32,
    pub(crate) ms: u64,
    /// The place of the video in the core.
    pub(crate) item: usize,
}

/// A follow of somebody whose videos are in the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Follow {
    /// As in [`Act`].
    pub(crate) person: u32,
    pub(crate) ms: u64,
    /// The place of the author in [`Acts::of_authors`].
    pub(crate) author: usize,
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
    /// Whom people follow, person by person.
    follows: BTreeMap<u32, Vec<usize>>,
    /// The videos of each author, the newest last.
    of_authors: Vec<Vec<usize>>,
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
            ..Self::default()
        }
    }

    /// Adds whom people follow: of each person the newest follows.
    pub(crate) fn with_follows(
        mut self,
        mut follows: Vec<Follow>,
        of_authors: Vec<Vec<usize>>,
    ) -> Self {
        follows.sort_unstable_by_key(|follow| (follow.person, Reverse(follow.ms), follow.author));
        for person in follows.chunk_by(|a, b| a.person == b.person) {
            let authors = person.iter().take(FOLLOWS_OF_PERSON_MAX);
            let authors = authors.map(|follow| follow.author).collect();
            self.follows.insert(person[0].person, authors);
        }
        self.of_authors = of_authors;
        self
    }

    fn people(&self) -> impl Iterator<Item = &[Act]> {
        self.all.chunk_by(|a, b| a.person == b.person)
    }

    /// What each person likes, and how much: what he acted on, and, less, other videos of whom he follows.
    fn likings(&self) -> impl Iterator<Item = Vec<(usize, f32)>> {
        let acting = self.people().map(|acts| {
            let follows = acts.first().and_then(|act| self.follows.get(&act.person));
            self.liking(acts, follows.map_or(&[], Vec::as_slice))
        });
        let is_silent = |person: &u32| {
            self.all
                .binary_search_by_key(person, |act| act.person)
                .is_err()
        };
        let silent = self
            .follows
            .iter()
            .filter(move |(person, _)| is_silent(person));
        acting.chain(silent.map(|(_, follows)| self.liking(&[], follows)))
    }

    fn liking(&self, acts: &[Act], follows: &[usize]) -> Vec<(usize, f32)> {
        let acted: HashSet<usize> = acts.iter().map(|act| act.item).collect();
        let mut liking: Vec<_> = acts.iter().map(|act| (act.item, 1.0)).collect();
        let followed = follows
            .iter()
            .filter_map(|author| self.of_authors.get(*author));
        for videos in followed {
            let newest = &videos[videos.len().saturating_sub(OF_FOLLOWED_MAX)..];
            let weight = FOLLOW / (newest.len().max(1) as f32).sqrt();
            let others = newest.iter().filter(|item| !acted.contains(item));
            liking.extend(others.map(|item| (*item, weight)));
        }
        liking.truncate(acts.len() + BY_FOLLOWS_MAX);
        liking
    }

    pub(crate) fn count(&self) -> usize {
        self.all.len() + self.follows.values().map(Vec::len).sum::<usize>()
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
        for (person, authors) in &self.follows {
            hash.update(person.to_le_bytes());
            for author in authors {
                hash.update(author.to_le_bytes());
            }
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
    let core = core
        .into_iter()
        .map(|video| (video.nid, video.id))
        .collect();
    let work = tokio::task::spawn_blocking(move || model_of(&acts, core, &old, of));
    let mut model = work.await.map_err(|_| StoreError::Panicked)?;
    model.took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Arc::new(model))
}

/// Learns both spaces of the videos of the core (numbers and ids).
fn model_of(
    acts: &Acts,
    core: Vec<(i64, String)>,
    old: &HashMap<String, Vec<f32>>,
    of: [u8; 32],
) -> Model {
    let zero = || (Tall::zeros(acts.items, DIMS), Tall::zeros(acts.items, DIMS));
    let taste = taste::learn(acts, DIMS).unwrap_or_else(zero);
    let next = next::learn(acts, DIMS).unwrap_or_else(zero);
    let old: Vec<_> = core.iter().map(|(_, id)| old.get(id)).collect();
    let taste = aligned(taste, &old, 0);
    let next = aligned(next, &old, 2 * DIMS);
    let learnt = Learnt {
        nids: core.into_iter().map(|(nid, _)| nid).collect(),
        parts: [taste.0, taste.1, next.0, next.1],
    };
    Model::of(&learnt, acts, of)
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

#[cfg(test)]
mod tests {
    use super::{features::Feature, fold::Known, *};

    const TOPICS: usize = 4;
    const OF_TOPIC: usize = 10;
    const PEOPLE: usize = 25;

    fn tag(topic: usize) -> Feature {
        Feature {
            name: topic as u64,
            weight: 1.0,
        }
    }

    /// Ten videos of each topic; each person acts on five of one topic, one after the other, and on one of another.
    fn acts(people: usize, is_tagged: bool) -> Acts {
        let mut all = Vec::new();
        for person in 0..TOPICS * people {
            let topic = person % TOPICS;
            let of = |n: usize| topic * OF_TOPIC + (person / TOPICS * 3 + n * n) % OF_TOPIC;
            let other = (topic + 1) % TOPICS * OF_TOPIC + person % OF_TOPIC;
            for (at, item) in (0..5).map(of).chain([other]).enumerate() {
                all.push(Act {
                    person: u32::try_from(person).unwrap(),
                    ms: 1000 * at as u64,
                    item,
                });
            }
        }
        let features = (0..TOPICS * OF_TOPIC).map(|item| match is_tagged {
            true => vec![tag(item / OF_TOPIC)],
            false => Vec::new(),
        });
        Acts::new(all, features.collect())
    }

    fn learnt(acts: &Acts, old: &HashMap<String, Vec<f32>>) -> Model {
        let core = (0..acts.items).map(|item| (item as i64, item.to_string()));
        model_of(acts, core.collect(), old, [0; 32])
    }

    fn known(video: i64, features: Features, beside: &[i64]) -> Known {
        Known {
            video,
            features,
            people: beside.len() * 10,
            beside: beside.iter().map(|video| (*video, 10)).collect(),
        }
    }

    /// What an act on one video says of another, in the space that begins at `from`.
    fn says(model: &Model, one: &Known, other: &Known, from: usize) -> i32 {
        let (one, other) = (model.vectors(one), model.vectors(other));
        let (ins, outs) = (
            &one[from..from + DIMS],
            &other[from + DIMS..from + 2 * DIMS],
        );
        ins.iter()
            .zip(outs)
            .map(|(a, b)| i32::from(*a) * i32::from(*b))
            .sum()
    }

    fn item(item: usize) -> Known {
        known(item as i64, Vec::new(), &[])
    }

    /// In how many percent of pairs a video of the same topic is nearer than one of the topic after the next.
    fn right(model: &Model, from: usize) -> usize {
        let (mut right, mut all) = (0, 0);
        for one in 0..TOPICS * OF_TOPIC {
            for n in 1..OF_TOPIC {
                let topic = one / OF_TOPIC;
                let same = topic * OF_TOPIC + (one + n) % OF_TOPIC;
                let other = (topic + 2) % TOPICS * OF_TOPIC + (one + n) % OF_TOPIC;
                let says = |other| says(model, &item(one), &item(other), from);
                right += usize::from(says(same) > says(other));
                all += 1;
            }
        }
        right * 100 / all
    }

    #[test]
    fn what_the_same_people_act_on_is_near_in_both_spaces() {
        let model = learnt(&acts(PEOPLE, false), &HashMap::new());
        for from in [0, 2 * DIMS] {
            let right = right(&model, from);
            assert!(right >= 95, "{from}: {right} %");
        }
        let again = learnt(&acts(PEOPLE, false), &HashMap::new());
        assert_eq!(model.id, again.id, "the same comes out of the same");
    }

    #[test]
    fn without_any_act_tags_alone_say_something() {
        let model = learnt(&acts(0, true), &HashMap::new());
        assert!(right(&model, 0) >= 95);
        let nothing = learnt(&Acts::new(Vec::new(), Vec::new()), &HashMap::new());
        assert_eq!(nothing.scales().taste_in, "0");
        assert_eq!(
            nothing.vectors(&known(7, vec![tag(1)], &[3])),
            vec![0; VECTORS]
        );
    }

    #[test]
    fn a_new_video_is_near_those_with_its_tag_and_those_that_its_people_like() {
        let model = learnt(&acts(PEOPLE, true), &HashMap::new());
        let (of_two, of_none) = (item(2 * OF_TOPIC), item(0));
        let tagged = known(900, vec![tag(2)], &[]);
        assert!(says(&model, &of_two, &tagged, 0) > says(&model, &of_none, &tagged, 0));
        let beside = [20, 21, 22];
        let liked = known(901, Vec::new(), &beside);
        assert!(says(&model, &of_two, &liked, 0) > says(&model, &of_none, &liked, 0));
        // What people do says more than what the author wrote.
        let misnamed = known(902, vec![tag(0)], &beside);
        assert!(says(&model, &of_two, &misnamed, 0) > says(&model, &of_none, &misnamed, 0));
    }

    #[test]
    fn who_names_every_tag_is_less_near_than_who_names_the_right_one() {
        let model = learnt(&acts(PEOPLE, true), &HashMap::new());
        let honest = known(900, vec![tag(1)], &[]);
        let stuffed = known(901, (0..TOPICS).map(tag).collect(), &[]);
        let viewer = item(OF_TOPIC + 3);
        assert!(says(&model, &viewer, &honest, 0) > 2 * says(&model, &viewer, &stuffed, 0));
    }

    #[test]
    fn accounts_that_act_on_two_videos_alone_do_not_bring_them_to_others() {
        let mut all = acts(PEOPLE, false).all;
        let spam = 3 * OF_TOPIC;
        // A farm: each account likes the spam, and one popular video of topic 0.
        for person in 0..40 {
            for (ms, item) in [(0, 0), (1, spam)] {
                all.push(Act {
                    person: 10_000 + person,
                    ms,
                    item,
                });
            }
        }
        let farmed = learnt(
            &Acts::new(all, vec![Vec::new(); TOPICS * OF_TOPIC]),
            &HashMap::new(),
        );
        let viewers = 1..OF_TOPIC;
        let nearer = viewers.filter(|viewer| {
            let says = |other| says(&farmed, &item(*viewer), &item(other), 0);
            says(spam) > says((viewer + 1) % OF_TOPIC)
        });
        assert_eq!(
            nearer.count(),
            0,
            "who liked other videos of topic 0 is not led to it"
        );
    }

    #[test]
    fn directions_stay_from_one_model_to_the_next() {
        let steps = |model: &Model, at: usize| {
            let scales = model.scales();
            let of = [
                scales.taste_in,
                scales.taste_out,
                scales.next_in,
                scales.next_out,
            ];
            let vectors = model.vectors(&item(at));
            let parts = vectors.chunks_exact(DIMS).zip(of);
            let values = parts.flat_map(|(part, step)| {
                let step: f32 = step.parse().unwrap();
                part.iter()
                    .map(move |value| f32::from(*value) * step)
                    .collect::<Vec<_>>()
            });
            values.collect::<Vec<f32>>()
        };
        let all = TOPICS * OF_TOPIC;
        let old = learnt(&acts(PEOPLE, false), &HashMap::new());
        let before: HashMap<_, _> = (0..all)
            .map(|at| (at.to_string(), steps(&old, at)))
            .collect();
        let new = learnt(&acts(PEOPLE + 5, false), &before);
        assert_ne!(new.id, old.id);
        let cosine =
            |a: &[f32], b: &[f32]| dense::dot(a, b) / (dense::dot(a, a) * dense::dot(b, b)).sqrt();
        for at in 0..all {
            let (then, now) = (&before[&at.to_string()], steps(&new, at));
            let near = cosine(&then[..2 * DIMS], &now[..2 * DIMS]);
            assert!(near > 0.9, "{at}: {near}");
        }
    }
}
