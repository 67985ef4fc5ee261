package tridiagonal

import (
	"context"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

// Taking eigenvectors of T back to those of A = Q·T·Qᵀ: z ← Q·z for every row z. Reflectors are applied in blocks,
// H_a·…·H_b = I − V·F·Vᵀ with F upper triangular (Schreiber and Van Loan, SIAM J. Sci. Stat. Comput. 10, 1989), as matrix
// products on all vectors at once.

// blockSize returns the number of reflectors applied at once to vectors of n elements: longer blocks make products more
// efficient and the triangular factors dearer. See BenchmarkBack; Zen 4, 2026-11-21.
func blockSize(n int) int {
	if n < 400 {
		return 32
	}
	return 64
}

// Back overwrites each of the m rows of z, vectors of r.N elements, by Q times it. It checks ctx between blocks. Cost:
// 2·m·n² flops.
func (r *Reduction) Back(ctx context.Context, t parallel.Team, m int, z []float64, ldz int, work *arena.Arena) error {
	return Apply(ctx, t, Reflectors{Count: r.N - 1, Len: r.N, First: 1, V: r.A, LDV: r.LDA, Tau: r.Tau}, m, z, ldz, work)
}

// Reflectors are Count reflectors of order Len: row j of V holds v of H_j in columns j+First to Len−1, its first element 1
// stored; what lies left of it is not read.
type Reflectors struct {
	Count, Len, First int
	V                 []float64
	LDV               int
	Tau               []float64
}

// Apply overwrites each of the m rows of z by H₀·H₁·… times it. It checks ctx between blocks.
func Apply(ctx context.Context, t parallel.Team, h Reflectors, m int, z []float64, ldz int, work *arena.Arena) error {
	if h.Count < 1 || m == 0 {
		return ctx.Err()
	}
	nb := blockSize(h.Len)
	defer work.Release(work.Mark())
	v := work.Floats(nb * h.Len)
	f, gram := work.Floats(nb*nb), work.Floats(nb*nb)
	u, uf := work.Floats(m*nb), work.Floats(m*nb)
	for a := (h.Count - 1) / nb * nb; a >= 0; a -= nb {
		if err := ctx.Err(); err != nil {
			return err
		}
		k := min(nb, h.Count-a)
		cols := h.Len - a - h.First // the block touches the last cols columns
		for i := range k {
			row := v[i*cols : (i+1)*cols]
			clear(row[:i])
			copy(row[i:], h.V[(a+i)*h.LDV+a+i+h.First:(a+i)*h.LDV+h.Len])
		}
		blas.Gemm(t, false, true, k, k, cols, 1, v, cols, v, cols, 0, gram, nb)
		Factor(k, h.Tau[a:], gram, f, nb)
		zc := z[a+h.First:]
		blas.Gemm(t, false, true, m, k, cols, 1, zc, ldz, v, cols, 0, u, nb)
		blas.Gemm(t, false, true, m, k, k, 1, u, nb, f, nb, 0, uf, nb)
		blas.Gemm(t, false, false, m, cols, k, -1, uf, nb, v, cols, 1, zc, ldz)
	}
	return nil
}

// Factor sets the k×k upper triangular f of H₀·…·H₍ₖ₋₁₎ = I − V·F·Vᵀ from the factors tau and the Gram matrix VᵀV. The
// strict lower triangle of f is zero.
func Factor(k int, tau, gram, f []float64, ld int) {
	for j := range k {
		// F[0:j, j] = −τⱼ·F[0:j, 0:j]·(Vᵀv_j)[0:j]
		for i := range j {
			s := 0.0
			for p := i; p < j; p++ {
				s += float64(f[i*ld+p] * gram[p*ld+j])
			}
			f[i*ld+j] = -tau[j] * s
			f[j*ld+i] = 0
		}
		f[j*ld+j] = tau[j]
	}
}
