//! A made-up community, always the same: what follows and tags add to what is learnt, and what a farm of accounts can move. The
//! figures of `docs/developer/feed-packs.md` ("What a farm can move") come from here: `cargo test -p video --lib tables --
//! --ignored --nocapture`.

use std::collections::{HashMap, HashSet};

use base::{Rng, SeededRng};

use super::{Act, Acts, Follow, features::Feature, fold::Known, model_of};
use crate::packs::format::DIMS;

const TOPICS: usize = 16;
const AUTHORS: usize = 80;
const VIDEOS: usize = 400;
const PEOPLE: usize = 600;
/// The first places of the order that a device makes, of 400.
const FIRST: usize = 10;

/// Dice.
struct Dice(SeededRng);

impl Dice {
    fn below(&self, n: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % n as u64).unwrap()
    }

    fn is(&self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Small numbers more often than large ones.
    fn skewed(&self, n: usize) -> usize {
        self.below(n).min(self.below(n))
    }
}

/// Authors and videos have one topic each, by their numbers: video `v` is author `v % AUTHORS`'s.
fn author(video: usize) -> usize {
    video % AUTHORS
}

fn topic(video: usize) -> usize {
    author(video) % TOPICS
}

/// A video of a topic, some of them much more often than others.
fn of_topic(dice: &Dice, topic: usize) -> usize {
    let of = VIDEOS / TOPICS;
    topic + TOPICS * dice.skewed(of)
}

struct Community {
    acts: Vec<Act>,
    follows: Vec<Follow>,
    features: Vec<Vec<Feature>>,
    /// Topics of each person.
    likes: Vec<[usize; 2]>,
    /// The act of each person that is not learnt from.
    held: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Followed {
    Nobody,
    ByTaste,
    ByChance,
}

impl Community {
    /// Everybody acts on so many videos, four of five by his taste.
    fn new(acts_each: usize, followed: Followed) -> Self {
        let dice = Dice(SeededRng::new(7));
        let mut made = Self {
            acts: Vec::new(),
            follows: Vec::new(),
            features: vec![Vec::new(); VIDEOS],
            likes: Vec::new(),
            held: Vec::new(),
        };
        for person in 0..PEOPLE {
            let likes = [dice.below(TOPICS), dice.below(TOPICS)];
            let mut seen = HashSet::new();
            while seen.len() <= acts_each {
                let video = match dice.is(80) {
                    true => of_topic(&dice, likes[seen.len() % 2]),
                    false => dice.below(VIDEOS),
                };
                if !seen.insert(video) {
                    continue;
                }
                if seen.len() <= acts_each {
                    made.act(person, seen.len(), video);
                } else if likes.contains(&topic(video)) {
                    made.held.push(video);
                } else {
                    seen.remove(&video);
                }
            }
            made.likes.push(likes);
        }
        let dice = Dice(SeededRng::new(8));
        for person in (0..PEOPLE).filter(|_| followed != Followed::Nobody) {
            for at in 0..4 {
                let author = match followed == Followed::ByTaste && dice.is(80) {
                    true => made.likes[person][at % 2] + TOPICS * dice.below(AUTHORS / TOPICS),
                    false => dice.below(AUTHORS),
                };
                made.follows.push(Follow {
                    person: u32::try_from(person).unwrap(),
                    ms: at as u64,
                    author,
                });
            }
        }
        made
    }

    fn act(&mut self, person: usize, ms: usize, item: usize) {
        self.acts.push(Act {
            person: u32::try_from(person).unwrap(),
            ms: ms as u64,
            item,
        });
    }

    fn learnt(&self) -> Learnt {
        let of_authors = (0..AUTHORS).map(|one| (one..VIDEOS).step_by(AUTHORS).collect());
        let acts = Acts::new(self.acts.clone(), self.features.clone())
            .with_follows(self.follows.clone(), of_authors.collect());
        let core = (0..VIDEOS).map(|at| (at as i64, at.to_string()));
        let model = model_of(&acts, core.collect(), &HashMap::new(), [0; 32]);
        let vectors = |at| {
            model.vectors(&Known {
                video: at as i64,
                features: Vec::new(),
                people: 0,
                beside: HashMap::new(),
            })
        };
        Learnt((0..VIDEOS).map(vectors).collect())
    }

