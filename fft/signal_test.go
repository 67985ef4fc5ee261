package fft

import (
	"math"
	"slices"
	"testing"

	"tandem/parallel"
)

func TestConvolveAgainstDefinition(t *testing.T) {
	for _, c := range [][2]int{{1, 1}, {1, 5}, {5, 1}, {7, 4}, {4, 7}, {100, 31}, {64, 64}} {
		a, b := randomComplex(c[0]), randomComplex(c[1] + 100)[:c[1]]
		want := make([]complex128, c[0]+c[1]-1)
		for i, u := range a {
			for j, v := range b {
				want[i+j] += u * v
			}
		}
		full, err := Convolve(ctx, a, b, Full)
		if err != nil || apart(full, want) > tolerance {
			t.Errorf("%v: off by %.2g, %v", c, apart(full, want), err)
		}
		same, _ := Convolve(ctx, a, b, Same)
		if lo := (c[1] - 1) / 2; apart(same, full[lo:lo+c[0]]) > tolerance {
			t.Errorf("%v: Same is not the middle", c)
		}
		valid, _ := Convolve(ctx, a, b, Valid)
		if len(valid) != max(c[0], c[1])-min(c[0], c[1])+1 || distance(valid, full[min(c[0], c[1])-1:][:len(valid)]) > tolerance*100 {
			t.Errorf("%v: Valid has %d elements", c, len(valid))
		}
		full32, err := Convolve(ctx, narrow(a), narrow(b), Full)
		if err != nil || apart(full32, narrow(want)) > tolerance32 {
			t.Errorf("%v complex64: off by %.2g, %v", c, apart(full32, narrow(want)), err)
		}
	}
	r, err := Convolve(ctx, []float64{1, 2, 3}, []float64{0, 1, 0.5}, Full)
	if err != nil || apartReal(r, []float64{0, 1, 2.5, 4, 1.5}) > tolerance {
		t.Errorf("real: %v, %v", r, err)
	}
	r32, err := Convolve(ctx, []float32{1, 2, 3}, []float32{0, 1, 0.5}, Same)
	if err != nil || apartReal(r32, []float32{1, 2.5, 4}) > tolerance32 {
		t.Errorf("float32: %v, %v", r32, err)
	}
	k, err := Correlate(ctx, []complex128{1, 2i, 3}, []complex128{1i, 1}, Full)
	// Σ a[j+k]·conj b[j] for k = −1, 0, 1, 2
	if err != nil || apart(k, []complex128{1, -1i + 2i, 2 + 3, -3i}) > tolerance {
		t.Errorf("correlation: %v, %v", k, err)
	}
}

func TestWindows(t *testing.T) {
	// From the formulas at j = n/2, n/4 of n = 8; a periodic window has w[j] = w[n−j].
	for _, c := range []struct {
		name         string
		w            Window
		mid, quarter float64
	}{
		{"rectangular", Rectangular, 1, 1}, {"hann", Hann, 1, 0.5}, {"hamming", Hamming, 1, 0.54},
		{"blackman", Blackman, 1, 0.34}, {"nuttall", Nuttall, 1, 0.3635819 - 0.1365995},
		{"blackman-harris", BlackmanHarris, 1, 0.35875 - 0.14128}, {"flattop", FlatTop, 1.000000003, 0.21557895 - 0.277263158 + 0.006947368},
		{"bartlett", Bartlett, 1, 0.5}, {"gaussian", Gaussian(2), 1, math.Exp(-0.5)},
		{"tukey", Tukey(1), 1, 0.5}, {"tukey 0", Tukey(0), 1, 1}, {"kaiser 0", Kaiser(0), 1, 1},
		{"kaiser 5", Kaiser(5), 1, 15.059611344 / 27.239871824}, // I₀(5·√¾)/I₀(5)
	} {
		w := c.w(8)
		if math.Abs(w[4]-c.mid) > 1e-9 || math.Abs(w[2]-c.quarter) > 1e-4 {
			t.Errorf("%s: middle %g, quarter %g; want %g, %g", c.name, w[4], w[2], c.mid, c.quarter)
		}
		for j := 1; j < 8; j++ {
			if math.Abs(w[j]-w[8-j]) > 1e-15 {
				t.Errorf("%s: w[%d] = %g, w[%d] = %g", c.name, j, w[j], 8-j, w[8-j])
			}
		}
		s := Symmetric(c.w)(9)
		if len(s) != 9 || s[0] != s[8] {
			t.Errorf("%s: symmetric form %v", c.name, s)
		}
		for _, w := range []Window{c.w, Symmetric(c.w)} {
			if v := w(1); len(v) != 1 || v[0] != 1 {
				t.Errorf("%s of one point: %v", c.name, v)
			}
		}
	}
}

func TestSTFT(t *testing.T) {
	const rate, f, amplitude = 1000.0, 125.0, 3.0
	x := make([]float64, 2000)
	for i := range x {
		x[i] = amplitude * math.Cos(2*math.Pi*f*float64(i)/rate)
	}
	s, err := STFT(ctx, x, STFTOptions{Size: 128, Rate: rate, Inside: true})
	if err != nil {
		t.Fatal(err)
	}
	bin := int(f / rate * 128)
	if s.Freqs[bin] != f || s.Times[0] != 0.064 || math.Abs(s.Times[1]-s.Times[0]-0.064) > 1e-12 {
		t.Errorf("bin %d is %g Hz, times %v", bin, s.Freqs[bin], s.Times[:2])
	}
	p := s.Power()
	for i := range s.Times {
		if got := math.Sqrt(p[i*len(s.Freqs)+bin]); math.Abs(got-amplitude/2) > 1e-12 {
			t.Errorf("segment %d reads %g, want %g", i, got, amplitude/2)
		}
	}
	faint := func(n int) []float64 {
		w := Hann(n)
		for j := range w {
			w[j] *= 1e-9
		}
		return w
	}
	for _, o := range []STFTOptions{{}, {Size: 100, Hop: 30}, {Size: 33, Hop: 11, Window: Hamming}, {Size: 40, Window: faint}, {Size: 1}, {Size: 700, Hop: 1}} {
		y := randomReal(777)
		s, err := STFT(ctx, y, o)
		if err != nil {
			t.Fatal(err)
		}
		z, err := ISTFT(ctx, s)
		if err != nil || apartReal(z, y) > tolerance {
			t.Errorf("%+v: ISTFT off by %.2g, %v", o, apartReal(z, y), err)
		}
		for _, threads := range []int{1, 3} {
			ctx := parallel.WithThreads(ctx, threads)
			r, err := STFT(ctx, y, o)
			if err != nil || !slices.Equal(r.Values, s.Values) {
				t.Errorf("%+v: STFT gives other bits with %d threads, %v", o, threads, err)
			}
			if again, err := ISTFT(ctx, s); err != nil || !slices.Equal(again, z) {
				t.Errorf("%+v: ISTFT gives other bits with %d threads, %v", o, threads, err)
			}
		}
	}
}
