# scipy.fft on the workloads of fftw.c: scipy_times.py WORKERS KIND:N ...
import sys
import time

import numpy as np
import scipy.fft as sf

workers = int(sys.argv[1])
rng = np.random.default_rng(0)
for item in sys.argv[2:]:
    kind, n = item.split(":")
    n = int(n)
    shape = {"c": n, "r": n, "b": (256, n), "s": (n, n)}[kind]
    x = rng.standard_normal(shape)
    if kind != "r":
        x = x + 1j * rng.standard_normal(shape)
    f = {"c": sf.fft, "r": sf.rfft, "b": sf.fft, "s": sf.fft2}[kind]
    f(x, workers=workers)
    start = time.perf_counter()
    f(x, workers=workers)
    reps = max(1, int(0.02 / (time.perf_counter() - start + 1e-9)))
    best, end, rounds = 1e9, time.perf_counter() + 0.1, 0
    while rounds < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(reps):
            f(x, workers=workers)
        best = min(best, (time.perf_counter() - start) / reps)
        rounds += 1
    print(f"{item} {best * 1e9:.1f}", flush=True)
