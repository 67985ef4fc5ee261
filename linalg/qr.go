package linalg

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/factor"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// QRFactors is the factorisation A = Q·R of an m×n matrix by Householder reflectors. It is immutable and safe for
// concurrent use.
type QRFactors struct {
	m, n int
	data []float64 // R on and above the diagonal, the reflectors below
	tau  []float64
}

// QR factors the m×n matrix a, of any shape. It does not modify a. It returns an error, before any work, if a is empty or
// has an entry that is not finite, and ctx's error if it is cancelled. The cost is 2n²(m−n/3) flops for m ≥ n.
func QR(ctx context.Context, a mat.Matrix) (*QRFactors, error) {
	m, n, data, err := contents("QR", a)
	if err != nil {
		return nil, err
	}
	f := &QRFactors{m, n, data, make([]float64, min(m, n))}
	if err := factor.QR(ctx, parallel.TeamOf(ctx), m, n, data, n, f.tau); err != nil {
		return nil, err
	}
	return f, nil
}

// Q returns the first min(m, n) columns of Q, which are orthonormal.
func (f *QRFactors) Q(ctx context.Context) (*mat.Dense, error) {
	k := min(f.m, f.n)
	q := hugepage.Make[float64](f.m * k)
	if err := factor.FormQ(ctx, parallel.TeamOf(ctx), f.m, k, k, f.data, f.n, f.tau, q, k); err != nil {
		return nil, err
	}
	return mat.NewDense(f.m, k, q), nil
}

// R returns the min(m, n)×n upper trapezoidal factor.
func (f *QRFactors) R() *mat.Dense {
	k := min(f.m, f.n)
	r := mat.NewDense(k, f.n, nil)
	for i := range k {
		for j := i; j < f.n; j++ {
			r.Set(i, j, f.data[i*f.n+j])
		}
	}
	return r
}

// deficient returns the first diagonal entry of R that is negligible beside the largest, or -1.
func (f *QRFactors) deficient() int {
	k := min(f.m, f.n)
	largest := 0.0
	for i := range k {
		largest = max(largest, math.Abs(f.data[i*f.n+i]))
	}
	for i := range k {
		if math.Abs(f.data[i*f.n+i]) <= largest*float64(max(f.m, f.n))*0x1p-52 {
			return i
		}
	}
	return -1
}

// LeastSquares returns, for the m×n matrix a and each column b of the right-hand side, the x with the least ‖a·x − b‖₂ and,
// if there are many (m < n), the least ‖x‖₂. a must have full rank: else it returns a *SingularError, and PseudoInverse
// is the way. It modifies neither; it returns an error, before any work, if the shapes do not fit or an entry is not finite.
func LeastSquares(ctx context.Context, a, b mat.Matrix) (*mat.Dense, error) {
	m, n, err := dims("LeastSquares", a)
	if err != nil {
		return nil, err
	}
	tall := a
	if m < n { // a = Rᵀ·Qᵀ for the factors of aᵀ
		tall = a.T()
	}
	_, _, data, err := contents("LeastSquares", tall)
	if err != nil {
		return nil, err
	}
	nrhs, rhs, err := rightSide("LeastSquares", m, b)
	if err != nil {
		return nil, err
	}
	t := parallel.TeamOf(ctx)
	k := min(m, n)
	f := &QRFactors{max(m, n), k, data, make([]float64, k)}
	if err := factor.QR(ctx, t, f.m, f.n, data, f.n, f.tau); err != nil {
		return nil, err
	}
	if i := f.deficient(); i >= 0 {
		return nil, fmt.Errorf("linalg: the columns of the %d×%d matrix are dependent, use PseudoInverse: %w", m, n, &SingularError{"LeastSquares", i, k})
	}
	if m >= n {
		if err := factor.ApplyQ(ctx, t, blas.Left, true, m, nrhs, k, f.data, f.n, f.tau, rhs, nrhs); err != nil {
			return nil, err
		}
		err = strips(ctx, nrhs, float64(n)*float64(n), func(lo, hi int) {
			blas.Trsm(t, blas.Left, blas.Upper, false, blas.NonUnit, n, hi-lo, 1, f.data, f.n, rhs[lo:], nrhs)
		})
		if err != nil {
			return nil, err
		}
		return mat.NewDense(n, nrhs, rhs[:n*nrhs]), nil
	}
	x := hugepage.Make[float64](n * nrhs)
	copy(x, rhs)
	err = strips(ctx, nrhs, float64(k)*float64(k), func(lo, hi int) {
		blas.Trsm(t, blas.Left, blas.Upper, true, blas.NonUnit, k, hi-lo, 1, f.data, f.n, x[lo:], nrhs)
	})
	if err != nil {
		return nil, err
	}
	if err := factor.ApplyQ(ctx, t, blas.Left, false, n, nrhs, k, f.data, f.n, f.tau, x, nrhs); err != nil {
		return nil, err
	}
	return mat.NewDense(n, nrhs, x), nil
}
