package fft

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"tandem/parallel"
)

// trigAlong is the definition over one axis of an array.
func trigAlong(x []float64, shape []int, axis int, kind Kind, sine bool) []float64 {
	l := along(shape, axis)
	y, row := make([]float64, len(x)), make([]float64, shape[axis])
	for o := range l.Blocks {
		for i := range l.Count {
			at := o*l.Block + i*l.Dist
			for j := range row {
				row[j] = x[at+j*l.Stride]
			}
			for k, v := range trig(row, kind, sine) {
				y[at+k*l.Stride] = v
			}
		}
	}
	return y
}

func TestDCTNAgainstDefinition(t *testing.T) {
	for _, shape := range [][]int{{5}, {4, 6}, {7, 33}, {33, 7}, {2, 300}, {3, 4, 5}, {2, 3, 17, 2}} {
		size := 1
		for _, s := range shape {
			size *= s
		}
		x := randomReal(size)
		x32 := make([]float32, size)
		for i, v := range x {
			x32[i] = float32(v)
		}
		for kind := I; kind <= IV; kind++ {
			for _, sine := range []bool{false, true} {
				there, back, there32, back32 := DCTN[float64], IDCTN[float64], DCTN[float32], IDCTN[float32]
				if sine {
					there, back, there32, back32 = DSTN[float64], IDSTN[float64], DSTN[float32], IDSTN[float32]
				}
				name := fmt.Sprintf("%v kind %d sine %v", shape, kind, sine)
				want := x
				for a := range shape {
					want = trigAlong(want, shape, a, kind, sine)
				}
				got, err := there(ctx, x, shape, kind)
				if err != nil || apartReal(got, want) > tolerance {
					t.Fatalf("%s: off by %.2g, %v", name, apartReal(got, want), err)
				}
				for _, threads := range []int{1, 3} {
					again, err := there(parallel.WithThreads(ctx, threads), x, shape, kind)
					if err != nil || apartReal(again, got) != 0 {
						t.Errorf("%s: other bits with %d threads, %v", name, threads, err)
					}
				}
				last := len(shape) - 1
				some, err := there(ctx, x, shape, kind, Options{Axes: []int{-1}})
				if w := trigAlong(x, shape, last, kind, sine); err != nil || apartReal(some, w) > tolerance {
					t.Errorf("%s: the last axis off by %.2g, %v", name, apartReal(some, w), err)
				}
				for _, norm := range []Norm{Backward, Ortho, Forward} {
					o := Options{Norm: norm}
					y, err := there(ctx, x, shape, kind, o)
					z, err2 := back(ctx, y, shape, kind, o)
					if err != nil || err2 != nil || apartReal(z, x) > tolerance {
						t.Errorf("%s norm %v: inverse off by %.2g, %v, %v", name, norm, apartReal(z, x), err, err2)
					}
					if norm == Ortho && math.Abs(energy(y)-energy(x)) > 1e-12*energy(x) {
						t.Errorf("%s: not orthogonal", name)
					}
				}
				y32, err := there32(ctx, x32, shape, kind)
				z32, err2 := back32(ctx, y32, shape, kind)
				if err != nil || err2 != nil || apartReal(z32, x32) > tolerance32 {
					t.Errorf("%s float32: inverse off by %.2g, %v, %v", name, apartReal(z32, x32), err, err2)
				}
			}
		}
	}
}

// scipy.fft.dctn of [[0, 1, 2], [3, 4, 5]] with type=2, norm=None and "ortho", and its dstn without a norm: with "ortho" it
// halves the wrong end, so that its matrix is not orthogonal (SciPy 1.10).
func TestDCTNIsScipys(t *testing.T) {
	x, shape := []float64{0, 1, 2, 3, 4, 5}, []int{2, 3}
	for _, c := range []struct {
		of   func(context.Context, []float64, []int, Kind, ...Options) ([]float64, error)
		norm Norm
		want []float64
	}{
		{DCTN[float64], Backward, []float64{60.0, -13.856406460551016, 0, -25.45584412271571, 0, 0}},
		{DCTN[float64], Ortho, []float64{6.123724356957946, -2.0, 0, -3.674234614174767, 0, 0}},
		{DSTN[float64], Backward, []float64{28.2842712474619, -9.797958971132712, 14.142135623730947, -24.0, 0, -12.0}},
	} {
		got, err := c.of(ctx, x, shape, II, Options{Norm: c.norm})
		if err != nil || apartReal(got, c.want) > 1e-14 {
			t.Errorf("norm %v: %v, want %v, %v", c.norm, got, c.want, err)
		}
	}
}

