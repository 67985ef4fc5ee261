package bidiagonal

import (
	"context"
	"slices"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/divide"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
)

// golubKahan returns the tridiagonal matrix with the eigenvalues ±σ.
func (r *Reduction) golubKahan() (d, e []float64) {
	d, e = make([]float64, 2*r.N), make([]float64, 2*r.N-1)
	for i, v := range r.D {
		e[2*i] = v
	}
	for i, v := range r.E {
		e[2*i+1] = v
	}
	return d, e
}

// Values returns the singular values, descending.
func (r *Reduction) Values(ctx context.Context, t parallel.Team) ([]float64, error) {
	d, e := r.golubKahan()
	if err := tridiagonal.Values(ctx, t, d, e); err != nil {
		return nil, err
	}
	return descending(d[r.N:]), nil
}

func descending(values []float64) []float64 {
	out := slices.Clone(values)
	slices.Reverse(out)
	for i, v := range out {
		out[i] = max(0, v)
	}
	return out
}

// Vectors returns the singular values, descending, and writes the left and right singular vectors of A for them to the
// columns of u, M×N, and of v, N×N.
func (r *Reduction) Vectors(ctx context.Context, t parallel.Team, u, v []float64, work *arena.Arena) (s []float64, err error) {
	m, n := r.M, r.N
	defer work.Release(work.Mark())
	b, err := divide.Singular(ctx, t, slices.Clone(r.D), r.E, work)
	if err != nil {
		return nil, err
	}
	s = descending(b.Values)
	slices.Reverse(b.Row)
	left := tridiagonal.Reflectors{Count: n, Len: m, First: 0, V: r.U, LDV: m, Tau: r.TauU}
	if err := left.Back(ctx, t, tridiagonal.Vectors{Row: b.Row, Len: n, Z: b.U, LDZ: n}, u, n, work); err != nil {
		return nil, err
	}
	right := tridiagonal.Reflectors{Count: n - 1, Len: n, First: 1, V: r.V, LDV: n, Tau: r.TauV}
	return s, right.Back(ctx, t, tridiagonal.Vectors{Row: b.Row, Len: n, Z: b.V, LDZ: n}, v, n, work)
}
