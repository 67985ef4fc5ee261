// Package symbolic computes with exact mathematical expressions: it reads and writes them, differentiates, integrates,
// finds series and limits, rewrites, solves, evaluates to any precision, and compiles them to fast float64 programs.
//
//	x := symbolic.Sym("x")
//	f := symbolic.MustParse("sin(x)*exp(-x^2)")
//	d := symbolic.Diff(f, x)           // cos(x)*exp(-x^2) - 2*x*sin(x)*exp(-x^2)
//	p, _ := symbolic.Compile(d, x)     // p.Eval(0.5), p.EvalBatch(ctx, dst, xs)
//
// # Expressions
//
// An Expr is a node of a graph in which every structure exists once, so that == is structural equality, in one process and
// after a journey to another. Construction brings an expression into a local canonical form (like terms and equal bases
// join, numbers fold, sin(-x) is -sin(x)) and never expands a product or a power of a sum; Expand does that when asked.
// Numbers are exact rationals of any size unless a float is written. The graph holds nodes by weak pointers: what nobody
// uses is freed, however many expressions a program forms.
//
// # Conventions
//
// Symbols are complex unless assumptions say otherwise. Functions take principal values, and every transformation holds
// for all complex values that the assumptions allow: √(x²) stays as it is for a plain x. Derivatives of abs, sign, floor,
// step, min and max are those on the real line, away from jumps. 0⁰ is 1. What has no value (1/0, log 0, ∞-∞) is
// Undefined, an error in Parse.
//
// # Promises
//
// Results depend on the arguments alone: not on the number of threads, the process, or the order of earlier calls; orders
// and hashes use no seed. Budgets that decide an answer count nodes. Everything may be called from any number of
// goroutines. Programs give the same bits for a point alone and in a batch of any size, on any number of threads.
//
// # Measured
//
// On one core of a Zen 4 machine (November 2026), cold, beside GiNaC 1.8:
//
//	exp, sin, cos, cosh, sinh, 10,000 derivatives each   0.57 ms   126 ms
//	exp(x²), 100 derivatives in a loop                   3.1 ms    16.8 ms
//	tan 12 / 1/(1+x²) 30 / exp(sin x) 14                 0.085 / 0.69 / 0.17 ms    0.46 / 1.29 / 2.2 ms
//	sin(x)·exp(x)·x⁵, 14                                 0.057 ms  0.90 ms
//	expand (1+x+y+z)²⁰·((1+x+y+z)²⁰+1)                   34 ms     3.26 s
//
// by go test -run xxx -bench PeerJobs ./symbolic and testdata/peer_ginac.cpp. Derivatives of order 10,000 by DiffN: exp(x²)
// 0.16 s, 1/(1+x²) 0.40 s, x⁵·eˣ and sin(x)·eˣ some 20 µs. EvalBatch of sin(x)·exp(−x²)/(1+x⁴): 3.6 ns a point, NumPy 78 ns
// (-bench EvalBatch ./symbolic/internal/program beside testdata/peer_batch.py there).
//
// Antiderivatives of testdata's development set, of those with an elementary or erf answer: easy 586 of 587, medium 520 of 545,
// hard 58 of 65, none wrong (TANDEM_LONG=1 go test -run TestScore -v ./symbolic). On 200 of its problems with 10 s each, for
// which the methods here were developed:
//
//	          solved   not confirmed   timed out    median     95%
//	Tandem       196               0           0    4.1 ms     18 ms
//	Maxima       169               6           1     10 ms    160 ms
//	SymPy        128               2          38    492 ms     10 s
//
// (TANDEM_SAMPLE=200 go test -run TestScore -v ./symbolic; testdata/peer_integrate.py maxima 200, sympy 200. The peers ran
// beside other work: trust the counts and the orders of magnitude.)
//
// For numbers without formulas use packages integrate, fft and linalg.
package symbolic
