# Random calls of scipy.fft and scipy.signal with their results, one JSON object a line: scipy_cases.py SEED COUNT.
# TestAgainstScipy of scipy_test.go runs the same calls here.
import json
import sys

import numpy as np
import scipy.fft as sf
import scipy.signal as ss

rng = np.random.default_rng(int(sys.argv[1]))
norms = ["backward", "ortho", "forward"]


def pick(*what):
    return what[rng.integers(len(what))]


def flat(a):
    a = np.asarray(a)
    if np.iscomplexobj(a):
        a = np.stack([a.real, a.imag], -1)
    return np.ravel(a).astype(float).tolist()


def real(*shape):
    return rng.standard_normal(shape)


def complexes(*shape):
    return real(*shape) + 1j * real(*shape)


def length():
    return int(pick(rng.integers(1, 20), rng.integers(1, 300), rng.integers(1, 3000)))


def shape():
    return [int(rng.integers(1, pick(5, 12, 40))) for _ in range(rng.integers(1, 4))]


def signal():
    name, norm = pick("fft", "ifft", "rfft", "irfft", "hfft", "ihfft"), int(rng.integers(3))
    x = real(length()) if name in ("rfft", "ihfft") else complexes(length())
    n = pick(0, length(), len(x) + int(rng.integers(-3, 4)))
    if n <= 0 and name in ("irfft", "hfft"):
        n = max(1, 2 * len(x) - int(rng.integers(1, 3)))
    n = max(n, 0)
    want = getattr(sf, name)(x, n=n or None, norm=norms[norm])
    return dict(name=name, n=n, norm=norm, x=flat(x), want=flat(want))


def array():
    name, norm, s = pick("fftn", "ifftn", "rfftn", "irfftn"), int(rng.integers(3)), shape()
    axes = [int(a) for a in rng.permutation(len(s))[: rng.integers(1, len(s) + 1)]]
    axes = [a - len(s) if rng.integers(2) else a for a in axes]
    half = list(s)
    half[axes[-1]] = half[axes[-1]] // 2 + 1
    x = real(*s) if name == "rfftn" else complexes(*(half if name == "irfftn" else s))
    sizes = [s[a] for a in axes] if name == "irfftn" else None
    want = getattr(sf, name)(x, s=sizes, axes=axes, norm=norms[norm])
    return dict(name=name, shape=s, axes=axes, norm=norm, x=flat(x), want=flat(want))


def padded():
    s = shape()
    to = [max(1, k + int(rng.integers(-4, 5))) for k in s]
    x = complexes(*s)
    return dict(name="padded", shape=s, to=to, x=flat(x), want=flat(sf.fftn(x, s=to)))


def trigonometric():
    name, kind, norm, s = pick("dctn", "dstn", "idctn", "idstn"), int(rng.integers(1, 5)), int(rng.integers(3)), shape()
    axes = [int(a) for a in rng.permutation(len(s))[: rng.integers(1, len(s) + 1)]]
    if "dct" in name and kind == 1:
        s = [k + 1 for k in s]
    if "dst" in name and norm == 1 and kind in (2, 3):
        norm = 0  # its matrix is not orthogonal
    x = real(*s)
    want = getattr(sf, name)(x, type=kind, axes=axes, norm=norms[norm])
    return dict(name=name, kind=kind, shape=s, axes=axes, norm=norm, x=flat(x), want=flat(want))


def shifted():
    name, s = pick("fftshift", "ifftshift"), shape()
    axes = [int(a) for a in rng.permutation(len(s))[: rng.integers(1, len(s) + 1)]]
    x = real(*s)
    return dict(name=name, shape=s, axes=axes, x=flat(x), want=flat(getattr(sf, name)(x, axes=axes)))


def frequencies():
    name, n, d = pick("fftfreq", "rfftfreq"), length(), float(rng.uniform(0.01, 100))
    return dict(name=name, n=n, d=d, want=flat(getattr(sf, name)(n, d)))


def convolved():
    name, mode, make = pick("convolve", "correlate"), int(rng.integers(3)), pick(real, complexes)
    a, b = make(length()), make(length())
    want = getattr(ss, name)(a, b, mode=["full", "same", "valid"][mode], method="direct")
    return dict(name=name, complex=make is complexes, mode=mode, x=flat(a), y=flat(b), want=flat(want))


def arrays():
    a, mode = shape(), int(rng.integers(3))
    b = [max(1, min(n, 9) - int(rng.integers(0, 9))) for n in a]
    x, y = real(*a), real(*b)
    want = ss.convolve(x, y, mode=["full", "same", "valid"][mode], method="direct")
    return dict(name="convolven", mode=mode, shape=a, to=b, x=flat(x), y=flat(y), want=flat(want))


def analytic():
    x, n = real(length()), length()
    name = pick("hilbert", "resample", "zoom")
    if name == "zoom":  # short: theirs loses digits with the squares of places
        x, n = x[:40], min(n, 40)
        lo, hi = sorted(rng.uniform(-1, 1, 2))
        return dict(name=name, n=int(n), d=float(lo), e=float(hi), x=flat(x), want=flat(ss.zoom_fft(x, [lo, hi], n, fs=2)))
    want = ss.hilbert(x, n) if name == "hilbert" else ss.resample(x, n)
    return dict(name=name, n=n, x=flat(x), want=flat(want))


windows = ["boxcar", "hann", "hamming", "blackman", "nuttall", "blackmanharris", "flattop", "bartlett"]


def window():
    name, n, symmetric = str(pick(*windows, "kaiser", "gaussian", "tukey")), length(), bool(rng.integers(2))
    d = float(rng.uniform(0.1, 1 if name == "tukey" else 30))
    if n == 2 and symmetric:
        n = 3  # two ends alone are 1 here, and 0 or so there
    what = (name, d) if name in ("kaiser", "gaussian", "tukey") else name
    return dict(name="window", window=name, n=n, d=d, symmetric=symmetric, want=flat(ss.get_window(what, n, fftbins=not symmetric)))


def spectrogram():
    size = int(rng.integers(1, 100))
    hop = int(rng.integers(1, size + 1))
    x, rate = real(size + length()), float(rng.uniform(0.1, 1000))
    _, _, z = ss.stft(x, rate, "hann", nperseg=size, noverlap=size - hop, boundary=None, padded=False)
    return dict(name="stft", size=size, hop=hop, d=rate, x=flat(x), want=flat(z.T))


def power():
    size = int(rng.integers(3, 100))  # a line through two points leaves nothing
    hop, scaling, detrend = int(rng.integers(1, size + 1)), int(rng.integers(2)), int(rng.integers(3))
    x, rate = real(size + length()) + 3, float(rng.uniform(0.1, 1000))
    y = real(len(x))
    name = pick("welch", "csd")
    o = dict(fs=rate, nperseg=size, noverlap=size - hop, scaling=["density", "spectrum"][scaling],
             detrend=["constant", "linear", False][detrend])  # fmt: skip
    want = ss.welch(x, **o)[1] if name == "welch" else ss.csd(x, y, **o)[1]
    return dict(name=name, size=size, hop=hop, d=rate, scaling=scaling, detrend=detrend, x=flat(x), y=flat(y), want=flat(want))


kinds = [signal, signal, array, array, padded, trigonometric, trigonometric, shifted, frequencies, convolved, arrays, analytic, analytic, window, spectrogram, power]
for _ in range(int(sys.argv[2])):
    print(json.dumps(pick(*kinds)()))
