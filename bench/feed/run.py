"""The feed's quality: everybody's models and ours on the same split, by the same numbers. `scripts/bench-feed` runs it."""

import argparse
import math
import pathlib
import sys
from dataclasses import replace
from functools import lru_cache

import numpy as np

import report
from baselines import BASELINES
from cache import Cache, sources
from data import load_acts
from metrics import measure, ranks
from models.matrix import age, recent
from models.neighbours import ease_matrix, markov_scores
from ours import Settings, cut, learn, rank
from private import learn_with_private
from simulate import simulate
from splits import by_number, in_drawn_order, leave_out, public_acts, public_users
from tries import LINEAR, SMALL, Device, small_scores

SHARES = (1.0, 0.5, 0.3, 0.1, 0.05)
COLD_STARTS = (1, 5, 10, 30)
# Of each: the budget of a person, and as if so many times more people had taken part.
BUDGETS = ((math.inf, 1), (8, 1), (4, 1), (2, 1), (1, 1), (8, 10), (2, 100))


def numbers(scores, split):
    """What is kept of a run: each person's rank of the right item; hit and gain follow from it."""
    found = measure(scores, split.past, split.target)
    return {
        "ranks": ranks(scores, split.past, split.target).tolist(),
        **{name: found[name] for name in ("coverage", "gini", "cold_gain", "cold_shown")},
    }


def asked_of(model, settings, seed, split):
    """A test run; of models of histories also with what a device knows that has just begun."""
    found = numbers(model.fit(split.past, settings, seed), split)
    if model.begins:
        found["begun"] = {
            str(events): numbers(model.fit(split.past, settings, seed, known=shorter(split.past, events)), split)
            for events in COLD_STARTS
        }
    return found


def known(rows):
    """Without what was not measured yet."""
    rows = {name: [run for run in runs if run] for name, runs in rows.items()}
    return {name: runs for name, runs in rows.items() if runs}


def run_baselines(acts, options, cache):
    """Settings chosen on the last acts but one, measured on the last ones."""
    tuning, asked = leave_out(acts, 2), leave_out(acts, 1)
    for model in BASELINES:
        if model.slow and options.quick:
            continue
        trials, seeds = (options.slow_trials, options.slow_seeds) if model.slow else (options.trials, options.seeds)
        version = sources(f"models/{model.module}.py", "models/matrix.py", "splits.py")
        draws = list(model.draws(trials))

        def tried(settings):
            scores = model.fit(tuning.past, settings, 0)
            return float(measure(scores, tuning.past, tuning.target)["gain"].mean())

        settings = draws[0]
        if len(draws) > 1:
            gains = [cache.get(f"tune {version} {model.name} {draw}", lambda: tried(draw)) for draw in draws]
            draws = [draw for draw, gain in zip(draws, gains) if gain is not None]
            if not draws:
                continue
            settings = draws[int(np.argmax([gain for gain in gains if gain is not None]))]
        runs = []
        for seed in range(seeds if model.seeded else 1):
            name = f"test {version} {model.name} {settings} {seed}"
            runs.append(cache.get(name, lambda: asked_of(model, settings, seed, asked)))
        runs = [run for run in runs if run]
        if not runs:
            continue
        print(model.name, settings, flush=True)
        yield model.name, {"settings": settings, "trials": len(draws), "runs": runs}


OURS = {
    "bytes": ("ours, 4 × 64 bytes an item", Settings()),
    "wide": ("ours, 4 × 128 bytes", replace(Settings(), width=128)),
    "whole": ("ours, whole matrices", replace(Settings(), width=None)),
}


class Server:
    """What is learnt from these public acts, once, however many ask."""

    def __init__(self, public):
        self.public, self.learnt = public, None

    def scores(self, past, settings):
        if self.learnt is None:
            self.learnt = learn(self.public, Settings())
        return rank(cut(self.learnt, settings), past, settings)