    /// What somebody acted on, the newest first.
    fn history(&self, person: usize) -> Vec<usize> {
        let of = |act: &&Act| act.person as usize == person;
        self.acts
            .iter()
            .rev()
            .filter(of)
            .map(|act| act.item)
            .collect()
    }

    /// How many of a hundred people find the act that was held back in the first ten.
    fn hits(&self) -> f64 {
        let learnt = self.learnt();
        let hit = |person: &usize| learnt.place(&self.history(*person), self.held[*person]) < FIRST;
        (0..PEOPLE).filter(hit).count() as f64 * 100.0 / PEOPLE as f64
    }

    /// Where a video comes for each of those who like the target and did not act on it.
    fn places(&self, learnt: &Learnt, video: usize) -> Vec<usize> {
        let people = (0..PEOPLE).filter(|person| self.likes[*person].contains(&TARGET));
        let histories = people.map(|person| self.history(person));
        let others = histories.filter(|history| !history.contains(&video));
        let mut places: Vec<_> = others
            .map(|history| learnt.place(&history, video))
            .collect();
        places.sort_unstable();
        places
    }

    /// How many of a hundred of these have it in their first ten.
    fn reached(&self, video: usize) -> f64 {
        let places = self.places(&self.learnt(), video);
        let first = places.iter().filter(|place| **place < FIRST).count();
        first as f64 * 100.0 / places.len() as f64
    }

    /// Where videos come for half of them or better.
    fn middles<const N: usize>(&self, videos: [usize; N]) -> [usize; N] {
        let learnt = self.learnt();
        videos.map(|video| {
            let places = self.places(&learnt, video);
            places[places.len() / 2]
        })
    }
}

/// The vectors of all videos, as packs carry them.
struct Learnt(Vec<Vec<i8>>);

impl Learnt {
    /// Where a video comes in the order of somebody with such a history, as a device makes it.
    fn place(&self, history: &[usize], video: usize) -> usize {
        let taste = standard(self.scores(history, 0, 0.9));
        let next = standard(self.scores(history, 2 * DIMS, 0.8));
        let score = |at: usize| taste[at] + 1.5 * next[at];
        let others = (0..taste.len()).filter(|at| !history.contains(at) && *at != video);
        others.filter(|at| score(*at) > score(video)).count()
    }