// Vectors anywhere in a slice: each is transformed as if it were alone, and what lies between them is not touched.
func TestTrigLayouts(t *testing.T) {
	serial := parallel.WithThreads(ctx, 1)
	for _, c := range []struct {
		n int
		l Layout
	}{{12, Rows(5, 12)}, {12, Columns(37)}, {16, Columns(16)}, {9, Layout{4, 40, 3}}, {9, Layout{5, 2, 11}}, {5, Layout{1, 1, 7}}, {1 << 13, Columns(3)}} {
		p, err := NewDCTPlan(c.n, II)
		if err != nil {
			t.Fatal(err)
		}
		x := randomReal((c.l.Count-1)*c.l.Dist + (c.n-1)*c.l.Stride + 3)
		want, row := append([]float64(nil), x...), make([]float64, c.n)
		for i := range c.l.Count {
			for j := range row {
				row[j] = x[i*c.l.Dist+j*c.l.Stride]
			}
			if err := p.Forward(serial, row, row, Ortho); err != nil {
				t.Fatal(err)
			}
			for k, v := range row {
				want[i*c.l.Dist+k*c.l.Stride] = v
			}
		}
		for _, threads := range []int{1, 2, 5} {
			got := append([]float64(nil), x...)
			if err := p.Many(parallel.WithThreads(ctx, threads), got, got, c.l, false, Ortho); err != nil || apartReal(got, want) != 0 {
				t.Errorf("%d by %+v, %d threads: off by %.2g, %v", c.n, c.l, threads, apartReal(got, want), err)
			}
		}
		if allocs := steady(func() { p.Many(serial, x, x, c.l, true, Ortho) }); allocs != 0 {
			t.Errorf("%d by %+v: %v allocations", c.n, c.l, allocs)
		}
	}
}

func TestTrigNBadInput(t *testing.T) {
	p, _ := NewDSTPlan(4, III)
	q, _ := NewDCTPlan32(4, II)
	x, x32 := make([]float64, 12), make([]float32, 12)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for name, f := range map[string]func() error{
		"shape":          func() error { _, err := DCTN(ctx, x, []int{3, 5}, II); return err },
		"no shape":       func() error { _, err := DCTN(ctx, x, nil, II); return err },
		"empty":          func() error { _, err := DSTN(ctx, []float64{}, []int{0}, II); return err },
		"kind":           func() error { _, err := IDCTN(ctx, x, []int{3, 4}, 0); return err },
		"axis":           func() error { _, err := DSTN(ctx, x, []int{3, 4}, II, Options{Axes: []int{-3}}); return err },
		"one point":      func() error { _, err := DCTN(ctx, x, []int{12, 1}, I); return err },
		"N":              func() error { _, err := DCTN(ctx, x, []int{12}, II, Options{N: 3}); return err },
		"norm":           func() error { _, err := DCTN(ctx, x, []int{12}, II, Options{Norm: -1}); return err },
		"layout":         func() error { return p.Many(ctx, x, x, Rows(4, 4), false, Ortho) },
		"vectors meet":   func() error { return p.Many(ctx, x, x, Layout{3, 2, 1}, false, Ortho) },
		"plan's norm":    func() error { return q.Many(ctx, x32, x32, Rows(3, 4), true, 5) },
		"short dst":      func() error { return q.Many(ctx, x32[:8], x32, Rows(3, 4), true, Ortho) },
		"overlap":        func() error { return p.Many(ctx, x[1:9], x[:8], Rows(2, 4), true, Ortho) },
		"cancelled":      func() error { _, err := DCTN(cancelled, x, []int{3, 4}, II); return err },
		"cancelled many": func() error { return p.Many(cancelled, x, x, Rows(3, 4), false, Ortho) },
	} {
		before := append([]float64(nil), x...)
		err := f()
		if err == nil || apartReal(x, before) != 0 {
			t.Errorf("%s: %v", name, err)
		}
		if name == "cancelled" && !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
	if y, err := DCTN(ctx, x, []int{12}, II, Options{Axes: []int{}}); err != nil || len(y) != 12 {
		t.Errorf("no axes: %v, %v", y, err)
	}
}
