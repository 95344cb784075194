"""What the linear models share: acts as matrices, one row a person."""

import numpy as np


def age(acts):
    """How many acts of the same person came after each: 0 is the newest."""
    ends = np.searchsorted(acts.user, np.arange(acts.users), side="right")
    return ends[acts.user] - 1 - np.arange(len(acts.user))


def seen(acts):
    table = np.zeros((acts.users, acts.items), dtype=np.float32)
    table[acts.user, acts.item] = 1.0
    return table


def recent(acts, decay, events):
    """Each person's last `events` acts, the newest with weight 1, the next `decay`, then its square."""
    table, old = np.zeros((acts.users, acts.items), dtype=np.float32), age(acts)
    table[acts.user, acts.item] = np.where(old < events, decay**old, 0.0)
    return table


def standard(scores):
    """Of each person's scores: mean 0, deviation 1, so that two kinds can be added."""
    return (scores - scores.mean(1, keepdims=True)) / (scores.std(1, keepdims=True) + 1e-9)


def by_cosine(counts, shrink=1.0):
    """Counts of pairs over what rows and columns have in all."""
    return counts / np.sqrt(np.outer(counts.sum(1) + shrink, counts.sum(0) + shrink))


def following(acts, gaps, weight):
    """How often an item came `gap` acts after another, over all people."""
    counts = np.zeros((acts.items, acts.items))
    for gap in range(1, gaps + 1):
        same = acts.user[gap:] == acts.user[:-gap]
        np.add.at(counts, (acts.item[:-gap][same], acts.item[gap:][same]), weight(gap))
    return counts
