"""A small GRU that only public acts teach, small enough to be sent to devices and run there over a private history.

It begins with item vectors that the linear tables already know (who stands near whom): from scratch it needs five times
the passes, and the few people who act in public say too little. What is sent: one vector an item (64 bytes) and the
network (85 KB for all), a byte a number."""

import numpy as np
import torch
from scipy.sparse.linalg import eigsh

from models.matrix import by_cosine, following
from models.sequence import LENGTH, Gru4Rec, _people, fit

WIDTH = 64


def _begin(public, taste):
    """Item vectors whose products are what the tables say, in as far as that is the same in both directions."""
    near = following(public, 20, lambda gap: gap**-0.5)
    near = by_cosine(near + near.T)
    both = near / near.std() + (taste + taste.T) / 2 / taste.std()
    strength, directions = eigsh(both, k=WIDTH, v0=np.ones(len(both)))
    vectors = directions * np.sqrt(np.maximum(strength, 0))
    return (0.05 * vectors / vectors.std()).astype(np.float32)


def learn_gru(public, taste, seed, dropout=0.5, rate=0.003, epochs=25):
    def make(items):
        model = Gru4Rec(items, WIDTH, dropout)
        with torch.no_grad():
            model.item.weight[:-1] = torch.from_numpy(_begin(public, taste))
        return model

    return in_bytes(fit(make, public, epochs, seed, rate, batch=32))


def in_bytes(model):
    """Each row of each table rounded to a byte a number; the biases, a few hundred numbers, stay."""
    with torch.no_grad():
        for table in model.parameters():
            if table.dim() == 2:
                step = table.abs().amax(1, keepdim=True) / 127 + 1e-12
                table.copy_((table / step).round() * step)
    return model


def size(model):
    """Bytes of the network without the items' vectors."""
    return sum(part.numel() * (1 if part.dim() == 2 else 4) for name, part in model.named_parameters() if not name.startswith("item"))
