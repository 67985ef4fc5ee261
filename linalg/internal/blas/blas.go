// Package blas holds Tandem's dense matrix and vector operations: row-major storage, explicit leading dimensions and an
// explicit team of threads. It is the layer that every factorisation of linalg is written on.
//
// Conventions. Element (i, j) of a matrix a with leading dimension lda is a[i*lda+j]; lda ≥ max(1, columns). A vector x
// of n elements with increment incX is x[i*incX] for a positive incX and x[(n-1-i)*-incX] for a negative one, as in the
// reference BLAS. Triangular and symmetric matrices are read in the triangle named by uplo alone. op(A) is A or Aᵀ for
// real matrices (a bool), A, Aᵀ or Aᴴ for complex ones (a Transpose). Results must not overlap operands.
//
// Zeros. beta = 0 overwrites the result without reading it; alpha = 0 reads neither operand; otherwise nothing is
// skipped, so that NaN and Inf propagate.
//
// Speed. Ratios of the time of OpenBLAS 0.3.21 (under NumPy 1.24 and SciPy) to ours, above 1 ours is faster, both in turn on a
// quiet 2-core Zen 4 machine (AVX-512, 57.7 GFlop/s a core), medians of 2 to 4 rounds, November 2026, on 1 and 2 threads:
//
//	Gemm         n=200 1.10 1.15    500 1.05 1.01    1000 1.02 0.95 (best runs 1.01 1.01)    2000 0.98 0.98 (1.01 0.99)
//	             2000×2000×32 1.31 1.63    2000×8×2000 2.23 2.45    16×16×16 0.97 of a C loop over cblas_dgemm
//	n=1000       Symm 1.00 0.99   Syrk 1.05 1.03   Syr2k 1.00 0.94   Trmm 0.97 0.93   Trsm 1.24 1.26   X·A=B 1.41 1.39
//	             Zgemm 0.99 0.98 (n=200 1.00 0.86, n=500 0.99 0.99)
//	             Gemv 1.01 1.00   transposed 1.06 1.07   Symv 1.02 0.90   Ger 1.05 1.09   Trmv 1.08 1.16   Trsv 1.02 1.32
//	n=2000       Syrk 0.99 1.06   Trsm 1.15 1.14
//	             Gemv 1.28 0.81   transposed 1.39 0.93   Symv 1.13 0.75   Ger 1.05 0.74   Trmv 1.29 1.03   Trsv 1.24 1.69
//	AVX2, n=1000 Gemm 0.95 (n=200 0.98, 500 0.96, 2000 0.95)   Syrk 1.00 0.96   Trsm 0.90 0.93   Trmm 0.87 0.89   Symm 0.90 0.91
//	             Gemv 0.95 0.91   Symv 0.95 0.93   (OpenBLAS held to its Haswell kernels, TANDEM_SIMD=avx2)
//
// Gemm of order 200 runs at 56 GFlop/s, of order 2000 at 52 to 55: 90 to 95 per cent of the peak. Level 2 is bound by memory.
// Far out of cache (n=4000, one thread) Gemv took 5.0 ms where the best of twenty reading kernels in C took 5.1, and Ger 6.5 where
// the best rewriting kernel took 5.7. At n=2000 on two threads a matrix just fits L3, and the huge pages that NumPy asks for
// under its arrays tell: 277 µs there, 343 for ours on the pages of Go's heap, 407 for the C kernel on such pages.
//
// Commands:
//
//	go test -run xxx -bench . ./linalg/internal/blas
//	python3 linalg/internal/blas/testdata/peer_blas.py
//	cc -O2 -o small linalg/internal/blas/testdata/peer_small.c -lopenblas && OPENBLAS_NUM_THREADS=1 ./small
//	cc -O2 -march=native -pthread -o roof linalg/internal/blas/testdata/roof_stream.c && ./roof 1000 2000 4000
//	TANDEM_SIMD=avx2 go test -run xxx -bench . ./linalg/internal/blas
//	OPENBLAS_CORETYPE=Haswell python3 linalg/internal/blas/testdata/peer_blas.py
//
// Determinism. On one instruction-set tier a result depends on the shape and the values alone: not on the team, the
// strides or the alignment. Outputs are split among threads, inner sums never.
package blas

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// The flags are gonum's, so that callers on either side need no conversion.
type (
	Transpose = blas.Transpose
	Uplo      = blas.Uplo
	Side      = blas.Side
	Diag      = blas.Diag
)

const (
	NoTrans   = blas.NoTrans
	Trans     = blas.Trans
	ConjTrans = blas.ConjTrans
	Upper     = blas.Upper
	Lower     = blas.Lower
	Left      = blas.Left
	Right     = blas.Right
	NonUnit   = blas.NonUnit
	Unit      = blas.Unit
)

// ref is gonum's own implementation: complex level 1, Hermitian rank-1 and rank-2 updates and complex triangles with one
// vector are its work.
var ref gonum.Implementation
