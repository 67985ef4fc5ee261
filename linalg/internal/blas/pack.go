package blas

// Packing: copies of blocks of A and B in the order in which the micro-kernel reads them.

import (
	"sync"

	"tandem/linalg/internal/kernel"
	"tandem/parallel/simd"
)

// A buffer is pooled scratch memory; what it holds when taken is unspecified.
type buffer struct{ data []float64 }

var buffers sync.Pool

// getBuffer returns a buffer of n elements.
func getBuffer(n int) *buffer {
	b, _ := buffers.Get().(*buffer)
	if b == nil {
		b = new(buffer)
	}
	if cap(b.data) < n {
		b.data = make([]float64, n)
	}
	b.data = b.data[:n]
	return b
}

func (b *buffer) put() { buffers.Put(b) }

func roundUp(n, to int) int { return (n + to - 1) / to * to }

// packA copies the mb×kb block a into panels of as many rows as a tile has: element (i, p) of a panel of h rows is at
// p*h+i. Rows of the last panel below the edge of a are not set.
func packA(tier simd.Tier, dst []float64, a view, mb, kb int) {
	rows, _ := kernel.TileSize(tier)
	for i := 0; i < mb; i += rows {
		r := min(rows, mb-i)
		panel := dst[i*kb:][:rows*kb]
		switch {
		case a.cs == 1:
			kernel.Transpose(tier, r, kb, a.data[i*a.rs:], a.rs, panel, rows)
		case r == rows:
			kernel.CopyRows(tier, rows, kb, a.data[i*a.rs:], a.cs, panel)
		default:
			for p := range kb {
				copy(panel[p*rows:][:r], a.data[i*a.rs+p*a.cs:])
			}
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
	for j := lo; j < hi; j += b.cols {
		w := min(b.cols, hi-j)
		panel := b.packed[j*b.kb:][:b.kb*b.cols]
		if b.src.cs == 1 {
			if w == b.cols {
				kernel.CopyRows(tier, w, b.kb, b.src.data[j:], b.src.rs, panel)
				continue
			}
			for p := range b.kb {
				copy(panel[p*b.cols:][:w], b.src.data[p*b.src.rs+j:])
			}
			continue
		}
		step := 4
		if tier == simd.AVX512 {
			step = 8
		}
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
