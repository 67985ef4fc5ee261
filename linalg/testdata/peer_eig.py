"""Times NumPy on the general eigenproblem, in the format of go test -bench, to be read beside BenchmarkEigen*.

    python3 peer_eig.py THREADS [sizes...]      values and vectors of one matrix
    python3 peer_eig.py THREADS complex [sizes...]
    python3 peer_eig.py pool                    64 matrices of order 200 and two of order 2000, in pools of processes

It sets the threads of the BLAS before NumPy is imported.
"""
import os
import sys
import time

mode = sys.argv[1] if len(sys.argv) > 1 else "1"
threads = mode if mode.isdigit() else "1"
for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = threads
import multiprocessing

import numpy as np


def median(f, least=0.4):
    f()
    times, start = [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - start < least:
        t = time.perf_counter()
        f()
        times.append(time.perf_counter() - t)
        if times[-1] > 1:
            break
    return sorted(times)[len(times) // 2]


def report(name, seconds):
    print(f"{name} 1 {seconds * 1e9:.0f} ns/op", flush=True)


def spectrum(seed_and_order):
    seed, n = seed_and_order
    return np.linalg.eigvals(np.random.default_rng(seed).standard_normal((n, n)))


if __name__ == "__main__":
    if mode == "pool":
        for workers in (1, 2):
            with multiprocessing.Pool(workers) as pool:
                for name, args in (("n=200/count=64", [(i, 200) for i in range(64)]), ("n=2000/count=2", [(1, 2000), (2, 2000)])):
                    report(f"BenchmarkNumpyPool/{name}/workers={workers}", median(lambda: pool.map(spectrum, args, chunksize=1)))
        stack = np.random.default_rng(1).standard_normal((64, 200, 200))
        report("BenchmarkNumpyStack/n=200/count=64", median(lambda: np.linalg.eigvals(stack)))
    else:
        kind = "Complex" if "complex" in sys.argv else ""
        for n in [int(a) for a in sys.argv[2:] if a.isdigit()] or [100, 200, 500, 1000, 2000]:
            random = np.random.default_rng(1)
            a = random.standard_normal((n, n))
            if kind:
                a = a + 1j * random.standard_normal((n, n))
            report(f"BenchmarkNumpyEigenvalues{kind}/n={n}/threads={threads}", median(lambda: np.linalg.eigvals(a)))
            report(f"BenchmarkNumpyEigen{kind}/n={n}/threads={threads}", median(lambda: np.linalg.eig(a)))
