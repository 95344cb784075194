//! How a day's view tokens of an account are shared between its devices. All that decides is which devices took tokens
//! lately: never how many anybody used, which nobody knows.

use std::collections::{BTreeMap, BTreeSet};

/// Of so many tokens one is kept for devices that nobody could foresee.
const SPARE_PART: usize = 8;

/// Which devices of an account took tokens.
#[derive(Debug, Default)]
pub(super) struct Devices {
    /// On the days before.
    pub(super) lately: BTreeSet<i64>,
    /// Today, and how many.
    pub(super) today: BTreeMap<i64, usize>,
}

impl Devices {
    /// How many of an account's `cap` tokens a device gets that has none yet today: as many as each other that took some
    /// lately. One that is new gets half of what is left for such, and from the next day on as many as all.
    pub(super) fn share(&self, device: i64, cap: usize) -> usize {
        let left = cap.saturating_sub(self.today.values().sum());
        let fair = (cap - cap / SPARE_PART) / self.lately.len().max(1);
        let is_first = self.lately.is_empty() && self.today.is_empty();
        if is_first || self.lately.contains(&device) {
            return fair.min(left);
        }
        let waiting = self.lately.iter();
        let waiting = waiting.filter(|device| !self.today.contains_key(device));
        left.saturating_sub(fair * waiting.count()).div_ceil(2)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What devices get that come one after the other.
    fn shares(lately: &[i64], come: &[i64], cap: usize) -> Vec<usize> {
        let mut devices = Devices {
            lately: lately.iter().copied().collect(),
            today: BTreeMap::new(),
        };
        let share = |device: &i64| {
            let share = devices.share(*device, cap);
            devices.today.insert(*device, share);
            share
        };
        come.iter().map(share).collect()
    }

    #[test]
    fn devices_that_took_tokens_lately_get_the_same_in_any_order() {
        assert_eq!(shares(&[1], &[1], 200), [175]);
        assert_eq!(shares(&[1, 2], &[2, 1], 200), [87, 87]);
        assert_eq!(shares(&[1, 2, 3], &[3, 1, 2], 200), [58, 58, 58]);
    }

    #[test]
    fn the_first_device_of_an_account_gets_nearly_all_and_a_new_one_some() {
        assert_eq!(shares(&[], &[1, 2, 3], 200), [175, 13, 6]);
        assert_eq!(shares(&[1], &[2, 1, 3], 200), [13, 175, 6]);
    }

    proptest! {
        #[test]
        fn an_account_never_gets_more_than_its_cap(
            lately in proptest::collection::btree_set(0_i64..12, 0..8),
            come in proptest::collection::btree_set(0_i64..24, 1..24),
            cap in 0_usize..500,
        ) {
            let lately: Vec<_> = lately.into_iter().collect();
            let come: Vec<_> = come.into_iter().rev().collect();
            let all: usize = shares(&lately, &come, cap).iter().sum();
            prop_assert!(all <= cap);
            // Whoever comes first, those that were here lately get their fair share.
            let fair = (cap - cap / SPARE_PART) / lately.len().max(1);
            for (device, share) in come.iter().zip(shares(&lately, &come, cap)) {
                if lately.contains(device) {
                    prop_assert_eq!(share, fair);
                }
            }
        }
    }
}
