package tridiagonal

import (
	"context"
	"sync"
	"sync/atomic"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

// Taking eigenvectors of T back to those of A = Q·T·Qᵀ. Reflectors act in blocks, H_a·…·H_b = I − Vᵀ·F·V with the vectors
// in the rows of V and F upper triangular (Schreiber and Van Loan, SIAM J. Sci. Stat. Comput. 10, 1989). The vectors are
// cut into strips, and a strip meets all blocks before the next one is taken up: it stays in the second-level cache while
// the reflectors stream past, strips are shared among threads without a meeting between blocks, and as a strip lies with
// its vectors side by side, no operand of the products is packed and the result is written row by row.

const (
	// backBlock is the number of reflectors applied at once, backStrip the number of vectors in a strip: whole tiles of the
	// product's kernels on every tier. Blocks of 48 are no faster at n = 2000, and slower below 1000, where their factors
	// count. See BenchmarkBack; Zen 4, 2026-11-21.
	backBlock = 24
	backStrip = 48
)

// Reflectors are Count reflectors of order Len: row j of V holds v of H_j in columns j+First to Len−1, its first element 1
// stored; what lies left of it within Back's blocks may be overwritten.
type Reflectors struct {
	Count, Len, First int
	V                 []float64
	LDV               int
	Tau               []float64
}

// Reflectors returns H₀ … H₍ₙ₋₂₎.
func (r *Reduction) Reflectors() Reflectors {
	return Reflectors{Count: r.N - 1, Len: r.N, First: 1, V: r.A, LDV: r.LDA, Tau: r.Tau}
}

// Vectors are rows of a matrix: vector j is row Row[j] of Z, its first Len elements; the others are zero.
type Vectors struct {
	Row []int
	Len int
	Z   []float64
	LDZ int
}

// Back writes H₀·H₁·…·zⱼ to column j of dst, h.Len rows with leading dimension ldd. It checks ctx between blocks. Cost:
// about 4·len(z.Row)·h.Count·(h.Len − h.Count/2) flops.
func (h Reflectors) Back(ctx context.Context, t parallel.Team, z Vectors, dst []float64, ldd int, work *arena.Arena) error {
	defer work.Release(work.Mark())
	const nb = backBlock
	blocks := (max(0, h.Count) + nb - 1) / nb
	factors := work.Floats(blocks * nb * nb)
	t.For(blocks, 1, func(lo, hi int) {
		var gram [nb * nb]float64
		for b := lo; b < hi; b++ {
			k, v, cols := h.block(b)
			for i := 1; i < k; i++ {
				clear(v[i*h.LDV : i*h.LDV+i])
			}
			blas.Gemm(parallel.Team{}, false, true, k, k, cols, 1, v, h.LDV, v, h.LDV, 0, gram[:], nb)
			triangle(k, nb, h.Tau[b*nb:], gram[:], factors[b*nb*nb:])
		}
	})
	var stopped atomic.Bool
	m := len(z.Row)
	t.For((m+backStrip-1)/backStrip, 1, func(lo, hi int) {
		buf := stripOf((h.Len + 2*nb) * backStrip)
		defer strips.Put(buf)
		for s := lo; s < hi; s++ {
			first := s * backStrip
			w := min(backStrip, m-first)
			strip, u, fu := (*buf)[:h.Len*w], (*buf)[h.Len*w:], (*buf)[(h.Len+nb)*w:]
			z.gather(first, w, strip)
			for b := blocks - 1; b >= 0; b-- {
				if ctx.Err() != nil {
					stopped.Store(true)
					return
				}
				k, v, cols := h.block(b)
				c := strip[(h.Len-cols)*w:]
				var serial parallel.Team
				blas.Gemm(serial, false, false, k, w, cols, 1, v, h.LDV, c, w, 0, u, w)
				blas.Gemm(serial, false, false, k, w, k, 1, factors[b*nb*nb:], nb, u, w, 0, fu, w)
				blas.Gemm(serial, true, false, cols, w, k, -1, v, h.LDV, fu, w, 1, c, w)
			}
			for i := range h.Len {
				copy(dst[i*ldd+first:i*ldd+first+w], strip[i*w:(i+1)*w])
			}
		}
	})
	if stopped.Load() {
		return ctx.Err()
	}
	return nil
}

// block returns the number of reflectors of block b and its vectors, which reach over the last cols elements.
func (h Reflectors) block(b int) (k int, v []float64, cols int) {
	a := b * backBlock
	first := a + h.First
	return min(backBlock, h.Count-a), h.V[a*h.LDV+first:], h.Len - first
}

// gather writes w vectors from the first-th on side by side to strip.
func (z Vectors) gather(first, w int, strip []float64) {
	clear(strip[z.Len*w:])
	for j := 0; j < w; {
		row, run := z.Row[first+j], 1
		for j+run < w && z.Row[first+j+run] == row+run {
			run++
		}
		blas.Flip(run, z.Len, z.Z[row*z.LDZ:], z.LDZ, strip[j:], w)
		j += run
	}
}

// strips holds the memory of strips between calls.
var strips sync.Pool

func stripOf(n int) *[]float64 {
	if s, ok := strips.Get().(*[]float64); ok && len(*s) >= n {
		return s
	}
	s := make([]float64, n)
	return &s
}

// triangle sets the k×k upper triangular f of H₀·…·H₍ₖ₋₁₎ = I − Vᵀ·F·V from the factors tau and the symmetric Gram matrix V·Vᵀ.
// The strict lower triangle of f is zero. Both have leading dimension ld.
func triangle(k, ld int, tau, gram, f []float64) {
	for j := range k {
		// F[0:j, j] = −τⱼ·F[0:j, 0:j]·(V·vⱼ)[0:j]
		g := gram[j*ld : j*ld+j]
		for i := range j {
			s0, s1, p := 0.0, 0.0, i
			row := f[i*ld : i*ld+j]
			for ; p+2 <= len(row); p += 2 {
				s0 += float64(row[p] * g[p])
				s1 += float64(row[p+1] * g[p+1])
			}
			if p < len(row) {
				s0 += float64(row[p] * g[p])
			}
			f[i*ld+j] = -tau[j] * (s0 + s1)
			f[j*ld+i] = 0
		}
		f[j*ld+j] = tau[j]
	}
}
