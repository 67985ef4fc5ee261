package tridiagonal

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"tandem/parallel"
)

// Eigenvalues of a tridiagonal matrix by the square-root-free QL iteration of Pal, Walker and Kahan (Parlett, The
// Symmetric Eigenvalue Problem, 8.15), which works on squares of the off-diagonal. The recurrence of one sweep is a chain
// of dependent operations and bound by their latency, so it is written to keep one division and one product on the chain:
// γ = (p·(α−σ) − b·γ₋)/(p+b) forms its numerator while 1/(p+b) is under way, and γ²·(p+b)/p its quotient alike. Several
// sweeps then run one behind the other (bundle.go): about a third more of them are needed, in half the time.

// MaxSweeps is the number of sweeps per eigenvalue before giving up; about 1.7 are needed. Tests lower it.
var MaxSweeps = 30

const (
	eps    = 0x1p-53
	smallP = 0x1p-960

	// leadingSweeps bounds the search for the eigenvalues of a few leading rows, which are shifts and need not be exact.
	leadingSweeps = 30

	// minBundle is the least number of rows, less one, for which sweeps are made in bundles; see BenchmarkValues.
	minBundle = 24
)

// NoConvergence says that an iteration did not converge: it gave up at row Row of a matrix of order N. Values are those that it
// had found, ascending.
type NoConvergence struct {
	Row, N, Sweeps int
	Values         []float64
}

func (e *NoConvergence) Error() string {
	return fmt.Sprintf("no convergence after %d sweeps at row %d of %d", e.Sweeps, e.Row, e.N)
}

// Values overwrites d by the eigenvalues of the tridiagonal matrix (d, e), ascending, and destroys e. Errors are a few units
// in the last place of the norm. Cost: about 1.1·n² steps of 4 ns, and n² of 0.6 ns that the team shares.
func Values(ctx context.Context, t parallel.Team, d, e []float64) error {
	n := len(d)
	scale := 0.0
	for _, v := range d {
		scale = max(scale, math.Abs(v))
	}
	for _, v := range e {
		scale = max(scale, math.Abs(v))
	}
	if n < 2 || scale == 0 {
		return ctx.Err()
	}
	_, exp := math.Frexp(scale)
	e2 := make([]float64, n) // squares; the last is a slot that sweeps may clear
	for i := range d {
		d[i] = math.Ldexp(d[i], -exp)
	}
	for i, v := range e {
		e[i] = math.Ldexp(v, -exp)
		e2[i] = e[i] * e[i]
	}
	sturm := NewSturm(slices.Clone(d), e)
	err := values(ctx, d, e2)
	var failed *NoConvergence
	if errors.As(err, &failed) {
		for i, v := range failed.Values {
			failed.Values[i] = math.Ldexp(v, exp)
		}
		return err
	}
	slices.Sort(d)
	if err == nil {
		sturm.refine(ctx, t, d)
		slices.Sort(d)
		err = ctx.Err()
	}
	for i := range d {
		d[i] = math.Ldexp(d[i], exp)
	}
	return err
}

// QL overwrites d by the eigenvalues of the tridiagonal matrix with diagonal d and squares e2 off the diagonal (e2 is as long as
// d), in no order and as the iteration leaves them, good to some 80 units in the last place of the norm at n = 2000, and
// destroys e2. Entries should be scaled to about 1.
func QL(ctx context.Context, d, e2 []float64) error { return values(ctx, d, e2) }

