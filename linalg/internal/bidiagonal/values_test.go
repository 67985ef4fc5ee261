package bidiagonal

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// below returns how many singular values of the bidiagonal matrix are below x, by the pivots of the matrix of Golub and
// Kahan in arithmetic of 400 digits.
func below(d, e []float64, x *big.Float) int {
	const prec = 1400
	number := func() *big.Float { return new(big.Float).SetPrec(prec) }
	q := number()
	count := 0
	for i := range 2 * len(d) {
		next := number().Neg(x)
		if i > 0 {
			b := d[i/2]
			if i%2 == 0 {
				b = e[i/2-1]
			}
			square := number().SetFloat64(b)
			square.Mul(square, square)
			if q.Sign() == 0 {
				q.SetMantExp(number().SetInt64(-1), -60000)
			}
			next.Sub(next, square.Quo(square, q))
		}
		q = next
		if q.Sign() < 0 {
			count++
		}
	}
	return count - len(d)
}

// Every value, however small beside the largest, is right to n·ε of itself: Demmel and Kahan's promise for entries that are
// exact.
func TestValuesRelative(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	graded := func(n int, step float64) (d, e []float64) {
		for i := range n {
			d = append(d, math.Exp2(-step*float64(i))*(1+rng.Float64()))
			e = append(e, math.Exp2(-step*float64(i))*rng.NormFloat64())
		}
		return d, e[:n-1]
	}
	reversed := func(d, e []float64) ([]float64, []float64) {
		slices.Reverse(d)
		slices.Reverse(e)
		return d, e
	}
	uniform := func(n int, f func() float64) (d, e []float64) {
		for range n {
			d, e = append(d, f()), append(e, f())
		}
		return d, e[:n-1]
	}
	type matrix struct{ d, e []float64 }
	of := func(d, e []float64) matrix { return matrix{d, e} }
	for name, b := range map[string]matrix{
		"one":              {[]float64{-3}, nil},
		"two":              {[]float64{1e-200, 1}, []float64{1}},
		"random":           of(uniform(40, rng.NormFloat64)),
		"graded":           of(graded(40, 3)),
		"graded steeply":   of(graded(40, 20)),
		"graded up":        of(reversed(graded(40, 3))),
		"graded up, steep": of(reversed(graded(25, 25))),
		"wild":             of(uniform(30, func() float64 { return math.Exp(100 * rng.NormFloat64()) })),
		"Kahan":            of(uniform(30, func() float64 { return 1 })), // σ as small as 2 sin(π/122)
		"small diagonal":   {slices.Repeat([]float64{1e-3}, 30), slices.Repeat([]float64{1}, 29)},
		"diagonal":         {[]float64{1e-250, 7, 1e-5, 1, 1, 1e-5}, make([]float64, 5)},
		"large":            {[]float64{1e300, 1e290, 1e100}, []float64{1e300, 1e280}},
	} {
		values, err := Values(ctx, team(2), b.d, b.e)
		if err != nil {
			t.Fatal(name, err)
		}
		n := len(b.d)
		for i, v := range values {
			tol := new(big.Float).SetPrec(1400).SetFloat64(4 * float64(n) * 0x1p-52)
			x := new(big.Float).SetPrec(1400).SetFloat64(v)
			tol.Mul(tol, x)
			lo, hi := new(big.Float).Sub(x, tol), new(big.Float).Add(x, tol)
			if v == 0 {
				hi.SetFloat64(math.Ldexp(largest(b.d, b.e), -700))
			}
			if at := n - 1 - i; below(b.d, b.e, lo) > at || below(b.d, b.e, hi) <= at {
				t.Errorf("%s: value %d, %v, is off by more than 4·n·ε of itself", name, i, v)
			}
		}
		again, err := Values(ctx, team(1), b.d, b.e)
		if err != nil || !slices.Equal(values, again) {
			t.Errorf("%s: one thread gives other bits (%v)", name, err)
		}
	}
}

func largest(d, e []float64) float64 {
	big := 0.0
	for _, v := range slices.Concat(d, e) {
		big = max(big, math.Abs(v))
	}
	return big
}

// A zero on the diagonal is a zero value, and only as many come as there must.
func TestValuesSingular(t *testing.T) {
	for _, c := range []struct {
		d, e  []float64
		zeros int
	}{
		{[]float64{0}, nil, 1},
		{[]float64{0, 0, 0}, []float64{0, 0}, 3},
		{[]float64{0, 0, 0}, []float64{1, 1}, 1},
		{[]float64{1, 0, 1, 1}, []float64{1, 1, 1}, 1},
		{[]float64{1, 2, 3, 0}, []float64{1, 1, 1}, 1},
		{[]float64{0, 2, 0, 1}, []float64{0, 1, 0}, 2},
		{[]float64{1, 1e-300, 1}, []float64{0, 0}, 1}, // squares of it underflow beside 1: zero within ε·norm
	} {
		values, err := Values(ctx, team(1), c.d, c.e)
		if err != nil {
			t.Fatal(err)
		}
		zeros := 0
		for _, v := range values {
			if v == 0 {
				zeros++
			}
		}
		if zeros != c.zeros {
			t.Errorf("%v, %v: values %v, want %d zeros", c.d, c.e, values, c.zeros)
		}
	}
}

func BenchmarkValues(b *testing.B) {
	for _, n := range []int{100, 200, 500, 1000, 2000} {
		for _, kind := range []string{"random", "half the rank"} {
			b.Run(fmt.Sprintf("n=%d/%s", n, kind), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(3, 3))
				d, e := make([]float64, n), make([]float64, n-1)
				for i := range d { // as the reduction of a Gaussian matrix makes them
					scale := math.Sqrt(float64(n - i))
					if kind != "random" && i >= n/2 {
						scale *= 1e-15
					}
					d[i] = scale
					if i < n-1 {
						e[i] = scale * (1 + 0.1*rng.NormFloat64())
					}
				}
				for b.Loop() {
					if _, err := Values(ctx, team(1), d, e); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
