#!/usr/bin/python3
"""Integrate a sample of integrals.tsv with SymPy or Maxima, ten seconds each, and print one line per problem:

    status <TAB> seconds <TAB> level <TAB> integrand        status: solved, unsolved, wrong, timeout

usage: peer_integrate.py sympy|maxima [count] > out.tsv

The sample is every k-th problem with a known elementary or erf antiderivative, the same that TestScore takes for
TANDEM_SAMPLE=count. An answer counts when it holds no integral and its derivative agrees with the integrand at points off
the real axis; seconds are those of the integration alone, without start-up and without the check.
"""
import os, re, signal, subprocess, sys, time

LIMIT = 10
POINTS = [0.37 + 0.0625j, -0.58 - 0.0625j, 1.71 + 0.0625j, -1.43 - 0.0625j, 2.83 + 0.0625j, -3.29 - 0.0625j]

def problems(count):
    rows = []
    for line in open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "integrals.tsv")):
        c = line.rstrip("\n").split("\t")
        if len(c) == 5 and not line.startswith("#") and c[4] in ("elementary", "erf"):
            rows.append(c)
    return [rows[i * len(rows) // count] for i in range(count)]

class Timeout(Exception):
    pass

def alarm(*_):
    raise Timeout

def with_sympy(rows):
    import sympy
    from sympy.parsing.sympy_parser import parse_expr, standard_transformations, convert_xor
    signal.signal(signal.SIGALRM, alarm)
    names = {n: getattr(sympy, n) for n in "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log sqrt erf pi".split()}
    names["abs"] = sympy.Abs
    sympy.integrate(sympy.Symbol("x"))  # imports
    for f, x, _, level, _ in rows:
        sym = sympy.Symbol(x)
        # Integers divide exactly: 1/2 is a rational.
        e = parse_expr(f, local_dict=dict(names, **{x: sym}), transformations=standard_transformations + (convert_xor,))
        start = time.perf_counter()
        status, F = "unsolved", None
        try:
            signal.alarm(LIMIT)
            F = sympy.integrate(e, sym)
        except Timeout:
            status = "timeout"
        except Exception:
            pass
        finally:
            signal.alarm(0)
        took = time.perf_counter() - start
        if F is not None and not F.has(sympy.Integral):
            status = "wrong"
            try:
                signal.alarm(60)
                good = bad = 0
                d = sympy.diff(F, sym)
                for p in POINTS:
                    try:
                        a = complex(d.subs(sym, p).evalf(20)); b = complex(e.subs(sym, p).evalf(20))
                    except (TypeError, ValueError):
                        continue
                    if abs(a - b) <= 1e-8 * max(1e-3, abs(b)):
                        good += 1
                    else:
                        bad += 1
                status = "solved" if good >= 3 or (good and not bad) else "wrong" if bad else "unsolved"
            except Timeout:
                status = "unsolved"
            except Exception:
                status = "unsolved"
            finally:
                signal.alarm(0)
        print(status, "%.4f" % took, level, f, sep="\t", flush=True)

def with_maxima(rows):
    for f, x, _, level, _ in rows:
        g = re.sub(r"\bpi\b", "%pi", f)
        pts = ", ".join("%r+%%i*(%r)" % (p.real, p.imag) for p in POINTS)
        code = f"""
display2d:false$ assume_pos:true$
f: {g}$
t0: elapsed_real_time()$
F: errcatch(integrate(f, {x}))$
t1: elapsed_real_time()$
print("TOOK", t1-t0)$
if F=[] or not freeof(nounify(integrate), first(F)) then print("STATUS unsolved") else (
 d: diff(first(F), {x}), good:0, bad:0,
 for p in [{pts}] do (
  r: errcatch(cabs(expand(float(rectform(subst({x}=p, d) - subst({x}=p, f))))) / max(0.001, cabs(float(rectform(subst({x}=p, f)))))),
  if r#[] and numberp(first(r)) then (if first(r) < 1e-6 then good:good+1 else bad:bad+1)),
 if good>=3 or (good>0 and bad=0) then print("STATUS solved") elseif bad>0 then print("STATUS wrong") else print("STATUS unsolved"))$
"""
        status, took = "unsolved", LIMIT
        start = time.perf_counter()
        p = subprocess.Popen(["maxima", "--very-quiet", "--batch-string=" + code.replace("\n", " ")], stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        try:
            out, _ = p.communicate(timeout=LIMIT + 8)
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
            out, _ = p.communicate()
            status = "timeout"
        m = re.search(r"^TOOK\s+([0-9.e-]+)", out, re.M)
        if m:
            took = float(m.group(1))
            s = re.search(r"^STATUS (\w+)", out, re.M)
            status = s.group(1) if s else "unsolved"
            if took > LIMIT:
                status = "timeout"
        print(status, "%.4f" % took, level, f, sep="\t", flush=True)

if __name__ == "__main__":
    rows = problems(int(sys.argv[2]) if len(sys.argv) > 2 else 200)
    {"sympy": with_sympy, "maxima": with_maxima}[sys.argv[1]](rows)
