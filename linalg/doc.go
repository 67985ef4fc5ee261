// Package linalg computes with dense matrices: products, eigenvalues and singular values, factorisations, random matrices
// and their laws. gonum's mat.Dense is the matrix type throughout.
//
//	values, err := linalg.Eigenvalues(ctx, a)            // general; EigenvaluesSym for symmetric matrices
//	values, vectors, err := linalg.EigenSym(ctx, s)
//	x, err := linalg.Solve(ctx, a, b)
//	linalg.Mul(ctx, c, a, b)                             // c = a·b
//	linalg.UseInGonum()                                  // Tandem's kernels under every program that uses gonum/mat
//
// Conventions. Arguments are never modified, unless a parameter is called dst. NaN or an infinity in a matrix, a wrong shape
// or an empty matrix is an error before any work; products panic on shapes that do not fit, as gonum's do. A cancelled
// context ends a computation soon, with its error.
//
// Threads come from the context (parallel.WithThreads); without it all cores may help. The result does not depend on them,
// bit for bit; in its last bits it depends on the instruction-set tier (package parallel/simd).
//
// Many matrices at once are a load for parallel: RandomEigenvalues is a task whose argument is the recipe of a random matrix,
// EigenvaluesAll takes one matrix to a thread.
//
// The doc of Eigenvalues has times beside NumPy's; those of the products stand in internal/blas. On your machine:
//
//	go run ./examples/versus product eigenvalues symmetric solve
//	go test -run xxx -bench 'Eigen(values)?$|EigenvaluesAll' ./linalg    # beside it python3 linalg/testdata/peer_eig.py 1
//	go test -c -o linalg.test ./linalg && python3 linalg/testdata/peer_sym.py ./linalg.test 3
//
// Symmetric values and vectors at n = 100 … 2000 on a 2-core Zen 4 machine took NumPy 1.24 on OpenBLAS 0.3.21 this many times
// as long, on 1 and 2 threads (medians of one side-by-side run each, November 2026; the machine was not always quiet):
//
//	n                  100        200        500       1000       2000
//	EigenvaluesSym  1.71 2.09  1.88 1.90  1.51 1.05  1.25 1.16  1.15 1.05
//	EigenSym        1.36 1.34  1.42 1.14  1.06 0.80  1.13 1.43  1.08 1.04
//
// For sparse matrices, or matrices beyond memory, use another tool.
package linalg
