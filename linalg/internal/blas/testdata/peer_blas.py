#!/usr/bin/env python3
"""The peer of the benchmarks of linalg/internal/blas: NumPy and SciPy over OpenBLAS, on 1 and on 2 threads.

Prints one line per case, named as the Go benchmark names it, in the Go benchmark format (ns/op and GFlop/s, median of
the repeats), so that benchstat can set both side by side:

    go test -run xxx -bench . ./linalg/internal/blas > ours.txt
    python3 linalg/internal/blas/testdata/peer_blas.py   > openblas.txt
    benchstat openblas.txt ours.txt

It prints nothing but an error unless threadpoolctl reports OpenBLAS. With an argument, only cases whose name contains it.
"""
import statistics
import sys
import time

import numpy as np
import scipy.linalg.blas as blas
import threadpoolctl

if not any(p["internal_api"] == "openblas" for p in threadpoolctl.threadpool_info()):
    sys.exit("NumPy does not run on OpenBLAS here: no comparison")

wanted = sys.argv[1] if len(sys.argv) > 1 else ""
budget = float(sys.argv[2]) if len(sys.argv) > 2 else 0.2  # seconds per case


def measure(name, flops, call):
    for threads in (1, 2):
        case = f"{name}/threads={threads}"
        if wanted not in case:
            continue
        with threadpoolctl.threadpool_limits(threads, user_api="blas"):
            call()
            times = []
            end = time.perf_counter() + budget
            while len(times) < 3 or time.perf_counter() < end:
                t0 = time.perf_counter()
                call()
                times.append(time.perf_counter() - t0)
        t = statistics.median(times)
        print(f"Benchmark{case}-2\t{len(times)}\t{t * 1e9:.0f} ns/op\t{flops / t / 1e9:.2f} GFlop/s", flush=True)


rng = np.random.default_rng(1)


def mat(m, n):
    return rng.standard_normal((m, n))


for m, n, k in [(64, 64, 64), (200, 200, 200), (500, 500, 500), (1000, 1000, 1000), (2000, 2000, 2000),
                (2000, 2000, 32), (2000, 8, 2000), (8, 2000, 2000), (2000, 32, 2000)]:
    a, b, c = mat(m, k), mat(k, n), np.empty((m, n))
    measure(f"Gemm/shape={m}x{n}x{k}", 2 * m * n * k, lambda: np.dot(a, b, out=c))

for n in (100, 200, 500, 1000):
    a, b, c = mat(n, n) + 1j * mat(n, n), mat(n, n) + 1j * mat(n, n), np.empty((n, n), complex)
    measure(f"Zgemm/n={n}", 8 * n**3, lambda: np.dot(a, b, out=c))

for n in (500, 1000, 2000):
    a, b = np.asfortranarray(mat(n, n)), np.asfortranarray(mat(n, n))
    c = np.zeros((n, n), order="F")
    low = np.asfortranarray(np.tril(a) / n + 4 * np.eye(n))
    x, y = mat(n, 1)[:, 0], np.zeros(n)
    # Row-major A is column-major Aᵀ: lower there is upper here, and a product by rows is trans=1 here.
    measure(f"Level23/Symm/n={n}", 2 * n**3, lambda: blas.dsymm(1, a, b, c=c, lower=0, side=1, overwrite_c=1))
    measure(f"Level23/Syrk/n={n}", n**3, lambda: blas.dsyrk(1, a, c=c, lower=0, trans=1, overwrite_c=1))
    measure(f"Level23/Syr2k/n={n}", 2 * n**3, lambda: blas.dsyr2k(1, a, b, c=c, lower=0, trans=1, overwrite_c=1))
    measure(f"Level23/Trmm/n={n}", n**3, lambda: blas.dtrmm(0.1, low, c, lower=1, side=1, overwrite_b=1))
    measure(f"Level23/Trsm/n={n}", n**3, lambda: blas.dtrsm(1, low, c, lower=1, side=1, overwrite_b=1))
    measure(f"Level23/TrsmRight/n={n}", n**3, lambda: blas.dtrsm(1, low, c, lower=1, side=0, overwrite_b=1))
    measure(f"Level23/Gemv/n={n}", 2 * n * n, lambda: blas.dgemv(1, a, x, y=y, trans=1, overwrite_y=1))
    measure(f"Level23/GemvTrans/n={n}", 2 * n * n, lambda: blas.dgemv(1, a, x, y=y, overwrite_y=1))
    measure(f"Level23/Symv/n={n}", 2 * n * n, lambda: blas.dsymv(1, a, x, y=y, lower=0, overwrite_y=1))
    measure(f"Level23/Ger/n={n}", 2 * n * n, lambda: blas.dger(1e-9, x, x, a=c, overwrite_a=1))
    measure(f"Level23/Trmv/n={n}", n * n, lambda: blas.dtrmv(low, x, lower=0, trans=1))
    measure(f"Level23/Trsv/n={n}", n * n, lambda: blas.dtrsv(low, x, lower=0, trans=1))
