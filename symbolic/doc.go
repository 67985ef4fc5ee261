// Package symbolic computes with exact mathematical expressions: it reads and writes them, differentiates, integrates,
// rewrites, solves, evaluates to any precision, and compiles them to fast float64 programs.
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
// For numbers without formulas use packages integrate, fft and linalg.
package symbolic
