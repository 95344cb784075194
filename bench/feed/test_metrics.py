"""Ranks, gains and spread by hand-made cases. Needs numpy only: `python -m unittest discover bench/feed`."""

import math
import unittest

import numpy as np

from data import Acts
from metrics import gains, gini, hits, measure, paired_interval, ranks


def acts(rows, users, items):
    user, item = (np.array(column) for column in zip(*rows))
    return Acts(user, item, np.full(len(user), 5.0), np.arange(len(user)), users, items)


class Ranks(unittest.TestCase):
    def test_what_was_seen_is_not_counted(self):
        past = acts([(0, 0), (0, 1)], 1, 4)
        self.assertEqual(ranks(np.array([[9.0, 8.0, 2.0, 1.0]]), past, np.array([3])).tolist(), [1])

    def test_equal_scores_go_by_number_and_not_in_favour(self):
        past = acts([(0, 0)], 1, 5)
        scores = np.ones((1, 5))
        self.assertEqual([ranks(scores, past, np.array([item]))[0] for item in (1, 2, 4)], [0, 1, 3])

    def test_a_target_seen_before_is_a_broken_split(self):
        with self.assertRaises(ValueError):
            ranks(np.ones((1, 3)), acts([(0, 1)], 1, 3), np.array([1]))

    def test_scores_that_are_no_numbers_are_refused(self):
        with self.assertRaises(ValueError):
            ranks(np.array([[0.0, math.nan]]), acts([(0, 0)], 1, 2), np.array([1]))

    def test_gains_fall_with_the_place_and_end_at_ten(self):
        places = np.array([0, 1, 9, 10])
        np.testing.assert_allclose(gains(places), [1, 1 / math.log2(3), 1 / math.log2(11), 0])
        self.assertEqual(hits(places).tolist(), [1, 1, 1, 0])


class Spread(unittest.TestCase):
    def test_gini_is_zero_for_equals_and_near_one_for_a_single_winner(self):
        self.assertAlmostEqual(gini([3, 3, 3, 3]), 0)
        self.assertAlmostEqual(gini([0] * 99 + [7]), 0.99)

    def test_measure_covers_what_was_shown(self):
        past = acts([(0, 0), (1, 0)], 2, 12)
        found = measure(np.tile(np.arange(12.0), (2, 1)), past, np.array([11, 2]))
        self.assertEqual(found["gain"].tolist(), [1.0, gains(np.array([9]))[0]])
        self.assertAlmostEqual(found["coverage"], 10 / 12)

    def test_a_paired_difference_that_everybody_has_is_certain(self):
        low, high = paired_interval(np.arange(50.0) + 1, np.arange(50.0))
        self.assertEqual((low, high), (1.0, 1.0))


if __name__ == "__main__":
    unittest.main()
