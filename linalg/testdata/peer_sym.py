"""Symmetric and Hermitian eigenproblems and singular values: Tandem against NumPy's LAPACK, side by side.

    go test -c -o linalg.test ./linalg
    python3 linalg/testdata/peer_sym.py ./linalg.test [sym|herm|svd] [rounds] [n ...]

For each size and number of threads the two take turns, `rounds` times; printed are the medians and the median of the
ratios. Needs numpy and threadpoolctl.
"""
import re
import statistics
import subprocess
import sys
import time

import numpy as np
from threadpoolctl import threadpool_limits


def numpy_seconds(f, a, budget):
    times = []
    while sum(times) < budget or len(times) < 2:
        start = time.perf_counter()
        f(a)
        times.append(time.perf_counter() - start)
    time.sleep(0.1)  # OpenBLAS's idle threads spin for some 26 ms after a call
    return statistics.median(times)


def tandem_seconds(binary, kind, vectors, n, threads, budget):
    name = f"^Benchmark{kind}$/^vectors={str(vectors).lower()}$/^n={n}$/^threads={threads}$"
    out = subprocess.run([binary, "-test.run", "^$", "-test.bench", name, "-test.benchtime", f"{budget}s"],
                         capture_output=True, text=True, check=True).stdout
    return float(re.search(r"([\d.]+) ns/op", out).group(1)) * 1e-9


def symmetric(rng, n):
    a = rng.standard_normal((n, n))
    return (a + a.T) / np.sqrt(2)


def hermitian(rng, n):
    a = rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))
    return (a + a.conj().T) / 2


KINDS = {
    "sym": ("Sym", symmetric, np.linalg.eigvalsh, np.linalg.eigh),
    "herm": ("Herm", hermitian, np.linalg.eigvalsh, np.linalg.eigh),
    "svd": ("SVD", lambda rng, n: rng.standard_normal((n, n)), lambda a: np.linalg.svd(a, compute_uv=False),
            lambda a: np.linalg.svd(a, full_matrices=False)),
}


def main():
    binary, args = sys.argv[1], sys.argv[2:]
    kind = args.pop(0) if args and args[0] in KINDS else "sym"
    rounds = int(args[0]) if args else 3
    sizes = [int(s) for s in args[1:]] or ([100, 200, 500, 1000, 2000] if kind == "sym" else [100, 200, 500, 1000])
    bench, make, values, vectors = KINDS[kind]
    rng = np.random.default_rng(1)
    print("| n | threads | NumPy values | Tandem | ratio | NumPy vectors | Tandem | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for n in sizes:
        a = make(rng, n)
        for threads in (1, 2):
            cells = []
            for with_vectors, f in ((False, values), (True, vectors)):
                budget = 0.3  # long enough that both are warm
                peer, ours = [], []
                with threadpool_limits(threads):
                    for _ in range(rounds):
                        peer.append(numpy_seconds(f, a, budget))
                        ours.append(tandem_seconds(binary, bench, with_vectors, n, threads, budget))
                ratio = statistics.median(p / o for p, o in zip(peer, ours))
                cells += [f"{statistics.median(peer)*1e3:.3g} ms", f"{statistics.median(ours)*1e3:.3g} ms", f"{ratio:.2f}"]
            print(f"| {n} | {threads} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
