"""gensim's PoincareModel on the pairs of `tandem benchmark features --only poincare`.

usage: poincare.py PAIRS.tsv DIMENSION EPOCHS SEED
The last line on stdout is one JSON object: pairs trained in a second, and the MAP of the reconstruction, as Nickel and Kiela
(2017) define it: each ancestor is ranked against all nodes that are no ancestors.
"""
import json
import sys
import time

import gensim
import numpy as np
from gensim.models.poincare import PoincareModel

path, dimension, epochs, seed = sys.argv[1], *map(int, sys.argv[2:5])
with open(path, encoding="utf-8") as file:
    pairs = [tuple(line.rstrip("\n").split("\t")) for line in file]

model = PoincareModel(pairs, size=dimension, negative=10, burn_in=10, seed=seed)
started = time.perf_counter()
model.train(epochs=epochs)
seconds = time.perf_counter() - started

names = model.kv.index_to_key
index = {name: i for i, name in enumerate(names)}
points = np.asarray(model.kv.vectors, dtype=np.float64)
squared = (points ** 2).sum(axis=1)
ancestors = {}
for child, parent in pairs:
    ancestors.setdefault(index[child], set()).add(index[parent])

precisions = []
for node, related in ancestors.items():
    between = ((points - points[node]) ** 2).sum(axis=1)
    distances = np.arccosh(1 + 2 * between / ((1 - squared) * (1 - squared[node])))
    related = np.fromiter(related, dtype=int)
    strangers = np.ones(len(names), dtype=bool)
    strangers[node] = False
    strangers[related] = False
    others = np.sort(distances[strangers])
    nearer = np.searchsorted(others, np.sort(distances[related]), side="right")
    found = np.arange(1, len(related) + 1)
    precisions.append(np.mean(found / (found + nearer)))

print(json.dumps({
    "version": gensim.__version__,
    "pairsPerSecond": len(pairs) * (epochs + 10) / seconds,
    "meanAveragePrecision": float(np.mean(precisions)),
}))
