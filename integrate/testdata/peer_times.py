# The integrals of BenchmarkSmooth in scipy.integrate.quad at the same tolerance: microseconds and evaluations.
#
#   go test -run xxx -bench Smooth ./integrate; python3 integrate/testdata/peer_times.py
import math, time, warnings
from scipy.integrate import quad

warnings.simplefilter("ignore")
inf, exp, sqrt = math.inf, math.exp, math.sqrt
options = dict(epsabs=0, epsrel=1e-10, limit=2000, full_output=1)


def gauss(x): return exp(-x * x)
def decay(x): return exp(-x)
def lorentz(x): return 1 / (1 + x * x)
def cubic(x): return x * x * x
def sech(x): return 2 * exp(-abs(x)) / (1 + exp(-2 * abs(x)))
def planck(x): return x * x * x / math.expm1(x) if x < 700 else 0.0
def root(x): return 1 / sqrt(x)
def arcsine(x): return 1 / sqrt((1 - x) * (1 + x))
def one(x): return 1.0


for name, calls in {
    "cubic": [(cubic, 0, 1, {})],
    "exp": [(exp, 0, 1, {})],
    "lorentz": [(lorentz, 0, 1, {})],
    "line-gauss": [(gauss, -inf, inf, {})],
    "line-lorentz": [(lorentz, -inf, inf, {})],
    "line-sech": [(sech, -inf, inf, {})],
    "half-exp": [(decay, 0, inf, {})],
    "half-gauss": [(gauss, 0, inf, {})],
    "half-lorentz": [(lorentz, 0, inf, {})],
    "half-planck": [(planck, 0, inf, {})],
    "root": [(root, 0, 1, {})],
    "root, told": [(one, 0, 1, dict(weight="alg", wvar=(-0.5, 0)))],
    "log": [(math.log, 0, 1, {})],
    "log, told": [(one, 0, 1, dict(weight="alg-loga", wvar=(0, 0)))],
    "arcsine": [(arcsine, -1, 1, {})],
    "arcsine, told": [(one, -1, 1, dict(weight="alg", wvar=(-0.5, -0.5)))],
    # The complex integral is two real ones.
    "fourier-10": [(exp, 0, 1, dict(weight=w, wvar=10)) for w in ("cos", "sin")],
    "fourier-1000": [(exp, 0, 1, dict(weight=w, wvar=1000)) for w in ("cos", "sin")],
    "fourier-half": [(lorentz, 0, inf, dict(weight=w, wvar=1, epsabs=1e-10)) for w in ("cos", "sin")],
    "cauchy": [(exp, -1, 1, dict(weight="cauchy", wvar=0))],
    "cauchy-aside": [(exp, -1, 1, dict(weight="cauchy", wvar=0.3))],
}.items():
    best, evals = inf, 0
    for k in range(5):
        start, n = time.perf_counter(), 0
        while time.perf_counter() - start < 0.05:
            evals = 0
            for f, a, b, more in calls:
                evals += quad(f, a, b, **{**options, **more})[2].get("neval", 0)
            n += 1
        best = min(best, (time.perf_counter() - start) / n)
    print("%-14s %8.1f µs %6d evaluations" % (name, 1e6 * best, evals))
