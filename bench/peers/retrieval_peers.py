"""Debian's faiss and hnswlib on the vectors and queries of `tandem benchmark retrieval`. One thread, one query at a time, inner product.

usage: retrieval_peers.py VECTORS QUERIES DIMENSION K with_hnsw(0|1)     (raw little-endian float32, row-major)
The last line on stdout is one JSON object.
"""
import json
import sys
import time

import faiss
import numpy as np

vectors_file, queries_file, dimension, k, with_hnsw = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5] == "1"
vectors = np.fromfile(vectors_file, dtype="<f4").reshape(-1, dimension)
queries = np.fromfile(queries_file, dtype="<f4").reshape(-1, dimension)
faiss.omp_set_num_threads(1)


def seconds_a_query(search, rounds=3):
    """The median round; and the answers."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        answers = [search(queries[i : i + 1]) for i in range(len(queries))]
        times.append((time.perf_counter() - started) / len(queries))
    return sorted(times)[rounds // 2], answers


def recall(answers):
    return float(np.mean([len(set(a) & set(t)) / k for a, t in zip(answers, truth)]))


flat = faiss.IndexFlatIP(dimension)
flat.add(vectors)
_, truth = flat.search(queries, k)
batch = queries[:64]
batched = []
for _ in range(3):
    started = time.perf_counter()
    flat.search(batch, k)
    batched.append((time.perf_counter() - started) / len(batch))

lists = int(4 * np.sqrt(len(vectors)))
started = time.perf_counter()
ivf = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimension), dimension, lists, faiss.METRIC_INNER_PRODUCT)
ivf.cp.niter = 8
ivf.train(vectors[np.random.RandomState(17).choice(len(vectors), min(len(vectors), 64 * lists), replace=False)])
ivf.add(vectors)
ivf_build = time.perf_counter() - started
curve = []
for probes in [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256]:
    ivf.nprobe = probes
    seconds, answers = seconds_a_query(lambda q: ivf.search(q, k)[1][0])
    curve.append({"setting": probes, "recall": recall(answers), "seconds": seconds})
    if curve[-1]["recall"] > 0.9995:
        break

hnsw_curve, hnsw_build = [], 0.0
if with_hnsw:
    import hnswlib

    started = time.perf_counter()
    graph = hnswlib.Index(space="ip", dim=dimension)
    graph.init_index(max_elements=len(vectors), ef_construction=200, M=16, random_seed=17)
    graph.set_num_threads(1)
    graph.add_items(vectors)
    hnsw_build = time.perf_counter() - started
    for ef in [100, 150, 200, 300, 400, 600, 800]:
        graph.set_ef(ef)
        seconds, answers = seconds_a_query(lambda q: graph.knn_query(q, k=k)[0][0])
        hnsw_curve.append({"setting": ef, "recall": recall(answers), "seconds": seconds})

print(json.dumps({
    "faissVersion": faiss.__version__,
    "flatBatchSeconds": sorted(batched)[1],
    "ivf": curve,
    "ivfBuildSeconds": ivf_build,
    "hnsw": hnsw_curve,
    "hnswBuildSeconds": hnsw_build,
}))
