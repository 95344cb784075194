"""A community that does not exist: viewers whose tastes change, new videos and creators every day, three rankers.

Popularity; ours (vectors learnt from the likes of those who like in public, ranked on the device within the day's pack);
and a central one (the same vectors learnt from everything anybody watched, ranked over all videos). All three meet the
same viewers, videos and chance. A day is one round in which each viewer watches some videos one after another."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse
from scipy.sparse.linalg import svds

from metrics import gini

WIDTH = 16
TAGS = 300
PACK = 2048
NEW_SHARE, RISING_SHARE, BEST_SHARE = 0.3, 0.3, 0.2
VECTOR = 32
FANS = 10
ASKED = 200


@dataclass
class World:
    taste: np.ndarray
    public: np.ndarray
    video: np.ndarray
    quality: np.ndarray
    creator: np.ndarray
    tags: np.ndarray
    born: np.ndarray

    def finishing(self, match, videos):
        """How probable it is that somebody finishes a video, by how well it matches his taste."""
        return 1 / (1 + np.exp(-(4 * match + self.quality[videos] - 1.5)))

    def of(self, videos):
        """The same for each viewer's own videos."""
        return self.finishing(np.einsum("vk,vnk->vn", self.taste, self.video[videos]), videos)


def _unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def make_world(viewers, videos, days, public, rng):
    creators = max(10, videos // 20)
    tag = _unit(rng.normal(size=(TAGS, WIDTH)))
    home = rng.integers(0, TAGS, creators)
    # A few creators make much, most make little.
    share = 1 / np.arange(1, creators + 1) ** 0.8
    creator = rng.choice(creators, videos, p=share / share.sum())
    tags = np.stack([home[creator], rng.integers(0, TAGS, videos)], axis=1)
    place = _unit(tag[tags[:, 0]] + 0.6 * tag[tags[:, 1]] + 0.25 * rng.normal(size=(videos, WIDTH)))
    tastes = _unit(tag[rng.integers(0, TAGS, (viewers, 3))].sum(1) + 0.2 * rng.normal(size=(viewers, WIDTH)))
    # Half of the videos are there on the first day, the others come day by day.
    born = np.where(rng.random(videos) < 0.5, 0, rng.integers(1, days, videos))
    return World(tastes, rng.random(viewers) < public, place, rng.normal(0, 0.7, videos), creator, tags, born)


def drift(world, rng):
    """Each day everybody's taste moves a little, and one in fifty finds something new."""
    world.taste = _unit(world.taste + 0.05 * rng.normal(size=world.taste.shape))
    changed = rng.random(len(world.taste)) < 0.02
    world.taste[changed] = _unit(rng.normal(size=(int(changed.sum()), WIDTH)))


def learn(world, viewer, video):
    """Vectors from who did what; of videos that few know, from their tags and creator, blended by the number of acts."""
    videos = len(world.born)
    if len(viewer) < 50 * VECTOR:
        return np.zeros((videos, VECTOR), dtype=np.float32)
    counts = np.bincount(video, minlength=videos).astype(float)
    table = scipy.sparse.csr_matrix((np.ones(len(viewer)), (viewer, video)), (len(world.taste), videos))
    each = scipy.sparse.diags(1 / np.sqrt(np.asarray(table.sum(1)).ravel() + 1))
    scaled = each @ table @ scipy.sparse.diags(1 / np.sqrt(counts + 1))
    _, strength, right = svds(scaled, k=VECTOR, v0=np.ones(min(table.shape)))
    own = _length_one(right.T * np.sqrt(strength))
    named = np.column_stack([world.tags, TAGS + world.creator])
    features = scipy.sparse.csr_matrix((np.ones(named.size), (np.repeat(np.arange(videos), 3), named.ravel())))
    together = _length_one(features.T @ (own * counts[:, None]))
    guessed = _length_one(features @ together)
    trust = (counts / (counts + 20))[:, None]
    return (trust * own + (1 - trust) * guessed).astype(np.float32)


def _length_one(rows):
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)


