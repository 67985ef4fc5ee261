package blas

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// TestComplexVectors compares level 1 with gonum's at lengths on both sides of a span, and demands that strides change no bit and
// touch nothing between the elements.
func TestComplexVectors(t *testing.T) {
	const alpha = 0.3 - 1.7i
	type result struct {
		sums []complex128
		x, y []complex128
	}
	run := func(n int, x []complex128, incX int, y []complex128, incY int) result {
		sums := []complex128{Zdotc(n, x, incX, y, incY), Zdotu(n, x, incX, y, incY), complex(Znrm2(n, x, incX), Zasum(n, x, incX)),
			complex(float64(Izamax(n, x, incX)), 0)}
		Zaxpy(n, alpha, x, incX, y, incY)
		Zscal(n, alpha, x, incX)
		Zswap(n, x, incX, y, incY)
		Zdscal(n, -0.7, x, incX)
		return result{sums, x, y}
	}
	reference := func(n int, x, y []complex128) result {
		sums := []complex128{ref.Zdotc(n, x, 1, y, 1), ref.Zdotu(n, x, 1, y, 1), complex(ref.Dznrm2(n, x, 1), ref.Dzasum(n, x, 1)),
			complex(float64(ref.Izamax(n, x, 1)), 0)}
		ref.Zaxpy(n, alpha, x, 1, y, 1)
		ref.Zscal(n, alpha, x, 1)
		ref.Zswap(n, x, 1, y, 1)
		ref.Zdscal(n, -0.7, x, 1)
		return result{sums, x, y}
	}
	spread := func(v []complex128, inc int) []complex128 { // to stride inc, with NaN between
		n := len(v)
		out := make([]complex128, n*max(inc, -inc)+1)
		for i := range out {
			out[i] = cmplx.NaN()
		}
		at := first(n, inc)
		for i := range v {
			out[at] = v[i]
			at += inc
		}
		return out
	}
	for _, tier := range simd.Tiers() {
		restore := simd.Force(tier)
		rnd := rand.New(rand.NewPCG(21, 22))
		for _, n := range []int{0, 1, 2, 3, 7, 40, 129, 1023, 1024, 1025, 5000} {
			x, y := make([]complex128, n), make([]complex128, n)
			for i := range x {
				x[i], y[i] = complex(rnd.NormFloat64(), rnd.NormFloat64()), complex(rnd.NormFloat64(), rnd.NormFloat64())
			}
			clone := func(v []complex128) []complex128 { return append([]complex128(nil), v...) }
			want, plain := reference(n, clone(x), clone(y)), run(n, clone(x), 1, clone(y), 1)
			near := func(name string, got, want []complex128) {
				t.Helper()
				for i := range want {
					if !(cmplx.Abs(got[i]-want[i]) <= 1e-14*(cmplx.Abs(want[i])+float64(min(n, 3*len(got))))) {
						t.Fatalf("%v n=%d: %s %d is %v, want %v", tier, n, name, i, got[i], want[i])
					}
				}
			}
			near("sum", plain.sums, want.sums)
			near("x", plain.x, want.x)
			near("y", plain.y, want.y)
			for _, inc := range [][2]int{{1, -1}, {2, 1}, {1, 3}, {-3, 2}, {5, -2}} {
				got := run(n, spread(x, inc[0]), inc[0], spread(y, inc[1]), inc[1])
				where := fmt.Sprintf("%v n=%d strides %v", tier, n, inc)
				wantX, wantY := spread(plain.x, inc[0]), spread(plain.y, inc[1])
				for name, pair := range map[string][2][]complex128{"sum": {got.sums, plain.sums}, "x": {got.x, wantX}, "y": {got.y, wantY}} {
					for i := range pair[1] {
						if g, w := pair[0][i], pair[1][i]; !sameComplex(g, w) {
							t.Fatalf("%s: %s %d is %v, want %v", where, name, i, g, w)
						}
					}
				}
			}
		}
		restore()
	}
}

func sameComplex(a, b complex128) bool {
	same := func(a, b float64) bool {
		return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
	}
	return same(real(a), real(b)) && same(imag(a), imag(b))
}

// TestComplexVectorsExtreme: norms of the largest and smallest numbers, and NaN and Inf wherever they are.
func TestComplexVectorsExtreme(t *testing.T) {
	for _, tier := range simd.Tiers() {
		restore := simd.Force(tier)
		for _, n := range []int{1, 5, 33, 1300} {
			for _, c := range []struct {
				v    complex128
				norm float64 // of the vector with v at every place
			}{
				{complex(3e300, 4e300), 5e300 * math.Sqrt(float64(n))},
				{complex(3e-310, -4e-310), 5e-310 * math.Sqrt(float64(n))},
				{complex(0, math.Inf(-1)), math.Inf(1)},
			} {
				x := make([]complex128, n)
				for i := range x {
					x[i] = c.v
				}
				if got := Znrm2(n, x, 1); !(got == c.norm || math.Abs(got-c.norm) <= 1e-13*c.norm+5e-324*4) {
					t.Errorf("%v n=%d of %v: norm %v, want %v", tier, n, c.v, got, c.norm)
				}
				if got := Izamax(n, x, 1); got != 0 {
					t.Errorf("%v n=%d of %v: the largest is at %d", tier, n, c.v, got)
				}
				x[n-1] = cmplx.NaN()
				if got := Znrm2(n, x, 1); !math.IsNaN(got) {
					t.Errorf("%v n=%d of %v and NaN: norm %v", tier, n, c.v, got)
				}
				if got := Zasum(n, x, 1); !math.IsNaN(got) {
					t.Errorf("%v n=%d of %v and NaN: sum %v", tier, n, c.v, got)
				}
				if got, want := Izamax(n, x, 1), ref.Izamax(n, x, 1); got != want {
					t.Errorf("%v n=%d of %v and NaN: the largest is at %d, want %d", tier, n, c.v, got, want)
				}
			}
			x := make([]complex128, n)
			for i := range x {
				x[i] = cmplx.NaN()
			}
			Zscal(n, 0, x, 1)
			for i, v := range x {
				if v != 0 {
					t.Fatalf("%v n=%d: 0·NaN at %d is %v", tier, n, i, v)
				}
			}
		}
		restore()
	}
}
