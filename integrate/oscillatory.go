package integrate

// Integrals that cancel: principal values and rapidly oscillating weights.

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"slices"
)

// PrincipalValue returns Cauchy's principal value of ∫ f(x)/(x−c) dx from a to b, with a < c < b. The singular parts to
// the left and right of c are paired, (f(c+t) − f(c−t))/t, which is smooth where f is.
func PrincipalValue(ctx context.Context, f func(x float64) float64, a, b, c float64, opts Options) (Result, error) {
	if !(a < c && c < b) || math.IsInf(c, 0) {
		return Result{}, fmt.Errorf("integrate: PrincipalValue from %v to %v at %v: the pole must lie between", a, b, c)
	}
	r := min(c-a, b-c)
	if math.IsInf(r, 0) {
		r = 1
	}
	// Where t is rounded away beside c the pair tells nothing; its limit is small there.
	paired, err := Quad(ctx, func(t float64) float64 {
		hi, lo := c+t, c-t
		if hi == lo {
			return 0
		}
		return (f(hi) - f(lo)) / ((hi - lo) / 2)
	}, 0, r, opts)
	if err != nil {
		return paired, err
	}
	plain := func(x float64) float64 { return f(x) / (x - c) }
	for _, rest := range [][2]float64{{a, c - r}, {c + r, b}} {
		if rest[0] >= rest[1] {
			continue
		}
		more, err := Quad(ctx, plain, rest[0], rest[1], opts)
		paired.Value += more.Value
		paired.AbsErr += more.AbsErr
		paired.Evals += more.Evals
		paired.Intervals += more.Intervals
		if more.Status != Converged {
			paired.Status, paired.Abscissa = more.Status, more.Abscissa
		}
		if err != nil {
			return paired, err
		}
	}
	return paired.settle(opts), nil
}

// settle withdraws Converged from a sum that cancels below its tolerance.
func (r Result) settle(opts Options) Result {
	if r.Status == Converged && r.AbsErr > opts.tolerance(r.Value) {
		r.Status = Rounding
	}
	return r
}

// Fourier returns ∫ f(x)·exp(iωx) dx from a to b; its real part is the cosine integral, its imaginary part the sine
// integral. b may be +∞ if f falls to 0, however slowly. The cost hardly depends on ω: where the weight turns often,
// Levin's collocation (Math. Comp. 38, 1982) finds the slowly varying p with p′ + iωp = f, whose ends give the integral.
func Fourier(ctx context.Context, f func(x float64) float64, ω, a, b float64, opts Options) (ComplexResult, error) {
	if err := opts.check(); err != nil {
		return ComplexResult{}, err
	}
	if !finite(ω) || !finite(a) || math.IsNaN(b) || math.IsInf(b, -1) || b < a {
		return ComplexResult{}, fmt.Errorf("integrate: Fourier with ω = %v from %v to %v: ω and a must be finite, b not below a", ω, a, b)
	}
	if !math.IsInf(b, 1) {
		return fourierFinite(ctx, f, ω, a, b, opts)
	}
	if ω == 0 {
		r, err := Quad(ctx, f, a, b, opts)
		return ComplexResult{complex(r.Value, 0), r.AbsErr, r.Evals, r.Intervals, r.Status, complex(r.Abscissa, 0)}, err
	}
	// Half periods alternate in sign: the epsilon algorithm sums them, the two parts separately.
	half := math.Pi / math.Abs(ω)
	var re, im accelerator
	var sum ComplexResult
	small := 0
	for k := 0; ; k++ {
		lo := a + float64(k)*half
		part, err := fourierFinite(ctx, f, ω, lo, lo+half, Options{RelTol: 1e-13, AbsTol: opts.AbsTol / 100, MaxEvals: opts.MaxEvals})
		sum.Value += part.Value
		sum.Evals += part.Evals
		sum.Intervals += part.Intervals
		if err != nil {
			return sum, err
		}
		if part.Status == NonFinite {
			sum.Status = NonFinite
			return sum, nil
		}
		vr, er := re.add(real(sum.Value))
		vi, ei := im.add(imag(sum.Value))
		limit := complex(vr, vi)
		tol := opts.tolerance(cmplx.Abs(limit))
		if k >= 6 && er+ei <= tol/4 {
			small++
		} else {
			small = 0
		}
		sum.AbsErr = er + ei
		if small == 2 {
			sum.Value = limit
			return sum, nil
		}
		if sum.Evals >= opts.maxEvals() || k >= 400 {
			sum.Value, sum.Status = limit, TooManyEvals
			return sum, nil
		}
	}
}