def rate(liked, shown):
    """Likes a view, cautious where there are few."""
    return (liked + 0.5) / (shown + 10)


def pack(world, day, liked, shown, rng):
    """The day's candidates, the same for everybody: new, rising, well liked, and some of the catalogue; and the new ones."""
    there = np.flatnonzero(world.born <= day)
    size, good = min(PACK, len(there)), rate(liked, shown)
    young = there[world.born[there] >= day - 3]
    # Those that had the smallest audience so far.
    young = young[np.argsort(shown[young] + rng.random(len(young)))][: int(size * NEW_SHARE)]
    recent = there[world.born[there] >= day - 7]
    rising = recent[np.argsort(-good[recent], kind="stable")][: int(size * RISING_SHARE)]
    best = there[np.argsort(-good[there], kind="stable")][: int(size * BEST_SHARE)]
    chosen = np.unique(np.concatenate([young, rising, best]))
    rest = np.setdiff1d(there, chosen)
    return np.concatenate([chosen, rng.choice(rest, min(len(rest), size - len(chosen)), replace=False)]), young


def best_of(scores, candidates, creator, swipes):
    """The first ones of each viewer, of each creator one."""
    few = np.argpartition(-scores, 6 * swipes, axis=1)[:, : 6 * swipes]
    few = np.take_along_axis(few, np.argsort(-np.take_along_axis(scores, few, 1), axis=1, kind="stable"), 1)
    makers = creator[candidates[few]]
    again = np.tril(makers[:, :, None] == makers[:, None, :], -1).any(2)
    return candidates[np.take_along_axis(few, np.argsort(again, axis=1, kind="stable")[:, :swipes], 1)]


