package linalg

// Some of the eigenvalues of a symmetric matrix, by index or by interval: bisection with Sturm counts on the tridiagonal
// form, whose cost is proportional to the number of values asked for; vectors by divide and conquer, whose last and
// dearest merge makes only the vectors asked for, and so does the way back to the given matrix.

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/divide"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// EigenvaluesSymRange returns eigenvalues from, from+1, …, to−1 of the symmetric n×n matrix a, counted from 0 in ascending
// order: (0, 1) is the smallest, (n−1, n) the largest. It does not modify a. It returns an error, before any work, unless
// 0 ≤ from ≤ to ≤ n, if a is empty, or if it has an entry that is not finite.
func EigenvaluesSymRange(ctx context.Context, a mat.Symmetric, from, to int) ([]float64, error) {
	values, _, err := eigenSymRange(ctx, "EigenvaluesSymRange", a, from, to, false)
	return values, err
}

// EigenSymRange returns eigenvalues from, from+1, …, to−1 of the symmetric n×n matrix a, as EigenvaluesSymRange does, and an
// n×(to−from) matrix with orthonormal columns, column j an eigenvector for values[j]; nil if from = to.
func EigenSymRange(ctx context.Context, a mat.Symmetric, from, to int) (values []float64, vectors *mat.Dense, err error) {
	return eigenSymRange(ctx, "EigenSymRange", a, from, to, true)
}

// EigenvaluesSymIn returns the eigenvalues of the symmetric matrix a in the half-open interval [lo, hi), ascending. Values
// within rounding error of an end may fall on either side. It does not modify a. It returns an error, before any work, if
// lo or hi is NaN or lo > hi, if a is empty, or if it has an entry that is not finite.
func EigenvaluesSymIn(ctx context.Context, a mat.Symmetric, lo, hi float64) ([]float64, error) {
	values, _, err := eigenSymIn(ctx, "EigenvaluesSymIn", a, lo, hi, false)
	return values, err
}

// EigenSymIn returns the eigenvalues of the symmetric matrix a in [lo, hi), as EigenvaluesSymIn does, and a matrix with
// orthonormal columns, column j an eigenvector for values[j]; nil if there are none.
func EigenSymIn(ctx context.Context, a mat.Symmetric, lo, hi float64) (values []float64, vectors *mat.Dense, err error) {
	return eigenSymIn(ctx, "EigenSymIn", a, lo, hi, true)
}

func eigenSymRange(ctx context.Context, who string, a mat.Symmetric, from, to int, withVectors bool) ([]float64, *mat.Dense, error) {
	if a != nil {
		if n := a.SymmetricDim(); from < 0 || from > to || to > n {
			return nil, nil, fmt.Errorf("linalg: %s: eigenvalues %d to %d of %d: need 0 ≤ from ≤ to ≤ n", who, from, to, n)
		}
	}
	return eigenSymSome(ctx, who, a, withVectors, func(*tridiagonal.Sturm, int) (int, int) { return from, to })
}

func eigenSymIn(ctx context.Context, who string, a mat.Symmetric, lo, hi float64, withVectors bool) ([]float64, *mat.Dense, error) {
	if !(lo <= hi) {
		return nil, nil, fmt.Errorf("linalg: %s: interval [%v, %v): need lo ≤ hi", who, lo, hi)
	}
	return eigenSymSome(ctx, who, a, withVectors, func(s *tridiagonal.Sturm, exp int) (int, int) {
		var c [2]int
		s.Count(parallel.Team{}, []float64{math.Ldexp(lo, -exp), math.Ldexp(hi, -exp)}, c[:])
		return c[0], c[1]
	})
}

// eigenSymSome finds the eigenvalues with indices that choose returns, given the tridiagonal form divided by 2^exp.
func eigenSymSome(ctx context.Context, who string, a mat.Symmetric, withVectors bool, choose func(s *tridiagonal.Sturm, exp int) (from, to int)) ([]float64, *mat.Dense, error) {
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	n, data, exp, err := symmetric(who, a, work)
	if err != nil {
		return nil, nil, err
	}
	t := parallel.TeamOf(ctx)
	if !withVectors {
		d, e, err := tridiagonal.Form(ctx, t, n, data, n, work)
		if err != nil {
			return nil, nil, err
		}
		sturm := tridiagonal.NewSturm(d, e)
		from, to := choose(sturm, exp)
		values, err := sturm.Select(ctx, t, from, to)
		unscale(values, exp)
		return values, nil, err
	}
	r, err := tridiagonal.Reduce(ctx, t, n, data, n)
	if err != nil {
		return nil, nil, err
	}
	from, to := choose(tridiagonal.NewSturm(r.D, r.E), exp)
	if from == to {
		return []float64{}, nil, nil
	}
	wanted := make([]int, to-from)
	for i := range wanted {
		wanted[i] = from + i
	}
	s, err := divide.Eigen(ctx, t, r.D, r.E, wanted, work)
	if err != nil {
		return nil, nil, convergence(who, exp, err)
	}
	vectors := hugepage.Make[float64](n * (to - from))
	z := tridiagonal.Vectors{Row: s.Row[from:to], Len: n, Z: s.Z, LDZ: n}
	if err := r.Reflectors().Back(ctx, t, z, vectors, to-from, work); err != nil {
		return nil, nil, err
	}
	values := s.Values[from:to]
	unscale(values, exp)
	return values, mat.NewDense(n, to-from, vectors), nil
}
