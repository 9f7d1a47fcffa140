"""scikit-learn's TruncatedSVD on the rows of `tandem benchmark features --only svd`.

usage: truncated_svd.py COLUMNS.i32 ROWS COLUMN_COUNT COMPONENTS SEED THREADS     (as many ones in every row)
The last line on stdout is one JSON object: the best of two runs of fit_transform.
"""
import json
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = sys.argv[6]

import numpy as np
import scipy.sparse
import sklearn
from sklearn.decomposition import TruncatedSVD

path, rows, columns, components, seed = sys.argv[1], *map(int, sys.argv[2:6])
indices = np.fromfile(path, dtype="<i4")
starts = np.arange(rows + 1, dtype=np.int32) * (len(indices) // rows)
matrix = scipy.sparse.csr_matrix((np.ones(len(indices), dtype=np.float32), indices, starts), shape=(rows, columns))

seconds = []
for _ in range(2):
    svd = TruncatedSVD(components, random_state=seed)
    started = time.perf_counter()
    svd.fit_transform(matrix)
    seconds.append(time.perf_counter() - started)

print(json.dumps({
    "version": sklearn.__version__,
    "seconds": min(seconds),
    "explained": float(svd.explained_variance_ratio_.sum()),
}))
