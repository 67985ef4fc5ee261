package linalg

// Eigenvalues and eigenvectors of Hermitian matrices: a reduction to real tridiagonal form, and from there the path of
// symmetric ones.

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/divide"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// EigenvaluesHerm returns the n eigenvalues of the Hermitian matrix a in ascending order. It reads the upper triangle of a
// and the real parts of its diagonal, and does not modify it. It returns an error, before any work, if a is not square, is
// empty or has an entry there that is not finite.
func EigenvaluesHerm(ctx context.Context, a mat.CMatrix) ([]float64, error) {
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	r, exp, err := reduceHermitian(ctx, "EigenvaluesHerm", a, work)
	if err != nil {
		return nil, err
	}
	if err := tridiagonal.Values(ctx, parallel.TeamOf(ctx), r.D, r.E); err != nil {
		return nil, convergence("EigenvaluesHerm", exp, err)
	}
	unscale(r.D, exp)
	return r.D, nil
}

// EigenHerm returns the eigenvalues of the Hermitian matrix a in ascending order and a unitary matrix whose column j is an
// eigenvector for values[j]. It reads what EigenvaluesHerm reads, and its errors are the same.
func EigenHerm(ctx context.Context, a mat.CMatrix) (values []float64, vectors *mat.CDense, err error) {
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	r, exp, err := reduceHermitian(ctx, "EigenHerm", a, work)
	if err != nil {
		return nil, nil, err
	}
	t, n := parallel.TeamOf(ctx), r.N
	s, err := divide.Eigen(ctx, t, r.D, r.E, nil, work)
	if err != nil {
		return nil, nil, convergence("EigenHerm", exp, err)
	}
	z := hugepage.Make[complex128](n * n)
	t.For(n, 16, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			src := s.Z[s.Row[i]*n : (s.Row[i]+1)*n]
			for k, x := range src {
				z[i*n+k] = complex(x, 0)
			}
		}
	})
	if err := r.Back(ctx, t, n, z, n); err != nil {
		return nil, nil, err
	}
	const tile = 16 // pieces of rows and columns that meet in the first cache
	for i0 := 0; i0 < n; i0 += tile {
		for j0 := 0; j0 <= i0; j0 += tile {
			for i := i0; i < min(i0+tile, n); i++ {
				for j := j0; j < min(j0+tile, i); j++ {
					z[i*n+j], z[j*n+i] = z[j*n+i], z[i*n+j]
				}
			}
		}
	}
	unscale(s.Values, exp)
	return s.Values, mat.NewCDense(n, n, z), nil
}

func reduceHermitian(ctx context.Context, who string, a mat.CMatrix, work *arena.Arena) (r *tridiagonal.HermitianReduction, exp int, err error) {
	n, data, exp, err := hermitian(who, a)
	if err != nil {
		return nil, 0, err
	}
	r, err = tridiagonal.ReduceHermitian(ctx, parallel.TeamOf(ctx), n, data, n, work)
	return r, exp, err
}

// hermitian is symmetric for a complex matrix.
func hermitian(who string, a mat.CMatrix) (n int, data []complex128, exp int, err error) {
	n, err = squareOrder(who, a)
	if err != nil {
		return 0, nil, 0, err
	}
	data = hugepage.Make[complex128](n * n)
	raw, isRaw := a.(mat.RawCMatrixer)
	largest := 0.0
	for i := range n {
		row := data[i*n+i : (i+1)*n]
		if isRaw {
			r := raw.RawCMatrix()
			copy(row, r.Data[i*r.Stride+i:i*r.Stride+n])
		} else {
			for j := range row {
				row[j] = a.At(i, i+j)
			}
		}
		row[0] = complex(real(row[0]), 0)
		for j, v := range row {
			x := max(math.Abs(real(v)), math.Abs(imag(v)))
			if !(x <= math.MaxFloat64) {
				return 0, nil, 0, finiteError(who, i, i+j, v)
			}
			largest = max(largest, x)
		}
	}
	if largest != 0 && !(0x1p-200 < largest && largest < 0x1p200) {
		_, exp = math.Frexp(largest)
		for i, v := range data {
			data[i] = complex(math.Ldexp(real(v), -exp), math.Ldexp(imag(v), -exp))
		}
	}
	return n, data, exp, nil
}
