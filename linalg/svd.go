package linalg

// Singular values and vectors: a tall matrix is first reduced by QR, then to bidiagonal form; values alone are
// those of a symmetric tridiagonal matrix of twice the order, vectors come by divide and conquer.

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/bidiagonal"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/factor"
	"tandem/parallel"
)

// SingularValues returns the min(m, n) singular values of the m×n matrix a in descending order, each within a small multiple
// of ε·‖a‖. It does not modify a. It returns an error, before any work, if a is empty or has an entry that is not finite.
func SingularValues(ctx context.Context, a mat.Matrix) ([]float64, error) {
	_, s, _, err := svd(ctx, "SingularValues", a, false)
	return s, err
}

// SVD returns the thin singular value decomposition a = u·diag(s)·vᵀ of the m×n matrix a: with k = min(m, n), an m×k matrix
// u and an n×k matrix v with orthonormal columns, and s ≥ 0 descending. It does not modify a. Errors are those of
// SingularValues. The cost is about 10·n³ flops for m = n, and 12·n² words.
func SVD(ctx context.Context, a mat.Matrix) (u *mat.Dense, s []float64, v *mat.Dense, err error) {
	return svd(ctx, "SVD", a, true)
}

// tall is the ratio of rows to columns from which reducing by QR first costs less (Chan, ACM TOMS 8, 1982).
const tall = 1.6

func svd(ctx context.Context, who string, a mat.Matrix, vectors bool) (*mat.Dense, []float64, *mat.Dense, error) {
	if a != nil {
		if m, n := a.Dims(); m < n {
			v, s, u, err := svd(ctx, who, a.T(), vectors)
			return u, s, v, err
		}
	}
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	m, n, data, exp, err := rectangle(who, a, work)
	if err != nil {
		return nil, nil, nil, err
	}
	t := parallel.TeamOf(ctx)
	// For a tall matrix, b is R of a = Q·R; else b is a.
	rows, b, tau := m, data, []float64(nil)
	if float64(m) > tall*float64(n) {
		tau = make([]float64, n)
		if err := factor.QR(ctx, t, m, n, data, n, tau); err != nil {
			return nil, nil, nil, err
		}
		rows, b = n, work.Zeros(n*n)
		for i := range n {
			copy(b[i*n+i:(i+1)*n], data[i*n+i:(i+1)*n])
		}
	}
	r, err := bidiagonal.Reduce(ctx, t, rows, n, b, n, work)
	if err != nil {
		return nil, nil, nil, err
	}
	if !vectors {
		s, err := r.Values(ctx, t)
		unscale(s, exp)
		return nil, s, nil, symError(who, err)
	}
	u, v := make([]float64, m*n), make([]float64, n*n)
	s, err := r.Vectors(ctx, t, u, v, work)
	if err != nil {
		return nil, nil, nil, symError(who, err)
	}
	if tau != nil {
		if err := factor.ApplyQ(ctx, t, blas.Left, false, m, n, n, data, n, tau, u, n); err != nil {
			return nil, nil, nil, err
		}
	}
	unscale(s, exp)
	return mat.NewDense(m, n, u), s, mat.NewDense(n, n, v), nil
}

// Cond returns the condition number of the m×n matrix a in the 2-norm, the ratio of its largest singular value to its
// smallest, +Inf if that is 0. Errors are those of SingularValues.
func Cond(ctx context.Context, a mat.Matrix) (float64, error) {
	_, s, _, err := svd(ctx, "Cond", a, false)
	if err != nil {
		return 0, err
	}
	if s[len(s)-1] == 0 {
		return math.Inf(1), nil
	}
	return s[0] / s[len(s)-1], nil
}

// PseudoInverse returns the n×m pseudoinverse a⁺ of Moore and Penrose of the m×n matrix a: a⁺·b is the shortest x with the
// least ‖a·x − b‖, whatever the rank of a. Singular values up to max(m, n)·ε times the largest count as zero. Errors are
// those of SingularValues.
func PseudoInverse(ctx context.Context, a mat.Matrix) (*mat.Dense, error) {
	u, s, v, err := svd(ctx, "PseudoInverse", a, true)
	if err != nil {
		return nil, err
	}
	m, k := u.Dims()
	n, _ := v.Dims()
	limit := float64(max(m, n)) * 0x1p-52 * s[0]
	ud, vd := u.RawMatrix(), v.RawMatrix()
	for i := range n {
		row := vd.Data[i*vd.Stride : i*vd.Stride+k]
		for j, x := range s {
			if x > limit {
				row[j] /= x
			} else {
				row[j] = 0
			}
		}
	}
	out := make([]float64, n*m)
	blas.Gemm(parallel.TeamOf(ctx), false, true, n, m, k, 1, vd.Data, vd.Stride, ud.Data, ud.Stride, 0, out, m)
	return mat.NewDense(n, m, out), nil
}

// rectangle is symmetric for a general m×n matrix.
func rectangle(who string, a mat.Matrix, work *arena.Arena) (m, n int, data []float64, exp int, err error) {
	if a == nil {
		return 0, 0, nil, 0, fmt.Errorf("linalg: %s of a nil matrix", who)
	}
	m, n = a.Dims()
	if m == 0 || n == 0 {
		return 0, 0, nil, 0, fmt.Errorf("linalg: %s of an empty matrix", who)
	}
	data = work.Floats(m * n)
	raw, isRaw := a.(mat.RawMatrixer)
	largest := 0.0
	for i := range m {
		row := data[i*n : (i+1)*n]
		if isRaw {
			r := raw.RawMatrix()
			copy(row, r.Data[i*r.Stride:i*r.Stride+n])
		} else {
			for j := range row {
				row[j] = a.At(i, j)
			}
		}
		for j, v := range row {
			if !(math.Abs(v) <= math.MaxFloat64) {
				return 0, 0, nil, 0, finiteError(who, i, j, v)
			}
			largest = max(largest, math.Abs(v))
		}
	}
	return m, n, data, scaleExponent(data, largest), nil
}
