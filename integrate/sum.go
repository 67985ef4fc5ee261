package integrate

import (
	"context"
	"sync"

	"tandem/integrate/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// block is the number of points that one share of a fixed rule holds. It is a constant, never a function of the number
// of workers: blocks are summed inside in a fixed order and joined in a fixed tree, so the digits of a sum do not depend
// on the split.
const block = 16384

// A twofold is an unevaluated sum hi + lo whose parts do not overlap: about 32 digits (Dekker 1971).
type twofold struct{ hi, lo float64 }

// twoSum returns a + b exactly, as a rounded sum and its error (Knuth, TAOCP vol. 2, 4.2.2).
func twoSum(a, b float64) (s, e float64) {
	s = a + b
	t := s - a
	e = (a - (s - t)) + (b - t)
	return s, e
}

func (t twofold) add(x float64) twofold {
	s, e := twoSum(t.hi, x)
	return twofold{s, t.lo + e}
}

func join(a, b twofold) twofold {
	s, e := twoSum(a.hi, b.hi)
	return twofold{s, e + (a.lo + b.lo)}
}

func (t twofold) value() float64 { return t.hi + t.lo }

// sumBlock adds y: runs of 128 in eight plain lanes, and the runs with compensation, so that the rounding error is that of
// about twenty additions however long y is.
func sumBlock(l kernel.Loops, y []float64) twofold {
	var total twofold
	var runs [batch / kernel.Run]float64
	for len(y) >= kernel.Run {
		n := min(len(y)/kernel.Run, len(runs))
		l.Runs(runs[:n], y)
		for _, v := range runs[:n] {
			total = total.add(v)
		}
		y = y[kernel.Run*n:]
	}
	var rest float64
	for _, v := range y {
		rest += v
	}
	return total.add(rest)
}

// batch is the number of points of one call of a batch integrand: two such buffers fit the first cache.
const batch = 1024

type buffers struct{ x, y [batch]float64 }

var bufferPool = sync.Pool{New: func() any { return new(buffers) }}

// sumOver returns Σ weight(i)·f(node(i)) for i in [0, n), where fill sets the nodes of a block, and scale, if not nil,
// multiplies its values by the weights. Blocks are evaluated side by side if concurrent.
func sumOver[F Integrand](ctx context.Context, f F, n int, concurrent bool, fill func(l kernel.Loops, x []float64, first int), scale func(y []float64, first int)) (float64, error) {
	values, loops := batchOf(f), kernel.Of(simd.Active())
	if values == nil {
		return 0, noIntegrand("a rule")
	}
	var team parallel.Team
	if concurrent {
		team = parallel.TeamOf(ctx)
	}
	var once sync.Once
	var failure error
	fail := func(err error) { once.Do(func() { failure = err }) }
	sum := parallel.Reduce(team, n, block, func(lo, hi int) (total twofold) {
		b := bufferPool.Get().(*buffers)
		defer bufferPool.Put(b)
		for ; lo < hi; lo += batch {
			if ctx.Err() != nil {
				fail(ctx.Err())
				return twofold{}
			}
			m := min(batch, hi-lo)
			x, y := b.x[:m], b.y[:m]
			fill(loops, x, lo)
			values(x, y)
			if scale != nil {
				scale(y, lo)
			}
			s := sumBlock(loops, y)
			if !finite(s.value()) {
				if err := firstNonFinite(x, y); err != nil {
					fail(err)
				}
			}
			total = join(total, s)
		}
		return total
	}, join)
	return sum.value(), failure
}
