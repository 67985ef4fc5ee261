# VEGAS with adaptive stratification, written from Lepage, J. Comput. Phys. 439 (2021), with the defaults that vegas 6 publishes:
# alpha 0.5, beta 0.75, up to 1000 increments an axis (a tenth of the samples at most), two samples to a cell on a quarter of
# the samples and three quarters spread adaptively. It prints the mean square error times the evaluations on the integrands of
# TestVegasVariance, which holds these numbers; the package vegas itself is not used.
#
#   python3 integrate/testdata/peer_vegas.py
import numpy as np
from math import erf, pi, sqrt

ALPHA, BETA, FRACTION, INCREMENTS = 0.5, 0.75, 0.75, 1000
ROUNDS, WARM, PER, SEEDS = 10, 3, 10000, 200


def refine(grid, weight):
    smooth = np.empty_like(weight)
    smooth[1:-1] = (weight[:-2] + 6 * weight[1:-1] + weight[2:]) / 8
    smooth[0], smooth[-1] = (7 * weight[0] + weight[1]) / 8, (weight[-2] + 7 * weight[-1]) / 8
    w = np.clip(smooth / smooth.sum(), 1e-300, 1 - 1e-16)
    d = (-(1 - w) / np.log(w)) ** ALPHA
    total = np.concatenate([[0], np.cumsum(d)])
    return np.interp(np.linspace(0, total[-1], len(grid)), total, grid)


def vegas(f, dim, seed):
    random = np.random.default_rng(seed)
    bins = min(INCREMENTS, PER // 10)
    k = max(1, int((PER * (1 - FRACTION) / 2) ** (1 / dim)))
    cells = k**dim
    grid = [np.linspace(0, 1, bins + 1) for _ in range(dim)]
    share = np.full(cells, 1 / cells)
    results, evals = [], 0
    for round in range(ROUNDS):
        count = np.maximum(2, (share * PER).astype(int))
        evals += count.sum()
        cell = np.repeat(np.arange(cells), count)
        jac, x, at, rest = np.ones(len(cell)), [], [], cell
        for i in range(dim):
            y = (rest % k + random.random(len(cell))) / k * bins
            rest = rest // k
            j = np.minimum(y.astype(int), bins - 1)
            width = grid[i][j + 1] - grid[i][j]
            x.append(grid[i][j] + width * (y - j))
            jac *= width * bins
            at.append(j)
        v = f(np.array(x)) * jac
        sums, squares = np.bincount(cell, v, cells), np.bincount(cell, v * v, cells)
        spread = np.maximum(0, squares / count - (sums / count) ** 2)
        if round >= WARM:
            results.append((sums / count).sum() / cells)
        for i in range(dim):
            n = np.bincount(at[i], minlength=bins)
            grid[i] = refine(grid[i], np.bincount(at[i], v * v, bins) / np.maximum(n, 1))
        damped = spread ** (BETA / 2)
        share = damped / damped.sum() if damped.sum() > 0 else share
    return np.mean(results), evals


def gauss(c, k):
    return sqrt(pi) / 2 / k * (erf(k * (1 - c)) + erf(k * c))


def three(x):
    return sum(np.exp(-50 * ((x - c) ** 2).sum(0)) for c in (0.23, 0.39, 0.74))


problems = [
    ("one peak in 4", 4, lambda x: np.exp(-100 * ((x - 0.4) ** 2).sum(0)), gauss(0.4, 10) ** 4),
    ("three peaks in 4", 4, three, sum(gauss(c, sqrt(50)) ** 4 for c in (0.23, 0.39, 0.74))),
    ("product peak in 6", 6, lambda x: np.prod(1 / (0.04 + (x - 0.3) ** 2), 0), (5 * (np.arctan(3.5) + np.arctan(1.5))) ** 6),
    ("corner peak in 3", 3, lambda x: (1 + x.sum(0)) ** -4, 1 / 24 * 1),
    ("ridge in 2", 2, lambda x: np.exp(-200 * (x[0] - x[1]) ** 2), None),
]
# (1+Σx)^−4 over the cube, by inclusion and exclusion: (1/3!)·Σ (−1)^|S|/(1+|S|).
problems[3] = problems[3][:3] + ((1 - 3 / 2 + 3 / 3 - 1 / 4) / 6,)
# The ridge: ∫∫ exp(−200(x−y)²) = √(π/200)·erf(√200) − (1 − exp(−200))/200.
problems[4] = problems[4][:3] + (sqrt(pi / 200) * erf(sqrt(200)) - (1 - np.exp(-200)) / 200,)
for name, dim, f, exact in problems:
    errors, evals = [], 0
    for seed in range(SEEDS):
        value, n = vegas(f, dim, seed)
        errors.append(value / exact - 1)
        evals += n
    square = np.mean(np.square(errors))
    print("%-18s relative variance x evaluations %.4f (bias %.1e)" % (name, square * evals / SEEDS, np.mean(errors)))
