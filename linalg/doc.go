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
//	go test -c -o linalg.test ./linalg && python3 linalg/testdata/peer_sym.py ./linalg.test sym 3    # or herm, svd
//	python3 linalg/testdata/peer_solve.py ./linalg.test                  # Solve, LU, Cholesky, QR, Inverse, Expm …
//
// On a 2-core Zen 4 machine NumPy 1.24 on OpenBLAS 0.3.21 took this many times as long, on 1 and 2 threads (side by side,
// both warm, medians of 3 rounds of the command above, 5 at n = 2000, for herm and svd of one round, November 2026):
//
//	n                   100        200        500       1000       2000
//	EigenvaluesSym   1.69 3.01  1.80 2.02  1.51 1.62  1.33 1.54  1.33 1.52
//	EigenSym         1.47 1.90  1.82 2.43  1.63 2.11  1.43 1.81  1.27 1.49
//	EigenvaluesHerm  1.66 1.51  2.10 2.22  1.81 1.88  1.58 1.85
//	EigenHerm        1.60 1.86  1.73 2.35  1.79 1.71  1.79 1.78
//	SingularValues   2.12 2.64  2.35 2.30  1.97 2.10  1.55 1.66
//	SVD              1.77 2.29  1.83 2.20  1.46 1.94  1.26 1.36
//
// The drivers of linear systems and functions of matrices: Solve, LU and Inverse are medians of 3 rounds of peer_solve.py; the
// others one round, which scatters by some 20%, from before the script paused for OpenBLAS's spinning threads: those on two
// threads read too low. QR and LeastSquares are newer, on one thread alone: two found the second core busy. Some factorisations
// are still slower than LAPACK's.
//
//	n                   100        500       1000
//	Solve            0.97 1.14  1.33 1.49  1.27 1.49
//	LU               0.92 1.04  1.12 0.96  0.98 1.15
//	Cholesky         0.74 1.04  1.04 0.83  0.58 1.31
//	QR with Q        0.67       1.15       1.21         n = 2000: 1.19
//	LeastSquares     0.50       1.58       2.79         n = 2000: 2.98; 2n×n/2, beside SciPy's gelsy
//	Inverse          2.02 1.38  1.72 1.55  1.10 1.25
//	PseudoInverse    1.40 1.80  1.30 1.22  0.81 1.43
//	Cond             2.31 1.79  1.96 1.75  1.43 1.99
//	Expm             1.07 1.24  1.06 0.82  0.99 1.09
//
// Symmetric values alone come in two stages, over a band matrix, from n = 1600 on. Vectors do not: taking them back through
// both stages costs 2n³ flops more, some 160 ms at n = 2000 on two cores, where the first stage saves some 30.
//
// General complex matrices have their figures at EigenvaluesComplex.
//
// Accuracy. LAPACK's test ratios, ‖A·V − V·Λ‖/(n·‖A‖·ulp) and for symmetric matrices ‖VᵀV − I‖/(n·ulp), where LAPACK allows 20
// for general and 60 for symmetric matrices; the worst over all kinds of matrices (defective, graded, clustered, companion,
// tiny, huge …) and random ones, by TANDEM_LONG=1 go test -v -run 'Eigen(Sym|Complex)?(Kinds|Ratios|Large)' ./linalg:
//
//	general, 28 kinds, n ≤ 100, balanced or not   3.3    Kac, n = 30
//	general, 28 kinds, n = 250, 600              10.7    Kac, n = 250, over what its scales by balancing allow
//	general, random, n = 350, 700, 1600, 2000     0.11   n = 350; 0.045 for n = 2000
//	complex, 33 kinds, n ≤ 100                    4.0    cyclic, n = 100
//	complex, 33 kinds, n = 250, 600              10.4    Kac, n = 250, over what its scales by balancing allow
//	complex, random, n = 300, 700, 1600           0.16   n = 300; 0.072 for n = 1600
//	symmetric, 17 kinds, n ≤ 1700                 2.1    graded, n = 7
//	symmetric, random, n ≤ 2000                   1.8    n = 5; 0.34 for n = 2000
//
// For sparse matrices, or matrices beyond memory, use another tool.
package linalg
