package bidiagonal

import (
	"context"
	"errors"
	"slices"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/divide"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
)

// Vectors returns the singular values, descending, and writes the vectors of G for them, columns of Q·… and of P·…, to the
// columns of q, M×N, and of p, N×N. The reduction must have kept the reflectors of P.
func (r *Reduction) Vectors(ctx context.Context, t parallel.Team, q, p []float64, work *arena.Arena) (s []float64, err error) {
	m, n := r.M, r.N
	defer work.Release(work.Mark())
	b, err := divide.Singular(ctx, t, slices.Clone(r.D), r.E, work)
	var failed *tridiagonal.NoConvergence
	if errors.As(err, &failed) { // the values alone come another way
		if values, err := Values(ctx, t, r.D, r.E); err == nil {
			slices.Reverse(values)
			failed.Values = values
		}
	}
	if err != nil {
		return nil, err
	}
	s = slices.Clone(b.Values)
	slices.Reverse(s)
	slices.Reverse(b.Row)
	right := tridiagonal.Reflectors{Count: n, Len: m, First: 0, V: r.U, LDV: r.LDU, Tau: r.TauU}
	if err := right.Back(ctx, t, tridiagonal.Vectors{Row: b.Row, Len: n, Z: b.U, LDZ: n}, q, n, work); err != nil {
		return nil, err
	}
	left := tridiagonal.Reflectors{Count: n - 1, Len: n, First: 1, V: r.V, LDV: n, Tau: r.TauV}
	return s, left.Back(ctx, t, tridiagonal.Vectors{Row: b.Row, Len: n, Z: b.V, LDZ: n}, p, n, work)
}
