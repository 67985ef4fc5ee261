#!/usr/bin/env python3
"""BenchmarkShared of bench_test.go in mpi4py: mpirun -n 3 python3 peer_bcast.py"""
import statistics
import time

import numpy
from mpi4py import MPI

comm = MPI.COMM_WORLD
for name, tasks in (("one task on each rank", 1), ("twenty tasks on each rank", 20)):
    times = []
    for k in range(15):
        a = numpy.full((2000, 2000), float(k)) if comm.rank == 0 else None
        comm.barrier()
        began = time.perf_counter()
        a = comm.bcast(a)
        sums = [float(a.sum()) for _ in range(tasks)] if comm.rank > 0 else []
        comm.gather(sums)
        times.append(time.perf_counter() - began)
    if comm.rank == 0:
        print(f"{name:28s} {statistics.median(times) * 1e3:8.2f} ms", flush=True)