// values works on unreduced blocks from the bottom of the matrix up.
func values(ctx context.Context, d, e2 []float64) error {
	end := len(d) // rows from end on are done
	budget := MaxSweeps * len(d)
	for work := 0; end > 0; {
		lo := end - 1
		for lo > 0 && !negligible(e2[lo-1], d[lo-1], d[lo]) {
			lo--
		}
		if lo > 0 {
			e2[lo-1] = 0
		}
		b := block{d[lo:end], e2[lo:end]}
		if math.Abs(d[end-1]) < math.Abs(d[lo]) {
			// Converge at the end of smaller entries: QL on the mirrored matrix is QR.
			slices.Reverse(b.d)
			slices.Reverse(b.e2[:len(b.d)-1])
		}
		for first := 0; first < len(b.d); {
			if work += len(b.d) - first; work > 1<<20 {
				work = 0
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			if budget--; budget < 0 {
				found := slices.Concat(b.d[:first], d[end:])
				slices.Sort(found)
				return &NoConvergence{Row: lo + first, N: len(d), Sweeps: MaxSweeps * len(d), Values: found}
			}
			first = b.sweep(first)
		}
		end = lo
	}
	return nil
}

// negligible is Parlett's relative test |e| ≤ ε·√|d₀·d₁|, on squares. Where |e| < 2⁻³⁰⁰ of a matrix of norm 1, cubes would
// underflow in a sweep, which then converges to nothing: such an e is nothing beside the rounding errors of the norm.
func negligible(e2, d0, d1 float64) bool { return e2 <= 0x1p-600+eps*eps*math.Abs(d0*d1) }

// block is one unreduced block with the squares of its off-diagonal; e2 is as long as d.
type block struct{ d, e2 []float64 }

// sweep makes one step on the rows from first on, where everything before is done, and returns the new first.
func (b block) sweep(first int) int {
	d, e2 := b.d, b.e2
	n := len(d)
	// The block may have split since: m is its last row.
	m := first
	for m < n-1 && !negligible(e2[m], d[m], d[m+1]) {
		m++
	}
	if m < n-1 {
		e2[m] = 0
	}
	switch m {
	case first:
		return first + 1
	case first + 1:
		d[first], d[m] = symmetric2(d[first], math.Sqrt(e2[first]), d[m])
		e2[first] = 0
		return first + 2
	}
	if m-first < minBundle {
		ql(d[first:m+1], e2[first:m+1], wilkinson(d[first], e2[first], d[first+1]))
		return first
	}
	// The eigenvalues of the leading rows serve as shifts (Watkins, The Matrix Eigenvalue Problem, 2007, 4.9).
	var shifts, squares [bundle]float64
	copy(shifts[:], d[first:])
	copy(squares[:bundle-1], e2[first:])
	small := block{shifts[:], squares[:]}
	for f, i := 0, 0; f < bundle && i < leadingSweeps; i++ {
		f = small.sweep(f)
	}
	qlBundle(d[first:m+1], e2[first:m+1], &shifts)
	return first
}

// wilkinson returns the eigenvalue of [[p, √e2], [√e2, q]] nearer to p.
func wilkinson(p, e2, q float64) float64 {
	rte := math.Sqrt(e2)
	s := (q - p) / (2 * rte)
	r := math.Sqrt(1 + s*s)
	if math.IsInf(s, 0) || s*s > 0x1p1000 {
		return p - e2/(q-p)
	}
	return p - rte/(s+math.Copysign(r, s))
}

// ql is one root-free QL sweep with the given shift, from the last row to the first.
func ql(d, e2 []float64, shift float64) {
	m := len(d) - 1
	e2 = e2[:m+1]
	c, s := 1.0, 0.0
	gamma := d[m] - shift
	p := gamma * gamma
	for i := m - 1; i >= 0; i-- {
		b, alpha := e2[i], d[i]
		r := p + b
		e2[i+1] = s * r
		inv := 1 / r
		g := (float64(p*(alpha-shift)) - float64(b*gamma)) * inv
		d[i+1] = gamma + (alpha - g)
		gamma = g
		oldc := c
		c, s = p*inv, b*inv
		if p > smallP {
			p = (g * g) * (r / p)
		} else {
			p = oldc * b
		}
	}
	e2[0] = s * p
	d[0] = shift + gamma
}

// symmetric2 returns the eigenvalues of [[a, b], [b, c]], the one of larger magnitude first (Parlett, 8.8).
func symmetric2(a, b, c float64) (float64, float64) {
	sum, diff := a+c, a-c
	rt := math.Hypot(diff, 2*b)
	big, small := a, c
	if math.Abs(c) > math.Abs(a) {
		big, small = c, a
	}
	if sum == 0 {
		return 0.5 * rt, -0.5 * rt
	}
	r1 := 0.5 * (sum + math.Copysign(rt, sum))
	return r1, float64(big/r1*small) - float64(b/r1*b)
}
