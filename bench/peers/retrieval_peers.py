"""Debian's faiss and hnswlib on the vectors and queries of `tandem benchmark retrieval`. One thread, inner product.

usage: retrieval_peers.py VECTORS QUERIES DIMENSION K BATCH with_hnsw(0|1)     (raw little-endian float32, row-major)

Answers one JSON line for each line on stdin, so that both sides can be timed in turn:
  build                 what was built and the settings of each index, slowest last
  flat                  seconds a query of a batch through IndexFlatIP
  ivf PROBES | hnsw EF  recall, and seconds a query, one query at a time
"""
import json
import sys
import time

import faiss
import numpy as np

vectors_file, queries_file, dimension, k, batch_size, with_hnsw = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:7])
vectors = np.fromfile(vectors_file, dtype="<f4").reshape(-1, dimension)
queries = np.fromfile(queries_file, dtype="<f4").reshape(-1, dimension)
faiss.omp_set_num_threads(1)
PROBES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512]
BREADTHS = [100, 150, 200, 300, 400, 600, 800, 1200]


def timed(search):
    started = time.perf_counter()
    answers = [search(queries[i : i + 1]) for i in range(len(queries))]
    seconds = (time.perf_counter() - started) / len(queries)
    recall = float(np.mean([len(set(a) & set(t)) / k for a, t in zip(answers, truth)]))
    return {"recall": recall, "seconds": seconds}


def search_ivf(probes):
    ivf.nprobe = probes
    return timed(lambda q: ivf.search(q, k)[1][0])


def search_hnsw(breadth):
    graph.set_ef(breadth)
    return timed(lambda q: graph.knn_query(q, k=k)[0][0])


def search_flat():
    started = time.perf_counter()
    flat.search(queries[:batch_size], k)
    return {"recall": 1.0, "seconds": (time.perf_counter() - started) / batch_size}


flat = faiss.IndexFlatIP(dimension)
flat.add(vectors)
_, truth = flat.search(queries, k)

lists = int(4 * np.sqrt(len(vectors)))
started = time.perf_counter()
ivf = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimension), dimension, lists, faiss.METRIC_INNER_PRODUCT)
ivf.cp.niter = 8
ivf.train(vectors[np.random.RandomState(17).choice(len(vectors), min(len(vectors), 64 * lists), replace=False)])
ivf.add(vectors)
ivf_build = time.perf_counter() - started

hnsw_build = 0.0
if with_hnsw:
    import hnswlib

    started = time.perf_counter()
    graph = hnswlib.Index(space="ip", dim=dimension)
    graph.init_index(max_elements=len(vectors), ef_construction=200, M=16, random_seed=17)
    graph.set_num_threads(1)
    graph.add_items(vectors)
    hnsw_build = time.perf_counter() - started

built = {
    "faissVersion": faiss.__version__,
    "ivf": [p for p in PROBES if p <= lists],
    "ivfBuildSeconds": ivf_build,
    "hnsw": BREADTHS if with_hnsw else [],
    "hnswBuildSeconds": hnsw_build,
}
for line in sys.stdin:
    command, *arguments = line.split()
    searches = {"ivf": search_ivf, "hnsw": search_hnsw, "flat": search_flat}
    print(json.dumps(built if command == "build" else searches[command](*map(int, arguments))), flush=True)
