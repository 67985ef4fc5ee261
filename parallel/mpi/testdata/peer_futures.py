#!/usr/bin/env python3
"""The tasks of bench_test.go in mpi4py.futures: mpirun -n 3 python3 -m mpi4py.futures peer_futures.py"""
import statistics
import time

import numpy
from mpi4py.futures import MPIPoolExecutor


def square(x):
    return x * x


def total(a):
    return float(a.sum())


given = None


def give(n):
    global given
    if given is None:
        given = numpy.ones((n, n))
    return given


def timed(f, repeat):
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        f()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def show(name, value, unit):
    print(f"{name:24s} {value:12.2f} {unit}", flush=True)


if __name__ == "__main__":
    with MPIPoolExecutor() as pool:
        list(pool.map(square, range(100)))
        n = 10000
        show("single", n / timed(lambda: list(pool.map(square, range(n))), 3) / 1e3, "ktasks/s")
        n = 200000
        show("batched", n / timed(lambda: list(pool.map(square, range(n), chunksize=1000)), 3) / 1e3, "ktasks/s")
        show("round trip", timed(lambda: pool.submit(square, 3).result(), 500) * 1e6, "us")
        a = numpy.zeros((2000, 2000))
        show("matrix argument", timed(lambda: pool.submit(total, a).result(), 9) * 1e3, "ms")
        show("matrix result", timed(lambda: pool.submit(give, 2000).result(), 9) * 1e3, "ms")
        show("10 matrix results", timed(lambda: list(pool.map(give, [2000] * 10)), 5) * 1e3, "ms")
