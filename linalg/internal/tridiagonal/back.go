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

// block returns the number of reflectors applied at once to vectors of n elements: longer blocks make products more
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
	n := r.N
	if n < 2 || m == 0 {
		return ctx.Err()
	}
	nb := blockSize(n)
	defer work.Release(work.Mark())
	v := work.Floats(nb * n)
	f, gram := work.Floats(nb*nb), work.Floats(nb*nb)
	u, uf := work.Floats(m*nb), work.Floats(m*nb)
	last := (n - 2) / nb * nb // first reflector of the last block
	for a := last; a >= 0; a -= nb {
		if err := ctx.Err(); err != nil {
			return err
		}
		k := min(nb, n-1-a)
		cols := n - a - 1 // the block touches columns a+1 to n−1
		for i := range k {
			row := v[i*cols : (i+1)*cols]
			clear(row[:i])
			copy(row[i:], r.A[(a+i)*r.LDA+a+i+1:(a+i)*r.LDA+n])
		}
		blas.Gemm(t, false, true, k, k, cols, 1, v, cols, v, cols, 0, gram, nb)
		Factor(k, r.Tau[a:], gram, f, nb)
		zc := z[a+1:]
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
