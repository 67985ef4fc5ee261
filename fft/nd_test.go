package fft

import (
	"testing"

	"tandem/fft/internal/engine"
	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// alongAxis is the definition over one axis of an array.
func alongAxis(x []complex128, shape []int, axis int) []complex128 {
	inner := 1
	for _, s := range shape[axis+1:] {
		inner *= s
	}
	n := shape[axis]
	y := make([]complex128, len(x))
	row := make([]complex128, n)
	for o := 0; o < len(x); o += n * inner {
		for i := range inner {
			for j := range row {
				row[j] = x[o+j*inner+i]
			}
			for k, v := range dft(row) {
				y[o+k*inner+i] = v
			}
		}
	}
	return y
}

func TestFFTNAgainstDefinition(t *testing.T) {
	for _, tier := range simd.Tiers() {
		t.Run(tier.String(), func(t *testing.T) {
			defer simd.Force(tier)()
			for _, shape := range [][]int{{1}, {6}, {4, 5}, {16, 24}, {17, 9}, {13, 1}, {1, 13}, {3, 4, 5}, {8, 19, 8}, {2, 3, 2, 5}} {
				size := 1
				for _, s := range shape {
					size *= s
				}
				x := randomComplex(size)
				want := x
				for a := range shape {
					want = alongAxis(want, shape, a)
				}
				got, err := FFTN(ctx, x, shape)
				if err != nil || apart(got, want) > tolerance {
					t.Errorf("%v: off by %.2g, %v", shape, apart(got, want), err)
				}
				back, err := IFFTN(ctx, got, shape)
				if err != nil || apart(back, x) > tolerance {
					t.Errorf("%v: inverse off by %.2g, %v", shape, apart(back, x), err)
				}
				got32, err := FFTN(ctx, narrow(x), shape)
				if err != nil || apart(got32, narrow(want)) > tolerance32 {
					t.Errorf("%v complex64: off by %.2g, %v", shape, apart(got32, narrow(want)), err)
				}
				for a := range shape {
					got, err := FFTN(ctx, x, shape, Options{Axes: []int{a - len(shape)}})
					if w := alongAxis(x, shape, a); err != nil || apart(got, w) > tolerance {
						t.Errorf("%v axis %d: off by %.2g, %v", shape, a, apart(got, w), err)
					}
				}
			}
		})
	}
}

func TestLayouts(t *testing.T) {
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		for _, c := range []struct {
			n int
			l Layout
		}{{12, Rows(5, 12)}, {12, Columns(21)}, {17, Columns(9)}, {12, Layout{4, 40, 3}}, {16, Layout{5, 2, 11}}, {16, Layout{6, 1, 9}}, {5, Layout{1, 1, 7}}} {
			size := (c.l.Count-1)*c.l.Dist + (c.n-1)*c.l.Stride + 3
			x := randomComplex(size)
			want := append([]complex128(nil), x...)
			for i := range c.l.Count {
				row := make([]complex128, c.n)
				for j := range row {
					row[j] = x[i*c.l.Dist+j*c.l.Stride]
				}
				for k, v := range dft(row) {
					want[i*c.l.Dist+k*c.l.Stride] = v
				}
			}
			p, _ := NewPlan(c.n)
			got := append([]complex128(nil), x...)
			if err := p.Many(ctx, got, got, c.l, false, Backward); err != nil || apart(got, want) > tolerance {
				t.Errorf("%v: %d by %+v: off by %.2g, %v", tier, c.n, c.l, apart(got, want), err)
			}
		}
	}
}

// Columns of a block narrower than the lanes pass through buffers with gaps; only long ones of a power of two have these.
func TestNarrowLongColumns(t *testing.T) {
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		for _, n := range []int{4096, 8192, 12288, 16384} {
			const count = 3
			p, err := NewPlan(n)
			if err != nil {
				t.Fatal(err)
			}
			x, y := randomComplex(count*n), make([]complex128, count*n)
			if err := p.Many(ctx, y, x, Columns(count), false, Backward); err != nil {
				t.Fatal(err)
			}
			for i := range count {
				col, got := make([]complex128, n), make([]complex128, n)
				for j := range n {
					col[j], got[j] = x[count*j+i], y[count*j+i]
				}
				if err := p.Forward(ctx, col, col); err != nil {
					t.Fatal(err)
				}
				if d := apart(got, col); d > tolerance {
					t.Errorf("%v: column %d of %d off by %.2g", p, i, count, d)
				}
			}
		}
	}
}

