package tridiagonal

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/linalg/internal/arena"
)

// randomReflectors returns reflectors with NaN left of their vectors.
func randomReflectors(rng *rand.Rand, count, length, first, ld int) Reflectors {
	h := Reflectors{Count: count, Len: length, First: first, LDV: ld, V: make([]float64, max(1, count)*ld), Tau: make([]float64, count)}
	for j := range count {
		row := h.V[j*ld : (j+1)*ld]
		s := 1.0
		for i := range row {
			row[i] = math.NaN()
			if i >= j+first && i < length {
				row[i] = rng.NormFloat64()
			}
		}
		row[j+first] = 1
		for i := j + first + 1; i < length; i++ {
			s += row[i] * row[i]
		}
		h.Tau[j] = 2 / s
	}
	return h
}

// Back against one reflector after another, with vectors shorter than the reflectors, in any order, and guard cells.
func TestBack(t *testing.T) {
	for _, c := range []struct{ count, length, first, given, m int }{
		{0, 1, 1, 1, 1}, {1, 2, 1, 2, 2}, {4, 5, 1, 5, 3}, {5, 5, 0, 3, 5}, {47, 48, 1, 48, 47}, {48, 49, 1, 49, 49},
		{96, 100, 1, 80, 97}, {100, 130, 0, 100, 60}, {149, 150, 1, 150, 150},
	} {
		rng := rand.New(rand.NewPCG(uint64(c.count), uint64(c.m)))
		h := randomReflectors(rng, c.count, c.length, c.first, c.length+3)
		ldz, ldd := c.given+1, c.m+2
		z := Vectors{Row: rng.Perm(c.m), Len: c.given, Z: make([]float64, c.m*ldz), LDZ: ldz}
		if c.m > 20 {
			z.Row = append(z.Row[:0], slices.Sorted(slices.Values(z.Row))...)
			z.Row[3], z.Row[4] = z.Row[4], z.Row[3]
		}
		for i := range z.Z {
			z.Z[i] = rng.NormFloat64()
			if i%ldz == c.given {
				z.Z[i] = math.NaN()
			}
		}
		want := make([][]float64, c.m)
		for j, row := range z.Row {
			x := make([]float64, c.length)
			copy(x, z.Z[row*ldz:row*ldz+c.given])
			for r := c.count - 1; r >= 0; r-- {
				v := h.V[r*h.LDV : r*h.LDV+c.length]
				s := 0.0
				for i := r + c.first; i < c.length; i++ {
					s += v[i] * x[i]
				}
				for i := r + c.first; i < c.length; i++ {
					x[i] -= h.Tau[r] * s * v[i]
				}
			}
			want[j] = x
		}
		var one []float64
		for _, threads := range []int{1, 2, 3} {
			dst := make([]float64, c.length*ldd)
			for i := range dst {
				dst[i] = 7
			}
			g := h
			g.V = slices.Clone(h.V)
			if err := g.Back(ctx, team(threads), z, dst, ldd, new(arena.Arena)); err != nil {
				t.Fatal(err)
			}
			for i := range c.length {
				for j := range c.m {
					if d := math.Abs(dst[i*ldd+j] - want[j][i]); !(d < 1e-13*float64(1+c.count)) {
						t.Fatalf("%+v: element %d of vector %d is %v, want %v", c, i, j, dst[i*ldd+j], want[j][i])
					}
				}
				if dst[i*ldd+c.m] != 7 || dst[i*ldd+c.m+1] != 7 {
					t.Fatalf("%+v: wrote beside the result", c)
				}
			}
			if one == nil {
				one = dst
			} else if !slices.Equal(one, dst) {
				t.Errorf("%+v: %d threads give other bits", c, threads)
			}
		}
	}
}

func TestBackCancelled(t *testing.T) {
	h := randomReflectors(rand.New(rand.NewPCG(1, 1)), 99, 100, 1, 100)
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	z := Vectors{Row: make([]int, 100), Len: 100, Z: make([]float64, 100), LDZ: 100}
	if err := h.Back(stopped, team(2), z, make([]float64, 100*100), 100, new(arena.Arena)); err != context.Canceled {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func BenchmarkBack(b *testing.B) {
	for _, n := range []int{100, 200, 500, 1000, 2000} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/threads=%d", n, threads), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 1))
				h := randomReflectors(rng, n-1, n, 1, n)
				z := Vectors{Len: n, Z: make([]float64, n*n), LDZ: n}
				for i := range n {
					z.Row = append(z.Row, i)
					z.Z[i*n+i] = 1
				}
				dst, work := make([]float64, n*n), new(arena.Arena)
				for b.Loop() {
					if err := h.Back(ctx, team(threads), z, dst, n, work); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(2*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
			})
		}
	}
}
