package integrate

// Adaptive cubature over boxes of 2 to 12 dimensions by the rule of Genz and Malik (J. Comput. Appl. Math. 6, 1980): degree
// 7 with an embedded rule of degree 5 on 2^d + 2d² + 2d + 1 points;
// 2d more on the faces guard the gap beside them. The region with the largest error is halved across the
// axis with the largest fourth difference and gap. Errors are judged on two levels: when a region is halved, the change of its
// integral is the true error of the old estimate, and the estimates of the halves are corrected by it (Berntsen, Espelid and
// Genz, ACM TOMS 17, 1991).

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"tandem/parallel"
)

// Cubature integrates f over the box lo[i] ≤ x[i] ≤ hi[i]; limits may be infinite. f must not keep its argument. MaxEvals of
// opts defaults to 2,000,000 here. With Concurrent, f is called from several goroutines; the digits do not change.
//
// Discontinuities that are not parallel to an axis converge slowly: expect TooManyEvals, and use MonteCarlo or Vegas above
// about eight dimensions.
func Cubature(ctx context.Context, f func(x []float64) float64, lo, hi []float64, opts Options) (Result, error) {
	if err := opts.check(); err != nil {
		return Result{}, err
	}
	b, err := newBox("Cubature", f, lo, hi)
	if err != nil {
		return Result{}, err
	}
	d := len(lo)
	if d == 1 {
		x := make([]float64, 1)
		opts.Concurrent = false // x is shared
		return Quad(ctx, func(t float64) float64 { x[0] = t; return f(x) }, lo[0], hi[0], opts)
	}
	if d > 12 {
		return Result{}, fmt.Errorf("integrate: Cubature in %d dimensions: at most 12; use Vegas or QuasiMonteCarlo", d)
	}
	c := &cubature{ctx: ctx, f: f, box: b, opts: opts, rule: newGenzMalik(d), max: opts.MaxEvals}
	if c.max == 0 {
		c.max = 2_000_000
	}
	if opts.Concurrent {
		c.team = parallel.TeamOf(ctx)
	}
	return c.run()
}

// genzMalik holds the weights of the rule for the box of volume 1.
type genzMalik struct {
	d          int
	w, v       [5]float64 // of degree 7 and 5: centre, inner and outer axis points, face diagonals, corners
	directions [][]float64
}

var (
	gmInner  = math.Sqrt(9.0 / 70)
	gmOuter  = math.Sqrt(9.0 / 10)
	gmCorner = math.Sqrt(9.0 / 19)
)

// gmFace is where the faces are looked at: just inside, for the integrand may be singular on them.
const gmFace = 1 - 0x1p-30

// quartic extrapolates through the values at ∓gmOuter, ∓gmInner and 0, in ascending order, to t.
func quartic(t float64, f ...float64) float64 {
	x := [5]float64{-gmOuter, -gmInner, 0, gmInner, gmOuter}
	sum := 0.0
	for i, v := range f {
		for j, at := range x {
			if j != i {
				v *= (t - at) / (x[i] - at)
			}
		}
		sum += v
	}
	return sum
}

func newGenzMalik(d int) *genzMalik {
	n := float64(d)
	g := &genzMalik{d: d,
		w: [5]float64{(12824 - 9120*n + 400*n*n) / 19683, 980.0 / 6561, (1820 - 400*n) / 19683, 200.0 / 19683, 6859.0 / 19683 / math.Exp2(n)},
		v: [5]float64{(729 - 950*n + 50*n*n) / 729, 245.0 / 486, (265 - 100*n) / 1458, 25.0 / 729, 0},
	}
	for bits := range 1 << d {
		dir := make([]float64, d)
		for i := range dir {
			dir[i] = gmCorner
			if bits>>i&1 == 1 {
				dir[i] = -gmCorner
			}
		}
		g.directions = append(g.directions, dir)
	}
	return g
}

func (g *genzMalik) points() int { return 1 + 6*g.d + 2*g.d*(g.d-1) + 1<<g.d }

type region struct {
	mid, half  []float64
	value, err float64
	raw        float64 // |degree 7 − degree 5|
	abs        float64
	least, top float64 // of the values
	rough      bool    // the errors of the rules do not fall with their degree
	axis       int     // across which to halve
	order      int     // breaks ties
}

type cubature struct {
	ctx     context.Context
	f       func(x []float64) float64
	box     *box
	opts    Options
	rule    *genzMalik
	team    parallel.Team
	regions []*region
	made    int
	evals   int
	max     int
}

