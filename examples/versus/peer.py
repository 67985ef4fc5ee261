# Times one piece of work in Python's libraries and prints one line of JSON: the median seconds, and what ran it.
# Usage: peer.py NAME THREADS
import json, statistics, sys, time

name, threads = sys.argv[1], int(sys.argv[2])


def median(f, budget=1.0):
    f()
    times, start = [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - start < budget and len(times) < 200:
        t = time.perf_counter()
        f()
        times.append(time.perf_counter() - t)
    return statistics.median(times)


def square(x):
    return x * x


def blas():
    import threadpoolctl
    threadpoolctl.threadpool_limits(threads)
    for lib in threadpoolctl.threadpool_info():
        if lib["user_api"] == "blas":
            return lib["internal_api"]
    return "unknown"


def main():
    by = ""
    if name in ("product", "eigenvalues", "symmetric", "solve"):
        import numpy as np
        by = blas()
        rng = np.random.default_rng(1)
        a = rng.standard_normal((1000, 1000))
        b = a[:500, :500].copy()
        s = b + b.T
        f = {"product": lambda: a @ a, "eigenvalues": lambda: np.linalg.eigvals(b),
             "symmetric": lambda: np.linalg.eigh(s), "solve": lambda: np.linalg.solve(a, a[0])}[name]
    elif name == "transform":
        import numpy as np, scipy.fft
        by = "scipy.fft"
        x = np.random.default_rng(1).standard_normal(1 << 20) + 0j
        f = lambda: scipy.fft.fft(x, workers=threads)
    elif name == "fftw":
        import numpy as np, pyfftw
        by = "FFTW"
        x, y = pyfftw.empty_aligned(1 << 20, "complex128"), pyfftw.empty_aligned(1 << 20, "complex128")
        plan = pyfftw.FFTW(x, y, threads=threads, flags=("FFTW_MEASURE",))
        x[:] = np.random.default_rng(1).standard_normal(1 << 20)
        f = plan.execute
    elif name == "integral":
        import math, scipy.integrate
        by = "scipy.integrate.quad"
        f = lambda: scipy.integrate.quad(lambda x: math.exp(-x * x), -math.inf, math.inf)
    elif name == "midpoints":
        import numpy as np
        by = "numpy"
        n = 10**7
        f = lambda: float((4 / (1 + ((np.arange(n) + 0.5) / n) ** 2)).sum() / n)
    elif name == "derivatives":
        import sympy
        by = "sympy"
        x = sympy.symbols("x")

        def f():
            e = sympy.sin(x)
            for _ in range(2000):
                e = sympy.diff(e, x)
    elif name == "antiderivative":
        import sympy
        by = "sympy"
        x = sympy.symbols("x")

        def f():
            sympy.core.cache.clear_cache()
            sympy.integrate(1 / (1 + x**3), x)
    elif name == "tasks":
        import multiprocessing
        by = "multiprocessing"
        pool = multiprocessing.get_context("fork").Pool(threads)
        f = lambda: pool.map(square, range(200000))
    elif name == "joblib":
        import joblib
        by = "joblib"
        workers = joblib.Parallel(n_jobs=threads)
        workers.__enter__()
        f = lambda: workers(joblib.delayed(square)(i) for i in range(20000))
    seconds = median(f)
    if name == "tasks":
        pool.terminate()
    elif name == "joblib":
        workers.__exit__(None, None, None)
    print(json.dumps({"seconds": seconds, "by": by}))


if __name__ == "__main__":
    main()
