//! The space of taste: EASE (Steck, WWW 2019), a linear model in which each video says how much the others are liked by
//! who likes it. `B = 1 − P · diag(1/P)` with `P = (XᵀX + λ)⁻¹`, in 64 directions.
//!
//! What videos have in common counts as if it were one more person who likes them all a little: where few people act,
//! it is what there is; where many do, it is nothing beside them.

use std::collections::HashMap;

use super::{
    Acts,
    dense::{Inverse, Operator, Tall, add_scaled, factors},
};

/// How much is needed until two videos say something of each other.
const LAMBDA: f32 = 150.0;
/// What more videos than this have in common says nothing.
const COMMON_MAX: usize = 200;

/// `(in, out)`: what having liked a video says, and what it says of a video.
pub(super) fn learn(acts: &Acts, rank: usize) -> Option<(Tall, Tall)> {
    let n = acts.items;
    let mut gram = vec![0.0_f32; n * n];
    for liking in acts.likings() {
        for (at, (one, weight)) in liking.iter().enumerate() {
            for (other, by) in &liking[..=at] {
                let (low, high) = (one.min(other), one.max(other));
                gram[high * n + low] += weight * by;
            }
        }
    }
    let having = having(acts);
    add_features(&having, &mut gram, n);
    for i in 0..n {
        gram[i * n + i] += LAMBDA;
    }
    let inverse = Inverse::of(gram, n)?;
    let over = inverse.diagonal().iter().map(|value| 1.0 / value).collect();
    let ease = Ease {
        acts,
        having,
        inverse,
        over,
    };
    Some(factors(&ease, rank))
}

/// What two videos and not too many have in common, with the videos that have it, and how much each has.
fn having(acts: &Acts) -> Vec<Vec<(usize, f32)>> {
    let mut having: HashMap<u64, Vec<(usize, f32)>> = HashMap::new();
    for (item, features) in acts.features.iter().enumerate() {
        for feature in features {
            having
                .entry(feature.name)
                .or_default()
                .push((item, feature.weight));
        }
    }
    having.retain(|_, items| (2..=COMMON_MAX).contains(&items.len()));
    // In one order, so that sums are the same each time.
    let mut having: Vec<_> = having.into_iter().collect();
    having.sort_unstable_by_key(|(name, _)| *name);
    let shared = having.into_iter().map(|(_, mut items)| {
        let over = 1.0 / (items.len() as f32).sqrt();
        items.iter_mut().for_each(|(_, weight)| *weight *= over);
        items
    });
    shared.collect()
}

fn add_features(having: &[Vec<(usize, f32)>], gram: &mut [f32], n: usize) {
    for items in having {
        for (at, (high, weight)) in items.iter().enumerate() {
            for (low, by) in &items[..=at] {
                gram[high * n + low] += weight * by;
            }
        }
    }
}

/// `B`, of which only ways to multiply by it are needed.
struct Ease<'a> {
    acts: &'a Acts,
    having: Vec<Vec<(usize, f32)>>,
    inverse: Inverse,
    over: Vec<f32>,
}

impl Ease<'_> {
    fn scaled(&self, mut x: Tall) -> Tall {
        for (at, by) in self.over.iter().enumerate() {
            x.row_mut(at).iter_mut().for_each(|value| *value *= by);
        }
        x
    }
}

impl Operator for Ease<'_> {
    fn size(&self) -> usize {
        self.over.len()
    }

    fn times(&self, x: &Tall) -> Tall {
        minus(x.clone(), &self.inverse.times(&self.scaled(x.clone())))
    }

    fn transposed_times(&self, x: &Tall) -> Tall {
        minus(x.clone(), &self.scaled(self.inverse.times(x)))
    }

    fn histories_times(&self, x: &Tall) -> Tall {
        let mut squares = 0.0;
        let mut out = Tall::zeros(x.rows(), x.columns);
        let mut add = |history: &[(usize, f32)]| {
            let mut answer = vec![0.0; x.columns];
            for (item, weight) in history {
                add_scaled(&mut answer, x.row(*item), *weight);
            }
            for (item, weight) in history {
                add_scaled(out.row_mut(*item), &answer, *weight);
                squares += weight * weight;
            }
        };
        self.acts.likings().for_each(|liking| add(&liking));
        self.having.iter().for_each(|items| add(items));
        everywhere(out, x, squares)
    }
}

/// Adds as much in every direction as there is in one on average: histories that did not occur yet.
pub(super) fn everywhere(mut out: Tall, x: &Tall, squares: f32) -> Tall {
    let mean = if squares > 0.0 {
        squares / x.rows().max(1) as f32
    } else {
        1.0
    };
    add_scaled(&mut out.values, &x.values, mean);
    out
}

fn minus(mut from: Tall, what: &Tall) -> Tall {
    for (value, less) in from.values.iter_mut().zip(&what.values) {
        *value -= less;
    }
    from
}
