package blas

// Packing: copies of blocks of A and B in the order in which the micro-kernel reads them.

import (
	"math/bits"
	"sync"

	"tandem/linalg/internal/kernel"
	"tandem/parallel/simd"
)

// A buffer is pooled scratch memory; what it holds when taken is unspecified.
type buffer struct {
	data []float64
	pool *sync.Pool
}

// buffers[i] holds buffers of 2ⁱ elements. One pool for all would hand out small ones where a large one is wanted, and
// fresh memory costs as much as many a product.
var buffers [48]sync.Pool

// getBuffer returns a buffer of n elements.
func getBuffer(n int) *buffer {
	i := bits.Len(uint(max(n-1, 0)))
	pool := &buffers[i]
	b, _ := pool.Get().(*buffer)
	if b == nil {
		b = &buffer{make([]float64, 1<<i), pool}
	}
	b.data = b.data[:n]
	return b
}

func (b *buffer) put() { b.pool.Put(b) }

func roundUp(n, to int) int { return (n + to - 1) / to * to }

// together is the number of panels that are packed at once where their rows lie side by side in the source: long reads
// of a row spare the TLB and let the prefetchers run.
const together = 4

// packA copies the mb×kb block a into panels of as many rows as a tile has: element (i, p) of a panel of h rows is at
// p*h+i. Rows of the last panel below the edge of a are not set.
func packA(tier simd.Tier, dst []float64, a view, mb, kb int) {
	rows, _ := kernel.TileSize(tier)
	if a.cs == 1 {
		for i := 0; i < mb; i += rows {
			kernel.Transpose(tier, min(rows, mb-i), kb, a.data[i*a.rs:], a.rs, dst[i*kb:], rows)
		}
		return
	}
	packRows(tier, rows, dst, a.data, a.cs, kb, mb)
}

// packRows copies n columns of kb rows that lie along memory into panels of w columns.
func packRows(tier simd.Tier, w int, dst, src []float64, lds, kb, n int) {
	j := 0
	for j+w <= n {
		panels := min(together, (n-j)/w)
		kernel.CopyRows(tier, w, kb, panels, src[j:], lds, dst[j*kb:], w*kb)
		j += panels * w
	}
	if j < n {
		panel := dst[j*kb:]
		for p := range kb {
			copy(panel[p*w:][:n-j], src[p*lds+j:])
		}
	}
}

// A panelB is a kb×nb block of B, in place or packed into panels as wide as a tile: element (p, j) of a panel of w
// columns is at p*w+j, and columns past the edge of B are not set.
type panelB struct {
	src    view
	packed []float64 // nil: in place
	kb     int
	cols   int
}

func (g *product) panelB(buf *buffer, p, j, kb, nb int) panelB {
	_, cols := kernel.TileSize(g.tier)
	b := panelB{src: g.b.from(p, j), kb: kb, cols: cols}
	if buf != nil {
		b.packed = buf.data[:kb*roundUp(nb, cols)]
	}
	return b
}

// at returns the columns from jr on, a multiple of cols, and the distance of their rows.
func (b *panelB) at(jr int) ([]float64, int) {
	if b.packed == nil {
		return b.src.data[jr:], b.src.rs
	}
	return b.packed[jr*b.kb:], b.cols
}

// pack copies columns [lo, hi); lo is a multiple of cols.
func (b *panelB) pack(tier simd.Tier, lo, hi int) {
	if b.src.cs == 1 {
		packRows(tier, b.cols, b.packed[lo*b.kb:], b.src.data[lo:], b.src.rs, b.kb, hi-lo)
		return
	}
	step := 4
	if tier == simd.AVX512 {
		step = 8
	}
	for j := lo; j < hi; j += b.cols {
		w := min(b.cols, hi-j)
		panel := b.packed[j*b.kb:][:b.kb*b.cols]
		for q := 0; q < w; q += step {
			kernel.Transpose(tier, min(step, w-q), b.kb, b.src.data[(j+q)*b.src.cs:], b.src.cs, panel[q:], b.cols)
		}
	}
}

// Flip writes the transpose of the m×n matrix src to dst, n×m; they must not overlap.
func Flip(m, n int, src []float64, lds int, dst []float64, ldd int) {
	checkMatrix("Flip", "src", m, n, len(src), lds)
	checkMatrix("Flip", "dst", n, m, len(dst), ldd)
	if m == 0 || n == 0 {
		return
	}
	tier := simd.Active()
	step := 4
	if tier == simd.AVX512 {
		step = 8
	}
	for j := 0; j < n; j += 512 { // pieces of rows, so that dst's lines are met again while they are close
		for i := 0; i < m; i += step {
			kernel.Transpose(tier, min(step, m-i), min(512, n-j), src[i*lds+j:], lds, dst[j*ldd+i:], ldd)
		}
	}
}
