"""MovieLens 100K as RecBole's package carries it: one row an act, in the order in which each person acted."""

import importlib.util
import pathlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Acts:
    """All acts, sorted by person and time. People and items are numbers from 0. Equal is only what is the same."""

    user: np.ndarray
    item: np.ndarray
    stars: np.ndarray
    time: np.ndarray
    users: int
    items: int

    def only(self, rows):
        """The acts in these rows, of the same people and items."""
        return Acts(self.user[rows], self.item[rows], self.stars[rows], self.time[rows], self.users, self.items)


def _folder():
    # Without importing RecBole: that would load torch, which the linear models do not need.
    found = importlib.util.find_spec("recbole")
    return pathlib.Path(found.submodule_search_locations[0]) / "dataset_example" / "ml-100k"


def _rows(name):
    lines = (_folder() / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def load_acts():
    rows = _rows("ml-100k.inter")
    user, item = (np.array([int(row[column]) for row in rows]) - 1 for column in (0, 1))
    stars = np.array([float(row[2]) for row in rows])
    time = np.array([float(row[3]) for row in rows]).astype(np.int64)
    # Half of the acts share their second with another act of the same person; these keep the file's order, as in RecBole.
    order = np.lexsort((np.arange(len(rows)), time, user))
    whole = Acts(user, item, stars, time, int(user.max()) + 1, int(item.max()) + 1)
    return whole.only(order)


def load_features(items):
    """Items by features, 0 or 1: the film's genres and its five years of release."""
    rows = _rows("ml-100k.item")
    found = {}
    for row in rows:
        year = row[2][:4]
        names = row[3].split() + ([f"year {int(year) // 5 * 5}"] if year.isdigit() else [])
        found[int(row[0]) - 1] = names
    names = sorted({name for several in found.values() for name in several})
    place = {name: column for column, name in enumerate(names)}
    table = np.zeros((items, len(names)), dtype=np.float32)
    for item, several in found.items():
        for name in several:
            table[item, place[name]] = 1.0
    return table
