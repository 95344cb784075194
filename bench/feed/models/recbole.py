"""BPR and LightGCN: RecBole's own models, trained on our split, so that every model meets the same acts.

RecBole numbers from 1 and keeps 0 for padding; here that is done on the way in and out."""

import numpy as np
import scipy.sparse
import torch
from recbole.data.interaction import Interaction
from recbole.model.general_recommender.bpr import BPR
from recbole.model.general_recommender.lightgcn import LightGCN

FIELDS = {"USER_ID_FIELD": "user", "ITEM_ID_FIELD": "item", "NEG_PREFIX": "not_", "device": torch.device("cpu")}
BATCH = 4096


class _Split:
    """The part of RecBole's `Dataset` that these models ask."""

    def __init__(self, past):
        self.past = past

    def num(self, field):
        return 1 + (self.past.users if field == "user" else self.past.items)

    def inter_matrix(self, form="coo"):
        ones = np.ones(len(self.past.user), dtype=np.float32)
        return scipy.sparse.coo_matrix((ones, (self.past.user + 1, self.past.item + 1)), (self.num("user"), self.num("item")))


def _train(make, past, options, seed, settings):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = make(FIELDS | settings, _Split(past))
    best = torch.optim.Adam(model.parameters(), lr=options["rate"])
    done = np.zeros((past.users, past.items), dtype=bool)
    done[past.user, past.item] = True
    for _ in range(options["epochs"]):
        model.train()
        others = rng.integers(0, past.items, len(past.user))
        while (again := done[past.user, others]).any():
            others[again] = rng.integers(0, past.items, int(again.sum()))
        for some in np.array_split(rng.permutation(len(past.user)), -(-len(past.user) // BATCH)):
            columns = {"user": past.user, "item": past.item, "not_item": others}
            loss = model.calculate_loss(Interaction({name: torch.from_numpy(values[some] + 1) for name, values in columns.items()}))
            best.zero_grad()
            loss.backward()
            best.step()
    model.eval()
    with torch.no_grad():
        everybody = Interaction({"user": torch.arange(1, past.users + 1)})
        return model.full_sort_predict(everybody).view(past.users, -1)[:, 1:].numpy()


def bpr(past, options, seed):
    return _train(BPR, past, options, seed, {"embedding_size": options["width"]})


def light_gcn(past, options, seed):
    settings = {"embedding_size": options["width"], "n_layers": options["layers"], "reg_weight": options["ridge"]}
    return _train(LightGCN, past, options, seed, settings | {"require_pow": False})
