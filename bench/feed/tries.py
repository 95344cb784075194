"""What was tried to come nearer to a ranker that sees everything, each on the same splits at 30 % public.

Nothing here is in the app unless RESULTS.md says so. What a try adds is learnt from public acts and sent to everybody
alike, or made on the device of its own history; no try reads a private act anywhere else."""

import numpy as np

from metrics import ranks
from models.matrix import age, by_cosine, following, recent, standard
from ours import Settings, as_bytes, reduce

INTERESTS, INTEREST_DECAY = 3, 0.985
OWN_PAST, OWN_WEIGHTS = 8, (0.5, 1.0, 1.5, 2.5, 4.0)
CORRECTIONS = 16


class Device:
    """One pack, and everybody's own history with it."""

    def __init__(self, learnt, past, settings=Settings()):
        matrices, asked = learnt
        self.past, self.settings, self.matrices = past, settings, matrices
        self.pack = {name: tuple(as_bytes(part) for part in reduce(matrix, asked[name], settings.width)) for name, matrix in matrices.items()}

    def by(self, space, weighted):
        into, out = self.pack[space]
        return standard(weighted @ into @ out.T)

    def taste(self, past=None):
        return self.by("taste", recent(past or self.past, self.settings.taste_decay, self.settings.taste_events))

    def next(self, past=None, decay=None):
        return self.by("next", recent(past or self.past, decay or self.settings.next_recall, self.settings.next_events))

    def ours(self):
        return self.taste() + self.settings.next_part * self.next()


def by_own_gaps(device):
    """Acts count by 1 / (acts since + 1) instead of falling by a fifth each."""
    table, old = np.zeros((device.past.users, device.past.items), dtype=np.float32), age(device.past)
    table[device.past.user, device.past.item] = np.where(old < 50, 1 / (old + 1.0), 0.0)
    return device.taste() + device.settings.next_part * device.by("next", table)


def centres(units, weights):
    """Spherical k-means, begun with what lies furthest apart, as the app does it."""
    found = [units[0]]
    while len(found) < INTERESTS:
        near = (units @ np.array(found).T).max(1)
        if near.min() >= 0.8:
            break
        found.append(units[near.argmin()])
    found = np.array(found)
    for _ in range(4):
        of = (units @ found.T).argmax(1)
        for k in range(len(found)):
            total = (units * weights[:, None])[of == k].sum(0)
            length = np.linalg.norm(total)
            found[k] = total / length if length > 0 else found[k]
    return (units @ found.T).argmax(1)


def interests(device):
    """How near each item is to the nearest of a person's three lasting interests."""
    into, out = device.pack["taste"]
    starts = np.searchsorted(device.past.user, np.arange(device.past.users + 1))
    units = into / (np.linalg.norm(into, axis=1, keepdims=True) + 1e-9)
    directions = np.zeros((INTERESTS, device.past.users, into.shape[1]))
    for person, (begin, end) in enumerate(zip(starts[:-1], starts[1:])):
        mine = device.past.item[begin:end][::-1][:200]
        weights = INTEREST_DECAY ** np.arange(len(mine))
        of = centres(units[mine], weights)
        for k in range(INTERESTS):
            directions[k, person] = (into[mine] * weights[:, None])[of == k].sum(0)
    return np.maximum(0, np.max([standard(several @ out.T) for several in directions], axis=0))


def weighed_by_own_past(device):
    """Each device chooses how much *next* counts by what would have put its own last acts highest."""
    settled = np.zeros((device.past.users, len(OWN_WEIGHTS)))
    for back in range(1, OWN_PAST + 1):
        before, wanted = device.past.only(age(device.past) >= back), device.past.item[age(device.past) == back - 1]
        taste, then = device.taste(before), device.next(before)
        for place, weight in enumerate(OWN_WEIGHTS):
            settled[:, place] += np.log(ranks(taste + weight * then, before, wanted) + 10.0)
    # As if everybody had four more acts that speak for the usual weight.
    settled += 4 * np.abs(np.log(np.array(OWN_WEIGHTS) / device.settings.next_part)) * 0.2
    chosen = np.array(OWN_WEIGHTS)[settled.argmin(1)]
    return device.taste() + chosen[:, None] * device.next()


def corrected(device):
    """For each item the sixteen largest things that the cut to 64 numbers lost, by name (48 bytes)."""
    into, out = device.pack["next"]
    lost = device.matrices["next"] - into @ out.T
    least = -np.sort(-lost, axis=1)[:, CORRECTIONS - 1 : CORRECTIONS]
    then = recent(device.past, device.settings.next_recall, device.settings.next_events)
    return device.taste() + device.settings.next_part * standard(then @ into @ out.T + then @ np.where(lost >= least, lost, 0))


def whole(device):
    then = recent(device.past, device.settings.next_recall, device.settings.next_events)
    taste = recent(device.past, device.settings.taste_decay, device.settings.taste_events)
    return standard(taste @ device.matrices["taste"]) + device.settings.next_part * standard(then @ device.matrices["next"])


def with_chain(device, public):
    """A third opinion: a Markov chain of five gaps, as whole tables."""
    chain = by_cosine(following(public, 5, lambda gap: 1 / gap))
    return device.ours() + standard(recent(device.past, 0.8, 10) @ chain)


LINEAR = {
    "ours, as it is (256 bytes an item)": lambda device, public: device.ours(),
    "+ three lasting interests (weight .6)": lambda device, public: device.ours() + 0.6 * interests(device),
    "+ the same (weight .3)": lambda device, public: device.ours() + 0.3 * interests(device),
    "*next* falls by .8 an act, as it is learnt": lambda device, public: device.taste() + device.settings.next_part * device.next(decay=0.8),
    "*next* falls as 1 / acts since": lambda device, public: by_own_gaps(device),
    "each device weighs by its own last acts": lambda device, public: weighed_by_own_past(device),
    "+ 16 corrections of *next* an item (304 bytes)": lambda device, public: corrected(device),
    "+ chain of five gaps, whole (no pack)": with_chain,
    "whole tables (no pack)": lambda device, public: whole(device),
}

SMALL = {
    "small GRU alone (64 bytes an item and 85 KB)": lambda device, small: small,
    "taste + 3 × small GRU (192 bytes and 85 KB)": lambda device, small: device.taste() + 3 * small,
    "*next* + 2 × small GRU (192 bytes and 85 KB)": lambda device, small: device.next() + 2 * small,
    "ours + 3 × small GRU (320 bytes and 85 KB)": lambda device, small: device.ours() + 3 * small,
}


def small_scores(device, public, seed):
    """What a small network says that public acts taught; needs torch."""
    from models.sequence import score
    from models.small import learn_gru

    return standard(score(learn_gru(public, device.matrices["taste"], seed), device.past))
