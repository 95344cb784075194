//! The space of what comes next, out of the order in which people act. Two views of it, each as strong as the other:
//! a regression of the next act on those before (they count less the longer ago, as on the device), and who stands near
//! whom in either direction. In 64 directions. Measured beside others in `bench/feed`.

use super::{
    Acts,
    dense::{Inverse, Operator, Tall, add_scaled, factors},
    taste::everywhere,
};

/// How far the acts before say something, how much less each counts than the one after it, and how much is needed
/// until they say something.
const BEFORE_MAX: usize = 24;
const DECAY: f32 = 0.8;
const LAMBDA: f32 = 300.0;
/// How far near is.
const NEAR_MAX: usize = 20;
/// Random directions by which the size of the regression is measured.
const PROBES: usize = 32;

/// `(in, out)`: what an act on a video says of the next one, and what it says of a video.
pub(super) fn learn(acts: &Acts, rank: usize) -> Option<(Tall, Tall)> {
    let mut next = Next {
        acts,
        near: near(acts),
        near_by: 0.0,
        regression: regression(acts)?,
        regression_by: 0.0,
    };
    next.near_by = over_deviation(&next.near.values);
    let probes = Tall::signs(acts.items, PROBES);
    let mut answers = next.regression.times(&probes);
    // The sum of squares of a matrix is that of its products with random signs, on average.
    let over = 1.0 / ((PROBES * acts.items.max(1)) as f32).sqrt();
    answers.values.iter_mut().for_each(|value| *value *= over);
    let squares: f32 = answers.values.iter().map(|value| value * value).sum();
    if squares > 0.0 {
        next.regression_by = (acts.items.max(1) as f32).sqrt() / squares.sqrt();
    }
    Some(factors(&next, rank))
}

/// One over the deviation of all numbers; 0 if they are all 0.
fn over_deviation(values: &[f32]) -> f32 {
    let squares: f64 = values.iter().map(|value| f64::from(value * value)).sum();
    let deviation = (squares / values.len().max(1) as f64).sqrt();
    if deviation > 0.0 {
        (1.0 / deviation) as f32
    } else {
        0.0
    }
}

/// Who stands near whom: less the further, and less for those who stand near everybody.
fn near(acts: &Acts) -> Tall {
    let n = acts.items;
    let mut near = Tall::zeros(n, n);
    for person in acts.people() {
        for (at, one) in person.iter().enumerate() {
            for (gap, other) in person[at + 1..].iter().take(NEAR_MAX).enumerate() {
                let weight = 1.0 / ((gap + 1) as f32).sqrt();
                near.row_mut(one.item)[other.item] += weight;
                near.row_mut(other.item)[one.item] += weight;
            }
        }
    }
    let sums: Vec<f32> = (0..n)
        .map(|i| near.row(i).iter().sum::<f32>() + 1.0)
        .collect();
    for (i, sum) in sums.iter().enumerate() {
        for (value, other) in near.row_mut(i).iter_mut().zip(&sums) {
            *value /= (sum * other).sqrt();
        }
    }
    near
}

struct Regression {
    inverse: Inverse,
    crossed: Tall,
}

fn regression(acts: &Acts) -> Option<Regression> {
    let n = acts.items;
    let mut gram = vec![0.0_f32; n * n];
    let mut crossed = Tall::zeros(n, n);
    for person in acts.people() {
        for (at, next) in person.iter().enumerate().skip(1) {
            let before = person[at.saturating_sub(BEFORE_MAX)..at].iter().rev();
            let weights = std::iter::successors(Some(1.0_f32), |weight| Some(weight * DECAY));
            let before: Vec<(usize, f32)> = before.map(|act| act.item).zip(weights).collect();
            for (k, (one, weight)) in before.iter().enumerate() {
                crossed.row_mut(*one)[next.item] += weight;
                for (other, by) in &before[..=k] {
                    let (low, high) = (one.min(other), one.max(other));
                    gram[high * n + low] += weight * by;
                }
            }
        }
    }
    (0..n).for_each(|i| gram[i * n + i] += LAMBDA);
    Some(Regression {
        inverse: Inverse::of(gram, n)?,
        crossed,
    })
}

impl Regression {
    fn times(&self, x: &Tall) -> Tall {
        self.inverse.times(&self.crossed.times(x))
    }

    fn transposed_times(&self, x: &Tall) -> Tall {
        self.crossed.transposed_times(&self.inverse.times(x))
    }
}

/// Both, as strong as each other.
struct Next<'a> {
    acts: &'a Acts,
    near: Tall,
    near_by: f32,
    regression: Regression,
    regression_by: f32,
}

impl Next<'_> {
    fn sum(&self, mut regression: Tall, near: &Tall) -> Tall {
        regression
            .values
            .iter_mut()
            .for_each(|value| *value *= self.regression_by);
        add_scaled(&mut regression.values, &near.values, self.near_by);
        regression
    }
}

impl Operator for Next<'_> {
    fn size(&self) -> usize {
        self.near.columns
    }

    fn times(&self, x: &Tall) -> Tall {
        self.sum(self.regression.times(x), &self.near.times(x))
    }

    fn transposed_times(&self, x: &Tall) -> Tall {
        // Near is the same in both directions.
        self.sum(self.regression.transposed_times(x), &self.near.times(x))
    }

    fn histories_times(&self, x: &Tall) -> Tall {
        let mut out = Tall::zeros(x.rows(), x.columns);
        let mut squares = 0.0;
        for person in self.acts.people() {
            // What stood before each next act, step by step; then back to those that it was made of.
            let steps = person.len().saturating_sub(1);
            let mut answers = Tall::zeros(steps, x.columns);
            let (mut answer, mut square) = (vec![0.0; x.columns], 0.0);
            for (step, act) in person.iter().take(steps).enumerate() {
                answer.iter_mut().for_each(|value| *value *= DECAY);
                add_scaled(&mut answer, x.row(act.item), 1.0);
                answers.row_mut(step).copy_from_slice(&answer);
                square = square * DECAY * DECAY + 1.0;
                squares += square;
            }
            answer.fill(0.0);
            for (step, act) in person.iter().take(steps).enumerate().rev() {
                answer.iter_mut().for_each(|value| *value *= DECAY);
                add_scaled(&mut answer, answers.row(step), 1.0);
                add_scaled(out.row_mut(act.item), &answer, 1.0);
            }
        }
        everywhere(out, x, squares)
    }
}