def run_ours(acts, options, cache):
    """By share of people who act in public, and by what of their acts is public."""
    split, version = leave_out(acts, 1), sources("ours.py", "models/matrix.py", "models/neighbours.py", "splits.py")
    rows = {}
    for likes_only in (False, True):
        for share in SHARES:
            for seed in range(1 if share == 1.0 else options.seeds):
                server = Server(public_acts(split.past, share, seed, likes_only))
                kinds = {kind: lambda s=settings: server.scores(split.past, s) for kind, (_, settings) in OURS.items()}
                kinds["markov"] = lambda: markov_scores(server.public, split.past)
                for kind, make in kinds.items() if share in (1.0, 0.3) else [("bytes", kinds["bytes"])]:
                    name = f"ours {version} {kind} {share} {likes_only} {seed}"
                    rows.setdefault((kind, share, likes_only), []).append(cache.get(name, lambda: numbers(make(), split)))
            print("ours", share, "likes" if likes_only else "all acts", flush=True)
    return rows


def shorter(past, events):
    """Only the last acts of each person: a device that has just begun."""
    return past.only(age(past) < events)


def run_cold_start(acts, options, cache, baselines):
    """Ours at 30 % beside popularity, EASE and SASRec with everybody's acts, each asked with the same few acts."""
    split, version = leave_out(acts, 1), sources("ours.py", "models/matrix.py", "splits.py")
    rows, table = {}, None
    for seed in range(options.seeds):
        server = Server(public_acts(split.past, 0.3, seed, False))
        for events in COLD_STARTS:
            make = lambda: numbers(server.scores(shorter(split.past, events), Settings()), split)  # noqa: E731
            rows.setdefault(("ours at 30 %, all their acts", events), []).append(cache.get(f"cold {version} {events} {seed}", make))
    for events in COLD_STARTS:
        def ease():
            nonlocal table
            if table is None:
                table = ease_matrix(split.past, 150)
            return numbers(recent(shorter(split.past, events), 1.0, split.past.items) @ table, split)

        rows["EASE, central", events] = [cache.get(f"cold EASE {sources('models/neighbours.py')} {events}", ease)]
        rows["Popularity", events] = baselines["Popularity"]["runs"]
        for name in ("SASRec", "GRU4Rec"):
            if name in baselines:
                rows[f"{name}, central", events] = [run["begun"][str(events)] for run in baselines[name]["runs"] if "begun" in run]
    return rows


def run_tries(acts, options, cache):
    """At 30 % public, all their acts: what might come nearer to a ranker that sees everything."""
    version = sources("tries.py", "ours.py", "models/matrix.py", "splits.py")
    small = version + sources("models/small.py", "models/sequence.py")
    rows = {}
    for order in ("by number", "drawn"):
        for seed in range(options.seeds):
            split = leave_out(acts if order == "by number" else in_drawn_order(acts, seed), 1)
            public = public_acts(split.past, 0.3, seed, False)
            device = lru_cache(lambda: Device(learn(public, Settings()), split.past))
            said = lru_cache(lambda: small_scores(device(), public, seed))
            made = {name: (version, lambda make=make: make(device(), public)) for name, make in LINEAR.items()}
            if not options.quick:
                made |= {name: (small, lambda make=make: make(device(), said())) for name, make in SMALL.items()}
            for name, (of, make) in made.items():
                run = cache.get(f"try {of} {order} {name} {seed}", lambda: numbers(make(), split))
                rows.setdefault(name, {}).setdefault(order, []).append(run)
        print("tried", order, flush=True)
    return {name: known(several) for name, several in rows.items() if known(several)}


def run_silent(runs, users):
    """The same runs, only of those who never act in public."""
    return [np.array(run["ranks"])[~public_users(users, 0.3, seed)] for seed, run in enumerate(runs)]


