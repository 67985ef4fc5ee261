package tridiagonal

import (
	"context"
	"math"
	"math/cmplx"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

// The reduction A = Q·T·Qᴴ of a Hermitian matrix to a real tridiagonal one: the method of reduce.go in complex arithmetic. The
// reflector of row j is H = I − τ·v·vᴴ with complex τ such that Hᴴ maps column j below the diagonal to a real multiple of
// e₁, which makes T real.

// A HermitianReduction holds the reflectors of A = Q·T·Qᴴ, Q = H₀·H₁·…·H₍ₙ₋₂₎.
type HermitianReduction struct {
	N    int
	A    []complex128 // row j holds v of H_j in columns j+1..n-1, v[0] = 1 stored
	LDA  int
	Tau  []complex128
	D, E []float64 // T
}

// hermitianPanel is the number of reflectors whose updates are saved up.
const hermitianPanel = 32

// hermitianFused is the largest trailing matrix worked without panels: half of 1400² complex numbers is 16 MB. Tests lower it.
// See BenchmarkHerm in linalg; Zen 4, 2026-11-21.
var hermitianFused = 1400

// ReduceHermitian reduces the Hermitian n×n matrix in the upper triangle of a, which it overwrites by the reflectors. The
// strict lower triangle may be overwritten. It checks ctx about every millisecond. Cost: 16/3·n³ flops.
func ReduceHermitian(ctx context.Context, t parallel.Team, n int, a []complex128, lda int, work *arena.Arena) (*HermitianReduction, error) {
	r := &HermitianReduction{N: n, A: a, LDA: lda, Tau: make([]complex128, max(0, n-1)), D: make([]float64, n), E: make([]float64, max(0, n-1))}
	j := 0
	if n > hermitianFused {
		p := newHermitianPanels(n)
		for ; n-j > hermitianFused; j += hermitianPanel {
			if err := p.step(ctx, t, r, j); err != nil {
				return nil, err
			}
		}
	}
	return r, r.finish(ctx, t, j, work)
}

// hermitianPanels is the working memory of the blocked steps.
type hermitianPanels struct {
	// Rows conj(v₀), conj(w₀), conj(v₁) … and their partners w₀, v₀, w₁ …: the update is A −= partnersᵀ·rows.
	rows, partners, coef, y []complex128
}

func newHermitianPanels(n int) *hermitianPanels {
	const nb = hermitianPanel
	return &hermitianPanels{make([]complex128, 2*nb*n), make([]complex128, 2*nb*n), make([]complex128, 2*nb), make([]complex128, n)}
}

// step reduces the hermitianPanel rows from j0 on and updates the rest of the matrix.
func (p *hermitianPanels) step(ctx context.Context, t parallel.Team, r *HermitianReduction, j0 int) error {
	const nb = hermitianPanel
	n, a, lda, rows, partners, coef := r.N, r.A, r.LDA, p.rows, p.partners, p.coef
	clear(rows)
	clear(partners)
	for k := range nb {
		j := j0 + k
		if j%8 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		row := a[j*lda+j : j*lda+n]
		if k > 0 {
			for i := range 2 * k {
				coef[i] = partners[i*n+j]
			}
			blas.Zgemv(t, blas.Trans, 2*k, n-j, -1, rows[j:], n, coef, 1, 1, row, 1)
		}
		r.D[j] = real(row[0])
		v, w := row[1:], p.y[:n-j-1]
		for i, x := range v {
			v[i] = cmplx.Conj(x)
		}
		r.E[j], r.Tau[j] = reflectComplex(v)
		blas.Zhemv(t, blas.Upper, len(v), 1, a[(j+1)*(lda+1):], lda, v, 1, 0, w, 1)
		if k > 0 {
			blas.Zgemv(t, blas.NoTrans, 2*k, len(v), 1, rows[j+1:], n, v, 1, 0, coef, 1)
			blas.Zgemv(t, blas.Trans, 2*k, len(v), -1, partners[j+1:], n, coef, 1, 1, w, 1)
		}
		// w = τ·A·v − ½|τ|²(vᴴA·v)·v
		tau := r.Tau[j]
		alpha := -0.5 * tau * cmplx.Conj(tau) * blas.Zdotc(len(v), v, 1, w, 1)
		for i, vi := range v {
			w[i] = tau*w[i] + alpha*vi
		}
		v0, w0 := rows[2*k*n+j+1:(2*k+1)*n], rows[(2*k+1)*n+j+1:(2*k+2)*n]
		for i, vi := range v {
			v0[i], w0[i] = cmplx.Conj(vi), cmplx.Conj(w[i])
		}
		copy(partners[2*k*n+j+1:(2*k+1)*n], w)
		copy(partners[(2*k+1)*n+j+1:(2*k+2)*n], v)
	}
	first := j0 + nb
	const strip = 96
	t.For((n-first+strip-1)/strip, 1, func(lo, hi int) {
		for s := lo; s < hi; s++ {
			i := first + s*strip
			blas.Zgemm(parallel.Team{}, blas.Trans, blas.NoTrans, min(strip, n-i), n-i, 2*nb, -1, partners[i:], n, rows[i:], n, 1, a[i*(lda+1):], lda)
		}
	})
	return nil
}

// reflectComplex turns x into the vector v of a reflector, v[0] = 1, with (I − conj(τ)·v·vᴴ)·x = β·e₁, β real, and returns
// β and τ.
func reflectComplex(x []complex128) (beta float64, tau complex128) {
	alpha := x[0]
	rest := blas.Znrm2(len(x)-1, x[1:], 1)
	x[0] = 1
	if rest == 0 && imag(alpha) == 0 {
		clear(x[1:])
		return real(alpha), 0
	}
	if max(math.Abs(real(alpha)), math.Abs(imag(alpha)), rest) < tiny {
		x[0] = alpha
		for i, v := range x {
			x[i] = complex(math.Ldexp(real(v), lift), math.Ldexp(imag(v), lift))
		}
		beta, tau = reflectComplex(x)
		return math.Ldexp(beta, -lift), tau
	}
	beta = -math.Copysign(math.Hypot(cmplx.Abs(alpha), rest), real(alpha))
	// conj(τ)·(α − β) = … with H·e₁-component: τ = (β − conj α)/β makes Hᴴ map x to β·e₁.
	tau = complex((beta-real(alpha))/beta, -imag(alpha)/beta)
	pivot := alpha - complex(beta, 0)
	for i := range x[1:] {
		x[1+i] /= pivot
	}
	return beta, tau
}

// Back overwrites each of the m rows of z, vectors of r.N elements, by Q times it. It checks ctx between blocks. Cost:
// 8·m·n² flops.
func (r *HermitianReduction) Back(ctx context.Context, t parallel.Team, m int, z []complex128, ldz int) error {
	n := r.N
	if n < 2 || m == 0 {
		return ctx.Err()
	}
	const nb = hermitianPanel
	v := make([]complex128, nb*n)
	f, gram := make([]complex128, nb*nb), make([]complex128, nb*nb)
	u, uf := make([]complex128, m*nb), make([]complex128, m*nb)
	for a := (n - 2) / nb * nb; a >= 0; a -= nb {
		if err := ctx.Err(); err != nil {
			return err
		}
		k := min(nb, n-1-a)
		cols := n - a - 1
		for i := range k {
			row := v[i*cols : (i+1)*cols]
			clear(row[:i])
			copy(row[i:], r.A[(a+i)*r.LDA+a+i+1:(a+i)*r.LDA+n])
		}
		blas.Zgemm(t, blas.NoTrans, blas.ConjTrans, k, k, cols, 1, v, cols, v, cols, 0, gram, nb)
		for j := range k { // F[0:j, j] = −τⱼ·F[0:j, 0:j]·(Vᴴv_j)[0:j]
			for i := range j {
				var s complex128
				for p := i; p < j; p++ {
					s += f[i*nb+p] * cmplx.Conj(gram[p*nb+j])
				}
				f[i*nb+j] = -r.Tau[a+j] * s
				f[j*nb+i] = 0
			}
			f[j*nb+j] = r.Tau[a+j]
		}
		zc := z[a+1:]
		blas.Zgemm(t, blas.NoTrans, blas.ConjTrans, m, k, cols, 1, zc, ldz, v, cols, 0, u, nb)
		blas.Zgemm(t, blas.NoTrans, blas.Trans, m, k, k, 1, u, nb, f, nb, 0, uf, nb)
		blas.Zgemm(t, blas.NoTrans, blas.NoTrans, m, cols, k, -1, uf, nb, v, cols, 1, zc, ldz)
	}
	return nil
}
