"""Splits keep the future out. Needs numpy only."""

import unittest

import numpy as np

from data import Acts
from splits import by_number, in_drawn_order, leave_out, public_acts, public_users


def some():
    user = np.repeat([0, 1], 4)
    item = np.array([5, 3, 1, 0, 2, 4, 6, 7])
    time = np.array([1, 1, 1, 2, 5, 6, 7, 8])
    return Acts(user, item, np.array([5.0, 2, 4, 3, 1, 4, 5, 2]), time, 2, 8)


class Splits(unittest.TestCase):
    def test_the_last_act_is_guessed_from_all_before(self):
        split = leave_out(some(), 1)
        self.assertEqual(split.target.tolist(), [0, 7])
        self.assertEqual(split.past.item.tolist(), [5, 3, 1, 2, 4, 6])

    def test_tuning_never_meets_the_last_act(self):
        split = leave_out(some(), 2)
        self.assertEqual(split.target.tolist(), [1, 6])
        self.assertFalse({0, 7} & set(split.past.item.tolist()))

    def test_too_few_acts_are_an_error(self):
        with self.assertRaises(ValueError):
            leave_out(some(), 4)

    def test_only_acts_of_one_second_change_their_order(self):
        self.assertEqual(by_number(some()).item.tolist(), [1, 3, 5, 0, 2, 4, 6, 7])
        drawn = in_drawn_order(some(), 3)
        self.assertEqual(sorted(drawn.item[:3].tolist()), [1, 3, 5])
        self.assertEqual(drawn.item[3:].tolist(), [0, 2, 4, 6, 7])

    def test_who_is_public_at_a_small_share_is_so_at_a_larger(self):
        few, many = public_users(1000, 0.05, 1), public_users(1000, 0.3, 1)
        self.assertEqual((few.sum(), many.sum()), (50, 300))
        self.assertTrue(np.all(many[few]))

    def test_a_server_sees_likes_of_public_people_and_nothing_else(self):
        seen = public_acts(some(), 0.5, 0)
        person = np.flatnonzero(public_users(2, 0.5, 0))
        self.assertEqual(set(seen.user.tolist()), set(person.tolist()))
        self.assertTrue(np.all(seen.stars >= 4))


if __name__ == "__main__":
    unittest.main()