def run_drawn_order(acts, options, cache, baselines):
    """Acts of the same second in an order drawn by chance: whether anything hangs on their numbers."""
    version = sources("ours.py", "models/matrix.py", "models/neighbours.py", "models/popularity.py", "splits.py")
    rows = {}
    for model in BASELINES:
        # The settings chosen in the other order: choosing again would cost as much again.
        if model.begins and model.name in baselines and not options.quick:
            settings, of = baselines[model.name]["settings"], sources(f"models/{model.module}.py", "splits.py")
            for seed in range(options.slow_seeds):
                split = leave_out(in_drawn_order(acts, seed), 1)
                make = lambda: numbers(model.fit(split.past, settings, seed), split)  # noqa: E731
                rows.setdefault(f"{model.name}, central", []).append(cache.get(f"drawn {of} {model.name} {settings} {seed}", make))
    for seed in range(options.seeds):
        split = leave_out(in_drawn_order(acts, seed), 1)
        everybody, public = Server(split.past), Server(public_acts(split.past, 0.3, seed, False))
        likes = Server(public_acts(split.past, 0.3, seed, True))
        for name, make in {
            "Popularity": lambda: np.tile(np.bincount(split.past.item, minlength=acts.items), (acts.users, 1)),
            "EASE + 5-gap Markov, central": lambda: markov_scores(split.past, split.past),
            "EASE + 5-gap Markov at 30 %, all acts": lambda: markov_scores(public.public, split.past),
            "ours, central": lambda: everybody.scores(split.past, Settings()),
            "ours at 30 %, all acts": lambda: public.scores(split.past, Settings()),
            "ours at 30 %, all acts, whole matrices": lambda: public.scores(split.past, replace(Settings(), width=None)),
            "ours at 30 %, likes": lambda: likes.scores(split.past, Settings()),
        }.items():
            rows.setdefault(name, []).append(cache.get(f"drawn {version} {name} {seed}", lambda: numbers(make(), split)))
    return rows


def run_private(acts, options, cache):
    """What noised sums of the silent people's acts add, whole matrices, by budget and by how many more people there were."""
    split, settings = leave_out(acts, 1), replace(Settings(), width=None)
    version = sources("private.py", "ours.py", "models/matrix.py", "splits.py")
    rows = {}
    for seed in range(min(2, options.seeds)):
        public = public_acts(split.past, 0.3, seed, False)
        silent = split.past.only(~public_users(acts.users, 0.3, seed)[split.past.user])
        for epsilon, times in BUDGETS[:2] if options.quick else BUDGETS:
            def make():
                return numbers(rank(cut(learn_with_private(public, silent, settings, epsilon, seed, times), settings), split.past, settings), split)

            rows.setdefault((epsilon, times), []).append(cache.get(f"private {version} {epsilon} {times} {seed}", make))
    return rows


def run_simulation(options, cache):
    viewers, videos, days = (500, 5000, 20) if options.quick else (options.viewers, options.videos, options.days)
    version = sources("simulate.py")
    rows = {
        kind: cache.get(f"simulated {version} {kind} {viewers} {videos} {days}", lambda: simulate(viewers, videos, days, kinds=(kind,))[kind])
        for kind in ("popularity", "ours", "central")
    }
    return {kind: row for kind, row in rows.items() if row}, (viewers, videos, days)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two seeds, two trials, without what needs torch")
    parser.add_argument("--trials", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--slow-trials", type=int, help="of models that take minutes a run (as --trials)")
    parser.add_argument("--slow-seeds", type=int, help="of the same (as --seeds)")
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--videos", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--cache", default=".cache/bench-feed/results.json")
    parser.add_argument("--known", action="store_true", help="run nothing, only tables of what a stopped run has measured")
    parser.add_argument("--write", type=pathlib.Path, help="put the tables between the marks of this file")
    options = parser.parse_args()
    if options.quick:
        options.trials, options.seeds = min(options.trials, 2), min(options.seeds, 2)
    options.slow_trials = options.slow_trials or options.trials
    options.slow_seeds = options.slow_seeds or options.seeds
    cache, acts = Cache(options.cache, options.known), by_number(load_acts())
    ours = known(run_ours(acts, options, cache))
    baselines = dict(run_baselines(acts, options, cache))
    found = {
        "ours": ours,
        "cold": known(run_cold_start(acts, options, cache, baselines)),
        "tries": run_tries(acts, options, cache),
        "private": known(run_private(acts, options, cache)),
        "drawn": known(run_drawn_order(acts, options, cache, baselines)),
        "silent": run_silent(ours["bytes", 0.3, False], acts.users),
        "baselines": baselines,
    }
    text = report.tables(found, {kind: name for kind, (name, _) in OURS.items()})
    text += "\n\n" + report.simulated(*run_simulation(options, cache))
    print(text)
    if options.write:
        report.write(options.write, "feed quality", text)


if __name__ == "__main__":
    sys.exit(main())
