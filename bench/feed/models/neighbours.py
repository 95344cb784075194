"""ItemKNN, EASE and the research page's reference: closed forms over who did what."""

import numpy as np

from models.matrix import by_cosine, following, recent, seen, standard


def item_knn(past, options, seed):
    table = seen(past)
    both = table.T @ table
    counts = np.diag(both).copy()
    alike = both / (np.sqrt(np.outer(counts, counts)) + options["shrink"])
    np.fill_diagonal(alike, 0)
    least = -np.sort(-alike, axis=1)[:, options["neighbours"] - 1]
    return table @ np.where(alike >= least[:, None], alike, 0)


def ease_matrix(acts, ridge):
    table = seen(acts)
    both = (table.T @ table).astype(np.float64)
    both[np.diag_indices_from(both)] += ridge
    inverse = np.linalg.inv(both)
    found = inverse / -np.diag(inverse)
    np.fill_diagonal(found, 0)
    return found


def ease(past, options, seed):
    return recent(past, options["decay"], past.items) @ ease_matrix(past, options["ridge"])


def markov_scores(public, past):
    """EASE with recency, and a chain of five gaps: what the research page takes for reference."""
    chain = by_cosine(following(public, 5, lambda gap: 1 / gap))
    taste = recent(past, 0.9, past.items) @ ease_matrix(public, 150)
    return standard(taste) + standard(recent(past, 0.8, 10) @ chain)


def ease_markov(past, options, seed):
    return markov_scores(past, past)
