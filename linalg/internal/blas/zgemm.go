package blas

// The complex matrix product: Gemm's loops around a micro-kernel whose packed operands keep real and imaginary parts
// apart. Conjugation and transposition happen while packing. Each part of an element is, per panel of inner indices, one
// chain of fused multiply-adds, so that the result depends on no split.

import (
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// Block sizes, as for Gemm; an element is twice as large. Only zkc enters the result.
const (
	zkc = 256
	zmc = 144
	znc = 1536
)

// A zview addresses op(X): element (i, j) is data[i*rs+j*cs], or its conjugate.
type zview struct {
	data   []complex128
	rs, cs int
	conj   bool
}

func zviewOf(trans Transpose, data []complex128, ld int) zview {
	switch trans {
	case Trans:
		return zview{data, 1, ld, false}
	case ConjTrans:
		return zview{data, 1, ld, true}
	}
	return zview{data, ld, 1, false}
}

func (v zview) from(i, j int) zview { return zview{v.data[i*v.rs+j*v.cs:], v.rs, v.cs, v.conj} }

// Zgemm is C = alpha·op(A)·op(B) + beta·C with op(A) m×k, op(B) k×n, C m×n.
func Zgemm(t parallel.Team, transA, transB Transpose, m, n, k int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	if transA == NoTrans {
		checkMatrix("Zgemm", "A", m, k, len(a), lda)
	} else {
		checkMatrix("Zgemm", "A", k, m, len(a), lda)
	}
	if transB == NoTrans {
		checkMatrix("Zgemm", "B", k, n, len(b), ldb)
	} else {
		checkMatrix("Zgemm", "B", n, k, len(b), ldb)
	}
	checkMatrix("Zgemm", "C", m, n, len(c), ldc)
	if m == 0 || n == 0 {
		return
	}
	if alpha == 0 || k == 0 {
		zscaleMatrix(0, m, n, beta, c, ldc)
		return
	}
	zgemm(t, m, n, k, alpha, zviewOf(transA, a, lda), zviewOf(transB, b, ldb), beta, c, ldc, 0)
}

// zscaleMatrix is C *= beta in all of C or a triangle; beta = 0 clears it unread.
func zscaleMatrix(part Uplo, m, n int, beta complex128, c []complex128, ldc int) {
	if beta == 1 {
		return
	}
	for i := range m {
		lo, hi := 0, n
		if part != 0 {
			lo, hi = triangleRow(part, i, n)
		}
		Zscal(hi-lo, beta, c[i*ldc+lo:], 1)
	}
}

// A zproduct is one call of zgemm after its checks: C = alpha·A·B, added to what C holds or in its place.
type zproduct struct {
	tier      simd.Tier
	m, n, k   int
	alpha     complex128
	a, b      zview
	c         []complex128
	ldc       int
	part      Uplo // Upper or Lower: only this triangle of C; 0: all of it
	overwrite bool
}

// zgemm is C = alpha·A·B + beta·C for m, n, k ≥ 1 and alpha ≠ 0, in all of C or one triangle of it.
func zgemm(t parallel.Team, m, n, k int, alpha complex128, a, b zview, beta complex128, c []complex128, ldc int, part Uplo) {
	if beta != 0 {
		zscaleMatrix(part, m, n, beta, c, ldc)
	}
	flops := 8 * float64(m) * float64(n) * float64(k)
	if t.Threads() == 1 || flops < serialFlops {
		g := zproduct{simd.Active(), m, n, k, alpha, a, b, c, ldc, part, beta == 0} // stays on the stack
		g.serial()
		return
	}
	g := &zproduct{simd.Active(), m, n, k, alpha, a, b, c, ldc, part, beta == 0}
	if flops < zapart && part == 0 {
		g.apart(t)
		return
	}
	g.together(t)
}

// zapart is the work below which each thread packs all it needs by itself: that costs less than to fetch it from the others.
const zapart = 8 * 256 * 256 * 256

// depth returns the height of the panels into which the inner indices are cut.
func (g *zproduct) depth() int {
	panels := (g.k + zkc - 1) / zkc
	return (g.k + panels - 1) / panels
}

// serial runs the whole product on the calling goroutine.
func (g *zproduct) serial() {
	kd := g.depth()
	packed := getBuffer(2 * kd * min(znc, g.n+g.fill()))
	for j := 0; j < g.n; j += znc {
		nb := min(znc, g.n-j)
		for p := 0; p < g.k; p += kd {
			kb := min(kd, g.k-p)
			g.pack(packed.data, p, j, kb, 0, nb)
			g.rows(0, g.m, p, j, kb, nb, packed.data)
		}
	}
	packed.put()
}

// apart shares the rows of C, or the columns where there are more of them, and nothing else.
func (g *zproduct) apart(t parallel.Team) {
	const least = 16
	share := func(n, multiple int) int { return roundUp(max(least, (n+t.Threads()-1)/t.Threads()), multiple) }
	rows, _, fill := kernel.ComplexTileSize(g.tier)
	if g.m >= g.n {
		t.For(g.m, share(g.m, rows), func(lo, hi int) {
			part := *g
			part.m, part.a, part.c = hi-lo, g.a.from(lo, 0), g.c[lo*g.ldc:]
			part.serial()
		})
		return
	}
	t.For(g.n, share(g.n, fill), func(lo, hi int) {
		part := *g
		part.n, part.b, part.c = hi-lo, g.b.from(0, lo), g.c[lo:]
		part.serial()
	})
}

// together shares the packing of B, then the rows of C.
func (g *zproduct) together(t parallel.Team) {
	rows, cols, _ := kernel.ComplexTileSize(g.tier)
	kd := g.depth()
	packed := getBuffer(2 * kd * min(znc, g.n+g.fill()))
	defer packed.put()
	grain := roundUp(min(zmc, (g.m+shares-1)/shares), 2*rows)
	for j := 0; j < g.n; j += znc {
		nb := min(znc, g.n-j)
		for p := 0; p < g.k; p += kd {
			kb := min(kd, g.k-p)
			t.For(nb, 4*cols, func(lo, hi int) { g.pack(packed.data, p, j, kb, lo, hi) })
			t.For(g.m, grain, func(lo, hi int) { g.rows(lo, hi, p, j, kb, nb, packed.data) })
		}
	}
}

// fill is the most by which the last panel of B may be wider than what is left of B.
func (g *zproduct) fill() int {
	_, _, fill := kernel.ComplexTileSize(g.tier)
	return fill
}

// pack copies columns [lo, hi) of the nb columns of B from j on, kb elements each from p on, into panels as wide as a tile,
// the last one filled up with zeros; lo is a multiple of that width.
func (g *zproduct) pack(dst []float64, p, j, kb, lo, hi int) {
	_, cols, fill := kernel.ComplexTileSize(g.tier)
	for q := lo; q < hi; q += cols {
		src, w := g.b.from(p, j+q), min(cols, hi-q)
		kernel.ComplexPack(g.tier, w, roundUp(w, fill), kb, floats(src.data), src.cs, src.rs, src.conj, dst[2*q*kb:])
	}
}

// rows updates rows [lo, hi) of the nb columns of C from j on with the kb inner indices from p on.
func (g *zproduct) rows(lo, hi, p, j, kb, nb int, right []float64) {
	h, w, _ := kernel.ComplexTileSize(g.tier)
	buf := getBuffer(2*kb*roundUp(min(zmc, hi-lo), h) + 2*h*w)
	tile, left := buf.data[:2*h*w], buf.data[2*h*w:]
	overwrite := g.overwrite && p == 0
	for i := lo; i < hi; i += zmc {
		mb := min(zmc, hi-i)
		for ir := 0; ir < mb; ir += h {
			src := g.a.from(i+ir, p)
			kernel.ComplexPack(g.tier, min(h, mb-ir), h, kb, floats(src.data), src.rs, src.cs, src.conj, left[2*ir*kb:])
		}
		for jr := 0; jr < nb; jr += w {
			width := min(w, nb-jr)
			for ir := 0; ir < mb; ir += h {
				top, first, height := i+ir, j+jr, min(h, mb-ir)
				switch {
				case g.part == Lower && top+height <= first || g.part == Upper && first+width <= top: // beyond the diagonal
				case g.part == Lower && top < first+width-1 || g.part == Upper && first < top+height-1: // on it
					g.diagonal(top, height, first, width, tile, overwrite, func() {
						kernel.ComplexTile(g.tier, height, width, kb, left[2*ir*kb:], right[2*jr*kb:], tile, 2*width, g.alpha, overwrite)
					})
				default:
					kernel.ComplexTile(g.tier, height, width, kb, left[2*ir*kb:], right[2*jr*kb:], floats(g.c[top*g.ldc+first:]), 2*g.ldc, g.alpha, overwrite)
				}
			}
		}
	}
	buf.put()
}

// diagonal lets update work on a copy of rows×cols elements of C from (i, j) on and takes over those that belong to the part, so
// that they have the bits of any other tile.
func (g *zproduct) diagonal(i, rows, j, cols int, tile []float64, overwrite bool, update func()) {
	copied := complexes(tile)[:rows*cols]
	each := func(copyRow func(row, tile []complex128)) {
		for r := range rows {
			lo, hi := triangleRow(g.part, i+r, g.n)
			lo, hi = max(lo, j), min(hi, j+cols)
			if lo < hi {
				copyRow(g.c[(i+r)*g.ldc+lo:(i+r)*g.ldc+hi], copied[r*cols+lo-j:])
			}
		}
	}
	if !overwrite {
		clear(copied)
		each(func(row, tile []complex128) { copy(tile, row) })
	}
	update()
	each(func(row, tile []complex128) { copy(row, tile) })
}