class Ranker:
    """What differs between the three: whose acts are learnt from, what is ranked, and by what."""

    def __init__(self, kind):
        self.kind = kind
        self.personal, self.sees_all = kind != "popularity", kind == "central"

    def slate(self, world, day, learnt, profile, liked, shown, seen, swipes, rng):
        candidates, young = pack(world, day, liked, shown, rng)
        if self.sees_all:
            candidates = np.flatnonzero(world.born <= day)
        good = np.log(rate(liked, shown)[candidates])
        good = (0.5 * (good - good.mean()) / (good.std() + 1e-9)).astype(np.float32)
        vectors, place = learnt[candidates], np.full(len(world.born), -1)
        place[candidates] = np.arange(len(candidates))
        chosen = np.empty((len(seen), swipes), dtype=int)
        for some in np.array_split(np.arange(len(seen)), max(1, len(seen) * len(candidates) // 20_000_000)):
            scores = np.tile(good, (len(some), 1))
            if self.personal:
                scores += standard(profile[some], vectors)
            before = place[seen[some]]
            rows = np.broadcast_to(np.arange(len(some))[:, None], before.shape)
            scores[rows[before >= 0], before[before >= 0]] = -np.inf
            chosen[some] = best_of(scores, candidates, world.creator, swipes)
        if self.personal and len(young):
            # One place in ten or so is a new video's, whoever made it.
            chosen[:, -1] = rng.choice(young, len(seen))
        return chosen


def standard(profile, vectors):
    """How near each of the vectors is to each profile, in deviations from that profile's mean.

    Both follow from the vectors' own mean and spread, without going through all pairs again."""
    mean = vectors.mean(0)
    centred = vectors - mean
    spread = np.sqrt(np.maximum(np.einsum("vk,kl,vl->v", profile, centred.T @ centred / len(vectors), profile, optimize=True), 0))
    return (profile / (spread[:, None] + 1e-6)).astype(np.float32) @ centred.T


def profiles(learnt, history):
    """What each device makes of its last days: finished speaks for, skipped a little against."""
    total = np.zeros((history[0][0].shape[0], VECTOR), dtype=np.float32) if history else 0
    for age, (videos, finished) in enumerate(reversed(history[-10:])):
        total += 0.85**age * np.einsum("vn,vnk->vk", np.where(finished, 1.0, -0.3).astype(np.float32), learnt[videos])
    return total


def best_possible(world, day, seen, swipes, asked):
    """The mean of what somebody who knew everything would have shown to these viewers."""
    there = np.flatnonzero(world.born <= day)
    chance = world.finishing(world.taste[asked] @ world.video[there].T, there)
    place = np.full(len(world.born), -1)
    place[there] = np.arange(len(there))
    before = place[seen[asked]]
    rows = np.broadcast_to(np.arange(len(asked))[:, None], before.shape)
    chance[rows[before >= 0], before[before >= 0]] = 0
    return np.partition(chance, -swipes, axis=1)[:, -swipes:].mean()


def play(kind, world, days, swipes, seed):
    rng, ranker = np.random.default_rng(seed), Ranker(kind)
    viewers, videos = len(world.taste), len(world.born)
    # What each viewer was shown, day by day: ids rather than a table of all pairs (a gigabyte).
    seen, history = np.empty((viewers, 0), dtype=np.int32), []
    liked, shown, fans, reached = np.zeros(videos), np.zeros(videos), np.zeros(videos), np.full(videos, -1)
    actors, acted, regret, spread = [], [], [], []
    asked = rng.choice(viewers, min(ASKED, viewers), replace=False)
    for day in range(days):
        drift(world, rng)
        learnt = learn(world, np.concatenate(actors or [[]]).astype(int), np.concatenate(acted or [[]]).astype(int))
        profile = profiles(learnt, history) if history else np.zeros((viewers, VECTOR), dtype=np.float32)
        ideal = best_possible(world, day, seen, swipes, asked)
        slate = ranker.slate(world, day, learnt, profile, liked, shown, seen, swipes, rng)
        chance = world.of(slate)
        finished = rng.random(slate.shape) < chance
        likes = finished & (rng.random(slate.shape) < 0.25)
        learns = finished if ranker.sees_all else likes & world.public[:, None]
        people = np.broadcast_to(np.arange(viewers)[:, None], slate.shape)
        actors.append(people[learns])
        acted.append(slate[learns])
        np.add.at(shown, slate, 1)
        np.add.at(liked, slate[learns], 1)
        np.add.at(fans, slate[chance > 0.6], 1)
        reached[(fans >= FANS) & (reached < 0)] = day
        seen = np.hstack([seen, slate.astype(np.int32)])
        history.append((slate, finished))
        regret.append(ideal - chance[asked].mean())
        alike = np.einsum("vik,vjk->vij", world.video[slate[asked]], world.video[slate[asked]])
        spread.append(1 - (alike.sum((1, 2)) - swipes).mean() / (swipes * (swipes - 1)))
    return summary(world, days, regret, spread, shown, reached)


def summary(world, days, regret, spread, shown, reached):
    late = slice(days * 2 // 3, None)
    # Good ones that came while a week was left to see what becomes of them.
    new = (world.born > 0) & (world.born < days - 7)
    good = new & (world.quality > np.quantile(world.quality, 0.9))
    wait = np.where(reached[good] >= 0, reached[good] - world.born[good], 10**6)
    return {
        "regret": float(np.mean(regret[late])),
        "diversity": float(np.mean(spread[late])),
        "within_week": float((wait <= 7).mean()),
        "days": float(np.median(wait)),
        "gini": gini(shown[world.born < days - 1]),
        "gini_creators": gini(np.bincount(world.creator, shown)),
        "never": float((shown[world.born < days - 1] == 0).mean()),
    }


def simulate(viewers, videos, days, swipes=10, public=0.3, seed=0, kinds=("popularity", "ours", "central")):
    """The same world for each ranker."""
    return {
        kind: play(kind, make_world(viewers, videos, days, public, np.random.default_rng(seed)), days, swipes, seed + 1)
        for kind in kinds
    }
