package fft

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"tandem/parallel"
	"tandem/parallel/simd"
)

// fuzzed returns n complex numbers and a tier from a seed.
func fuzzed(n int, seed uint64) ([]complex128, simd.Tier) {
	r := rand.New(rand.NewPCG(seed, 5))
	x := make([]complex128, n)
	for i := range x {
		x[i] = complex(r.NormFloat64(), r.NormFloat64())
	}
	return x, simd.Tiers()[r.IntN(len(simd.Tiers()))]
}

// Any length can be planned; the plan keeps the energy, is undone by its inverse, and gives at one place the sum of the
// definition, for any tier and number of threads.
func FuzzPlan(f *testing.F) {
	for _, n := range []uint16{1, 2, 16, 17, 34, 64, 100, 127, 289, 1009, 1088, 2021, 4097, 9973, 10006, 40000, 65535} {
		f.Add(n, uint64(n)*7, n/3)
	}
	f.Fuzz(func(t *testing.T, length uint16, seed uint64, place uint16) {
		n := max(1, int(length))
		x, tier := fuzzed(n, seed)
		defer simd.Force(tier)()
		p, err := NewPlan(n)
		if err != nil {
			t.Fatal(err)
		}
		y, z := make([]complex128, n), make([]complex128, n)
		if err := p.Transform(ctx, y, x, false, Ortho); err != nil {
			t.Fatal(err)
		}
		var ex, ey float64
		for k := range x {
			ex += real(x[k])*real(x[k]) + imag(x[k])*imag(x[k])
			ey += real(y[k])*real(y[k]) + imag(y[k])*imag(y[k])
		}
		if math.Abs(ex-ey) > 1e-12*ex {
			t.Errorf("%v: energy %g became %g", p, ex, ey)
		}
		k := int(place) % n
		var sum complex128
		for j, v := range x {
			sum += v * cmplx.Rect(1, -2*math.Pi*float64(j*k%n)/float64(n))
		}
		if d := cmplx.Abs(sum/complex(math.Sqrt(float64(n)), 0) - y[k]); d > 1e-13*math.Sqrt(ex) {
			t.Errorf("%v: value %d is off by %g", p, k, d)
		}
		if err := p.Transform(parallel.WithThreads(ctx, 3), z, y, true, Ortho); err != nil || apart(z, x) > tolerance {
			t.Errorf("%v: inverse off by %g, %v", p, apart(z, x), err)
		}
		if err := p.Transform(parallel.WithThreads(ctx, 2), x, x, false, Ortho); err != nil || apart(x, y) != 0 {
			t.Errorf("%v: other bits in place with 2 threads, %v", p, err)
		}
	})
}

// A real transform is the complex one of the same numbers.
func FuzzReal(f *testing.F) {
	for _, n := range []uint16{1, 2, 8, 15, 16, 62, 128, 202, 1009, 4096, 10007} {
		f.Add(n, uint64(n))
	}
	f.Fuzz(func(t *testing.T, length uint16, seed uint64) {
		n := max(1, int(length))
		x, tier := fuzzed(n, seed)
		defer simd.Force(tier)()
		v := make([]float64, n)
		for j := range x {
			v[j], x[j] = real(x[j]), complex(real(x[j]), 0)
		}
		want, err := FFT(ctx, x)
		if err != nil {
			t.Fatal(err)
		}
		got, err := RFFT(ctx, v)
		if err != nil || apart(got, want[:n/2+1]) > tolerance {
			t.Errorf("n = %d: off by %g, %v", n, apart(got, want[:n/2+1]), err)
		}
		back, err := IRFFT(ctx, got, Options{N: n})
		if err != nil || apartReal(back, v) > tolerance {
			t.Errorf("n = %d: inverse off by %g, %v", n, apartReal(back, v), err)
		}
	})
}

// Vectors anywhere in a slice, or an error: each is transformed as if it were alone, and nothing between them is touched.
func FuzzLayout(f *testing.F) {
	f.Add(uint8(12), uint8(5), uint8(12), uint8(1), uint64(1))
	f.Add(uint8(12), uint8(21), uint8(1), uint8(21), uint64(2))
	f.Add(uint8(17), uint8(9), uint8(1), uint8(11), uint64(3))
	f.Add(uint8(16), uint8(70), uint8(1), uint8(70), uint64(4))
	f.Add(uint8(100), uint8(3), uint8(1), uint8(3), uint64(5))
	f.Fuzz(func(t *testing.T, length, count, dist, stride uint8, seed uint64) {
		n, l := max(1, int(length)), Layout{int(count), int(dist), int(stride)}
		x, tier := fuzzed(1<<14, seed)
		defer simd.Force(tier)()
		p, err := NewPlan(n)
		if err != nil {
			t.Fatal(err)
		}
		want, row := append([]complex128(nil), x...), make([]complex128, n)
		got := append([]complex128(nil), x...)
		if err := p.Many(parallel.WithThreads(ctx, 1+int(seed%3)), got, got, l, false, Backward); err != nil {
			if apart(got, want) != 0 {
				t.Errorf("%+v: changed beside %v", l, err)
			}
			return
		}
		for i := range l.Count {
			for j := range row {
				row[j] = x[i*l.Dist+j*l.Stride]
			}
			if err := p.Forward(ctx, row, row); err != nil {
				t.Fatal(err)
			}
			for k, v := range row {
				want[i*l.Dist+k*l.Stride] = v
			}
		}
		if d := apart(got, want); d > tolerance {
			t.Errorf("%v by %+v: off by %g", p, l, d)
		}
	})
}
