package linalg

// Products and substitutions with many right-hand sides are single calls of kernels that know no context. Long ones are
// cut here into pieces of tens of milliseconds of one core, between which a cancelled context is noticed. The pieces
// depend on the shape alone.

import (
	"context"

	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

// piece is the number of flops of one piece.
const piece = 2e9

// strips calls do for strips [lo, hi) of n rows or columns that cost so many flops each, until ctx is cancelled.
func strips(ctx context.Context, n int, flops float64, do func(lo, hi int)) error {
	width := n
	if float64(n)*flops > piece {
		width = max(1, int(piece/flops))
	}
	for lo := 0; lo < n; lo += width {
		if err := ctx.Err(); err != nil {
			return err
		}
		do(lo, min(n, lo+width))
	}
	return ctx.Err()
}

// multiply sets c, m×n, to beta·c + a·b, or beta·c + a·bᵀ, for an m×k matrix a; none has gaps between its rows. It goes along
// the inner index, so that the kernels copy nothing twice.
func multiply(ctx context.Context, t parallel.Team, transB bool, m, n, k int, a, b []float64, beta float64, c []float64) error {
	const depth = 512 // of the kernel's panels
	return strips(ctx, (k+depth-1)/depth, 2*depth*float64(m)*float64(n), func(lo, hi int) {
		lo, hi = lo*depth, min(k, hi*depth)
		part, ldb := b[lo*n:], n
		if transB {
			part, ldb = b[lo:], k
		}
		blas.Gemm(t, false, transB, m, n, hi-lo, 1, a[lo:], k, part, ldb, beta, c, n)
		beta = 1
	})
}
