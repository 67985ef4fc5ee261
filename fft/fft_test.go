package fft

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"runtime/debug"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"tandem/parallel"
	"tandem/parallel/simd"
)

var ctx = context.Background()

// dft is the definition.
func dft(x []complex128) []complex128 {
	n := len(x)
	y := make([]complex128, n)
	for k := range y {
		for j, v := range x {
			y[k] += v * cmplx.Rect(1, -2*math.Pi*float64(j*k%n)/float64(n))
		}
	}
	return y
}

func randomComplex(n int) []complex128 {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	x := make([]complex128, n)
	for i := range x {
		x[i] = complex(r.NormFloat64(), r.NormFloat64())
	}
	return x
}

func randomReal(n int) []float64 {
	x := make([]float64, n)
	for i, v := range randomComplex(n) {
		x[i] = real(v)
	}
	return x
}

// apart returns the largest difference over the largest wanted value.
func apart[C Complex](got, want []C) float64 {
	if len(got) != len(want) {
		return math.Inf(1)
	}
	var d, s float64
	for i := range got {
		d = math.Max(d, cmplx.Abs(complex128(got[i])-complex128(want[i])))
		s = math.Max(s, cmplx.Abs(complex128(want[i])))
	}
	if s == 0 {
		return d
	}
	return d / s
}

func apartReal[F Float](got, want []F) float64 {
	a, b := make([]complex128, len(got)), make([]complex128, len(want))
	for i, v := range got {
		a[i] = complex(float64(v), 0)
	}
	for i, v := range want {
		b[i] = complex(float64(v), 0)
	}
	return apart(a, b)
}

func narrow(x []complex128) []complex64 {
	y := make([]complex64, len(x))
	for i, v := range x {
		y[i] = complex64(v)
	}
	return y
}

const tolerance, tolerance32 = 1e-13, 2e-5 // of the largest value: far above rounding, far below a wrong term

func TestFFTAgainstDefinition(t *testing.T) {
	for _, tier := range simd.Tiers() {
		t.Run(tier.String(), func(t *testing.T) {
			defer simd.Force(tier)()
			for n := 1; n <= 130; n++ {
				x := randomComplex(n)
				want := dft(x)
				got, err := FFT(ctx, x)
				if err != nil || apart(got, want) > tolerance {
					t.Fatalf("FFT of %d points: off by %.2g, %v", n, apart(got, want), err)
				}
				back, err := IFFT(ctx, got)
				if err != nil || apart(back, x) > tolerance {
					t.Fatalf("IFFT of %d points: off by %.2g, %v", n, apart(back, x), err)
				}
				got32, err := FFT(ctx, narrow(x))
				if err != nil || apart(got32, narrow(want)) > tolerance32 {
					t.Fatalf("FFT of %d complex64 points: off by %.2g, %v", n, apart(got32, narrow(want)), err)
				}
				back32, err := IFFT(ctx, got32)
				if err != nil || apart(back32, narrow(x)) > tolerance32 {
					t.Fatalf("IFFT of %d complex64 points: off by %.2g, %v", n, apart(back32, narrow(x)), err)
				}
			}
		})
	}
}

func TestRealAgainstComplex(t *testing.T) {
	for _, tier := range simd.Tiers() {
		t.Run(tier.String(), func(t *testing.T) {
			defer simd.Force(tier)()
			for n := 1; n <= 200; n++ {
				x := randomReal(n)
				c, x32 := make([]complex128, n), make([]float32, n)
				for j, v := range x {
					c[j], x32[j] = complex(v, 0), float32(v)
				}
				want, _ := FFT(ctx, c)
				want = want[:n/2+1]
				for _, norm := range []Norm{Backward, Ortho, Forward} {
					got, err := RFFT(ctx, x, Options{Norm: norm})
					f := complex(norm.factor(float64(n), false), 0)
					scaled := make([]complex128, len(want))
					for k := range want {
						scaled[k] = f * want[k]
					}
					if err != nil || apart(got, scaled) > tolerance {
						t.Fatalf("RFFT of %d points, norm %v: off by %.2g, %v", n, norm, apart(got, scaled), err)
					}
					back, err := IRFFT(ctx, got, Options{N: n, Norm: norm})
					if err != nil || apartReal(back, x) > tolerance {
						t.Fatalf("IRFFT of %d points, norm %v: off by %.2g, %v", n, norm, apartReal(back, x), err)
					}
				}
				got32, err := RFFT32(ctx, x32)
				if err != nil || apart(got32, narrow(want)) > tolerance32 {
					t.Fatalf("RFFT32 of %d points: off by %.2g, %v", n, apart(got32, narrow(want)), err)
				}
				back32, err := IRFFT32(ctx, got32, Options{N: n})
				if err != nil || apartReal(back32, x32) > tolerance32 {
					t.Fatalf("IRFFT32 of %d points: off by %.2g, %v", n, apartReal(back32, x32), err)
				}
			}
		})
	}
}

