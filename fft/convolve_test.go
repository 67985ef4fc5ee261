package fft

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/parallel"
)

// Any lengths, the four types and three modes, by whichever method suits, against the sum, with the same bits for any team.
func TestConvolveAnyLengths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.OneOf(rapid.IntRange(1, 20), rapid.IntRange(1, 200), rapid.IntRange(1, 4000))
		n, m := length.Draw(t, "n"), length.Draw(t, "m")
		mode, seed := Mode(rapid.IntRange(0, 2).Draw(t, "mode")), rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 1))
		a, b := make([]complex128, n), make([]complex128, m)
		for _, x := range [][]complex128{a, b} {
			for i := range x {
				x[i] = complex(r.NormFloat64(), r.NormFloat64())
			}
		}
		convolution(t, a, b, mode, narrow)
		ra, rb := make([]float64, n), make([]float64, m)
		for i := range a {
			ra[i] = real(a[i])
		}
		for i := range b {
			rb[i] = real(b[i])
		}
		convolution(t, ra, rb, mode, func(x []float64) []float32 {
			y := make([]float32, len(x))
			for i, v := range x {
				y[i] = float32(v)
			}
			return y
		})
	})
}

func convolution[E, S Number](t *rapid.T, a, b []E, mode Mode, single func([]E) []S) {
	lo, hi := mode.span(len(a), len(b))
	want, scale := make([]E, hi-lo), 1+float64(min(len(a), len(b)))
	for k := lo; k < hi; k++ {
		for j := max(0, k-len(a)+1); j <= min(k, len(b)-1); j++ {
			want[k-lo] += b[j] * a[k-j]
		}
	}
	before := [2][]E{slices.Clone(a), slices.Clone(b)}
	got, err := Convolve(parallel.WithThreads(ctx, 1), a, b, mode)
	if d := distance(got, want); err != nil || d > 1e-13*scale {
		t.Fatalf("%T: off by %g, %v", a, d, err)
	}
	again, err := Convolve(parallel.WithThreads(ctx, 3), a, b, mode)
	if err != nil || !slices.Equal(again, got) {
		t.Fatalf("%T: other bits with 3 threads, %v", a, err)
	}
	got32, err := Convolve(ctx, single(a), single(b), mode)
	if d := distance(got32, single(want)); err != nil || d > 1e-5*scale {
		t.Fatalf("%T: off by %g, %v", got32, d, err)
	}
	correlated, err := Correlate(ctx, a, reversed(b), mode)
	if err != nil || !slices.Equal(correlated, got) {
		t.Fatalf("%T: correlation with the reversed signal has other bits, %v", a, err)
	}
	if !slices.Equal(a, before[0]) || !slices.Equal(b, before[1]) {
		t.Fatalf("%T: an argument has changed", a)
	}
}

// distance returns the largest difference, or infinity of other lengths.
func distance[E Number](got, want []E) (d float64) {
	if len(got) != len(want) {
		return math.Inf(1)
	}
	for i := range got {
		d = max(d, cmplx.Abs(wide(got[i])-wide(want[i])))
	}
	return d
}

func wide[E Number](v E) complex128 {
	switch v := any(v).(type) {
	case float32:
		return complex(float64(v), 0)
	case float64:
		return complex(v, 0)
	case complex64:
		return complex128(v)
	}
	return any(v).(complex128)
}

// Lengths decide about the method.
func TestConvolveMethods(t *testing.T) {
	for _, c := range []struct {
		n, m   int
		method string
	}{{3000, 3, "direct"}, {5000, 9, "blocks"}, {100000, 200, "blocks"}, {100, 90, "whole"}, {5000, 4000, "whole"}} {
		got := "whole"
		if n := blockLength(c.m, c.n+c.m-1); c.m <= directLength {
			got = "direct"
		} else if n > 0 && float64((c.n+c.m-2)/(n-c.m+1)+2)*blockCost(n) < 1.5*blockCost(wholeLength(c.n, c.m, 0, c.n+c.m-1)) {
			got = "blocks"
		}
		if got != c.method {
			t.Errorf("%d by %d: %s, want %s", c.n, c.m, got, c.method)
		}
	}
}

func TestConvolveCancelled(t *testing.T) {
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for _, m := range []int{3, 100, 9000} {
		if y, err := Convolve(cancelled, randomReal(10000), randomReal(m), Full); !errors.Is(err, context.Canceled) || y != nil {
			t.Errorf("%d values: %v", m, err)
		}
	}
}

// TestConvolutionTimes prints what the constants of the choice of a method come from, and what a method costs beside
// another. TANDEM_FFT_CONVOLVE=1 asks for it; without it nothing is timed.
func TestConvolutionTimes(t *testing.T) {
	if os.Getenv("TANDEM_FFT_CONVOLVE") == "" {
		return
	}
	serial := parallel.WithThreads(ctx, 1)
	time := func(f func() error) float64 {
		best := time.Duration(1 << 62)
		for end := time.Now().Add(50 * time.Millisecond); time.Now().Before(end); {
			start := time.Now()
			if err := f(); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		return float64(best) / 1e3
	}
	of := realEnds[float64, complex128](NewRealPlan, realPlan)
	for n := 64; n <= 1<<20; n *= 4 {
		ends, _ := of.ends(n)
		x, u := randomReal(n), make([]complex128, ends.width)
		v := make([]complex128, ends.width)
		got := time(func() error {
			err := ends.there(serial, u, x)
			for k := range u {
				u[k] *= v[k]
			}
			return errors.Join(err, ends.back(serial, x, u))
		})
		fmt.Printf("there and back %8d: %10.2f µs, predicted %10.2f\n", n, got, blockCost(n)/1e3)
	}
	for _, c := range [][2]int{{100, 4}, {100, 8}, {100, 16}, {10000, 4}, {10000, 8}, {10000, 16}, {10000, 100}, {10000, 1000}, {10000, 9000}, {1000000, 30}, {1000000, 1000}, {1000000, 100000}, {1000000, 900000}} {
		a, b := randomReal(c[0]), randomReal(c[1])
		lo, hi := Full.span(c[0], c[1])
		n := wholeLength(c[0], c[1], lo, hi)
		whole := time(func() error {
			n := of.length(n)
			ends, _ := of.ends(n)
			_, err := convolveWhole(serial, a, b, lo, hi, n, ends)
			return err
		})
		chosen := time(func() error { _, err := Convolve(serial, a, b, Full); return err })
		best, at := 0.0, 0
		for k := 64; k < n; k *= 2 {
			if k < 2*c[1] {
				continue
			}
			ends, _ := of.ends(k)
			if got := time(func() error { _, err := convolveBlocks(serial, a, b, lo, hi, k, ends); return err }); at == 0 || got < best {
				best, at = got, k
			}
		}
		direct := 0.0
		if c[1] <= 100 {
			direct = time(func() error { _, err := convolveDirectly(serial, a, b, lo, hi); return err })
		}
		fmt.Printf("%7d by %6d: chosen %9.1f µs, whole %9.1f, best blocks %9.1f of %d (predicted %d), direct %9.1f\n", c[0], c[1], chosen, whole, best, at, blockLength(c[1], hi-lo), direct)
	}
}
