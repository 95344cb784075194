"""Who is asked what, and what may be learnt from: leave the last act out, and choose who acts in public."""

from dataclasses import dataclass

import numpy as np

from data import Acts


def by_number(acts):
    """Acts of the same second by the item's number, as on the research page: only so its first values come out.

    Numbers fall with fame, so that the last act of a sitting is one of its less known items: harder than a drawn order."""
    return acts.only(np.lexsort((acts.item, acts.time, acts.user)))


def in_drawn_order(acts, seed):
    """Acts of the same second in an order drawn by chance."""
    drawn = np.random.default_rng(2000 + seed).random(len(acts.user))
    return acts.only(np.lexsort((drawn, acts.time, acts.user)))


@dataclass(frozen=True)
class Split:
    """What came before (`past`), and the one act of each person that is to be guessed."""

    past: Acts
    target: np.ndarray


def leave_out(acts, last=1):
    """`last=1`: the last act of each person is guessed from all before it; `last=2`: the one before, to tune on."""
    ends = np.searchsorted(acts.user, np.arange(acts.users), side="right")
    starts = np.searchsorted(acts.user, np.arange(acts.users), side="left")
    if np.any(ends - starts <= last):
        raise ValueError("somebody has too few acts to leave one out")
    place = np.arange(len(acts.user)) - starts[acts.user]
    length = (ends - starts)[acts.user]
    return Split(acts.only(place < length - last), acts.item[ends - last])


def public_users(users, share, seed):
    """A random share of the people, as a mask. The same seed with a larger share has everybody of the smaller one."""
    order = np.random.default_rng(1000 + seed).permutation(users)
    mask = np.zeros(users, dtype=bool)
    mask[order[: max(1, round(users * share))]] = True
    return mask


def public_acts(acts, share, seed, likes_only=True):
    """What a server sees: acts of those who act in public; of these all, or only likes (four stars and more)."""
    rows = public_users(acts.users, share, seed)[acts.user]
    if likes_only:
        rows &= acts.stars >= 4
    return acts.only(rows)
