"""NumPy on the job of BenchmarkEvalBatch: sin(x)*exp(-x**2)/(1+x**4) at 10^7 points, one core. Prints ns per point."""
import time
import numpy as np

n = 10_000_000
x = -5 + 10 * np.arange(n) / n
times = []
for _ in range(5):
    t = time.perf_counter()
    y = np.sin(x) * np.exp(-x**2) / (1 + x**4)
    times.append(time.perf_counter() - t)
print(f"numpy {np.__version__}: {sorted(times)[2] / n * 1e9:.2f} ns/point")
