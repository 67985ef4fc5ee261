package fft

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"tandem/parallel"
	"tandem/parallel/simd"
)

func TestRFFTNAgainstFFTN(t *testing.T) {
	for _, tier := range simd.Tiers() {
		t.Run(tier.String(), func(t *testing.T) {
			defer simd.Force(tier)()
			for _, shape := range [][]int{{1}, {7}, {8}, {4, 5}, {16, 24}, {17, 9}, {13, 1}, {1, 13}, {3, 4, 5}, {8, 19, 8}, {2, 3, 2, 6}, {34, 37}} {
				for _, axes := range [][]int{nil, {-1}, {0}, {0, -1}, {-1, 0}} {
					for _, norm := range []Norm{Backward, Ortho, Forward} {
						realAgainstComplex(t, shape, Options{Axes: axes, Norm: norm})
					}
				}
			}
		})
	}
}

func realAgainstComplex(t *testing.T, shape []int, o Options) {
	t.Helper()
	if len(o.Axes) > len(shape) {
		return // an axis twice
	}
	halved := len(shape) - 1
	if len(o.Axes) > 0 {
		halved = (o.Axes[len(o.Axes)-1] + len(shape)) % len(shape)
	}
	block := product(shape[halved:])
	kept := block / shape[halved] * (shape[halved]/2 + 1)
	z := randomComplex(product(shape))
	x, x32 := make([]float64, len(z)), make([]float32, len(z))
	for i := range z {
		x[i], x32[i] = real(z[i]), float32(real(z[i]))
		z[i] = complex(x[i], 0)
	}
	full, err := FFTN(ctx, z, shape, o)
	if err != nil {
		t.Fatal(err)
	}
	var want []complex128
	for i := 0; i < len(full); i += block {
		want = append(want, full[i:i+kept]...)
	}
	before := slices.Clone(x)
	got, err := RFFTN(ctx, x, shape, o)
	if err != nil || apart(got, want) > tolerance || !slices.Equal(x, before) {
		t.Fatalf("RFFTN %v %+v: off by %.2g, %v", shape, o, apart(got, want), err)
	}
	spectrum := slices.Clone(got)
	back, err := IRFFTN(ctx, got, shape, o)
	if err != nil || !slices.Equal(got, spectrum) {
		t.Fatalf("IRFFTN %v %+v: %v, or its argument changed", shape, o, err)
	}
	for i, v := range back {
		if math.Abs(v-x[i]) > 1e-13 {
			t.Fatalf("IRFFTN %v %+v: value %d is %v: want %v", shape, o, i, v, x[i])
		}
	}
	got32, err := RFFTN32(ctx, x32, shape, o)
	if err != nil || apart(got32, narrow(want)) > tolerance32 {
		t.Fatalf("RFFTN32 %v %+v: off by %.2g, %v", shape, o, apart(got32, narrow(want)), err)
	}
	back32, err := IRFFTN32(ctx, got32, shape, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range back32 {
		if math.Abs(float64(v-x32[i])) > 1e-5 {
			t.Fatalf("IRFFTN32 %v %+v: value %d is %v: want %v", shape, o, i, v, x32[i])
		}
	}
}

func TestRealArraysGiveTheSameBitsForEveryTeam(t *testing.T) {
	x := make([]float64, 40*2048)
	for i, z := range randomComplex(len(x)) {
		x[i] = real(z)
	}
	for _, shape := range [][]int{{40, 2048}, {1, len(x)}, {20, 2, 2048}, {2048, 40}} {
		for _, o := range []Options{{}, {Axes: []int{0}}, {Axes: []int{-1, 0}}} {
			var want []complex128
			for threads := 1; threads <= 5; threads++ {
				got, err := RFFTN(parallel.WithThreads(context.Background(), threads), x, shape, o)
				if err != nil {
					t.Fatal(err)
				}
				if threads == 1 {
					want = got
				} else if !slices.Equal(got, want) {
					t.Errorf("%v %v: other bits with %d threads", shape, o.Axes, threads)
				}
			}
		}
	}
}

func TestRealArraysRefuse(t *testing.T) {
	x, z := make([]float64, 12), make([]complex128, 9)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"shape":       {second(RFFTN(ctx, x, []int{3, 5})), "15 elements"},
		"no axes":     {second(RFFTN(ctx, x, []int{})), "axes"},
		"zero":        {second(RFFTN(ctx, x, []int{0, 12})), "length 0"},
		"huge":        {second(RFFTN(ctx, x, []int{1 << 20, 1 << 20})), "more than"},
		"axis":        {second(RFFTN(ctx, x, []int{3, 4}, Options{Axes: []int{-3}})), "axis -3"},
		"axis twice":  {second(RFFTN(ctx, x, []int{3, 4}, Options{Axes: []int{1, -1}})), "twice"},
		"none":        {second(RFFTN(ctx, x, []int{3, 4}, Options{Axes: []int{}})), "needs one"},
		"N":           {second(RFFTN(ctx, x, []int{3, 4}, Options{N: 3})), "Resize"},
		"cancelled":   {second(RFFTN(cancelled, x, []int{3, 4})), "canceled"},
		"spectrum":    {second(IRFFTN(ctx, z, []int{3, 6})), "12 elements"},
		"hermitian":   {second(HFFT(ctx, z, Options{Axes: []int{0}})), "one axis"},
		"no spectrum": {second(HFFT(ctx, nil)), "fft:"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("%s: error %v: want one that says %q", name, c.err, c.says)
		}
	}
	if _, err := RFFTN(cancelled, x, []int{3, 4}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestHFFT(t *testing.T) {
	for n := 1; n < 40; n++ {
		for _, norm := range []Norm{Backward, Ortho, Forward} {
			half := randomComplex(n/2 + 1)
			half[0] = complex(real(half[0]), 0)
			if n%2 == 0 {
				half[n/2] = complex(real(half[n/2]), 0)
			}
			whole := make([]complex128, n)
			for j := range whole {
				if j <= n/2 {
					whole[j] = half[j]
				} else {
					whole[j] = complex(real(half[n-j]), -imag(half[n-j]))
				}
			}
			want, err := FFT(ctx, whole, Options{Norm: norm})
			if err != nil {
				t.Fatal(err)
			}
			got, err := HFFT(ctx, half, Options{N: n, Norm: norm})
			if err != nil || len(got) != n {
				t.Fatalf("n = %d: %d values, %v", n, len(got), err)
			}
			for k, v := range got {
				if math.Abs(v-real(want[k])) > 1e-13*float64(n) || math.Abs(imag(want[k])) > 1e-13*float64(n) {
					t.Fatalf("n = %d %v: value %d is %v: want %v", n, norm, k, v, want[k])
				}
			}
			back, err := IHFFT(ctx, got, Options{Norm: norm})
			if err != nil || apart(back, half) > 1e-14 {
				t.Fatalf("n = %d %v: inverse off by %.2g, %v", n, norm, apart(back, half), err)
			}
		}
	}
}
