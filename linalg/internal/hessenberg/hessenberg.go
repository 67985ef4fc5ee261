// Package hessenberg reduces a square matrix to Hessenberg form, A = Q·H·Qᵀ with Q orthogonal and H zero below its first
// subdiagonal: the step before the QR iteration.
//
// A matrix that fits the cache is reduced one reflector at a time in fused passes (fused.go). A larger one is reduced in
// panels of columns whose reflectors are applied together (blocked.go): a fifth of the work is then products of the
// matrix with single vectors, at the speed of memory, and the rest are matrix products.
//
// Matrices are row-major with explicit leading dimensions.
package hessenberg

import (
	"context"
	"math"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// Reflector overwrites x by β, v[1], v[2], ... such that (I - τ·v·vᵀ)·x = β·e₁ with v[0] = 1, and returns β and τ.
// For x that is zero after its first element τ is 0.
func Reflector(x []float64) (beta, tau float64) {
	if len(x) == 0 {
		return 0, 0
	}
	norm := blas.Nrm2(len(x)-1, x[1:], 1)
	if norm == 0 {
		return x[0], 0
	}
	const tiny, lift = 0x1p-960, 600
	if max(math.Abs(x[0]), norm) < tiny { // a denormal β has too few digits for a reflector that is orthogonal
		for i, v := range x {
			x[i] = math.Ldexp(v, lift)
		}
		beta, tau = Reflector(x)
		x[0] = math.Ldexp(beta, -lift)
		return x[0], tau
	}
	beta = -math.Copysign(math.Hypot(x[0], norm), x[0])
	tau = (beta - x[0]) / beta
	blas.Scal(len(x)-1, 1/(x[0]-beta), x[1:], 1)
	x[0] = beta
	return beta, tau
}

// Reduce overwrites the n×n matrix a by its Hessenberg form H = Qᵀ·A·Q, given that a is upper triangular outside rows
// and columns lo to hi-1 already. The vectors of the reflectors stay below the subdiagonal, their factors in tau, which
// has n elements. If values is set, H is right only within rows and columns lo to hi-1, which is all that eigenvalues
// need. It returns early with ctx's error.
func Reduce(ctx context.Context, t parallel.Team, n, lo, hi int, a []float64, lda int, tau []float64, values bool, work *arena.Arena) error {
	tier := simd.Active()
	clear(tau[:n])
	first, last := 0, n // rows above and columns beyond that the reflectors from one side reach
	if values {
		first, last = lo, hi
	}
	k := lo
	for hi-k > fusedMax {
		if err := ctx.Err(); err != nil {
			return err
		}
		panel(t, panelWidth, k, hi, first, last, a, lda, tau, work)
		k += panelWidth
	}
	if hi-k <= 2 {
		return ctx.Err()
	}
	// The rest fits the cache.
	defer work.Release(work.Mark())
	m := hi - k
	ldb := (m + 7) &^ 7
	b := work.Zeros(ldb * ((m + 3) &^ 3))
	for i := range m {
		copy(b[i*ldb:i*ldb+m], a[(k+i)*lda+k:])
	}
	fused(tier, m, b, ldb, tau[k:], work)
	for i := range m {
		copy(a[(k+i)*lda+k:(k+i)*lda+hi], b[i*ldb:])
	}
	if first == k && last == hi {
		return ctx.Err()
	}
	v, tri := work.Floats(panelWidth*m), work.Floats(panelWidth*panelWidth)
	for j := 0; j+2 < m; j += panelWidth {
		nb := min(panelWidth, m-2-j)
		r0 := k + j + 1
		unpack(nb, r0, hi, a, lda, v)
		Triangle(nb, hi-r0, v, tau[k+j:], tri)
		FromRight(t, k-first, nb, hi-r0, v, tri, a[first*lda+r0:], lda, work)
		FromLeft(t, last-hi, nb, hi-r0, v, tri, a[r0*lda+hi:], lda, work)
	}
	return ctx.Err()
}

// Clear sets what Reduce left below the subdiagonal of a to zero.
func Clear(n int, a []float64, lda int) {
	for i := 2; i < n; i++ {
		clear(a[i*lda : i*lda+i-1])
	}
}
