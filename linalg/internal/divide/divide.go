package divide

import (
	"context"
	"errors"
	"math"
	"slices"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
)

// Result holds values ascending and, in row Row[i] of the n×n matrix Z, the vector of value i.
type Result struct {
	Values []float64
	Row    []int
	Z      []float64
}

// Eigen returns the eigenvalues of the tridiagonal matrix (d, e) and the vectors of the values wanted (ascending indices;
// nil for all); rows of Z for others are undefined. It destroys d. It checks ctx between merges and within large ones. If a
// step does not converge, the error is a *tridiagonal.NoConvergence with the values alone, which come another way. Z is in
// scratch. Cost: up to 4/3·n³ flops in matrix products, less what deflates; memory 3·n².
func Eigen(ctx context.Context, t parallel.Team, d, e []float64, wanted []int, scratch *arena.Arena) (*Result, error) {
	diagonal := slices.Clone(d)
	r, err := eigen(ctx, t, d, e, wanted, scratch)
	var failed *tridiagonal.NoConvergence
	if errors.As(err, &failed) {
		if tridiagonal.Values(ctx, t, diagonal, slices.Clone(e)) == nil {
			failed.Values = diagonal
		}
	}
	return r, err
}

func eigen(ctx context.Context, t parallel.Team, d, e []float64, wanted []int, scratch *arena.Arena) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	n := len(d)
	w := &work{n: n, d: d, e: make([]float64, n), order: make([]int, n),
		z: scratch.Zeros(n * n), q: scratch.Floats(n * n), s: scratch.Floats(n * n)}
	copy(w.e, e)
	exp := w.scale()

	// Levels of halves from the whole down, a pure function of n.
	levels := [][]node{{{0, n}}}
	var leaves []node
	for {
		var next []node
		for _, p := range levels[len(levels)-1] {
			if p.leaf() {
				leaves = append(leaves, p)
				continue
			}
			mid := p.middle()
			w.d[mid-1] -= math.Abs(w.e[mid-1])
			w.d[mid] -= math.Abs(w.e[mid-1])
			next = append(next, node{p.lo, mid}, node{mid, p.hi})
		}
		if next == nil {
			break
		}
		levels = append(levels, next)
	}
	if err := each(t, len(leaves), func(_ parallel.Team, i int) error {
		p := leaves[i]
		if err := leaf(w.d[p.lo:p.hi], w.e[p.lo:p.hi], w.z[p.lo*n+p.lo:], n); err != nil {
			return w.within(p.lo, err)
		}
		w.sort(p.lo, p.hi)
		return nil
	}); err != nil {
		return nil, err
	}
	for l := len(levels) - 1; l >= 0; l-- {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := each(t, len(levels[l]), func(t parallel.Team, i int) error {
			p := levels[l][i]
			if p.leaf() {
				return nil
			}
			var some []int
			if l == 0 {
				some = wanted
			}
			return w.within(p.lo, w.merge(ctx, t, p.lo, p.middle(), p.hi, w.e[p.middle()-1], some))
		}); err != nil {
			return nil, err
		}
	}
	r := &Result{Values: make([]float64, n), Row: w.order, Z: w.z}
	for i, row := range w.order {
		r.Values[i] = math.Ldexp(w.d[row], exp)
	}
	return r, nil
}

// within makes the row in an error of a part, which counts from its row lo, one of the whole matrix.
func (w *work) within(lo int, err error) error {
	var failed *tridiagonal.NoConvergence
	if errors.As(err, &failed) {
		failed.Row, failed.N = lo+failed.Row, w.n
	}
	return err
}

func (p node) leaf() bool  { return p.hi-p.lo <= leafSize }
func (p node) middle() int { return p.lo + (p.hi-p.lo)/2 }

// each calls do for every i < count: many small parts side by side, each serial, or few large ones in turn with the team.
func each(t parallel.Team, count int, do func(t parallel.Team, i int) error) error {
	const many = 8
	errs := make([]error, count)
	if count >= many {
		t.For(count, 1, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				errs[i] = do(parallel.Team{}, i)
			}
		})
	} else {
		for i := range count {
			errs[i] = do(t, i)
		}
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// scale divides the matrix by the power of two that brings its largest entry near 1, and returns the exponent.
func (w *work) scale() int {
	largest := 0.0
	for i, v := range w.d {
		largest = max(largest, math.Abs(v), math.Abs(w.e[i]))
	}
	if largest == 0 {
		return 0
	}
	_, exp := math.Frexp(largest)
	for i, v := range w.d {
		w.d[i], w.e[i] = math.Ldexp(v, -exp), math.Ldexp(w.e[i], -exp)
	}
	return exp
}
