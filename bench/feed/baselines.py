"""What is compared, from which file, and what of each is tried out."""

import importlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Baseline:
    name: str
    module: str
    function: str
    choices: dict
    seeded: bool = False  # whether chance plays a part, so that it is run once a seed
    slow: bool = False  # minutes a run rather than seconds
    begins: bool = False  # whether it can be asked with less than it learnt from: `known`

    def fit(self, past, options, seed, **more):
        return getattr(importlib.import_module(f"models.{self.module}"), self.function)(past, options, seed, **more)

    def draws(self, trials):
        """`trials` different settings, or all if there are fewer: the first of each choice, then by chance, the same each time."""
        names, count = list(self.choices), int(np.prod([len(values) for values in self.choices.values()]))
        chosen = [0, *(1 + np.random.default_rng(7).permutation(count - 1))][:trials]
        shape = [len(self.choices[name]) for name in names]
        for number in chosen:
            places = np.unravel_index(number, shape) if shape else ()
            yield {name: self.choices[name][place] for name, place in zip(names, places)}


BASELINES = [
    Baseline("By chance", "popularity", "by_chance", {}, seeded=True),
    Baseline("Popularity", "popularity", "popularity", {}),
    Baseline("Popularity of late", "popularity", "recent_popularity", {"half_life_days": [14, 1, 3, 7, 30, 60]}),
    Baseline("ItemKNN", "neighbours", "item_knn", {"neighbours": [100, 10, 20, 50, 200], "shrink": [10, 0, 30, 100]}),
    Baseline("EASE", "neighbours", "ease", {"ridge": [150, 50, 100, 250, 400, 600], "decay": [1.0]}),
    Baseline("EASE with recency", "neighbours", "ease", {"ridge": [150, 50, 100, 250, 400, 600], "decay": [0.9, 0.8, 0.95]}),
    Baseline("EASE + 5-gap Markov", "neighbours", "ease_markov", {}),
    Baseline("iALS", "ials", "ials", {
        "width": [32, 64, 128], "unseen": [0.3, 0.1, 0.03], "ridge": [0.01, 0.003, 0.03], "rounds": [10],
    }, seeded=True),
    Baseline("BPR (RecBole)", "recbole", "bpr", {
        "width": [64], "rate": [0.002, 0.001, 0.005], "epochs": [80, 20, 40],
    }, seeded=True, slow=True),
    Baseline("LightGCN (RecBole)", "recbole", "light_gcn", {
        "width": [64], "layers": [2, 3], "ridge": [1e-4, 1e-5, 1e-3], "rate": [0.005, 0.01], "epochs": [40, 20, 80],
    }, seeded=True, slow=True),
    Baseline("GRU4Rec", "sequence", "gru4rec", {
        "dropout": [0.3, 0.1, 0.5], "rate": [0.001, 0.002], "epochs": [25, 15, 40],
    }, seeded=True, slow=True, begins=True),
    Baseline("SASRec", "sequence", "sas_rec", {
        "dropout": [0.3, 0.2, 0.5], "rate": [0.001, 0.002], "epochs": [30, 20, 45],
    }, seeded=True, slow=True, begins=True),
]