// The imaginary parts that a real signal cannot have are ignored.
func TestIRFFTIgnoresImaginaryEnds(t *testing.T) {
	for _, n := range []int{8, 9, 16, 32, 64, 100, 128, 256} {
		s, _ := RFFT(ctx, randomReal(n))
		want, _ := IRFFT(ctx, s, Options{N: n})
		s[0] = complex(real(s[0]), math.NaN())
		if n%2 == 0 {
			s[n/2] = complex(real(s[n/2]), math.Inf(1))
		}
		got, _ := IRFFT(ctx, s, Options{N: n})
		if apartReal(got, want) != 0 {
			t.Errorf("n = %d: imaginary ends changed the result", n)
		}
	}
}

func TestNormsAreScipys(t *testing.T) {
	x := []complex128{1, 2i, 3, 4}
	for _, c := range []struct {
		norm           Norm
		there, return0 complex128 // first value of FFT and of IFFT
	}{{Backward, 8 + 2i, 2 + 0.5i}, {Ortho, 4 + 1i, 4 + 1i}, {Forward, 2 + 0.5i, 8 + 2i}} {
		f, _ := FFT(ctx, x, Options{Norm: c.norm})
		i, _ := IFFT(ctx, x, Options{Norm: c.norm})
		if f[0] != c.there || i[0] != c.return0 {
			t.Errorf("%v: FFT begins %v, IFFT %v; want %v, %v", c.norm, f[0], i[0], c.there, c.return0)
		}
	}
}

func TestPadAndCut(t *testing.T) {
	x := randomComplex(10)
	padded := append(append([]complex128(nil), x...), 0, 0, 0)
	got, _ := FFT(ctx, x, Options{N: 13})
	want, _ := FFT(ctx, padded)
	if apart(got, want) != 0 {
		t.Error("padding to 13")
	}
	got, _ = FFT(ctx, x, Options{N: 7})
	want, _ = FFT(ctx, x[:7])
	if apart(got, want) != 0 {
		t.Error("cutting to 7")
	}
	r := randomReal(10)
	g, _ := RFFT(ctx, r, Options{N: 12})
	w, _ := RFFT(ctx, append(append([]float64(nil), r...), 0, 0))
	if apart(g, w) != 0 {
		t.Error("padding real values to 12")
	}
	if len(padded) != 13 || padded[12] != 0 {
		t.Error("the input has changed")
	}
}