// estimate applies the rule to r.
func (c *cubature) estimate(r *region) *NonFiniteError {
	g, d := c.rule, c.rule.d
	u, x := make([]float64, d), make([]float64, d)
	var bad *NonFiniteError
	abs := 0.0
	at := func(w float64) float64 {
		if c.ctx.Err() != nil {
			return 0
		}
		jac := c.box.x(u, x)
		v := c.f(x) * jac
		if !finite(v) {
			if !c.opts.SkipNonFinite && bad == nil {
				bad = &NonFiniteError{x[0], v}
			}
			return 0
		}
		abs += math.Abs(w * v)
		r.least, r.top = min(r.least, v), max(r.top, v)
		return v
	}
	r.least, r.top = math.Inf(1), math.Inf(-1)
	copy(u, r.mid)
	centre := at(g.w[0])
	var inner, outer, faces, corners, edge float64
	most := -1.0
	ratio := gmInner * gmInner / (gmOuter * gmOuter)
	for i := range d {
		along := func(λ, w float64) float64 {
			u[i] = r.mid[i] + λ*r.half[i]
			v := at(w)
			u[i] = r.mid[i]
			return v
		}
		a0, a1 := along(-gmInner, g.w[1]), along(gmInner, g.w[1])
		b0, b1 := along(-gmOuter, g.w[2]), along(gmOuter, g.w[2])
		a, b := a0+a1, b0+b1
		inner, outer = inner+a, outer+b
		// What hides between the outer points and the faces shows at the faces, against the quartic through the five.
		gap := 0.0
		for _, side := range []float64{-1, 1} {
			gap += math.Abs(along(side*gmFace, 0) - quartic(side*gmFace, b0, a0, centre, a1, b1))
		}
		edge += gap
		// The fourth difference is blind to an odd course around the centre, which the gap sees.
		if diff := math.Abs(a-2*centre-ratio*(b-2*centre)) + gap; diff > most*(1+1e-10) && r.half[i] > 0 {
			most, r.axis = diff, i
		}
	}
	if most <= 16*epsilon*math.Abs(centre) { // flat everywhere it was seen: halve the longest side
		r.axis = 0
		for i := range d {
			if r.half[i]*(c.box.hi[r.axis]-c.box.lo[r.axis]) > r.half[r.axis]*(c.box.hi[i]-c.box.lo[i]) {
				r.axis = i
			}
		}
	}
	for i := range d {
		for j := range i {
			for signs := range 4 {
				u[i] = r.mid[i] + gmOuter*r.half[i]*float64(1-2*(signs&1))
				u[j] = r.mid[j] + gmOuter*r.half[j]*float64(1-(signs&2))
				faces += at(g.w[3])
			}
			u[j] = r.mid[j]
		}
		u[i] = r.mid[i]
	}
	for _, dir := range g.directions {
		for i := range u {
			u[i] = r.mid[i] + dir[i]*r.half[i]
		}
		corners += at(g.w[4])
	}
	volume := 1.0
	for _, h := range r.half {
		volume *= 2 * h
	}
	seven := g.w[0]*centre + g.w[1]*inner + g.w[2]*outer + g.w[3]*faces + g.w[4]*corners
	five := g.v[0]*centre + g.v[1]*inner + g.v[2]*outer + g.v[3]*faces
	// Two rules of degree 3, on the centre and the inner or the outer axis points: ∫x² = 1/3 fixes their weights.
	three := func(λ, sum float64) float64 {
		w := 1 / (6 * λ * λ)
		return (1-2*float64(d)*w)*centre + w*sum
	}
	in, out := three(gmInner, inner), three(gmOuter, outer)
	r.value, r.abs = seven*volume, abs*volume
	r.raw = math.Abs(seven-five) * volume
	low := max(math.Abs(five-in), math.Abs(in-out)) * volume
	if r.rough = r.raw > 0.1*low; r.rough {
		r.raw = max(r.raw, low/4) // not in the range of the expansion: a small difference may be luck
	}
	r.raw += edge * (1 - gmOuter) / 2 * volume
	r.err = max(r.raw, 4*epsilon*r.abs)
	return bad
}

func (c *cubature) run() (Result, error) {
	d := c.rule.d
	first := &region{mid: make([]float64, d), half: make([]float64, d)}
	for i := range d {
		first.mid[i] = c.box.lo[i] + (c.box.hi[i]-c.box.lo[i])/2
		first.half[i] = (c.box.hi[i] - c.box.lo[i]) / 2
	}
	if c.box.volume() == 0 {
		return Result{}, nil
	}
	c.regions = []*region{first}
	c.evals = c.rule.points()
	bad := c.estimate(first)
	for round := 0; ; round++ {
		value, err, abs := c.total()
		r := Result{Value: c.box.sign * value, AbsErr: err + 8*epsilon*abs, Evals: c.evals, Intervals: len(c.regions)}
		tol := c.opts.tolerance(value)
		switch {
		case bad != nil:
			r.Value, r.AbsErr, r.Status, r.Abscissa = math.NaN(), math.Inf(1), NonFinite, bad.X
			return r, nil
		case c.ctx.Err() != nil:
			r.Status = TooManyEvals
			return r, c.ctx.Err()
		// One region is one sample of the error: halve it a few times before believing it.
		case err <= tol && len(c.regions) > 2*d:
			switch {
			case err <= 8*epsilon*abs && r.AbsErr > tol:
				r.Status = Rounding
			case c.hides():
				r.Status = Untrusted
			}
			r.Evals = c.evals
			return r, nil
		case err <= 8*epsilon*abs && len(c.regions) > 2*d:
			r.Status = Rounding
			return r, nil
		case !finite(value) && len(c.regions) > 64*d: // beyond the largest number, and not only one region's guess
			r.Status = Divergent
			return r, nil
		case c.evals >= c.max:
			r.Status = TooManyEvals
			return r, nil
		}
		bad = c.halve(c.worst(err, tol))
	}
}

