#!/usr/bin/env python3
"""The tasks of bench_test.go in the pools of Python, for the speed table in doc.go.

Two workers each. Prints one line per figure: name, value, unit; every figure is the median of several runs.
Needs python3-numpy and python3-joblib; with mpi4py, run it a second time as
    mpirun -n 3 python3 -m mpi4py.futures peer_pools.py mpi
"""
import multiprocessing
import statistics
import sys
import time

import numpy


def square(x):
    return x * x


def touch(a):
    return float(a[0, 0])


def total(a):
    return float(a.sum())


def give(n):
    return numpy.zeros((n, n))


def timed(f, repeat=5):
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        f()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def show(name, value, unit):
    print(f"{name:40s} {value:12.2f} {unit}", flush=True)


def pool(method):
    context = multiprocessing.get_context(method)

    def start():
        with context.Pool(2) as p:
            p.map(square, [1, 2], chunksize=1)

    show(f"{method} start", timed(start, 5) * 1e3, "ms")
    matrix = numpy.zeros((2000, 2000))
    with context.Pool(2) as p:
        p.map(square, range(1000))
        n = 20000
        show(f"{method} single", n / timed(lambda: p.map(square, range(n), chunksize=1), 3) / 1e3, "ktasks/s")
        n = 200000
        show(f"{method} batched", n / timed(lambda: p.map(square, range(n)), 3) / 1e3, "ktasks/s")
        show(f"{method} round trip", timed(lambda: p.apply(square, (3,)), 1000) * 1e6, "us")
        show(f"{method} matrix argument", timed(lambda: p.apply(touch, (matrix,)), 7) * 1e3, "ms")
        show(f"{method} matrix argument, read", timed(lambda: p.apply(total, (matrix,)), 7) * 1e3, "ms")
        show(f"{method} matrix result", timed(lambda: p.apply(give, (2000,)), 7) * 1e3, "ms")


def loky():
    from joblib import Parallel, delayed

    began = time.perf_counter()
    Parallel(n_jobs=2)(delayed(square)(i) for i in range(2))
    show("loky start", (time.perf_counter() - began) * 1e3, "ms")
    matrix = numpy.zeros((2000, 2000))
    with Parallel(n_jobs=2) as p:
        n = 50000
        show("loky batched", n / timed(lambda: p(delayed(square)(i) for i in range(n)), 3) / 1e3, "ktasks/s")
        show("loky matrix argument (memmap)", timed(lambda: p(delayed(touch)(matrix) for _ in range(2)), 7) / 2 * 1e3, "ms")


def mpi():
    from mpi4py.futures import MPIPoolExecutor

    with MPIPoolExecutor(2) as p:
        list(p.map(square, range(100)))
        n = 5000
        show("mpi4py single", n / timed(lambda: list(p.map(square, range(n))), 3) / 1e3, "ktasks/s")
        show("mpi4py batched", 200 / timed(lambda: list(p.map(square, range(200000), chunksize=2000)), 3), "ktasks/s")
        show("mpi4py round trip", timed(lambda: p.submit(square, 3).result(), 300) * 1e6, "us")


if __name__ == "__main__":
    if sys.argv[1:] == ["mpi"]:
        mpi()
    else:
        pool("fork")
        pool("spawn")
        loky()