func TestBadInput(t *testing.T) {
	p, _ := NewPlan(8)
	r, _ := NewRealPlan(8)
	x, long := make([]complex128, 8), make([]complex128, 20)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	var length *LengthError
	var overlap *OverlapError
	for _, c := range []struct {
		name string
		err  func() error
		as   any
	}{
		{"length 0", func() error { _, err := NewPlan(0); return err }, &length},
		{"negative length", func() error { _, err := NewPlan(-3); return err }, &length},
		{"too long", func() error { _, err := NewPlan(math.MaxInt); return err }, &length},
		{"too long 32", func() error { _, err := NewPlan32(1 << 40); return err }, &length},
		{"empty", func() error { _, err := FFT(ctx, []complex128{}); return err }, &length},
		{"real empty", func() error { _, err := RFFT(ctx, nil); return err }, &length},
		{"pad too long", func() error { _, err := FFT(ctx, x, Options{N: 1 << 60}); return err }, &length},
		{"beyond memory", func() error { return checkPlan(MaxLength, 1<<20) }, nil}, // 2 PiB
		{"one value back", func() error { _, err := IRFFT(ctx, x[:1]); return err }, &length},
		{"short dst", func() error { return p.Forward(ctx, x[:7], x) }, &length},
		{"long src", func() error { return p.Inverse(ctx, x, long) }, &length},
		{"nil dst", func() error { return p.Forward(ctx, nil, x) }, &length},
		{"overlap", func() error { return p.Forward(ctx, long[3:11], long[:8]) }, &overlap},
		{"real overlap", func() error { return r.Forward(ctx, long[:5], floats(long)[2:10], Backward) }, &overlap},
		{"unknown norm", func() error { _, err := FFT(ctx, x, Options{Norm: 9}); return err }, nil},
		{"negative N", func() error { _, err := FFT(ctx, x, Options{N: -1}); return err }, nil},
		{"shape", func() error { _, err := FFTN(ctx, x, []int{3, 3}); return err }, nil},
		{"shape product overflows", func() error { _, err := FFTN(ctx, x, []int{1 << 30, 1 << 30, 1 << 30}); return err }, nil},
		{"axis", func() error { _, err := FFTN(ctx, x, []int{2, 4}, Options{Axes: []int{2}}); return err }, nil},
		{"rows", func() error { _, err := Batch(ctx, x, 3); return err }, nil},
		{"layout beyond the slice", func() error { return p.Many(ctx, long, long, Layout{3, 8, 1}, false, Backward) }, nil},
		{"layout overlaps itself", func() error { return p.Many(ctx, long, long, Layout{2, 4, 1}, false, Backward) }, nil},
		{"DCT kind", func() error { _, err := DCT(ctx, []float64{1, 2}, 5); return err }, nil},
		{"DCT-I of one", func() error { _, err := DCT(ctx, []float64{1}, I); return err }, nil},
		{"empty convolution", func() error { _, err := Convolve(ctx, []float64{1}, nil, Full); return err }, nil},
		{"STFT hop", func() error { _, err := STFT(ctx, []float64{1}, STFTOptions{Size: 4, Hop: 5}); return err }, nil},
		{"axes of a signal", func() error { _, err := FFT(ctx, x, Options{Axes: []int{0}}); return err }, nil},
		{"axes of a real signal", func() error { _, err := IRFFT(ctx, x, Options{Axes: []int{0}}); return err }, nil},
		{"axes of a cosine transform", func() error { _, err := DST(ctx, floats(x), II, Options{Axes: []int{0}}); return err }, nil},
		{"axis twice", func() error { _, err := FFTN(ctx, x, []int{2, 4}, Options{Axes: []int{1, -1}}); return err }, nil},
		{"shift of an axis twice", func() error { _, err := FFTShiftN(x, []int{2, 4}, 0, 0); return err }, nil},
		{"STFT beyond memory", func() error {
			_, err := STFT(ctx, make([]float64, 1<<21), STFTOptions{Size: 1 << 11, Hop: 1})
			if availableMemory() > 1<<35 {
				err = errors.New("this machine has the memory")
			}
			return err
		}, nil},
		{"STFT window beyond any length", func() error {
			_, err := STFT(ctx, make([]float64, 8), STFTOptions{Size: MaxLength, Window: func(int) []float64 { panic("asked") }})
			if availableMemory() > 1<<36 {
				err = errors.New("this machine has the memory")
			}
			return err
		}, nil},
		{"ISTFT of a length without end", func() error {
			_, err := ISTFT(ctx, &Spectrogram{Len: math.MaxInt, Freqs: make([]float64, 129)})
			return err
		}, &length},
		{"ISTFT of too many segments", func() error {
			_, err := ISTFT(ctx, &Spectrogram{Len: 1, Times: make([]float64, 9), Freqs: make([]float64, 2), Values: make([]complex128, 18), Opts: STFTOptions{Size: 2}})
			return err
		}, nil},
		{"cancelled", func() error { return p.Forward(cancelled, x, x) }, nil},
		{"cancelled batch", func() error { _, err := Batch(cancelled, long, 4); return err }, nil},
	} {
		err := c.err()
		if err == nil {
			t.Errorf("%s: no error", c.name)
		} else if c.as != nil && !errors.As(err, c.as) {
			t.Errorf("%s: %T %v", c.name, err, err)
		}
	}
	if err := p.Forward(cancelled, x, x); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// floats sees complex numbers as pairs of real ones.
func floats(c []complex128) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(&c[0])), 2*len(c))
}

