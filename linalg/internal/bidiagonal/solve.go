package bidiagonal

import (
	"context"
	"slices"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/divide"
	"tandem/linalg/internal/factor"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
)

// golubKahan returns the tridiagonal matrix with the eigenvalues ±σ; its vectors have those of B by turns: v₀, u₀, v₁, u₁ …
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
	ub, vb := work.Floats(n*n), work.Floats(n*n)
	s, err = r.core(ctx, t, ub, vb, work)
	if err != nil {
		return nil, err
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	left := tridiagonal.Reflectors{Count: n, Len: m, First: 0, V: r.U, LDV: m, Tau: r.TauU}
	if err := left.Back(ctx, t, tridiagonal.Vectors{Row: order, Len: n, Z: ub, LDZ: n}, u, n, work); err != nil {
		return nil, err
	}
	right := tridiagonal.Reflectors{Count: n - 1, Len: n, First: 1, V: r.V, LDV: n, Tau: r.TauV}
	return s, right.Back(ctx, t, tridiagonal.Vectors{Row: order, Len: n, Z: vb, LDZ: n}, v, n, work)
}

// small is the ratio to the largest singular value below which vectors are made anew. The eigenvectors for σᵢ and −σⱼ are
// orthogonal to about ε·‖B‖/(σᵢ+σⱼ), and the halves of vectors inherit that: with 1/64 no more than two digits are at stake,
// of those that a residual of n·ε leaves.
const small = 1.0 / 64

// core writes the singular vectors of B to the rows of the n×n matrices u and v.
func (r *Reduction) core(ctx context.Context, t parallel.Team, u, v []float64, work *arena.Arena) ([]float64, error) {
	n := r.N
	d, e := r.golubKahan()
	wanted := make([]int, n)
	for i := range wanted {
		wanted[i] = n + i
	}
	g, err := divide.Eigen(ctx, t, d, e, wanted, work)
	if err != nil {
		return nil, err
	}
	s := descending(g.Values[n:])
	good := 0
	for good < n && s[good] > small*s[0] {
		row := g.Z[g.Row[2*n-1-good]*2*n:][:2*n]
		uj, vj := u[good*n:(good+1)*n], v[good*n:(good+1)*n]
		for i := range n {
			vj[i], uj[i] = row[2*i], row[2*i+1]
		}
		blas.Scal(n, 1/blas.Nrm2(n, uj, 1), uj, 1)
		blas.Scal(n, 1/blas.Nrm2(n, vj, 1), vj, 1)
		good++
	}
	if good == n {
		return s, nil
	}
	rest, err := r.rest(ctx, t, good, u, v, work)
	if err != nil {
		return nil, err
	}
	copy(s[good:], rest)
	// The two parts meet at the border within rounding error, on either side of it.
	for i := max(good, 1); i < n; i++ {
		s[i] = min(s[i], s[i-1])
	}
	return s, nil
}

// rest finds the small singular values and their vectors, given the first good ones: on orthonormal complements of those
// the matrix is again a singular value problem, of a norm smaller by 64 at least.
func (r *Reduction) rest(ctx context.Context, t parallel.Team, good int, u, v []float64, work *arena.Arena) ([]float64, error) {
	n := r.N
	k := n - good
	u2, err := complement(ctx, t, n, good, u, work)
	if err != nil {
		return nil, err
	}
	v2, err := complement(ctx, t, n, good, v, work)
	if err != nil {
		return nil, err
	}
	// M = U₂ᵀ·B·V₂: row i of bv is (B·v)ᵀ for row i of v2.
	bv, small := work.Floats(k*n), work.Floats(k*k)
	for i := range k {
		x, y := v2[i*n:(i+1)*n], bv[i*n:(i+1)*n]
		for j := range n {
			y[j] = float64(r.D[j] * x[j])
			if j < n-1 {
				y[j] += float64(r.E[j] * x[j+1])
			}
		}
	}
	blas.Gemm(t, false, true, k, k, n, 1, u2, n, bv, n, 0, small, k)
	if largest := blas.Iamax(k*k, small, 1); small[largest] == 0 {
		copy(u[good*n:], u2)
		copy(v[good*n:], v2)
		return make([]float64, k), nil
	}
	inner, err := Reduce(ctx, t, k, k, small, k, work)
	if err != nil {
		return nil, err
	}
	us, vs := work.Floats(k*k), work.Floats(k*k)
	s, err := inner.Vectors(ctx, t, us, vs, work)
	if err != nil {
		return nil, err
	}
	blas.Gemm(t, true, false, k, n, k, 1, us, k, u2, n, 0, u[good*n:], n)
	blas.Gemm(t, true, false, k, n, k, 1, vs, k, v2, n, 0, v[good*n:], n)
	return s, nil
}

// complement returns n−good orthonormal rows orthogonal to the first good rows of z, of n elements.
func complement(ctx context.Context, t parallel.Team, n, good int, z []float64, work *arena.Arena) ([]float64, error) {
	k := n - good
	if good == 0 {
		return identity(n, work), nil
	}
	a, tau := work.Floats(n*good), make([]float64, good)
	for j := range good {
		for i := range n {
			a[i*good+j] = z[j*n+i]
		}
	}
	if err := factor.QR(ctx, t, n, good, a, good, tau); err != nil {
		return nil, err
	}
	c := work.Zeros(n * k)
	for j := range k {
		c[(good+j)*k+j] = 1
	}
	if err := factor.ApplyQ(ctx, t, blas.Left, false, n, k, good, a, good, tau, c, k); err != nil {
		return nil, err
	}
	out := work.Floats(k * n)
	for j := range k {
		for i := range n {
			out[j*n+i] = c[i*k+j]
		}
	}
	return out, nil
}

func identity(n int, work *arena.Arena) []float64 {
	a := work.Zeros(n * n)
	for i := range n {
		a[i*n+i] = 1
	}
	return a
}
