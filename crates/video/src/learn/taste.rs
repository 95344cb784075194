//! The space of taste: EASE (Steck, WWW 2019), a linear model in which each video says how much the others are liked by
//! who likes it. `B = 1 − P · diag(1/P)` with `P = (XᵀX + λ)⁻¹`, in 64 directions.
//!
//! What videos have in common counts as if it were one more person who likes them all a little: where few people act,
//! it is what there is; where many do, it is nothing beside them.

use std::collections::HashMap;

use super::{
    Acts,
    dense::{Inverse, Operator, Tall, factors},
};

/// How much is needed until two videos say something of each other.
const LAMBDA: f32 = 150.0;
/// What more videos than this have in common says nothing.
const COMMON_MAX: usize = 200;

/// `(in, out)`: what having liked a video says, and what it says of a video.
pub(super) fn learn(acts: &Acts, rank: usize) -> Option<(Tall, Tall)> {
    let n = acts.items;
    let mut gram = vec![0.0_f32; n * n];
    for person in acts.people() {
        for (at, one) in person.iter().enumerate() {
            for other in &person[..=at] {
                let (low, high) = (one.item.min(other.item), one.item.max(other.item));
                gram[high * n + low] += 1.0;
            }
        }
    }
    add_features(acts, &mut gram);
    for i in 0..n {
        gram[i * n + i] += LAMBDA;
    }
    let inverse = Inverse::of(gram, n)?;
    let over = inverse.diagonal().iter().map(|value| 1.0 / value).collect();
    Some(factors(&Ease { inverse, over }, rank))
}

fn add_features(acts: &Acts, gram: &mut [f32]) {
    let mut having: HashMap<u64, Vec<(usize, f32)>> = HashMap::new();
    for (item, features) in acts.features.iter().enumerate() {
        for feature in features {
            having
                .entry(feature.name)
                .or_default()
                .push((item, feature.weight));
        }
    }
    // In one order, so that sums are the same each time.
    let mut having: Vec<_> = having.into_iter().collect();
    having.retain(|(_, items)| (2..=COMMON_MAX).contains(&items.len()));
    having.sort_unstable_by_key(|(name, _)| *name);
    for (_, items) in having {
        let over = 1.0 / items.len() as f32;
        for (at, (high, weight)) in items.iter().enumerate() {
            for (low, by) in &items[..=at] {
                gram[high * acts.items + low] += weight * by * over;
            }
        }
    }
}

/// `B`, of which only ways to multiply by it are needed.
struct Ease {
    inverse: Inverse,
    over: Vec<f32>,
}

impl Ease {
    fn scaled(&self, mut x: Tall) -> Tall {
        for (at, by) in self.over.iter().enumerate() {
            x.row_mut(at).iter_mut().for_each(|value| *value *= by);
        }
        x
    }
}

impl Operator for Ease {
    fn size(&self) -> usize {
        self.over.len()
    }

    fn times(&self, x: &Tall) -> Tall {
        minus(x.clone(), &self.inverse.times(&self.scaled(x.clone())))
    }

    fn transposed_times(&self, x: &Tall) -> Tall {
        minus(x.clone(), &self.scaled(self.inverse.times(x)))
    }
}

fn minus(mut from: Tall, what: &Tall) -> Tall {
    for (value, less) in from.values.iter_mut().zip(&what.values) {
        *value -= less;
    }
    from
}
