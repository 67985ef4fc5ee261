package blas

// The matrix product. Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34(3), 2008:
// C is updated in panels of at most kc inner indices; a block of B (kc×nc) is packed for the L3 cache, blocks of A (mc×kc) for
// the L2 cache, and a micro-kernel holds one tile of C in registers.
//
// Each element of C is, per panel of depth(k) indices, one chain of fused multiply-adds in ascending order, added to C by one
// more. Neither packing nor the split among threads nor the shape of the tile enters, so every path below gives the same
// bits, on every tier.

import (
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// Block sizes. Only depth, and so kc, enters the result. 8·mc·kc bytes of A stay in the L2 cache (1 MiB), 8·kc·nc bytes of B (4 MiB) in
// L3, which other machines may share.
const (
	kc = 512
	mc = 144
	nc = 1008
)

// depth returns the height of the panels into which k inner indices are cut: equal but for the last, at most kc.
func depth(k int) int {
	panels := (k + kc - 1) / kc
	return (k + panels - 1) / panels
}

// A view addresses op(X): element (i, j) is data[i*rs+j*cs], and one of rs, cs is 1.
type view struct {
	data   []float64
	rs, cs int
}

func viewOf(trans bool, data []float64, ld int) view {
	if trans {
		return view{data, 1, ld}
	}
	return view{data, ld, 1}
}

// from is the view whose element (0, 0) is element (i, j) of v.
func (v view) from(i, j int) view { return view{v.data[i*v.rs+j*v.cs:], v.rs, v.cs} }

// Gemm is C = alpha·op(A)·op(B) + beta·C with op(A) m×k, op(B) k×n, C m×n.
func Gemm(t parallel.Team, transA, transB bool, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if transA {
		checkMatrix("Gemm", "A", k, m, len(a), lda)
	} else {
		checkMatrix("Gemm", "A", m, k, len(a), lda)
	}
	if transB {
		checkMatrix("Gemm", "B", n, k, len(b), ldb)
	} else {
		checkMatrix("Gemm", "B", k, n, len(b), ldb)
	}
	checkMatrix("Gemm", "C", m, n, len(c), ldc)
	if m == 0 || n == 0 {
		return
	}
	if alpha == 0 || k == 0 {
		scaleMatrix(m, n, beta, c, ldc)
		return
	}
	tier := simd.Active()
	if !transB && k <= kc && n*k <= tiny && m*k <= tiny { // straight to the point: a 4×4 product takes no longer than a call or two
		rs, cs := lda, 1
		if transA {
			rs, cs = 1, lda
		}
		rows, cols := kernel.TileSize(tier)
		for j := 0; j < n; j += cols {
			kernel.Columns(tier, m, min(cols, n-j), k, a, rs, cs, rows*rs, b[j:], ldb, c[j:], ldc, alpha, beta, beta == 0)
		}
		return
	}
	gemm(t, tier, m, n, k, alpha, viewOf(transA, a, lda), viewOf(transB, b, ldb), beta, c, ldc)
}

// scaleMatrix is C *= beta; beta = 0 clears C unread.
func scaleMatrix(m, n int, beta float64, c []float64, ldc int) {
	if beta == 1 {
		return
	}
	for i := range m {
		row := c[i*ldc:][:n]
		if beta == 0 {
			clear(row)
			continue
		}
		for j := range row {
			row[j] *= beta
		}
	}
}

// A product is one call of gemm after its checks: m, n, k ≥ 1 and alpha ≠ 0.
type product struct {
	tier    simd.Tier
	m, n, k int
	alpha   float64
	a, b    view
	beta    float64
	c       []float64
	ldc     int
	part    Uplo // Upper or Lower: only this triangle of C; 0: all of it
}

// serialFlops is the work below which a fork costs more than it gains.
const serialFlops = 1 << 20

// tiny is the number of elements of A and of B up to which small, with nothing to decide, does the product.
const tiny = 32 * 32

// small is the product of operands that fit the L1 cache, with k ≤ kc and the rows of B along memory.
func small(tier simd.Tier, m, n, k int, alpha float64, a, b view, beta float64, c []float64, ldc int) {
	rows, cols := kernel.TileSize(tier)
	for j := 0; j < n; j += cols {
		kernel.Columns(tier, m, min(cols, n-j), k, a.data, a.rs, a.cs, rows*a.rs, b.data[j:], b.rs, c[j:], ldc, alpha, beta, beta == 0)
	}
}

func gemm(t parallel.Team, tier simd.Tier, m, n, k int, alpha float64, a, b view, beta float64, c []float64, ldc int) {
	if k <= kc && n*k <= tiny && m*k <= tiny && b.cs == 1 {
		small(tier, m, n, k, alpha, a, b, beta, c, ldc)
		return
	}
	if t.Threads() == 1 || 2*float64(m)*float64(n)*float64(k) < serialFlops {
		g := product{tier, m, n, k, alpha, a, b, beta, c, ldc, 0} // stays on the stack
		g.serial()
		return
	}
	(&product{tier, m, n, k, alpha, a, b, beta, c, ldc, 0}).split(t)
}

// inPlace is the number of elements up to which an operand is read where it lies: a 400×400 matrix. Larger ones gain
// from the copy, because their rows no longer fit the TLB and the L2 cache (Zen 4, 2026-11).
const inPlace = 400 * 400

// shares is the number of blocks of rows that a team shares out, if they do not get higher than mc: so many that threads end
// together, also in a triangle, whose rows grow. A block of a few tiles fetches B more often from L3, which keeps up.
const shares = 48

// shallow is the inner dimension up to which the traffic of C, not the arithmetic, sets the pace.
const shallow = 64

// packing says whether A and B are worth a copy. A packed panel of B serves m/rows tiles, a packed panel of A n/cols
// tiles; in place, a matrix whose columns run along memory needs no copy at all until its rows fill the TLB.
func (g *product) packing() (packA, packB bool) {
	rows, cols := kernel.TileSize(g.tier)
	packB = g.b.cs != 1 || g.m > 4*rows && g.n*g.k > inPlace
	packA = g.n > 2*cols && g.m*g.k > inPlace
	return packA, packB
}

// serial runs the whole product on the calling goroutine.
func (g *product) serial() {
	packA, packB := g.packing()
	kd := depth(g.k)
	var bufA, bufB *buffer
	if packB {
		_, cols := kernel.TileSize(g.tier)
		bufB = getBuffer(kd * roundUp(min(nc, g.n), cols))
		defer bufB.put()
	}
	if packA {
		rows, _ := kernel.TileSize(g.tier)
		bufA = getBuffer(kd * roundUp(min(mc, g.m), rows))
		defer bufA.put()
	}
	for j := 0; j < g.n; j += nc {
		nb := min(nc, g.n-j)
		for p := 0; p < g.k; p += kd {
			kb := min(kd, g.k-p)
			pb := g.panelB(bufB, p, j, kb, nb)
			if packB {
				pb.pack(g.tier, 0, nb)
			}
			g.rows(0, g.m, p, j, kb, nb, bufA, pb)
		}
	}
}

// split shares the rows of C among the team or, where C is wide and low, its columns.
func (g *product) split(t parallel.Team) {
	rows, cols := kernel.TileSize(g.tier)
	packA, packB := g.packing()
	if g.part == 0 && g.m < 2*mc && g.n > g.m {
		grain := roundUp(max(g.n/8, 4*cols), cols)
		t.For(g.n, grain, func(lo, hi int) {
			part := *g
			part.n, part.b, part.c = hi-lo, g.b.from(0, lo), g.c[lo:]
			part.serial()
		})
		return
	}
	kd := depth(g.k)
	var bufB *buffer
	if packB {
		bufB = getBuffer(kd * roundUp(min(nc, g.n), cols))
		defer bufB.put()
	}
	grain := roundUp(min(mc, (g.m+shares-1)/shares), rows)
	for j := 0; j < g.n; j += nc {
		nb := min(nc, g.n-j)
		for p := 0; p < g.k; p += kd {
			kb := min(kd, g.k-p)
			pb := g.panelB(bufB, p, j, kb, nb)
			if packB {
				t.For(nb, 4*cols, func(lo, hi int) { pb.pack(g.tier, lo, hi) })
			}
			t.For(g.m, grain, func(lo, hi int) {
				var bufA *buffer
				if packA {
					bufA = getBuffer(kb * roundUp(min(mc, hi-lo), rows))
					defer bufA.put()
				}
				g.rows(lo, hi, p, j, kb, nb, bufA, pb)
			})
		}
	}
}

// rows updates rows [lo, hi) of the nb columns of C from j on with the kb inner indices from p on.
func (g *product) rows(lo, hi, p, j, kb, nb int, bufA *buffer, pb panelB) {
	beta, overwrite := 1.0, false
	if p == 0 {
		beta, overwrite = g.beta, g.beta == 0
	}
	rows, cols := kernel.TileSize(g.tier)
	for i := lo; i < hi; i += mc {
		mb := min(mc, hi-i)
		a := g.a.from(i, p)
		if bufA != nil {
			packA(g.tier, bufA.data, a, mb, kb)
		}
		src, rsA, csA, nextA := a.data, a.rs, a.cs, rows*a.rs
		if bufA != nil {
			src, rsA, csA, nextA = bufA.data, 1, rows, rows*kb
		}
		height := mb
		if kb <= shallow && g.part == 0 { // little arithmetic per element of C: walk along its rows
			height = rows
		}
		for ir := 0; ir < mb; ir += height {
			for jr := 0; jr < nb; jr += cols {
				top, end := ir, min(ir+height, mb)
				right, rsB := pb.at(jr)
				columns := func(top, end int, c []float64, ldc int) {
					if top < end {
						kernel.Columns(g.tier, end-top, min(cols, nb-jr), kb, src[top/rows*nextA:], rsA, csA, nextA,
							right, rsB, c, ldc, g.alpha, beta, overwrite)
					}
				}
				if g.part != 0 {
					var from, to int // tiles that cross the diagonal
					top, end, from, to = g.inside(i, mb, j+jr, j+min(jr+cols, nb), rows)
					if from < to {
						g.diagonal(i+from, i+to, j+jr, j+min(jr+cols, nb), overwrite, func(c []float64, ldc int) { columns(from, to, c, ldc) })
					}
				}
				if top < end {
					columns(top, end, g.c[(i+top)*g.ldc+j+jr:], g.ldc)
				}
			}
		}
	}
}