    /// In the space whose vectors begin at `from`.
    fn scores(&self, history: &[usize], from: usize, decay: f32) -> Vec<f32> {
        let mut person = [0.0; DIMS];
        let mut weight = 1.0;
        for item in history {
            let ins = &self.0[*item][from..from + DIMS];
            for (sum, value) in person.iter_mut().zip(ins) {
                *sum += weight * f32::from(*value);
            }
            weight *= decay;
        }
        let score = |vectors: &Vec<i8>| {
            let outs = &vectors[from + DIMS..from + 2 * DIMS];
            let products = person.iter().zip(outs);
            products.map(|(sum, value)| sum * f32::from(*value)).sum()
        };
        self.0.iter().map(score).collect()
    }
}

fn standard(mut scores: Vec<f32>) -> Vec<f32> {
    let n = scores.len() as f32;
    let mean = scores.iter().sum::<f32>() / n;
    let squares: f32 = scores.iter().map(|score| (score - mean).powi(2)).sum();
    let over = 1.0 / (squares / n).sqrt().max(f32::MIN_POSITIVE);
    scores
        .iter_mut()
        .for_each(|score| *score = (*score - mean) * over);
    scores
}

/// Videos on which nobody acted but who is said: one that would like to reach the target, one that is of it.
const SPAM: usize = VIDEOS - 1;
const HONEST: usize = VIDEOS - TOPICS + TARGET;
/// A topic that the first one does not have.
const TARGET: usize = 3;

/// A community in which nobody acted on the two yet.
fn before() -> Community {
    let mut made = Community::new(8, Followed::Nobody);
    made.acts.retain(|act| ![SPAM, HONEST].contains(&act.item));
    made
}

/// So many accounts that do nothing but like the same popular videos, and then the spam.
fn farmed(accounts: usize, popular: usize) -> Community {
    let mut made = before();
    for account in 0..accounts {
        for at in 0..popular {
            made.act(PEOPLE + account, at, TARGET + TOPICS * at);
        }
        made.act(PEOPLE + account, popular, SPAM);
    }
    made
}

/// So many people who like the topic act on an honest video, by chance.
fn liked(people: usize, video: usize, topic: usize) -> Community {
    let mut made = before();
    let fans = (0..PEOPLE).filter(|person| made.likes[*person].contains(&topic));
    let fans: Vec<_> = fans.take(people).collect();
    for person in fans {
        made.act(person, 100, video);
    }
    made
}

fn tag(topic: usize) -> Feature {
    Feature {
        name: topic as u64,
        weight: 1.0,
    }
}

/// All videos have the tag of their topic, the spam has these.
fn tagged(mut made: Community, spam: &[usize]) -> Community {
    for (video, features) in made.features.iter_mut().enumerate() {
        features.push(tag(topic(video)));
    }
    made.features[SPAM] = spam.iter().copied().map(tag).collect();
    made
}

fn all_tags() -> Vec<usize> {
    (0..TOPICS).collect()
}

#[test]
fn who_follows_finds_more_where_few_acts_are() {
    let hits = |followed| Community::new(4, followed).hits();
    let (without, with) = (hits(Followed::Nobody), hits(Followed::ByTaste));
    assert!(with > without + 3.0, "{with} % against {without} %");
}

#[test]
fn a_farm_reaches_about_as_many_as_people_who_mean_it() {
    assert_eq!(
        farmed(10, 0).reached(SPAM),
        0.0,
        "who does nothing else says nothing"
    );
    let (farm, fans) = (
        farmed(10, 5).reached(SPAM),
        liked(10, HONEST, TARGET).reached(HONEST),
    );
    assert!(farm <= fans + 25.0, "{farm} % against {fans} %");
}

#[test]
fn a_new_video_is_found_by_its_tag_and_not_by_all_tags() {
    let [right, wrong] = tagged(before(), &[TARGET]).middles([HONEST, SPAM]);
    assert!(right < VIDEOS / 6, "place {right}");
    assert_eq!(right, wrong, "nobody knows yet");
    let [stuffed] = tagged(before(), &all_tags()).middles([SPAM]);
    assert!(stuffed > 4 * right, "place {stuffed}");
}

#[test]
#[ignore = "prints the tables of docs/developer/feed-packs.md"]
fn tables() {
    for acts in [2, 4, 12] {
        let hits = |followed| Community::new(acts, followed).hits();
        let (without, with) = (hits(Followed::Nobody), hits(Followed::ByTaste));
        let random = hits(Followed::ByChance);
        let tags = tagged(Community::new(acts, Followed::Nobody), &[topic(SPAM)]).hits();
        println!(
            "{acts} acts each: {without:.1} %, with follows {with:.1} %, with random ones {random:.1} %, with tags {tags:.1} %"
        );
    }
    let accounts = [3, 10, 30];
    for popular in [0, 1, 5] {
        let reached = accounts.map(|n| farmed(n, popular).reached(SPAM));
        println!("farms of {accounts:?} that like {popular} popular videos: {reached:.0?} %");
    }
    let fans = accounts.map(|n| liked(n, HONEST, TARGET).reached(HONEST));
    println!("as many fans of another video: {fans:.0?} %");
    let places = |tags: &[usize]| tagged(before(), tags).middles([SPAM, HONEST]);
    let (wrong, none, stuffed) = (places(&[TARGET]), places(&[]), places(&all_tags()));
    println!("places of a wrong and a right tag {wrong:?}, of none {none:?}, of all {stuffed:?}");
    let own = topic(SPAM);
    let acted = accounts.map(|n| tagged(liked(n, SPAM, own), &[TARGET]).middles([SPAM]));
    println!("of a wrong one when {accounts:?} of its own people acted: {acted:?}");
}
