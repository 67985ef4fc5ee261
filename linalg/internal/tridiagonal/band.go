package tridiagonal

import (
	"context"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
)

// The reduction to a band matrix, the first of two stages (Bischof, Lang, Sun, ACM TOMS 26, 2000; Haidar, Ltaief, Dongarra
// 2011). Reduction in one stage must read the whole matrix once per row; here a panel of b rows is made triangular right
// of its band by b reflectors before the rest of the matrix is touched, so that both the product V·A and the update
//
//	QᵀAQ = A − VᵀZ − ZᵀV,  Q = I − VᵀFV,  Z = FᵀVA − ½·Fᵀ(VAVᵀ)F·V
//
// are matrix products. A band matrix is then made tridiagonal by chase.go, at a cost proportional to b·n². Without
// vectors that is less work than it saves, from some size on; the vectors would have to be taken back through both
// stages, which costs 2n³ flops more than it saves on few cores.

// twoStages is the order from which values alone are found in two stages. See BenchmarkForm; Zen 4, 2026-11-21.
const twoStages = 1600

const (
	band       = kernel.Band
	bandStrip  = 48  // columns of V·A and rows of the update that one thread works at a time
	bandStripe = 480 // columns of the update, so that Z's stay in the second-level cache
)

// Form returns the diagonal and the off-diagonal of a tridiagonal matrix with the eigenvalues of the symmetric n×n matrix in the
// upper triangle of a, which it overwrites. It checks ctx every few milliseconds. Cost: 4/3·n³ flops.
func Form(ctx context.Context, t parallel.Team, n int, a []float64, lda int, work *arena.Arena) (d, e []float64, err error) {
	if n < twoStages {
		r, err := Reduce(ctx, t, n, a, lda)
		if err != nil {
			return nil, nil, err
		}
		return r.D, r.E, nil
	}
	return twoStage(ctx, t, n, a, lda, work)
}

func twoStage(ctx context.Context, t parallel.Team, n int, a []float64, lda int, work *arena.Arena) (d, e []float64, err error) {
	defer work.Release(work.Mark())
	b := newBanded(n, work)
	s := &bandStage{t: t, n: n, a: a, lda: lda, b: b,
		vzv: work.Floats(3 * band * n), vt: work.Floats(band * n), y: work.Floats(band * n)}
	for j := 0; j < n; j += band {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		s.panel(j)
	}
	if err := b.chase(ctx, t); err != nil {
		return nil, nil, err
	}
	d, e = make([]float64, n), make([]float64, n-1)
	for i := range d {
		d[i] = b.a[b.at(i, i)]
		if i > 0 {
			e[i-1] = b.a[b.at(i-1, i)]
		}
	}
	return d, e, nil
}

// bandStage is the state of the first stage: the rows of V, Z and V again, as two overlapping pairs; Vᵀ; V·A.
type bandStage struct {
	t          parallel.Team
	n          int
	a          []float64
	lda        int
	b          *banded
	vzv, vt, y []float64
	tau        [band]float64
	gram, f    [band * band]float64
}

// panel reduces rows j to j+band, stores them in b and updates the rest of the matrix.
func (s *bandStage) panel(j int) {
	n, height := s.n, min(band, s.n-j)
	for i := j; i < j+height; i++ {
		copy(s.b.a[s.b.at(i, i):], s.a[i*s.lda+i:i*s.lda+j+height])
	}
	m := n - j - band
	if m <= 0 {
		return
	}
	k := max(0, min(band, m-1)) // reflectors
	v := s.vzv[:band*m]
	for i := range band {
		copy(v[i*m:(i+1)*m], s.a[(j+i)*s.lda+j+band:(j+i)*s.lda+n])
	}
	s.triangularise(k, m, v)
	for i := range band {
		row := v[i*m : (i+1)*m]
		left := min(i+1, m)
		copy(s.b.a[s.b.at(j+i, j+band):], row[:left])
		if i < k {
			clear(row[:i])
			row[i] = 1
		}
	}
	if k > 0 {
		s.update(k, m, s.a[(j+band)*(s.lda+1):])
	}
}

