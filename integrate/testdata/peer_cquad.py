# The finite ranges of the battery in GSL's CQUAD (doubly adaptive Clenshaw-Curtis, Gonnet 2010) at 1e-10 relative: writes a C
# program with the integrands, compiles it against libgsl-dev, and compares evaluations on the problems that both solve.
#
#   go test -run TestBattery -v ./integrate | python3 integrate/testdata/peer_cquad.py
import os, re, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(__file__))
import battery

ours = {m[1]: int(m[2]) for m in re.finditer(r"solved: [^:]*: (.*): (\d+) evaluations", sys.stdin.read())}


def to_c(go):
    for name, c in [("math.Pi", "M_PI"), ("math.Sqrt2", "M_SQRT2"), ("math.Expm1", "expm1"), ("math.Log1p", "log1p"), ("math.Abs", "fabs")]:
        go = go.replace(name, c)
    go = re.sub(r"math\.E\b", "M_E", go)
    return re.sub(r"math\.([A-Z])", lambda m: m[1].lower(), go)


problems = [p for p in battery.P if "inf" not in (p[3], p[4]) and "-inf" not in (p[3], p[4])]
source = """#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdio.h>
static long calls;
static double sq(double x) { return x * x; }
static double pw(double b, double n) { return pow(b, n); }
static double step(double x) { return x > 0; }
static double piecewise(double x) { return x < 1 ? x + 1 : x <= 3 ? 3 - x : 2; }
"""
for i, (_, _, go, _, _, _) in enumerate(problems):
    source += "static double f%d(double x, void *p) { calls++; return %s; }\n" % (i, to_c(go))
source += "int main(void) {\n  gsl_set_error_handler_off();\n  gsl_integration_cquad_workspace *w = gsl_integration_cquad_workspace_alloc(1000);\n  double v, e;\n"
for i, (_, _, _, a, b, _) in enumerate(problems):
    source += "  { gsl_function f = {f%d, 0}; calls = 0; int s = gsl_integration_cquad(&f, %s, %s, 0, 1e-10, w, &v, &e, 0);" % (i, to_c(a), to_c(b))
    source += ' printf("%d %d %.17g %.17g %ld\\n", ' + "%d, s, v, e, calls); }\n" % i
source += "  return 0;\n}\n"
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "cquad.c")
    with open(path, "w") as out:
        out.write(source)
    subprocess.run(["gcc", "-O2", "-o", path[:-2], path, "-lgsl", "-lgslcblas", "-lm"], check=True)
    lines = subprocess.run([path[:-2]], check=True, capture_output=True, text=True).stdout.split("\n")
solved = silent = theirs = mine = 0
for line in filter(None, lines):
    i, status, v, e, calls = line.split()
    name, exact = problems[int(i)][1], float(problems[int(i)][5])
    claimed = int(status) == 0 and float(e) <= 1e-10 * abs(float(v))
    good = abs(float(v) - exact) <= 1e-10 * abs(exact)
    if claimed and not good:
        silent += 1
        print("silently wrong", name, v, exact)
    elif claimed:
        solved += 1
        if name in ours:
            theirs, mine = theirs + int(calls), mine + ours[name]
    else:
        print("flagged", name)
print("CQUAD: %d of %d finite ranges solved, %d silently wrong" % (solved, len(problems), silent))
print("where both solve: CQUAD %d evaluations, Quad %d" % (theirs, mine))
