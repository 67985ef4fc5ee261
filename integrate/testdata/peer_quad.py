# The battery in scipy.integrate.quad at the same tolerance, 1e-10 relative, without hints: solved, silently wrong, and the
# evaluations on the problems that both solve, in all and where they differ most.
#
#   go test -run TestBattery -v ./integrate | python3 integrate/testdata/peer_quad.py
import math, os, re, sys, warnings

warnings.simplefilter("ignore")
sys.path.insert(0, os.path.dirname(__file__))
from scipy.integrate import quad
import battery


def total(f, over):
    def g(x):
        try:
            return f(x)
        except (OverflowError, ValueError, ZeroDivisionError):
            return over
    return g


env = {name: getattr(math, name) for name in dir(math) if not name.startswith("_")}
env.update(abs=abs, sq=lambda x: x * x, step=lambda x: 1.0 if x > 0 else 0.0,
           piecewise=lambda x: x + 1 if x < 1 else (3 - x if x <= 3 else 2))


def power(b, e):
    try:
        return b**e
    except (ZeroDivisionError, OverflowError):
        return math.inf


env["pw"] = power
env["exp"] = total(math.exp, math.inf)
env["expm1"] = total(math.expm1, math.inf)
env["cosh"] = total(math.cosh, math.inf)
env["log"] = total(math.log, -math.inf)
ours = {m[1]: int(m[2]) for m in re.finditer(r"solved: [^:]*: (.*): (\d+) evaluations", sys.stdin.read())}
solved = silent = 0
both = []
for source, name, go, a, b, value in battery.P:
    f = eval("lambda x: " + battery.to_python(go).replace("math.", ""), env)
    lo, hi = (eval(t.replace("math.Pi", "pi"), env) for t in (a, b))
    r = quad(f, lo, hi, epsabs=0, epsrel=1e-10, limit=2000, full_output=1)
    error = abs(r[0] - float(value)) / abs(float(value))
    if len(r) > 3:
        print("flagged ", name, "%.0e" % error)
    elif error > 1e-10:
        silent += 1
        print("silently wrong ", name, "%.0e" % error)
    else:
        solved += 1
        if name in ours:
            both.append((ours[name] - r[2]["neval"], name, ours[name], r[2]["neval"]))
print("scipy.integrate.quad: %d of %d solved, %d silently wrong" % (solved, len(battery.P), silent))
print("on the %d that both solve: %d evaluations, Quad %d" % (len(both), sum(b[3] for b in both), sum(b[2] for b in both)))
both.sort()
for _, name, a, b in both[:5] + both[-5:]:
    print("  %-20s scipy %6d, Quad %6d" % (name, b, a))
