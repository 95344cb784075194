"""SASRec and GRU4Rec: the last items, in order, to the next one; tied item vectors, cross-entropy over all items.

Own and small, since RecBole's make one training row of every prefix, fifty times the work for the same loss. Trained with
products in bfloat16 (half the time), asked in full precision."""

from functools import lru_cache

import numpy as np
import torch
from torch import nn

LENGTH = 50


class SasRec(nn.Module):
    def __init__(self, items, width=64, blocks=2, heads=1, dropout=0.3):
        super().__init__()
        self.item = nn.Embedding(items + 1, width, padding_idx=items)
        self.place = nn.Embedding(LENGTH, width)
        layer = nn.TransformerEncoderLayer(width, heads, width * 4, dropout, "gelu", batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, blocks, enable_nested_tensor=False)
        self.norm, self.drop = nn.LayerNorm(width), nn.Dropout(dropout)
        nn.init.normal_(self.item.weight, std=0.02)
        nn.init.normal_(self.place.weight, std=0.02)
        self.register_buffer("later", torch.triu(torch.ones(LENGTH, LENGTH, dtype=torch.bool), 1))

    def forward(self, items):
        # Padding stands at the end, so that a causal mask is all that is needed.
        x = self.drop(self.item(items) + self.place.weight)
        return self.norm(self.blocks(x, mask=self.later))


class Gru4Rec(nn.Module):
    def __init__(self, items, width=64, dropout=0.3):
        super().__init__()
        self.item = nn.Embedding(items + 1, width, padding_idx=items)
        self.gru, self.out = nn.GRU(width, width * 2, batch_first=True), nn.Linear(width * 2, width)
        self.drop = nn.Dropout(dropout)
        nn.init.normal_(self.item.weight, std=0.02)

    def forward(self, items):
        hidden, _ = self.gru(self.drop(self.item(items)))
        return self.drop(self.out(hidden))


def _people(acts):
    starts = np.searchsorted(acts.user, np.arange(acts.users + 1))
    return [acts.item[begin:end] for begin, end in zip(starts[:-1], starts[1:])]


def _windows(people, items, rng):
    """Pieces of LENGTH + 1 acts; where the first piece begins differs from epoch to epoch."""
    rows = []
    for person in people:
        end = len(person) - (rng.integers(0, LENGTH // 2) if len(person) > LENGTH else 0)
        pieces = [person[max(0, stop - LENGTH - 1):stop] for stop in range(end, 1, -LENGTH)]
        if end < len(person):
            pieces.append(person[-LENGTH - 1:])
        rows += [np.pad(piece, (0, LENGTH + 1 - len(piece)), constant_values=items) for piece in pieces if len(piece) > 1]
    return torch.from_numpy(np.stack(rows))


def fit(make, acts, epochs, seed, rate, batch=64):
    """Trains `make(items)`, whose answer to a history is a vector, compared with those of all items."""
    torch.manual_seed(seed)
    rng, model, people = np.random.default_rng(seed), make(acts.items), _people(acts)
    best = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.0)
    model.train()
    for _ in range(epochs):
        rows = _windows(people, acts.items, rng)
        for some in torch.randperm(len(rows)).split(batch):
            given, wanted = rows[some, :-1], rows[some, 1:]
            real = wanted != acts.items
            with torch.autocast("cpu", torch.bfloat16):
                loss = nn.functional.cross_entropy(model(given)[real] @ model.item.weight[:-1].T, wanted[real])
            best.zero_grad()
            loss.backward()
            best.step()
    return model


def score(model, past):
    """People by items, from the last acts of each."""
    rows = [person[-LENGTH:] for person in _people(past)]
    last = torch.tensor([len(row) - 1 for row in rows])
    given = torch.from_numpy(np.stack([np.pad(row, (0, LENGTH - len(row)), constant_values=past.items) for row in rows]))
    model.eval()
    with torch.no_grad():
        return torch.cat([
            model(given[some])[torch.arange(len(some)), last[some]] @ model.item.weight[:-1].T
            for some in torch.arange(len(given)).split(128)
        ]).numpy()


@lru_cache(maxsize=1)
def _trained(kind, past, dropout, rate, epochs, seed):
    return fit(lambda items: kind(items, dropout=dropout), past, epochs, seed, rate)


def _scored(kind, past, options, seed, known):
    return score(_trained(kind, past, options["dropout"], options["rate"], options["epochs"], seed), known or past)


def sas_rec(past, options, seed, known=None):
    """`known`: what is asked with, where it is less than what was learnt from."""
    return _scored(SasRec, past, options, seed, known)


def gru4rec(past, options, seed, known=None):
    return _scored(Gru4Rec, past, options, seed, known)
