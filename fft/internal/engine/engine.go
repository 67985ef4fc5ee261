// Package engine builds a recipe into a transform and runs it.
//
// Complex numbers are interleaved pairs of T behind a pointer: the public package checks lengths and overlap, nothing
// here does. dst and src are the same or do not overlap.
package engine

import (
	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
)

// A Transform is a discrete Fourier transform of one length, immutable and safe for concurrent use.
type Transform[T kernel.Float] struct {
	N      int
	Recipe *recipe.Recipe
	Whole  kernel.Whole[T] // what Run comes to, for a length that has one kernel; else nil
	node   node[T]
	plain  kernel.Edge[T] // of the forward transform without a factor
}

// A node is one method. It transforms n values at src to dst; e tells the direction and the factor.
type node[T kernel.Float] interface {
	run(team parallel.Team, dst, src *T, e *kernel.Edge[T])
}

// Run computes the transform of src into dst under the edge e.
func (t *Transform[T]) Run(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	t.node.run(team, dst, src, e)
}

// New designs and builds a transform of length n ≥ 1 with the given kernels, widest first.
func New[T kernel.Float](n int, families []*kernel.Family[T]) *Transform[T] {
	return Build(recipe.Design(n, Sets(families)), families)
}

// Sets describes kernels to package recipe.
func Sets[T kernel.Float](families []*kernel.Family[T]) []recipe.Set {
	var sets []recipe.Set
	for _, f := range families {
		s := recipe.Set{Lanes: f.V, Width: f.W}
		for r := 2; r <= kernel.MaxRadix; r++ {
			if f.Head[r] != nil {
				s.Heads = append(s.Heads, r)
			}
			if f.Mid[r] != nil {
				s.Mids = append(s.Mids, r)
			}
			if f.Open[r] != nil {
				s.Opens = append(s.Opens, r)
			}
			if f.Step[r] != nil {
				s.Steps = append(s.Steps, r)
			}
		}
		for n := range f.Small {
			s.Small = append(s.Small, n)
		}
		sets = append(sets, s)
	}
	return sets
}

// Build builds a recipe. It panics if no family has the lanes that the recipe asks for.
func Build[T kernel.Float](r *recipe.Recipe, families []*kernel.Family[T]) *Transform[T] {
	t := &Transform[T]{N: r.N, Recipe: r, plain: kernel.NewEdge[T](false, 1)}
	var family *kernel.Family[T]
	for _, f := range families {
		if f.V == r.Lanes {
			family = f
		}
	}
	switch r.Method {
	case recipe.Small:
		t.Whole = family.Small[r.N]
		t.node = small[T]{t.Whole}
	case recipe.Stockham:
		t.node = newStockham(r, family)
	case recipe.Overlap:
		t.node = newOverlap(r, family)
	case recipe.FourStep:
		t.node = newFourStep(r, family)
	case recipe.Rader:
		t.node = newRader(r, Build(r.Inner, families), families[0])
	case recipe.Bluestein:
		t.node = newBluestein(r, families, family)
	case recipe.Mixed:
		t.node = newMixed(r, families)
	case recipe.Direct:
		t.node = newDirect(r, family)
	}
	return t
}

// small is one kernel for the whole length.
type small[T kernel.Float] struct{ whole kernel.Whole[T] }

func (s small[T]) run(_ parallel.Team, dst, src *T, e *kernel.Edge[T]) { s.whole(dst, src, e) }

// A step is one pass: its radix, the values l that earlier passes have joined, the m that later ones will, and roots.
type step[T kernel.Float] struct {
	radix, l, m int
	roots       []T // [p][k−1] for p < m, k = 1 … radix−1
}

// steps lays out the passes of a length with broadcast roots: pass i multiplies by w^(p·k), w = exp(−2πi/(radix·m)).
func steps[T kernel.Float](radices []int) []step[T] {
	n := 1
	for _, r := range radices {
		n *= r
	}
	w := twiddle.New(n)
	var out []step[T]
	l := 1
	for _, r := range radices {
		m := n / l / r
		s := step[T]{radix: r, l: l, m: m, roots: make([]T, 0, 2*m*(r-1))}
		for p := range m {
			for k := 1; k < r; k++ {
				c, d := w.At(p * k * l)
				s.roots = append(s.roots, T(c), T(d))
			}
		}
		out = append(out, s)
		l *= r
	}
	return out
}

// first returns a pointer to the first value, or nil.
func first[T kernel.Float](s []T) *T {
	if len(s) == 0 {
		return nil
	}
	return &s[0]
}
