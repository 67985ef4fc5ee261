package fft

import (
	"context"
	"math"
	"math/cmplx"
	"testing"

	"tandem/parallel"
)

// Many segments share 256 sums: the mean is still that of all.
func TestWelchOfManySegments(t *testing.T) {
	x, o := randomReal(6000), PowerOptions{Size: 8, Hop: 1, Rate: 3}
	_, got, err := Welch(ctx, x, o)
	if err != nil {
		t.Fatal(err)
	}
	want, count := make([]float64, len(got)), len(x)-7
	for i := range count {
		_, p, err := Welch(ctx, x[i:i+8], o)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range p {
			want[k] += v / float64(count)
		}
	}
	if apartReal(got, want) > tolerance {
		t.Errorf("off by %g", apartReal(got, want))
	}
}

// The signals of testdata/scipy_power.py, which prints what scipy.signal finds.
func powerSignals() (x, y []float64) {
	for j := range 60 {
		t := float64(j)
		x = append(x, math.Sin(0.7*t)+0.1*t+float64(j*j%7))
		y = append(y, math.Cos(0.7*t)+float64(j*j*j%11))
	}
	return x, y
}

func TestPowerSpectraAreScipys(t *testing.T) {
	x, y := powerSignals()
	for _, c := range []struct {
		name string
		got  func() ([]float64, []float64, error)
		want []float64 // the values at 1, 4 and the last frequency
	}{
		{"periodogram", func() ([]float64, []float64, error) { return Periodogram(ctx, x, PowerOptions{Rate: 10}) }, []float64{10.889123754042322, 0.6336893083059777, 0.005383551497922846}},
		{"periodogram power", func() ([]float64, []float64, error) {
			return Periodogram(ctx, x, PowerOptions{Window: Hamming, Scaling: Power, Detrend: Line})
		}, []float64{0.0004890133067716693, 1.9994017918490427e-05, 3.3680547514926435e-06}},
		{"welch", func() ([]float64, []float64, error) { return Welch(ctx, x, PowerOptions{Size: 16, Rate: 10}) }, []float64{0.34175340593739517, 0.7349322743927581, 0.03113258765713463}},
		{"welch odd", func() ([]float64, []float64, error) {
			return Welch(ctx, x, PowerOptions{Size: 15, Hop: 4, Detrend: Nothing, Window: Blackman})
		}, []float64{165.44656902287434, 8.864320427628755, 1.474976306311511}},
		{"coherence", func() ([]float64, []float64, error) { return Coherence(ctx, x, y, PowerOptions{Size: 16}) }, []float64{0.2637777666938807, 0.16533590561436187, 0.9215818374747667}},
		{"csd, modulus", func() ([]float64, []float64, error) {
			f, p, err := CSD(ctx, x, y, PowerOptions{Size: 16, Detrend: Line})
			abs := make([]float64, len(p))
			for k, v := range p {
				abs[k] = cmplx.Abs(v)
			}
			return f, abs, err
		}, []float64{4.180328763556462, 4.194426700173104, 2.8019071246748646}},
		{"csd, angle", func() ([]float64, []float64, error) {
			f, p, err := CSD(ctx, x, y, PowerOptions{Size: 16, Detrend: Line})
			angle := make([]float64, len(p))
			for k, v := range p {
				angle[k] = cmplx.Phase(v)
			}
			return f, angle, err
		}, []float64{1.5938153169475742, 3.0552282916639206, 3.141592653589793}},
	} {
		f, p, err := c.got()
		if err != nil || len(f) != len(p) {
			t.Fatalf("%s: %d, %d, %v", c.name, len(f), len(p), err)
		}
		for i, k := range []int{1, 4, len(p) - 1} {
			if math.Abs(p[k]-c.want[i]) > 1e-11*math.Abs(c.want[i]) {
				t.Errorf("%s at %g Hz: %.15g, want %.15g", c.name, f[k], p[k], c.want[i])
			}
		}
	}
}

// Parseval: the integral of the density is the mean square, of even and odd lengths.
func TestPowerDensityIntegrates(t *testing.T) {
	for _, n := range []int{1, 2, 3, 64, 1001} {
		const rate = 48.0
		x := randomReal(n)
		f, p, err := Periodogram(ctx, x, PowerOptions{Rate: rate, Detrend: Nothing})
		if err != nil || len(f) != n/2+1 {
			t.Fatal(err)
		}
		sum := 0.0
		for _, v := range p {
			sum += v * rate / float64(n)
		}
		if want := energy(x) / float64(n); math.Abs(sum-want) > 1e-12*want {
			t.Errorf("n = %d: integral %g, mean square %g", n, sum, want)
		}
	}
}

func TestWelchBits(t *testing.T) {
	x := randomReal(20000)
	y := append([]float64{0}, x[:len(x)-1]...)
	_, want, err := Coherence(parallel.WithThreads(ctx, 1), x, y, PowerOptions{Size: 64})
	if err != nil {
		t.Fatal(err)
	}
	for _, threads := range []int{2, 3, 7} {
		if _, got, err := Coherence(parallel.WithThreads(ctx, threads), x, y, PowerOptions{Size: 64}); err != nil || apartReal(got, want) != 0 {
			t.Errorf("%d threads: other bits, %v", threads, err)
		}
	}
	for k, v := range want {
		if !(v > 0.8 && v < 1+1e-12) {
			t.Errorf("a signal and itself, one sample later: coherence %g at frequency %d", v, k)
		}
	}
	x[5000] = math.NaN()
	if _, p, err := Welch(ctx, x, PowerOptions{}); err != nil || !math.IsNaN(p[3]) {
		t.Errorf("NaN became %v, %v", p[3], err)
	}
}

func TestPowerBadInput(t *testing.T) {
	x := randomReal(100)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for name, o := range map[string]PowerOptions{
		"size": {Size: 101}, "negative size": {Size: -1}, "hop": {Size: 10, Hop: 11}, "negative hop": {Hop: -1},
		"rate": {Rate: -1}, "NaN rate": {Rate: math.NaN()}, "infinite rate": {Rate: math.Inf(1)}, "scaling": {Scaling: 2},
		"detrending": {Detrend: -1}, "window": {Window: func(n int) []float64 { return make([]float64, n+1) }},
		"window of zeros": {Window: func(n int) []float64 { return make([]float64, n) }},
	} {
		if _, _, err := Welch(ctx, x, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for i, f := range []func() error{
		func() error { _, _, err := Welch(ctx, nil, PowerOptions{}); return err },
		func() error { _, _, err := Periodogram(ctx, []float64{}, PowerOptions{}); return err },
		func() error { _, _, err := Periodogram(ctx, x, PowerOptions{Size: 10}); return err },
		func() error { _, _, err := CSD(ctx, x, x[:99], PowerOptions{}); return err },
		func() error { _, _, err := Coherence(ctx, nil, nil, PowerOptions{}); return err },
		func() error { _, _, err := Welch(cancelled, x, PowerOptions{}); return err },
	} {
		if f() == nil {
			t.Errorf("case %d: no error", i)
		}
	}
}
