"""The same for everybody: what most people did, in all, or lately as seen at each person's last act."""

import numpy as np


def popularity(past, options, seed):
    return np.tile(np.bincount(past.item, minlength=past.items).astype(float), (past.users, 1))


def recent_popularity(past, options, seed):
    days = past.time / 86400
    order = np.argsort(days, kind="stable")
    asked = np.zeros(past.users)
    np.maximum.at(asked, past.user, days)
    scores, counts, upto, now = np.zeros((past.users, past.items)), np.zeros(past.items), 0, days[order[0]]
    for person in np.argsort(asked, kind="stable"):
        while upto < len(order) and days[order[upto]] <= asked[person]:
            row = order[upto]
            counts *= 0.5 ** ((days[row] - now) / options["half_life_days"])
            now = days[row]
            counts[past.item[row]] += 1
            upto += 1
        scores[person] = counts
    return scores


def by_chance(past, options, seed):
    return np.random.default_rng(seed).random((past.users, past.items))
