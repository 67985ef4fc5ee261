"""Linear systems, factorisations and functions of matrices: Tandem against NumPy and SciPy, side by side.

    go test -c -o linalg.test ./linalg
    python3 linalg/testdata/peer_solve.py ./linalg.test [rounds] [n ...]

For each driver, size and number of threads the two take turns, `rounds` times; printed is the median of the ratios (above
1: Tandem is faster) and Tandem's median time. Needs numpy, scipy and threadpoolctl.
"""
import re
import statistics
import subprocess
import sys
import time

import numpy as np
import scipy.linalg as sl
from threadpoolctl import threadpool_limits

SECONDS = 0.15  # per measurement: both are warm


def numpy_seconds(f, *args):
    times = []
    while sum(times) < SECONDS or len(times) < 2:
        start = time.perf_counter()
        f(*args)
        times.append(time.perf_counter() - start)
    time.sleep(0.1)  # OpenBLAS's idle threads spin for some 26 ms after a call
    return statistics.median(times)


def tandem_seconds(binary, name, n, threads):
    out = subprocess.run([binary, "-test.run", "^$", "-test.bench", f"^BenchmarkDrivers$/^{name}$/^n={n}$/^threads={threads}$",
                          "-test.benchtime", f"{SECONDS}s"], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"([\d.]+) ns/op", out).group(1)) * 1e-9


def inputs(n):
    rng = np.random.default_rng(1)
    a = rng.standard_normal((n, n))
    b = rng.standard_normal((n, n))
    tall = rng.standard_normal((2 * n, n // 2))
    return a, b, a @ a.T + n * np.eye(n), tall, rng.standard_normal(2 * n)


DRIVERS = {
    "Solve": lambda a, b, s, t, y: np.linalg.solve(a, b[:, 0]),
    "SolveMany": lambda a, b, s, t, y: np.linalg.solve(a, b),
    "LU": lambda a, b, s, t, y: sl.lu_factor(a),
    "Cholesky": lambda a, b, s, t, y: np.linalg.cholesky(s),
    "QR": lambda a, b, s, t, y: np.linalg.qr(a),
    "LeastSquares": lambda a, b, s, t, y: sl.lstsq(t, y, lapack_driver="gelsy"),
    "PseudoInverse": lambda a, b, s, t, y: np.linalg.pinv(a),
    "Inverse": lambda a, b, s, t, y: np.linalg.inv(a),
    "LogDet": lambda a, b, s, t, y: np.linalg.slogdet(a),
    "Cond": lambda a, b, s, t, y: np.linalg.cond(a),
    "Expm": lambda a, b, s, t, y: sl.expm(a),
}


def main():
    binary, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    sizes = [int(s) for s in sys.argv[3:]] or [100, 500, 1000, 2000]
    print("| driver | " + " | ".join(f"n = {n}, 1 thread | 2 threads" for n in sizes) + " |")
    print("|---" * (1 + 2 * len(sizes)) + "|")
    for name, f in DRIVERS.items():
        cells = []
        for n in sizes:
            args = inputs(n)
            for threads in (1, 2):
                ratios, ours = [], []
                with threadpool_limits(threads):
                    for _ in range(rounds):
                        peer = numpy_seconds(f, *args)
                        ours.append(tandem_seconds(binary, name, n, threads))
                        ratios.append(peer / ours[-1])
                cells.append(f"{statistics.median(ratios):.2f} ({statistics.median(ours)*1e3:.3g} ms)")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
