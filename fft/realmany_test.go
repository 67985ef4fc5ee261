package fft

import (
	"fmt"
	"runtime/debug"
	"slices"
	"testing"

	"tandem/parallel"
)

// Real vectors anywhere in a slice are transformed as if each were alone, and what lies between them is not touched.
func TestRealMany(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection may empty pools, which is no fault
	serial := parallel.WithThreads(ctx, 1)
	for _, c := range []struct {
		n       int
		out, in Layout
	}{
		{12, Rows(5, 7), Rows(5, 12)}, {16, Rows(5, 9), Rows(5, 20)}, {13, Columns(37), Columns(37)}, {16, Columns(16), Columns(16)},
		{9, Rows(4, 5), Columns(4)}, {10, Columns(4), Rows(4, 11)}, {8, Layout{5, 2, 11}, Layout{5, 3, 17}}, {1, Columns(3), Rows(3, 1)},
		{4096, Columns(3), Columns(3)}, {1 << 14, Rows(2, 1<<13+1), Rows(2, 1<<14)},
	} {
		name, half := fmt.Sprintf("%d from %+v to %+v", c.n, c.in, c.out), c.n/2+1
		p, err := NewRealPlan(c.n)
		if err != nil {
			t.Fatal(err)
		}
		x := randomReal((c.in.Count-1)*c.in.Dist + (c.n-1)*c.in.Stride + 3)
		z := randomComplex((c.out.Count-1)*c.out.Dist + (half-1)*c.out.Stride + 3)
		wantZ, wantX := slices.Clone(z), slices.Clone(x)
		row, spectrum := make([]float64, c.n), make([]complex128, half)
		for i := range c.in.Count {
			for j := range row {
				row[j] = x[i*c.in.Dist+j*c.in.Stride]
			}
			if err := p.Forward(serial, spectrum, row, Ortho); err != nil {
				t.Fatal(err)
			}
			for k, v := range spectrum {
				wantZ[i*c.out.Dist+k*c.out.Stride] = v
			}
			if err := p.Inverse(serial, row, spectrum, Ortho); err != nil {
				t.Fatal(err)
			}
			for j, v := range row {
				wantX[i*c.in.Dist+j*c.in.Stride] = v
			}
		}
		for _, threads := range []int{1, 2, 5} {
			ctx, gotZ, gotX := parallel.WithThreads(ctx, threads), slices.Clone(z), slices.Clone(x)
			if err := p.Many(ctx, gotZ, gotX, c.out, c.in, false, Ortho); err != nil || !slices.Equal(gotZ, wantZ) || !slices.Equal(gotX, x) {
				t.Errorf("%s, %d threads: off by %.2g, %v", name, threads, apart(gotZ, wantZ), err)
			}
			if err := p.Many(ctx, gotZ, gotX, c.out, c.in, true, Ortho); err != nil || !slices.Equal(gotX, wantX) || !slices.Equal(gotZ, wantZ) {
				t.Errorf("%s, %d threads: inverse off by %.2g, %v", name, threads, apartReal(gotX, wantX), err)
			}
		}
		if allocs := steady(func() { p.Many(serial, z, x, c.out, c.in, false, Backward) }); allocs != 0 {
			t.Errorf("%s: %v allocations", name, allocs)
		}
	}
}

func TestRealManyRefuses(t *testing.T) {
	p, _ := NewRealPlan(6)
	q, _ := NewRealPlan32(6)
	x, z, x32, z32 := make([]float64, 24), make([]complex128, 16), make([]float32, 24), make([]complex64, 16)
	for name, err := range map[string]error{
		"counts":         p.Many(ctx, z, x, Rows(3, 4), Rows(4, 6), false, Backward),
		"short values":   p.Many(ctx, z, x[:23], Rows(4, 4), Rows(4, 6), false, Backward),
		"short spectrum": p.Many(ctx, z[:15], x, Rows(4, 4), Rows(4, 6), true, Backward),
		"vectors meet":   p.Many(ctx, z, x, Rows(4, 3), Rows(4, 6), false, Backward),
		"norm":           p.Many(ctx, z, x, Rows(4, 4), Rows(4, 6), false, 3),
		"overlap":        p.Many(ctx, z, pairs[float64](z)[:24], Rows(4, 4), Rows(4, 6), false, Backward),
		"float32":        q.Many(ctx, z32, x32, Rows(4, 4), Rows(5, 6), false, Backward),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := q.Many(ctx, z32, x32, Rows(4, 4), Rows(4, 6), false, Backward); err != nil {
		t.Error(err)
	}
}
