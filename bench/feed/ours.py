"""Causeway's ranker: two small spaces learnt from public acts, and a score that only the device makes.

The server learns *taste* (who did this did that) and *next* (what comes after), cuts both down to a few numbers an
item, rounds them to bytes and gives the same to everybody. The device adds the vectors of what its person watched
last and multiplies with each candidate's. Nothing here reads a private act but `rank`, which runs on the device."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse.linalg import eigsh

from models.matrix import by_cosine, following, recent, seen, standard


@dataclass(frozen=True)
class Settings:
    """Chosen on the last acts but one, two and three; never on the last ones."""

    taste_ridge: float = 150.0
    taste_decay: float = 0.9
    taste_events: int = 50
    next_ridge: float = 300.0
    next_decay: float = 0.8
    # What is learnt with one is found more often by asking with the other.
    next_recall: float = 0.7
    next_events: int = 50
    window: int = 20
    window_part: float = 1.0
    next_part: float = 1.5
    width: int | None = 64


def sums(acts, settings):
    """What `next` is regressed from: sums over people, so that new acts can be added without the old ones.

    Each act is guessed from the decayed history before it."""
    before, onto = np.zeros((acts.items, acts.items)), np.zeros((acts.items, acts.items))
    starts = np.searchsorted(acts.user, np.arange(acts.users + 1))
    for begin, end in zip(starts[:-1], starts[1:]):
        mine = acts.item[begin:end]
        back = np.arange(len(mine))[:, None] - np.arange(len(mine))
        history = np.where((back >= 0) & (back < settings.next_events), settings.next_decay ** np.maximum(back, 0), 0.0)[:-1]
        before[np.ix_(mine, mine)] += history.T @ history
        onto[np.ix_(mine, mine)] += history.T @ (back == -1)[:-1]
    return before, onto


def learn(public, settings):
    """The two matrices, item by item: row i says what i speaks for."""
    table = seen(public)
    together = (table.T @ table).astype(np.float64)
    inverse = np.linalg.inv(together + settings.taste_ridge * np.eye(public.items))
    taste = inverse / -np.diag(inverse)
    np.fill_diagonal(taste, 0)
    before, onto = sums(public, settings)
    regressed = np.linalg.solve(before + settings.next_ridge * np.eye(public.items), onto)
    near = following(public, settings.window, lambda gap: gap**-0.5)
    near = by_cosine(near + near.T)
    following_on = regressed / regressed.std() + settings.window_part * near / near.std()
    return {"taste": taste, "next": following_on}, {"taste": together, "next": before}


def reduce(matrix, asked, width):
    """in · outᵀ ≈ matrix, best for the histories that occur (`asked`: their products), not for each cell alike."""
    weighted = matrix.T @ (asked + np.eye(len(asked)) * np.diag(asked).mean()) @ matrix
    # Begun from the same place each time, so that the same acts give the same bytes.
    _, out = eigsh((weighted + weighted.T) / 2, k=width, v0=np.ones(len(weighted)))
    # The same length on both sides, so that bytes are as fine for one as for the other.
    into = matrix @ out
    length = np.sqrt(np.linalg.norm(into, axis=0) + 1e-12)
    return into / length, out * length


def as_bytes(vectors):
    """What the pack carries: a byte a number, a scale an item."""
    scale = np.abs(vectors).max(1, keepdims=True) / 127 + 1e-12
    return np.rint(vectors / scale) * scale


def cut(learnt, settings):
    """What the server gives to everybody, of what it has learnt."""
    matrices, asked = learnt
    if settings.width is None:
        return {name: (matrix, np.eye(len(matrix))) for name, matrix in matrices.items()}
    return {
        name: tuple(as_bytes(part) for part in reduce(matrix, asked[name], settings.width))
        for name, matrix in matrices.items()
    }


def pack(public, settings=Settings()):
    return cut(learn(public, settings), settings)


def rank(packed, past, settings=Settings()):
    """What each device makes of it with its own history: people by items."""
    taste = recent(past, settings.taste_decay, settings.taste_events) @ packed["taste"][0] @ packed["taste"][1].T
    then = recent(past, settings.next_recall, settings.next_events) @ packed["next"][0] @ packed["next"][1].T
    return standard(taste) + settings.next_part * standard(then)
