package engine

import (
	"sync"
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/parallel/hugepage"
)

// A workspace is what one goroutine needs during one call: buffers and the arguments that kernels read through pointers.
// Workspaces are recycled, so that calls allocate nothing in the steady state.
type workspace[T kernel.Float] struct {
	a, b    []T // aligned to cache lines
	shape   kernel.Shape
	in, out kernel.Edge[T]
}

// A pool recycles workspaces whose buffers hold na and nb values of T.
type pool[T kernel.Float] struct {
	na, nb int
	free   sync.Pool
}

func newPool[T kernel.Float](na, nb int) *pool[T] { return &pool[T]{na: na, nb: nb} }

func (p *pool[T]) get() *workspace[T] {
	if w, ok := p.free.Get().(*workspace[T]); ok {
		return w
	}
	return &workspace[T]{a: hugepage.Make[T](p.na), b: hugepage.Make[T](p.nb)}
}

func (p *pool[T]) put(w *workspace[T]) { p.free.Put(w) }

// offset returns the value d values of T beyond p.
func offset[T kernel.Float](p *T, d int) *T {
	return (*T)(unsafe.Add(unsafe.Pointer(p), d*int(unsafe.Sizeof(*p))))
}

// at returns the value d bytes beyond p.
func at[T kernel.Float](p *T, d int) *T { return (*T)(unsafe.Add(unsafe.Pointer(p), d)) }

// bytes returns the size of n complex numbers.
func bytes[T kernel.Float](n int) int { return 2 * n * int(unsafe.Sizeof(*new(T))) }
