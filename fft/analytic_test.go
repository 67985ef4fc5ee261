package fft

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"pgregory.net/rapid"

	"tandem/parallel"
)

func TestHilbert(t *testing.T) {
	for _, n := range []int{1, 2, 3, 16, 101, 1000} {
		x := randomReal(n)
		y, err := Hilbert(ctx, x)
		if err != nil || len(y) != n {
			t.Fatalf("n = %d: %d values, %v", n, len(y), err)
		}
		s, _ := FFT(ctx, y)
		for j, v := range y {
			if math.Abs(real(v)-x[j]) > 1e-14*float64(n) || 2*j > n && cmplx.Abs(s[j]) > 1e-13*float64(n) {
				t.Errorf("n = %d: value %d is %v, of the spectrum %v", n, j, v, s[j])
			}
		}
		other, err := Hilbert(ctx, x, Options{Norm: Ortho})
		if err != nil || apart(other, y) > 1e-14 {
			t.Errorf("n = %d: another norm gives another signal, %v", n, err)
		}
	}
	if _, err := Hilbert(ctx, nil); err == nil {
		t.Error("no error for no signal")
	}
}

// A trigonometric polynomial below both rates keeps its values, whichever way and however often.
func TestResample(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := rapid.IntRange(1, 200).Draw(t, "m"), rapid.IntRange(1, 200).Draw(t, "n")
		degree := (min(m, n) - 1) / 2
		at := func(count int) []float64 {
			x := make([]float64, count)
			for j := range x {
				for k := 0; k <= degree; k++ {
					x[j] += math.Cos(2*math.Pi*float64(j*k%count)/float64(count)+float64(k*k)) / float64(1+k)
				}
			}
			return x
		}
		got, err := Resample(ctx, at(m), n)
		if d := apartReal(got, at(n)); err != nil || d > 1e-12 {
			t.Fatalf("%d samples of %d: off by %g, %v", n, m, d, err)
		}
	})
	for _, n := range []int{0, -1, math.MaxInt} {
		if _, err := Resample(ctx, []float64{1, 2}, n); err == nil {
			t.Errorf("no error for %d samples", n)
		}
	}
	if _, err := Resample(ctx, nil, 3); err == nil {
		t.Error("no error for no signal")
	}
}

// Frequencies that are exact fractions, against the definition: the angle of each term is reduced in whole numbers.
func TestZoomFFTAgainstDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, logM := rapid.IntRange(1, 300).Draw(t, "n"), rapid.IntRange(0, 9).Draw(t, "log m")
		lo, hi := rapid.IntRange(-5000, 5000).Draw(t, "lo"), rapid.IntRange(-5000, 5000).Draw(t, "hi")
		m, x := 1<<logM, randomComplex(n)
		want := make([]complex128, m)
		for k := range want { // f = lo/1024 + k·(hi−lo)/1024m, at rate 4
			for j, v := range x {
				turn := j * (lo*m + k*(hi-lo)) % (4096 * m)
				want[k] += v * cmplx.Rect(1, -2*math.Pi*float64(turn)/float64(4096*m))
			}
		}
		freqs, got, err := ZoomFFT(ctx, x, float64(lo)/1024, float64(hi)/1024, m, 4)
		if d := distance(got, want); err != nil || !(d < 1e-13*float64(n+1)) || len(freqs) != m || freqs[0] != float64(lo)/1024 {
			t.Fatalf("off by %g, %v", d, err)
		}
	})
	for _, n := range []int{1, 7, 1000, 12345} { // all frequencies of a real signal are its FFT
		x, z := randomReal(n), make([]complex128, n)
		for j, v := range x {
			z[j] = complex(v, 0)
		}
		want, _ := FFT(ctx, z)
		_, got, err := ZoomFFT(parallel.WithThreads(ctx, 2), x, 0, 44.1, n, 44.1)
		if d := apart(got, want); err != nil || d > 1e-13 {
			t.Errorf("n = %d: off by %g, %v", n, d, err)
		}
	}
}

