// Package arena lends out scratch slices that are taken back all at once, so that a worker that solves many problems
// allocates for the first of them only.
package arena

import (
	"unsafe"

	"tandem/parallel/hugepage"
)

// An Arena lends slices of float64. The zero Arena is ready. It must not be used by two goroutines at once.
type Arena struct {
	block []float64 // the current block; what lies behind used is free
	used  int
	peak  int // the most that was lent of the block since Settle
	idle  int // problems in a row that needed little of it
}

// A block is given up after idleProblems problems in a row that needed less than an idleShare-th of it.
const (
	idleProblems = 16
	idleShare    = 8
)

// A Mark is a state of an Arena to return to.
type Mark Arena

// Floats returns a slice of n elements of unknown content, valid until a Release to an earlier Mark.
func (a *Arena) Floats(n int) []float64 {
	rounded := (n + 7) &^ 7 // whole cache lines
	if a.used+rounded > len(a.block) {
		// Slices in the old block stay valid, they keep it alive.
		a.block = hugepage.Make[float64](max(2*len(a.block)+rounded, 1<<12))
		a.used, a.peak, a.idle = 0, 0, 0
	}
	s := a.block[a.used : a.used+n : a.used+n]
	a.used += rounded
	a.peak = max(a.peak, a.used)
	return s
}

// Complex is Floats for complex numbers.
func (a *Arena) Complex(n int) []complex128 {
	return unsafe.Slice((*complex128)(unsafe.Pointer(unsafe.SliceData(a.Floats(2*n)))), n)
}

// ComplexZeros is Complex with every element zero.
func (a *Arena) ComplexZeros(n int) []complex128 {
	s := a.Complex(n)
	clear(s)
	return s
}

// Zeros is Floats with every element zero.
func (a *Arena) Zeros(n int) []float64 {
	s := a.Floats(n)
	clear(s)
	return s
}

// Mark returns the present state.
func (a *Arena) Mark() Mark { return Mark(*a) }

// Release takes back what was lent since m. The newest block, which is the largest, stays.
func (a *Arena) Release(m Mark) {
	if len(m.block) == len(a.block) {
		a.used = m.used
	} else {
		a.used = 0 // all of the newest block was lent since m
	}
}

// Settle is called after a problem, when nothing is lent. It gives up a block that the problems of late had little use for, such
// as one huge matrix leaves behind.
func (a *Arena) Settle() {
	a.idle++
	if a.peak >= len(a.block)/idleShare {
		a.idle = 0
	}
	a.peak = 0
	if a.idle == idleProblems {
		*a = Arena{}
	}
}