func TestPlansAllocateNothing(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection may empty pools, which is no fault
	serial := parallel.WithThreads(ctx, 1)
	for _, n := range []int{1, 16, 64, 100, 128, 1000, 1009, 2003, 4096, 1 << 16} {
		p, _ := NewPlan(n)
		x, y := randomComplex(n), make([]complex128, n)
		r, _ := NewRealPlan(n)
		v, s := randomReal(n), make([]complex128, n/2+1)
		allocs := steady(func() {
			p.Forward(serial, y, x)
			p.Inverse(serial, y, y)
			r.Forward(serial, s, v, Ortho)
			r.Inverse(serial, v, s, Ortho)
		})
		if allocs != 0 {
			t.Errorf("%v: %v allocations", p, allocs)
		}
	}
}

func TestNaNAndInfinityPropagate(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		for _, n := range []int{8, 60, 64, 101, 1024} {
			x := randomComplex(n)
			x[n/3] = complex(bad, 0)
			y, err := FFT(ctx, x)
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range y {
				if !cmplx.IsNaN(v) && !cmplx.IsInf(v) {
					t.Fatalf("n = %d: value %d is %v", n, k, v)
				}
			}
		}
	}
}

// Linearity, Parseval's theorem and the shift theorem, for any length.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1500).Draw(t, "n")
		shift := rapid.IntRange(0, n-1).Draw(t, "shift")
		x := randomComplex(n)
		y, err := FFT(ctx, x, Options{Norm: Ortho})
		if err != nil {
			t.Fatal(err)
		}
		var ex, ey float64
		for k := range x {
			ex += real(x[k])*real(x[k]) + imag(x[k])*imag(x[k])
			ey += real(y[k])*real(y[k]) + imag(y[k])*imag(y[k])
		}
		if math.Abs(ex-ey) > 1e-12*ex {
			t.Fatalf("energy %g became %g", ex, ey)
		}
		z, _ := FFT(ctx, rotate(x, shift), Options{Norm: Ortho})
		for k := range y {
			y[k] *= cmplx.Rect(1, 2*math.Pi*float64(k*shift%n)/float64(n))
		}
		if d := apart(z, y); d > tolerance {
			t.Fatalf("shift theorem off by %g", d)
		}
	})
}

func TestPlanCacheIsBounded(t *testing.T) {
	for n := 1; n <= 3*cachePlans; n++ {
		if _, err := FFT(ctx, make([]complex128, n)); err != nil {
			t.Fatal(err)
		}
	}
	plans.mu.Lock()
	defer plans.mu.Unlock()
	if len(plans.plans) > cachePlans || plans.recent.Len() != len(plans.plans) || plans.points > cachePoints {
		t.Errorf("%d plans of %d points, %d in the list", len(plans.plans), plans.points, plans.recent.Len())
	}
}

func TestPlanIsShared(t *testing.T) {
	p, _ := NewPlan(1200)
	x := randomComplex(1200)
	want := make([]complex128, 1200)
	p.Forward(ctx, want, x)
	done := make(chan error)
	for range 8 {
		go func() {
			y := make([]complex128, 1200)
			for range 20 {
				p.Forward(ctx, y, x)
				if apart(y, want) != 0 {
					done <- fmt.Errorf("other bits")
					return
				}
			}
			done <- nil
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