func fourierFinite(ctx context.Context, f func(x float64) float64, ω, a, b float64, opts Options) (ComplexResult, error) {
	type part struct {
		lo, hi float64
		value  complex128
		err    float64
	}
	var r ComplexResult
	var bad *NonFiniteError
	apply := func(lo, hi float64) part {
		p := part{lo: lo, hi: hi}
		p.value, p.err = levin(f, ω, lo, hi, &r.Evals, &bad)
		return p
	}
	parts := []part{apply(a, b)}
	for {
		r.Value, r.AbsErr = 0, 0
		worst := 0
		for i, p := range parts {
			r.Value += p.value
			r.AbsErr += p.err
			if p.err > parts[worst].err {
				worst = i
			}
		}
		r.Intervals = len(parts)
		p := parts[worst]
		switch {
		case bad != nil:
			r.Status, r.AbsErr = NonFinite, math.Inf(1)
			return r, nil
		case r.AbsErr <= opts.tolerance(cmplx.Abs(r.Value)):
			return r, nil
		case p.hi-p.lo < resolvable*max(math.Abs(p.lo), math.Abs(p.hi)):
			r.Status = Rounding
			return r, nil
		case r.Evals >= opts.maxEvals():
			r.Status = TooManyEvals
			return r, nil
		case ctx.Err() != nil:
			return r, ctx.Err()
		}
		mid := p.lo + (p.hi-p.lo)/2
		parts = slices.Replace(parts, worst, worst+1, apply(p.lo, mid), apply(mid, p.hi))
	}
}

// levin returns the integral over one segment with an error estimate: by the plain 21-point rule while the weight turns
// little, else by collocation at 17 Chebyshev points, compared with 9 of them.
func levin(f func(x float64) float64, ω, lo, hi float64, evals *int, bad **NonFiniteError) (complex128, float64) {
	mid, h := lo+(hi-lo)/2, (hi-lo)/2
	value := func(x float64) float64 {
		*evals++
		v := f(x)
		if !finite(v) {
			if *bad == nil {
				*bad = &NonFiniteError{x, v}
			}
			return 0
		}
		return v
	}
	if math.Abs(ω)*h < 8 {
		var re, im estimate
		for i := range 21 {
			x := mid + float64(h*nodes[i])
			v := value(x)
			s, c := math.Sincos(ω * x)
			re.values[i], im.values[i] = v*c, v*s
		}
		re.apply(h)
		im.apply(h)
		return complex(re.value, im.value), re.err + im.err + 4*epsilon*(re.abs+im.abs)
	}
	const n = 16
	var y [n + 1]float64
	for j := range y {
		// The ends themselves, where f may be singular, are approached but not touched.
		t := math.Cos(math.Pi * float64(j) / n)
		y[j] = value(mid + float64(h*(1-1e-13)*t))
	}
	fine := collocate(y[:], ω, mid, h)
	var every [n/2 + 1]float64
	for j := range every {
		every[j] = y[2*j]
	}
	coarse := collocate(every[:], ω, mid, h)
	top := 0.0
	for _, v := range y {
		top = max(top, math.Abs(v))
	}
	return fine, cmplx.Abs(fine-coarse) + 16*epsilon*top/math.Abs(ω)
}

// collocate solves p′ + iωh·p = h·f at the Chebyshev points cos(πj/n) by Gaussian elimination and returns
// p(1)·exp(iω(mid+h)) − p(−1)·exp(iω(mid−h)).
func collocate(y []float64, ω, mid, h float64) complex128 {
	n := len(y) - 1
	a := make([][]complex128, n+1)
	x := func(j int) float64 { return math.Cos(math.Pi * float64(j) / float64(n)) }
	weight := func(j int) float64 {
		if j == 0 || j == n {
			return 2
		}
		return 1
	}
	for i := range a {
		a[i] = make([]complex128, n+2)
		diagonal := 0.0
		for j := range n + 1 {
			if i != j {
				d := weight(i) / weight(j) / (x(i) - x(j))
				if (i+j)%2 == 1 {
					d = -d
				}
				a[i][j] = complex(d, 0)
				diagonal -= d // rows of a differentiation matrix sum to zero
			}
		}
		a[i][i] = complex(diagonal, ω*h)
		a[i][n+1] = complex(h*y[i], 0)
	}
	for col := range n + 1 {
		pivot := col
		for row := col; row <= n; row++ {
			if cmplx.Abs(a[row][col]) > cmplx.Abs(a[pivot][col]) {
				pivot = row
			}
		}
		a[col], a[pivot] = a[pivot], a[col]
		for row := col + 1; row <= n; row++ {
			factor := a[row][col] / a[col][col]
			for k := col; k <= n+1; k++ {
				a[row][k] -= factor * a[col][k]
			}
		}
	}
	for row := n; row >= 0; row-- {
		for k := row + 1; k <= n; k++ {
			a[row][n+1] -= a[row][k] * a[k][n+1]
		}
		a[row][n+1] /= a[row][row]
	}
	return a[0][n+1]*cmplx.Rect(1, ω*(mid+h)) - a[n][n+1]*cmplx.Rect(1, ω*(mid-h))
}
