"""iALS: factors of who did what, unseen pairs counting a little, solved in turns for people and items."""

import numpy as np

from models.matrix import seen


def _solve(table, others, unseen, ridge):
    common = unseen * others.T @ others
    found = np.empty((len(table), others.shape[1]), dtype=np.float32)
    for row, marks in enumerate(table):
        some = others[marks > 0]
        # iALS++ scales the ridge with how often a row was seen; without that, rare items are all ridge.
        weight = ridge * (len(some) + unseen * len(others))
        found[row] = np.linalg.solve(common + some.T @ some + weight * np.eye(others.shape[1]), some.sum(0))
    return found


def ials(past, options, seed):
    table = seen(past)
    items = np.random.default_rng(seed).normal(0, 0.1, (past.items, options["width"])).astype(np.float32)
    for _ in range(options["rounds"]):
        people = _solve(table, items, options["unseen"], options["ridge"])
        items = _solve(table.T, people, options["unseen"], options["ridge"])
    return _solve(table, items, options["unseen"], options["ridge"]) @ items.T