func TestArraysGiveTheSameBitsForEveryTeam(t *testing.T) {
	for _, shape := range [][]int{{100, 130}, {64, 64}, {3, 1 << 15}, {19, 23, 29}, {300, 7}} {
		size := 1
		for _, s := range shape {
			size *= s
		}
		x := randomComplex(size)
		want, _ := FFTN(parallel.WithThreads(ctx, 1), x, shape)
		for threads := 2; threads <= 5; threads++ {
			got, err := FFTN(parallel.WithThreads(ctx, threads), x, shape)
			if err != nil || apart(got, want) != 0 {
				t.Errorf("%v with %d threads: other bits, %v", shape, threads, err)
			}
		}
	}
}

func TestResize(t *testing.T) {
	x := []int{1, 2, 3, 4, 5, 6}
	y, err := Resize(x, []int{2, 3}, []int{3, 2})
	if want := []int{1, 2, 4, 5, 0, 0}; err != nil || !equal(y, want) {
		t.Errorf("got %v, want %v, %v", y, want, err)
	}
	if _, err := Resize(x, []int{2, 3}, []int{6}); err == nil {
		t.Error("no error for another number of axes")
	}
}

func equal[E comparable](a, b []E) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// An array beyond memory, or beyond MaxLength, is refused before anything is allocated.
func TestArraysBeyondMemory(t *testing.T) {
	x := make([]complex128, 4)
	for _, shape := range [][]int{{1 << 15, 1 << 15, 2}, {1 << 20, 1 << 20}, {1 << 62, 4}, {MaxLength, MaxLength}} {
		var got []complex128
		var err error
		if n := testing.AllocsPerRun(1, func() { got, err = Resize(x, []int{2, 2, 1}[:len(shape)], shape) }); n > 50 {
			t.Errorf("Resize to %v: %v allocations", shape, n)
		}
		if err == nil || got != nil {
			t.Errorf("Resize to %v: no error", shape)
		}
		if _, err := FFTN(ctx, x, shape); err == nil {
			t.Errorf("FFTN of shape %v over 4 elements: no error", shape)
		}
	}
	if _, err := FFT(ctx, x, Options{N: MaxLength}); err == nil && availableMemory() < 96<<30 {
		t.Error("FFT padded to MaxLength: no error")
	}
}

func TestShifts(t *testing.T) {
	for n := range 9 {
		x := make([]int, n)
		for i := range x {
			x[i] = i
		}
		y := FFTShift(x)
		if n > 0 && y[n/2] != 0 {
			t.Errorf("n = %d: %v", n, y)
		}
		if !equal(IFFTShift(y), x) {
			t.Errorf("n = %d: IFFTShift does not undo %v", n, y)
		}
	}
	y, err := FFTShiftN([]int{0, 1, 2, 3, 4, 5}, []int{2, 3})
	if err != nil || !equal(y, []int{5, 3, 4, 2, 0, 1}) {
		t.Errorf("FFTShiftN gave %v, %v", y, err)
	}
	z, err := IFFTShiftN(y, []int{2, 3})
	if err != nil || !equal(z, []int{0, 1, 2, 3, 4, 5}) {
		t.Errorf("IFFTShiftN gave %v, %v", z, err)
	}
}

func TestFrequencies(t *testing.T) {
	if f := FFTFreq(5, 0.5); !equal(f, []float64{0, 0.4, 0.8, -0.8, -0.4}) {
		t.Errorf("FFTFreq(5) = %v", f)
	}
	if f := FFTFreq(4, 1); !equal(f, []float64{0, 0.25, -0.5, -0.25}) {
		t.Errorf("FFTFreq(4) = %v", f)
	}
	if f := RFFTFreq(4, 1); !equal(f, []float64{0, 0.25, 0.5}) {
		t.Errorf("RFFTFreq(4) = %v", f)
	}
}

// A fast length is smooth, at most a sixteenth longer unless there is none so near, and predicted to take less time than the
// smallest one if it is another.
func TestNextFastLen(t *testing.T) {
	for _, tier := range simd.Tiers() {
		restore := simd.Force(tier)
		sets := engine.Sets(kernel.Of64(tier))
		better := 0
		for _, n := range []int{1, 2, 17, 18, 97, 250, 251, 509, 1009, 1021, 2003, 4097, 5003, 10007, 40009, 65521, 65537, 1000003} {
			got, least := NextFastLen(n), recipe.Next(n)
			if got < least || got > max(least, n+n/16) || !recipe.Smooth(got) || n > 1<<16 && got != least {
				t.Errorf("%v: NextFastLen(%d) = %d, the smallest smooth length is %d", tier, n, got, least)
			}
			if got != least {
				better++
				if recipe.Design(got, sets).Cost >= recipe.Design(least, sets).Cost {
					t.Errorf("%v: NextFastLen(%d) = %d should take longer than %d", tier, n, got, least)
				}
			}
		}
		if better == 0 {
			t.Errorf("%v: the smallest smooth length is never bettered", tier)
		}
		restore()
	}
}