func TestZoomFFTRefuses(t *testing.T) {
	x := randomReal(5)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for name, f := range map[string]func() error{
		"no values":      func() error { return third(ZoomFFT[float64](ctx, nil, 0, 1, 5, 1)) },
		"no frequencies": func() error { return third(ZoomFFT(ctx, x, 0, 1, 0, 1)) },
		"too many":       func() error { return third(ZoomFFT(ctx, x, 0, 1, math.MaxInt, 1)) },
		"rate":           func() error { return third(ZoomFFT(ctx, x, 0, 1, 5, 0)) },
		"NaN":            func() error { return third(ZoomFFT(ctx, x, math.NaN(), 1, 5, 1)) },
		"infinity":       func() error { return third(ZoomFFT(ctx, x, 0, math.Inf(1), 5, 1)) },
		"cancelled":      func() error { return third(ZoomFFT(cancelled, x, 0, 1, 5, 1)) },
	} {
		err := f()
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if name == "cancelled" && !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

func TestConvolveN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dims := rapid.IntRange(1, 3).Draw(t, "axes")
		mode := Mode(rapid.IntRange(0, 2).Draw(t, "mode"))
		shapes := [2][]int{}
		for range dims {
			for i := range shapes {
				shapes[i] = append(shapes[i], rapid.IntRange(1, []int{60, 12, 7}[dims-1]).Draw(t, fmt.Sprint("length of ", i)))
			}
			if last := len(shapes[0]) - 1; mode == Valid && shapes[0][last] < shapes[1][last] {
				shapes[0][last], shapes[1][last] = shapes[1][last], shapes[0][last]
			}
		}
		a, b := randomComplex(product(shapes[0])), randomComplex(product(shapes[1]))
		var at, shape, place []int
		for i, n := range shapes[0] {
			lo, hi := mode.span(n, shapes[1][i])
			at, shape, place = append(at, lo), append(shape, hi-lo), append(place, 0)
		}
		want := make([]complex128, product(shape))
		for i, u := range a {
			for j, v := range b {
				ri, rj, inside := i, j, true
				for d := dims - 1; d >= 0; d-- {
					place[d] = ri%shapes[0][d] + rj%shapes[1][d] - at[d]
					ri, rj = ri/shapes[0][d], rj/shapes[1][d]
					inside = inside && place[d] >= 0 && place[d] < shape[d]
				}
				if inside {
					k := 0
					for d, p := range place {
						k = k*shape[d] + p
					}
					want[k] += u * v
				}
			}
		}
		got, gotShape, err := ConvolveN(ctx, a, shapes[0], b, shapes[1], mode)
		if d := distance(got, want); err != nil || !equal(gotShape, shape) || !(d < 1e-12) {
			t.Fatalf("off by %g, shape %v, %v", d, gotShape, err)
		}
		got32, _, err := ConvolveN(ctx, narrow(a), shapes[0], narrow(b), shapes[1], mode)
		if d := distance(got32, narrow(want)); err != nil || !(d < 1e-3) {
			t.Fatalf("complex64: off by %g, %v", d, err)
		}
		back, _, err := CorrelateN(ctx, a, shapes[0], reversed(b), shapes[1], mode)
		if err != nil || distance(back, got) != 0 {
			t.Fatalf("correlation: %v", err)
		}
		ra, rb := make([]float64, len(a)), make([]float64, len(b))
		sa, sb := make([]float32, len(a)), make([]float32, len(b))
		for i := range a {
			ra[i], sa[i], a[i] = real(a[i]), float32(real(a[i])), complex(real(a[i]), 0)
		}
		for i := range b {
			rb[i], sb[i], b[i] = real(b[i]), float32(real(b[i])), complex(real(b[i]), 0)
		}
		ofComplex, _, _ := ConvolveN(ctx, a, shapes[0], b, shapes[1], mode)
		r, _, err := ConvolveN(ctx, ra, shapes[0], rb, shapes[1], mode)
		s, _, err32 := ConvolveN(ctx, sa, shapes[0], sb, shapes[1], mode)
		if err != nil || err32 != nil || len(r) != len(ofComplex) || len(s) != len(r) {
			t.Fatalf("real: %v, %v", err, err32)
		}
		for i, v := range ofComplex {
			if math.Abs(r[i]-real(v)) > 1e-12 || math.Abs(float64(s[i])-real(v)) > 1e-3 {
				t.Fatalf("real value %d is %v, %v: want %v", i, r[i], s[i], v)
			}
		}
	})
}

func TestConvolveNRefuses(t *testing.T) {
	x := randomReal(12)
	for name, f := range map[string]func() error{
		"shape":    func() error { return third(ConvolveN(ctx, x, []int{3, 5}, x, []int{3, 4}, Full)) },
		"axes":     func() error { return third(ConvolveN(ctx, x, []int{12}, x, []int{3, 4}, Full)) },
		"no axes":  func() error { return third(ConvolveN(ctx, x, nil, x, nil, Full)) },
		"mode":     func() error { return third(CorrelateN(ctx, x, []int{12}, x, []int{12}, 3)) },
		"valid":    func() error { return third(ConvolveN(ctx, x, []int{3, 4}, x, []int{4, 3}, Valid)) },
		"negative": func() error { return third(ConvolveN(ctx, x, []int{-3, -4}, x, []int{3, 4}, Full)) },
	} {
		if f() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