// hides reports, of an integrand that had the same value everywhere so far, whether it has another one at points that are spread
// evenly over the box, or is 0 on an infinite box.
func (c *cubature) hides() bool {
	value := c.regions[0].top
	for _, r := range c.regions {
		if r.least != value || r.top != value {
			return false
		}
	}
	if value == 0 && slices.ContainsFunc(c.box.kind, func(kind int) bool { return kind != 0 }) {
		return true
	}
	// The multiples of the powers of 1/φ, φ^(d+1) = φ + 1 (the golden ratio for d = 1), modulo 1.
	const points = 2000
	d := c.rule.d
	φ := 1.5
	for range 60 {
		φ = math.Pow(1+φ, 1/float64(d+1))
	}
	u, x := make([]float64, d), make([]float64, d)
	for k := range points {
		step := 1.0
		for i := range u {
			step /= φ
			_, t := math.Modf(0.5 + float64(k+1)*step)
			u[i] = c.box.lo[i] + t*(c.box.hi[i]-c.box.lo[i])
		}
		c.evals++
		if v := c.box.x(u, x) * c.f(x); v != value {
			return true
		}
	}
	return false
}

// total sums from the oldest region to the newest.
func (c *cubature) total() (value, err, abs float64) {
	var v, e twofold
	for _, r := range c.regions {
		v, e = v.add(r.value), e.add(r.err)
		abs += r.abs
	}
	return v.value(), e.value(), abs
}

// worst moves to the end of the list, and returns, the regions with the largest errors: as many as it takes for the others
// to be within the tolerance, at most an eighth of all, so that errors are not taken at face value far ahead.
func (c *cubature) worst(err, tol float64) []*region {
	slices.SortFunc(c.regions, func(a, b *region) int {
		return cmp.Or(cmp.Compare(a.err, b.err), -cmp.Compare(a.order, b.order))
	})
	n := 0
	for most := 1 + len(c.regions)/8; n < most && err > tol/2; n++ {
		err -= c.regions[len(c.regions)-1-n].err
	}
	n = max(n, 1)
	return slices.Clone(c.regions[len(c.regions)-n:])
}

// halve replaces the last regions, which work holds, by their halves.
func (c *cubature) halve(work []*region) (bad *NonFiniteError) {
	slices.Reverse(work) // the worst first
	children := make([]*region, 0, 2*len(work))
	for _, r := range work {
		for _, side := range []float64{-1, 1} {
			child := &region{mid: slices.Clone(r.mid), half: slices.Clone(r.half), order: c.made}
			c.made++
			child.half[r.axis] /= 2
			child.mid[r.axis] += side * child.half[r.axis]
			children = append(children, child)
		}
	}
	c.evals += len(children) * c.rule.points()
	errs := make([]*NonFiniteError, len(children))
	c.team.For(len(children), 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			errs[i] = c.estimate(children[i])
		}
	})
	for i, r := range work {
		if bad == nil {
			bad = cmp.Or(errs[2*i], errs[2*i+1])
		}
		a, b := children[2*i], children[2*i+1]
		// δ is the true error of the parent. Where it is below what the halves claim, the rule of degree 7 is better than
		// its distance to degree 5 says; where it is above, the claims were luck.
		δ := math.Abs(r.value - a.value - b.value)
		claim := a.raw + b.raw
		factor := 1.0
		switch {
		case claim == 0:
			a.err, b.err = max(a.err, δ/2), max(b.err, δ/2)
			continue
		case δ > claim:
			factor = min(δ/claim, 10)
		case !a.rough && !b.rough && !r.rough:
			factor = max(δ/claim, 0.1)
		}
		a.err = max(a.raw*factor, 4*epsilon*a.abs)
		b.err = max(b.raw*factor, 4*epsilon*b.abs)
	}
	c.regions = append(c.regions[:len(c.regions)-len(work)], children...)
	return bad
}
