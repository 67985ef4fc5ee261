#!/usr/bin/env python3
"""The products of linalg/internal/blas beside NumPy's and SciPy's over OpenBLAS, in turns, on 1 and on 2 threads.

    go test -c -o blas.test ./linalg/internal/blas
    python3 linalg/internal/blas/testdata/peer_blas.py ./blas.test [PATTERN [ROUNDS [SECONDS]]]

For each case whose name matches the regular expression the two take turns ROUNDS times (5) for SECONDS (0.2) each. Printed are
the medians of the rounds' mean times, and of the rounds' ratios; above 1 ours is faster. It ends with an error unless
threadpoolctl reports OpenBLAS. Hold both sides to AVX2 by TANDEM_SIMD=avx2 OPENBLAS_CORETYPE=Haswell.
"""
import re
import statistics
import subprocess
import sys
import time

import numpy as np
import scipy.linalg.blas as blas
import threadpoolctl

ROUNDS, SECONDS = 5, 0.2


def cases():
    """Yields name, flops and a function that makes the operands and returns the call."""
    rng = np.random.default_rng(1)

    def gemm(m, n, k, kind):
        def make():
            shapes = (m, k), (k, n)
            a, b = (rng.standard_normal(s) + (0 if kind is float else 1j * rng.standard_normal(s)) for s in shapes)
            c = np.empty((m, n), kind)
            return lambda: np.dot(a, b, out=c)
        return make

    for m, n, k in [(64, 64, 64), (200, 200, 200), (500, 500, 500), (1000, 1000, 1000), (2000, 2000, 2000),
                    (2000, 2000, 32), (2000, 8, 2000), (8, 2000, 2000), (2000, 32, 2000)]:
        yield f"Gemm/shape={m}x{n}x{k}", 2 * m * n * k, gemm(m, n, k, float)
    for n in (32, 64, 100, 200, 500, 1000):
        yield f"Zgemm/n={n}", 8 * n**3, gemm(n, n, n, complex)

    # Row-major A is column-major Aᵀ: lower there is upper here, left there is right here, A·Aᵀ there is Aᵀ·A here.
    def real(name, n):
        def make():
            a, b = (np.asfortranarray(rng.standard_normal((n, n))) for _ in range(2))
            c = a.copy(order="F")
            low = np.asfortranarray(np.tril(a, -1) / n**2 + np.eye(n))  # keeps the size of what it is applied to
            x, y = rng.standard_normal(n), np.zeros(n)
            return {
                "Symm": lambda: blas.dsymm(1, a, b, c=c, lower=0, side=1, overwrite_c=1),
                "Syrk": lambda: blas.dsyrk(1, a, c=c, lower=0, trans=1, overwrite_c=1),
                "Syr2k": lambda: blas.dsyr2k(1, a, b, c=c, lower=0, trans=1, overwrite_c=1),
                "Trmm": lambda: blas.dtrmm(1, low, c, lower=1, side=1, overwrite_b=1),
                "Trsm": lambda: blas.dtrsm(1, low, c, lower=1, side=1, overwrite_b=1),
                "TrsmRight": lambda: blas.dtrsm(1, low, c, lower=1, side=0, overwrite_b=1),
                "Gemv": lambda: blas.dgemv(1, a, x, y=y, trans=1, overwrite_y=1),
                "GemvTrans": lambda: blas.dgemv(1, a, x, y=y, overwrite_y=1),
                "Symv": lambda: blas.dsymv(1, a, x, y=y, lower=0, overwrite_y=1),
                "Ger": lambda: blas.dger(1e-9, x, x, a=c, overwrite_a=1),
                "Trmv": lambda: blas.dtrmv(low, x, lower=0, trans=1),
                "Trsv": lambda: blas.dtrsv(low, x, lower=0, trans=1),
            }[name]
        return make

    level3 = {"Symm": 2, "Syrk": 1, "Syr2k": 2, "Trmm": 1, "Trsm": 1, "TrsmRight": 1}
    level2 = {"Gemv": 2, "GemvTrans": 2, "Symv": 2, "Ger": 2, "Trmv": 1, "Trsv": 1}
    for n in (200, 500, 1000, 2000, 4000):
        for name, factor in (level3 | level2 if n < 4000 else level2).items():
            yield f"Level23/{name}/n={n}", factor * n ** (3 if name in level3 else 2), real(name, n)

    def hermitian(name, n):
        def make():
            a, b = (np.asfortranarray(rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))) for _ in range(2))
            c = a.copy(order="F")
            low = np.asfortranarray(np.tril(a, -1) / n**2 + np.eye(n))  # keeps the size of what it is applied to
            x, y = a[:, 0].copy(), np.zeros(n, complex)
            return {
                "Zhemm": lambda: blas.zhemm(1, a, b, c=c, lower=0, side=1, overwrite_c=1),
                "Zherk": lambda: blas.zherk(1, a, c=c, lower=0, trans=2, overwrite_c=1),
                "Zher2k": lambda: blas.zher2k(1, a, b, c=c, lower=0, trans=2, overwrite_c=1),
                "Ztrmm": lambda: blas.ztrmm(1, low, c, lower=1, side=1, overwrite_b=1),
                "Ztrsm": lambda: blas.ztrsm(1, low, c, lower=1, side=1, overwrite_b=1),
                "Zgemv": lambda: blas.zgemv(1, a, x, y=y, trans=1, overwrite_y=1),
                "ZgemvTrans": lambda: blas.zgemv(1, a, x, y=y, overwrite_y=1),
                "Zhemv": lambda: blas.zhemv(1, a, x, y=y, lower=0, overwrite_y=1),
                "Zgerc": lambda: blas.zgerc(1e-9, x, x, a=c, overwrite_a=1),
                "Zher": lambda: blas.zher(1e-9, x, a=c, lower=0, overwrite_a=1),
                "Zher2": lambda: blas.zher2(1e-9, x, x, a=c, lower=0, overwrite_a=1),
                "Ztrmv": lambda: blas.ztrmv(low, x, lower=0, trans=1),
                "ZtrmvTrans": lambda: blas.ztrmv(low, x, lower=0),
                "Ztrsv": lambda: blas.ztrsv(low, x, lower=0, trans=1),
                "ZtrsvTrans": lambda: blas.ztrsv(low, x, lower=0),
            }[name]
        return make

    for n in (100, 200, 500, 1000):
        for name, factor in {"Zhemm": 8, "Zherk": 4, "Zher2k": 8, "Ztrmm": 4, "Ztrsm": 4}.items():
            yield f"Complex23/{name}/n={n}", factor * n**3, hermitian(name, n)
        for name, factor in {"Zgemv": 8, "ZgemvTrans": 8, "Zhemv": 8, "Zgerc": 8, "Zher": 4, "Zher2": 8, "Ztrmv": 4,
                             "ZtrmvTrans": 4, "Ztrsv": 4, "ZtrsvTrans": 4}.items():
            yield f"Complex23/{name}/n={n}", factor * n**2, hermitian(name, n)

    def vector(name, n):
        def make():
            x, y = rng.standard_normal(n), rng.standard_normal(n)
            zx, zy = x + 1j * y, y + 1j * x
            return {
                "Dot": lambda: blas.ddot(x, y), "Axpy": lambda: blas.daxpy(x, y, a=1e-9), "Scal": lambda: blas.dscal(1.0000001, x),
                "Nrm2": lambda: blas.dnrm2(x), "Asum": lambda: blas.dasum(x), "Iamax": lambda: blas.idamax(x),
                "Zdotc": lambda: blas.zdotc(zx, zy), "Zaxpy": lambda: blas.zaxpy(zx, zy, a=1e-9j), "Zscal": lambda: blas.zscal(1j, zx),
                "Znrm2": lambda: blas.dznrm2(zx), "Zasum": lambda: blas.dzasum(zx), "Izamax": lambda: blas.izamax(zx),
            }[name]
        return make

    for n in (1000, 100000):  # at n = 1000 SciPy's own call is a large part of it
        for name in ("Dot", "Axpy", "Scal", "Nrm2", "Asum", "Iamax", "Zdotc", "Zaxpy", "Zscal", "Znrm2", "Zasum", "Izamax"):
            yield f"Vector/{name}/n={n}", 2 * n, vector(name, n)


