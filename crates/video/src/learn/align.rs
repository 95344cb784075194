//! Turns a model so that its directions lie as those of the one before: a product of an in and an out vector stays the
//! same when both are turned, and what a device remembers of a video goes on to mean what it meant (orthogonal
//! Procrustes).

use super::dense::{Tall, symmetric_directions};

/// A direction that has less than this part of the heaviest one is none.
const SLIGHT: f32 = 1e-4;

/// The turn that brings `new` closest to `old`, row by row. `None` when there is nothing in common.
pub(super) fn turn(new: &Tall, old: &Tall) -> Option<Tall> {
    // new · R ≈ old: with newᵀ · old = U · S · Vᵀ it is R = U · Vᵀ.
    let crossed = new.transposed_times(old);
    let n = crossed.columns;
    let (squares, v) = symmetric_directions(crossed.transposed_times(&crossed));
    let heaviest = squares.first().copied().unwrap_or(0.0).max(0.0).sqrt();
    if !(heaviest > 0.0 && heaviest.is_finite()) {
        return None;
    }
    let weights = squares.iter().map(|square| square.max(0.0).sqrt());
    let known = weights
        .take_while(|weight| *weight > heaviest * SLIGHT)
        .count();
    // What both have in common decides; the rest of U is whatever is left, so that nothing is lost of the new.
    let mut u = Tall::zeros(n, 3 * n);
    let (turned, spare) = (crossed.times(&v), Tall::scattered(n, 2 * n));
    for at in 0..n {
        let row = u.row_mut(at);
        row[..known].copy_from_slice(&turned.row(at)[..known]);
        row[n..].copy_from_slice(spare.row(at));
    }
    u.orthonormalise();
    let is_there = |column: &usize| (0..n).any(|at| u.row(at)[*column] != 0.0);
    let columns: Vec<usize> = (0..3 * n).filter(is_there).take(n).collect();
    let mut out = Tall::zeros(n, n);
    for at in 0..n {
        for (direction, column) in columns.iter().enumerate() {
            let along = u.row(at)[*column];
            for (value, row) in out.row_mut(at).iter_mut().zip(0..n) {
                *value += along * v.row(row)[direction];
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::dense::dot;

    #[test]
    fn a_turned_model_is_turned_back() {
        let (rows, n) = (50, 8);
        let old = Tall::scattered(rows, n);
        let mut q = Tall::scattered(n, n);
        q.orthonormalise();
        let new = old.times(&q);
        let back = new.times(&turn(&new, &old).unwrap());
        for (value, expected) in back.values.iter().zip(&old.values) {
            assert!((value - expected).abs() < 1e-3);
        }
    }

    #[test]
    fn directions_that_the_old_model_had_not_are_kept() {
        let (rows, n) = (50, 8);
        let new = Tall::scattered(rows, n);
        let mut old = new.clone();
        for at in 0..rows {
            old.row_mut(at)[3..].fill(0.0);
        }
        let turned = new.times(&turn(&new, &old).unwrap());
        for (one, other) in [(0, 1), (3, 7), (11, 11)] {
            let (before, after) = (
                dot(new.row(one), new.row(other)),
                dot(turned.row(one), turned.row(other)),
            );
            assert!((before - after).abs() < 1e-3, "{before} {after}");
        }
        assert!(turn(&new, &Tall::zeros(rows, n)).is_none());
    }
}
