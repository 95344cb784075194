"""What private acts could teach without being seen: each device sends one clipped sketch, only their noised sum is read.

A device makes the two tables that *next* is regressed from (`sums` of ours.py) of its own acts and cuts them to a fixed length. Secure
aggregation (Prio3's sums, or one server and masks that cancel out) lets the server read nothing but the sum; here the sum
is made directly, with the noise that the aggregators would add: the result is the same. One release for each person."""

import math

import numpy as np

from ours import learn, sums

DELTA = 1e-5


def deviation(epsilon, delta=DELTA):
    """Noise for one release at length 1: Balle and Wang's exact bound for the Gaussian mechanism, by halving."""
    if math.isinf(epsilon):
        return 0.0

    def normal(x):
        return 0.5 * math.erfc(-x / math.sqrt(2))

    def leaks(sigma):
        near, far = 0.5 / sigma - epsilon * sigma, -0.5 / sigma - epsilon * sigma
        return normal(near) - math.exp(epsilon) * normal(far)

    low, high = 1e-3, 1e3
    for _ in range(60):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if leaks(middle) > delta else (low, middle)
    return high


def sketches(acts, settings):
    """Both tables summed over all these people, each person's pair cut to length 1; and the mean length before."""
    starts = np.searchsorted(acts.user, np.arange(acts.users + 1))
    before, onto, lengths = np.zeros((acts.items, acts.items)), np.zeros((acts.items, acts.items)), []
    for begin, end in zip(starts[:-1], starts[1:]):
        mine = acts.item[begin:end]
        if len(mine) < 2:
            continue
        back = np.arange(len(mine))[:, None] - np.arange(len(mine))
        weights = np.where((back >= 0) & (back < settings.next_events), settings.next_decay ** np.maximum(back, 0), 0.0)
        history, then = weights[:-1], (back == -1)[:-1]
        tables = history.T @ history, history.T @ then
        length = math.sqrt(sum((table**2).sum() for table in tables))
        lengths.append(length)
        before[np.ix_(mine, mine)] += tables[0] / max(1.0, length)
        onto[np.ix_(mine, mine)] += tables[1] / max(1.0, length)
    return before, onto, float(np.mean(lengths))


def noised(total, sigma, rng, symmetric):
    """The sum as the server gets it, smoothed as much as its noise asks for."""
    if sigma == 0.0:
        return total
    noise = rng.normal(0, sigma, total.shape)
    if symmetric:
        # Only half of it is sent.
        noise = np.triu(noise) + np.triu(noise, 1).T
    left, strength, right = np.linalg.svd(total + noise)
    # Noise alone reaches twice the root of the size; what does not stand out from it says nothing.
    edge = 2 * sigma * math.sqrt(len(total))
    some = strength > edge
    return (left[:, some] * np.sqrt(strength[some] ** 2 - edge**2)) @ right[some]


def learn_with_private(public, silent, settings, epsilon, seed, times=1):
    """`learn`, with the noised sums of the silent added to what *next* is regressed from.

    `times`: as if so many people alike had taken part. Noise stays as it is while the sums grow, so it is this much smaller."""
    matrices, asked = learn(public, settings)
    before, onto = sums(public, settings)
    old = np.linalg.solve(before + settings.next_ridge * np.eye(public.items), onto)
    rng, sigma = np.random.default_rng(seed), deviation(epsilon) / times
    more_before, more_onto, length = sketches(silent, settings)
    more_before, more_onto = noised(more_before, sigma, rng, True), noised(more_onto, sigma, rng, False)
    ridge = settings.next_ridge * np.eye(public.items)
    new = np.linalg.solve(before + length * more_before + ridge, onto + length * more_onto)
    return matrices | {"next": matrices["next"] - old / old.std() + new / new.std()}, asked
