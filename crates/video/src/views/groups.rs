//! What is told of groups of people: nothing of small ones, nor what would give them away.

use crate::social::counts::VIEWS_MIN;

/// Numbers are told in whole steps of so many views. What is asked twice, or for two spans of days, would tell of single
/// views by the difference.
const STEP: u64 = 10;

/// A number, unless it is of few.
pub(super) fn told(n: u64) -> Option<u64> {
    (n >= VIEWS_MIN).then_some(n - n % STEP)
}

/// The parts of a number that is told. What the parts leave of the whole is a number, too: if it is small, the
/// smallest part that would have been told is kept back with it.
pub(super) fn told_each(parts: &[u64]) -> Vec<Option<u64>> {
    let mut told: Vec<_> = parts.iter().map(|n| told(*n)).collect();
    let kept_back: u64 = parts.iter().filter(|n| **n < VIEWS_MIN).sum();
    if (1..VIEWS_MIN).contains(&kept_back)
        && let Some(smallest) = told.iter_mut().filter(|n| n.is_some()).min()
    {
        *smallest = None;
    }
    told
}

#[cfg(test)]
mod tests {
    use super::{told, told_each};

    #[test]
    fn few_are_not_told_and_do_not_follow_from_the_others() {
        assert_eq!(
            [0, 19, 20, 103].map(told),
            [None, None, Some(20), Some(100)]
        );
        for (parts, told) in [
            (&[100, 0, 30][..], vec![Some(100), None, Some(30)]),
            (&[100, 3, 30], vec![Some(100), None, None]),
            (&[100, 3, 18], vec![Some(100), None, None]),
            (&[100, 3, 30, 4], vec![Some(100), None, None, None]),
            (&[40, 3], vec![None, None]),
            (&[3, 4], vec![None, None]),
            (&[0, 0], vec![None, None]),
        ] {
            assert_eq!(told_each(parts), told, "{parts:?}");
        }
    }
}
