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
// Speed. Ratios of the time of OpenBLAS 0.3.21 (under NumPy 1.24 and SciPy) to ours, above 1 ours is faster, on 1 and 2 threads of
// a quiet 2-core Zen 4 machine (AVX-512, 57.7 GFlop/s a core); medians of 3 to 5 rounds in turn, by the command below, all large
// matrices on huge pages, as NumPy's are (November 2026):
//
//	Gemm         n=200 1.12 1.91    500 1.03 1.11    1000 1.03 1.05    2000 1.01 1.02
//	             2000×2000×32 1.39 1.70    2000×8×2000 2.61 3.11    16×16×16 0.97 of a C loop over cblas_dgemm
//	n=1000       Symm 0.97 1.00   Syrk 1.03 1.23   Syr2k 0.97 0.98   Trmm 0.94 1.00   Trsm 1.23 1.31   X·A=B 1.42 1.23
//	             Gemv 1.03 1.10   transposed 1.03 1.05   Symv 1.02 0.99   Ger 1.43 1.60   Trmv 1.12 1.25   Trsv 1.05 1.32
//	n=2000       Gemv 1.29 1.22   transposed 1.55 1.27   Symv 1.37 0.92   Ger 1.53 1.15   Trmv 1.25 1.33   Trsv 1.35 1.56
//	Zgemm        n=100 1.11 1.22    200 1.14 1.15    500 1.08 1.10
//	n=200        Zhemm 1.10 1.15   Zherk 1.10 1.55   Zher2k 1.07 1.11   Ztrmm 0.95 0.91   Ztrsm 1.28 1.20
//	             (one thread) Zgemv 1.12 conjugate-transposed 1.02   Zhemv 1.78   Zgerc 1.33   Zher 0.95   Zher2 0.95
//	             Ztrmv 1.16 conjugate-transposed 1.14   Ztrsv 1.18 conjugate-transposed 1.22
//	n=1000       Zgerc 1.10 1.39   Zher 1.10 1.14   Zher2 0.95 1.39   Ztrmv 1.17 1.04 (conjugate-transposed 1.10 0.86)
//	             Ztrsv 1.07 1.44 (conjugate-transposed 1.12 1.29)   one thread: Zgemv 1.06 (1.00)   Zhemv 1.73
//	n=100,000    (one thread) Dot 1.26   Axpy 1.23   Scal 1.4   Nrm2 6   Asum 6   Iamax 2.0
//	             Zdotc 1.05   Zaxpy 0.74 (0.72 to 1.05)   Zscal 5   Znrm2 2.5   Zasum 6   Izamax 1.5
//	AVX2, n=1000 Gemm 0.94 0.96 (n=200 1.04 1.25, 500 0.93 0.98, 2000 0.96 0.97)   Symm 0.93 0.97   Syrk 1.01 1.01
//	             Syr2k 1.00 1.00   Trmm 0.90 0.92   Trsm 0.99 0.95   Gemv 1.07 1.07   Symv 0.98 1.01   Zgemm n=200 0.99 1.03
//	             (OpenBLAS held to its Haswell kernels)
//
// Gemm of order 200 runs at 56 GFlop/s, of order 2000 at 54: 94 to 97 per cent of the peak. Level 2 is bound by memory. Far out of
// cache (n=4000) the best of twenty reading kernels in C takes 3.9 ms on one thread and 3.4 on two, as a rule, where Gemv takes
// 4.0 to 4.3 and 3.3; the best rewriting kernel takes 4.8 and 4.4, Ger 5.3 and 4.3. These rates vary by a tenth from one minute to
// the next.
//
// Commands:
//
//	go test -c -o blas.test ./linalg/internal/blas && python3 linalg/internal/blas/testdata/peer_blas.py ./blas.test 'n=1000|Gemm'
//	TANDEM_SIMD=avx2 OPENBLAS_CORETYPE=Haswell python3 linalg/internal/blas/testdata/peer_blas.py ./blas.test n=1000
//	cc -O2 -o small linalg/internal/blas/testdata/peer_small.c -lopenblas && OPENBLAS_NUM_THREADS=1 ./small
//	cc -O2 -march=native -pthread -o roof linalg/internal/blas/testdata/roof_stream.c && ./roof 4000
//
// Determinism. On one instruction-set tier a result depends on the shape and the values alone: not on the team, the
// strides or the alignment. Outputs are split among threads, inner sums never.
package blas

import "gonum.org/v1/gonum/blas"

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
