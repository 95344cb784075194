"""How good guesses are: rank of the true item among all that a person has not seen yet."""

import numpy as np

TOP = 10
COLD = 20


def ranks(scores, past, target):
    """The place of each person's target, 0 is the first. Ties are broken by the item's number, as a sort would."""
    scores = np.array(scores, dtype=np.float64)
    rows = np.arange(len(target))
    if np.any(~np.isfinite(scores)):
        raise ValueError("scores must be finite")
    wanted = scores[rows, target][:, None]
    scores[past.user, past.item] = -np.inf
    # A target that was seen before would never be found; the data has no such person, so this is a broken split.
    if np.any(np.isneginf(scores[rows, target])):
        raise ValueError("a target was seen before")
    before = np.arange(scores.shape[1])[None, :] < target[:, None]
    return (scores > wanted).sum(1) + ((scores == wanted) & before).sum(1)


def tops(scores, past, top=TOP):
    """The first items of each person, best first."""
    scores = np.array(scores, dtype=np.float64)
    scores[past.user, past.item] = -np.inf
    return np.argsort(-scores, axis=1, kind="stable")[:, :top]


def hits(places, top=TOP):
    return (places < top).astype(np.float64)


def gains(places, top=TOP):
    """NDCG with one right item."""
    return np.where(places < top, 1.0 / np.log2(places + 2.0), 0.0)


def coverage(shown, items):
    return len(np.unique(shown)) / items


def gini(counts):
    """0: everything is shown as often; towards 1: one thing is shown always."""
    counts = np.sort(np.asarray(counts, dtype=np.float64))
    total = counts.sum()
    if total == 0:
        return 0.0
    n = len(counts)
    return float((2 * np.arange(1, n + 1) - n - 1) @ counts / (n * total))


def measure(scores, past, target):
    """All numbers of one run; `hit` and `gain` are per person, to be compared in pairs."""
    places, shown = ranks(scores, past, target), tops(scores, past)
    acts = np.bincount(past.item, minlength=past.items)
    cold = acts[target] < COLD
    gain = gains(places)
    return {
        "hit": hits(places),
        "gain": gain,
        "coverage": coverage(shown, past.items),
        "gini": gini(np.bincount(shown.ravel(), minlength=past.items)),
        "cold_gain": float(gain[cold].mean()) if cold.any() else 0.0,
        "cold_shown": float((acts[shown] < COLD).mean()),
    }


def interval(values, rounds=2000, seed=0):
    """95 % interval of the mean, people drawn again and again."""
    return _percentiles(np.asarray(values), rounds, seed)


def paired_interval(ours, theirs, rounds=2000, seed=0):
    """95 % interval of the difference, the same people drawn for both."""
    return _percentiles(np.asarray(ours) - np.asarray(theirs), rounds, seed)


def _percentiles(values, rounds, seed):
    rng = np.random.default_rng(seed)
    drawn = values[rng.integers(0, len(values), (rounds, len(values)))].mean(1)
    return tuple(float(value) for value in np.percentile(drawn, [2.5, 97.5]))
