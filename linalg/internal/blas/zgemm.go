package blas

// The complex matrix product: Gemm's loops around a micro-kernel whose packed operands keep real and imaginary parts
// apart. Conjugation and transposition happen while packing; edges are padded with zeros there, so that every tile is
// full, and a finished tile is added to C by the real kernels. Each part of an element is, per panel of inner indices, one
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
	zscaleMatrix(0, m, n, beta, c, ldc)
	if alpha == 0 || k == 0 {
		return
	}
	zgemm(t, m, n, k, alpha, zviewOf(transA, a, lda), zviewOf(transB, b, ldb), c, ldc, 0)
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
		row := c[i*ldc+lo : i*ldc+hi]
		if beta == 0 {
			clear(row)
			continue
		}
		for j := range row {
			row[j] *= beta
		}
	}
}

// A zproduct is one call of zgemm: C += alpha·A·B, or one triangle of it.
type zproduct struct {
	tier    simd.Tier
	m, n, k int
	alpha   complex128
	a, b    zview
	c       []complex128
	ldc     int
	part    Uplo
}

func zgemm(t parallel.Team, m, n, k int, alpha complex128, a, b zview, c []complex128, ldc int, part Uplo) {
	g := &zproduct{simd.Active(), m, n, k, alpha, a, b, c, ldc, part}
	if 8*float64(m)*float64(n)*float64(k) < serialFlops {
		t = parallel.Team{}
	}
	rows, cols := kernel.ComplexTileSize(g.tier)
	panels := (k + zkc - 1) / zkc
	kd := (k + panels - 1) / panels
	packed := getBuffer(2 * kd * roundUp(min(znc, n), cols))
	defer packed.put()
	blocks := roundUp((m+zmc-1)/zmc, 4)
	grain := roundUp((m+blocks-1)/blocks, rows)
	for j := 0; j < n; j += znc {
		nb := min(znc, n-j)
		for p := 0; p < k; p += kd {
			kb := min(kd, k-p)
			t.For(nb, 4*cols, func(lo, hi int) {
				for q := lo; q < hi; q += cols {
					src := g.b.from(p, j+q)
					src.rs, src.cs = src.cs, src.rs // a panel of columns is packed like one of rows
					zpack(packed.data[2*q*kb:], src, min(cols, hi-q), cols, kb)
				}
			})
			t.For(m, grain, func(lo, hi int) { g.rows(lo, hi, p, j, kb, nb, packed.data) })
		}
	}
}

// zpack copies w rows of kb elements into a panel h wide: for each column, h real parts and then h imaginary ones; those
// past w are zero.
func zpack(dst []float64, src zview, w, h, kb int) {
	sign := 1.0
	if src.conj {
		sign = -1
	}
	for i := w; i < h; i++ {
		for p := range kb {
			dst[2*h*p+i], dst[2*h*p+h+i] = 0, 0
		}
	}
	if src.rs == 1 { // the panel lies along memory row by row
		for p := range kb {
			re, im := dst[2*h*p:][:w], dst[2*h*p+h:][:w]
			for i, v := range src.data[p*src.cs:][:w] {
				re[i], im[i] = real(v), sign*imag(v)
			}
		}
		return
	}
	for i := range w {
		to := i
		for _, v := range src.data[i*src.rs:][:kb] {
			dst[to], dst[to+h] = real(v), sign*imag(v)
			to += 2 * h
		}
	}
}

// rows updates rows [lo, hi) of the nb columns of C from j on with the kb inner indices from p on.
func (g *zproduct) rows(lo, hi, p, j, kb, nb int, right []float64) {
	h, w := kernel.ComplexTileSize(g.tier)
	buf := getBuffer(2*kb*roundUp(min(zmc, hi-lo), h) + 2*h*w)
	defer buf.put()
	tile, left := buf.data[:2*h*w], buf.data[2*h*w:]
	for i := lo; i < hi; i += zmc {
		mb := min(zmc, hi-i)
		for ir := 0; ir < mb; ir += h {
			zpack(left[2*ir*kb:], g.a.from(i+ir, p), min(h, mb-ir), h, kb)
		}
		for jr := 0; jr < nb; jr += w {
			for ir := 0; ir < mb; ir += h {
				if top, first := i+ir, j+jr; g.part == Lower && top+h <= first || g.part == Upper && first+w <= top {
					continue
				}
				kernel.ComplexTile(g.tier, kb, left[2*ir*kb:], right[2*jr*kb:], tile, floats(g.c[(i+ir)*g.ldc+j+jr:]), 2*g.ldc)
				g.add(i+ir, min(h, mb-ir), j+jr, min(w, nb-jr), w, tile)
			}
		}
	}
}

// add is C += alpha·tile on the rows×cols elements from (i, j) on that belong to the part.
func (g *zproduct) add(i, rows, j, cols, w int, tile []float64) {
	if imag(g.alpha) != 0 {
		for q := 0; q < 2*w*rows; q += 2 {
			v := g.alpha * complex(tile[q], tile[q+1])
			tile[q], tile[q+1] = real(v), imag(v)
		}
	}
	coef := [1]float64{real(g.alpha)}
	if imag(g.alpha) != 0 {
		coef[0] = 1
	}
	for r := range rows {
		lo, hi := j, j+cols
		if g.part != 0 {
			l, h := triangleRow(g.part, i+r, g.n)
			lo, hi = max(lo, l), min(hi, h)
		}
		if lo < hi {
			kernel.UpdateRows(g.tier, 1, 2*(hi-lo), tile[2*(r*w+lo-j):], 0, 0, coef[:], floats(g.c[(i+r)*g.ldc+lo:][:hi-lo]))
		}
	}
}