def peer(call, seconds):
    """The mean time of a call."""
    call()
    count, start = 0, time.perf_counter()
    while True:
        call()
        count += 1
        spent = time.perf_counter() - start
        if spent >= seconds:
            return spent / count


def ours(binary, case, seconds):
    pattern = "/".join(f"^{part}$" for part in f"Benchmark{case}".split("/"))
    out = subprocess.run([binary, "-test.run", "^$", "-test.bench", pattern, "-test.benchtime", f"{seconds}s"],
                         capture_output=True, text=True, check=True).stdout
    found = re.search(r"([\d.]+) ns/op", out)
    return float(found.group(1)) * 1e-9 if found else sys.exit(f"{binary} has no Benchmark{case}")


def main():
    if not any(p["internal_api"] == "openblas" for p in threadpoolctl.threadpool_info()):
        sys.exit("NumPy does not run on OpenBLAS here: no comparison")
    binary, wanted = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else ROUNDS
    seconds = float(sys.argv[4]) if len(sys.argv) > 4 else SECONDS
    print(f"{'case':36} {'OpenBLAS µs':>12} {'ours µs':>12} {'GFlop/s':>8} {'ratio':>6} {'range of ratios':>16}")
    for name, flops, make in cases():
        call = None
        for threads in (1, 2):
            case = f"{name}/threads={threads}"
            if not re.search(wanted, case):
                continue
            call = call or make()
            theirs, mine = [], []
            with threadpoolctl.threadpool_limits(threads, user_api="blas"):
                for _ in range(rounds):
                    theirs.append(peer(call, seconds))
                    time.sleep(0.1)  # OpenBLAS's threads go on spinning for a while
                    mine.append(ours(binary, case, seconds))
            ratios = sorted(p / o for p, o in zip(theirs, mine))
            t, o = statistics.median(theirs), statistics.median(mine)
            print(f"{case:36} {t*1e6:12.1f} {o*1e6:12.1f} {flops/o*1e-9:8.2f} {statistics.median(ratios):6.2f}"
                  f" {ratios[0]:8.2f} –{ratios[-1]:6.2f}", flush=True)


if __name__ == "__main__":
    main()