// triangularise makes the band×m matrix v lower triangular by k reflectors from the right. Row i keeps β of its reflector
// in column i and v right of it.
func (s *bandStage) triangularise(k, m int, v []float64) {
	var serial parallel.Team
	var dots [band]float64
	for i := range k {
		x := v[i*m+i : (i+1)*m]
		beta, tau := Reflect(x)
		s.tau[i] = tau
		if rest := band - 1 - i; rest > 0 && tau != 0 {
			below := v[(i+1)*m+i:]
			blas.Gemv(serial, false, rest, len(x), 1, below, m, x, 1, 0, dots[:], 1)
			blas.Ger(serial, rest, len(x), -tau, dots[:], 1, x, 1, below, m)
		}
		x[0] = beta
	}
}

// update applies the k reflectors in the rows of vzv to the m×m matrix a from both sides.
func (s *bandStage) update(k, m int, a []float64) {
	t := s.t
	v, z, v2 := s.vzv[:k*m], s.vzv[k*m:2*k*m], s.vzv[2*k*m:3*k*m]
	blas.Flip(k, m, v, m, s.vt, k)
	blas.Gemm(t, false, false, k, k, m, 1, v, m, s.vt, k, 0, s.gram[:], band)
	triangle(k, band, s.tau[:], s.gram[:], s.f[:])
	s.multiply(k, m, a)
	var ys, w [band * band]float64
	// W = Fᵀ·(V·A·Vᵀ)·F
	blas.Gemm(t, false, false, k, k, m, 1, s.y, m, s.vt, k, 0, ys[:], band)
	blas.Gemm(t, true, false, k, k, k, 1, s.f[:], band, ys[:], band, 0, w[:], band)
	blas.Gemm(t, false, false, k, k, k, 1, w[:], band, s.f[:], band, 0, ys[:], band)
	blas.Gemm(t, true, false, k, m, k, 1, s.f[:], band, s.y, m, 0, z, m)
	blas.Gemm(t, false, false, k, m, k, -0.5, ys[:], band, v, m, 1, z, m)
	copy(v2, v)
	t.For((m+bandStrip-1)/bandStrip, 1, func(lo, hi int) {
		for i := lo * bandStrip; i < min(m, hi*bandStrip); i += bandStrip {
			rows := min(bandStrip, m-i)
			for c := i; c < m; c += bandStripe {
				blas.Gemm(parallel.Team{}, true, false, rows, min(bandStripe, m-c), 2*k, -1, s.vzv[i:], m, s.vzv[k*m+c:], m, 1, a[i*s.lda+c:], s.lda)
			}
		}
	})
}

// multiply sets y = V·A for the symmetric m×m matrix a of which only the upper triangle is stored. A strip of columns of y
// takes the columns of a above the diagonal, a square across it, and the rows right of it.
func (s *bandStage) multiply(k, m int, a []float64) {
	v, y, lda := s.vzv[:k*m], s.y, s.lda
	s.t.For((m+bandStrip-1)/bandStrip, 1, func(lo, hi int) {
		var serial parallel.Team
		buf := stripOf(bandStrip * (bandStrip + band))
		defer strips.Put(buf)
		square, yt := (*buf)[:bandStrip*bandStrip], (*buf)[bandStrip*bandStrip:]
		for c := lo * bandStrip; c < min(m, hi*bandStrip); c += bandStrip {
			w := min(bandStrip, m-c)
			for i := range w {
				row := a[(c+i)*lda+c : (c+i)*lda+c+w]
				copy(square[i*w+i:(i+1)*w], row[i:])
				for p := i + 1; p < w; p++ {
					square[p*w+i] = row[p]
				}
			}
			blas.Gemm(serial, false, false, k, w, w, 1, v[c:], m, square, w, 0, y[c:], m)
			if c > 0 {
				blas.Gemm(serial, false, false, k, w, c, 1, v, m, a[c:], lda, 1, y[c:], m)
			}
			if next := c + w; next < m {
				blas.Gemm(serial, false, false, w, k, m-next, 1, a[c*lda+next:], lda, s.vt[next*k:], k, 0, yt, k)
				for p := range k {
					row := y[p*m+c : p*m+next]
					for i := range row {
						row[i] += yt[i*k+p]
					}
				}
			}
		}
	})
}
