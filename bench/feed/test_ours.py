"""What the server gives away, and what it must not see."""

import unittest

import numpy as np

from data import Acts
from ours import Settings, as_bytes, pack, rank, reduce
from private import deviation, sketches
from simulate import simulate, standard


def community(people=60, items=40, seed=0):
    """Two tastes: even people watch the first half in order, odd ones the second."""
    rng = np.random.default_rng(seed)
    rows = [(person, item) for person in range(people) for item in sorted(rng.permutation(items // 2)[:12] + person % 2 * (items // 2))]
    user, item = (np.array(column) for column in zip(*rows))
    return Acts(user, item, np.full(len(user), 5.0), np.arange(len(user)), people, items)


class Ours(unittest.TestCase):
    def test_what_is_ranked_first_is_of_ones_taste(self):
        acts = community()
        scores = rank(pack(acts, Settings(width=8)), acts, Settings(width=8))
        self.assertGreater(scores[0, :20].mean(), scores[0, 20:].mean() + 1)
        self.assertLess(scores[1, :20].mean(), scores[1, 20:].mean() - 1)

    def test_as_many_numbers_as_the_matrix_has_lose_nothing(self):
        rng = np.random.default_rng(1)
        matrix = rng.normal(size=(30, 4)) @ rng.normal(size=(4, 30))
        into, out = reduce(matrix, np.eye(30), 4)
        np.testing.assert_allclose(into @ out.T, matrix, atol=1e-8)

    def test_bytes_stay_within_a_half_step(self):
        vectors = np.random.default_rng(2).normal(size=(50, 8))
        steps = np.abs(vectors).max(1, keepdims=True) / 127
        self.assertTrue(np.all(np.abs(as_bytes(vectors) - vectors) <= steps / 2 + 1e-12))


class Private(unittest.TestCase):
    def test_noise_is_that_of_the_exact_bound(self):
        self.assertAlmostEqual(deviation(1.0), 3.7306, places=3)
        self.assertEqual(deviation(float("inf")), 0.0)

    def test_nobody_adds_more_than_length_one(self):
        acts = community(people=1)
        before, onto, _ = sketches(acts, Settings())
        self.assertLessEqual((before**2).sum() + (onto**2).sum(), 1 + 1e-9)


class Simulation(unittest.TestCase):
    def test_the_same_seed_gives_the_same_community(self):
        self.assertEqual(*(simulate(40, 300, 12, seed=3, kinds=("ours",)) for _ in range(2)))

    def test_deviations_are_those_of_all_pairs(self):
        rng = np.random.default_rng(4)
        profile, vectors = rng.normal(size=(5, 6)), rng.normal(size=(50, 6)).astype(np.float32)
        pairs = profile @ vectors.T
        direct = (pairs - pairs.mean(1, keepdims=True)) / pairs.std(1, keepdims=True)
        np.testing.assert_allclose(standard(profile, vectors), direct, atol=1e-4)


if __name__ == "__main__":
    unittest.main()
