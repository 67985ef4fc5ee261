package bidiagonal

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/linalg/internal/arena"
	"tandem/parallel"
	"tandem/parallel/simd"
)

var ctx = context.Background()

func team(n int) parallel.Team { return parallel.TeamOf(parallel.WithThreads(ctx, n)) }

// applied returns H·x for the reflector with vector v, which acts on elements from first on.
func applied(v []float64, tau float64, first int, x []float64) {
	s := 0.0
	for i := first; i < len(x); i++ {
		s += v[i] * x[i]
	}
	for i := first; i < len(x); i++ {
		x[i] -= tau * s * v[i]
	}
}

// random returns an n×m matrix as Reduce wants it, and without its gaps.
func random(n, m int, seed uint64) (g, plain []float64) {
	rng := rand.New(rand.NewPCG(uint64(n*m), seed))
	ld := LeadingDimension(m)
	g = make([]float64, n*ld)
	for i := range n {
		for j := range m {
			g[i*ld+j] = rng.NormFloat64()
		}
		plain = append(plain, g[i*ld:i*ld+m]...)
	}
	return g, plain
}

var shapes = [][2]int{{1, 1}, {1, 2}, {2, 2}, {3, 5}, {7, 7}, {8, 8}, {9, 9}, {31, 31}, {33, 40}, {65, 90}, {130, 130}, {240, 330}}

// G = P·Bᵀ·Qᵀ, row by row: row i of it is made by the reflectors themselves. The team must not show in the bits.
func TestReduce(t *testing.T) {
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		for _, c := range shapes {
			n, m := c[0], c[1]
			g, plain := random(n, m, 1)
			again := slices.Clone(g)
			r, err := Reduce(ctx, team(1), n, m, g, true, new(arena.Arena))
			if err != nil {
				t.Fatal(err)
			}
			checkReduction(t, r, plain)
			r3, err := Reduce(ctx, team(3), n, m, again, false, new(arena.Arena))
			if err != nil || !slices.Equal(r.D, r3.D) || !slices.Equal(r.E, r3.E) || !slices.Equal(g, again) {
				t.Errorf("%d×%d: 3 threads give other bits (%v)", n, m, err)
			}
		}
	}
}

func checkReduction(t *testing.T, r *Reduction, plain []float64) {
	t.Helper()
	n, m := r.N, r.M
	size := 0x1p-1000
	for _, v := range plain {
		size = max(size, math.Abs(v))
	}
	for i := range n {
		// x = Bᵀ-row of eᵢᵀ·P, P = H₀·H₁·…
		p := make([]float64, n)
		p[i] = 1
		for k := range n - 1 {
			applied(r.V[k*n:(k+1)*n], r.TauV[k], k+1, p)
		}
		x := make([]float64, m)
		for k := range n {
			x[k] += p[k] * r.D[k]
			if k < n-1 {
				x[k] += p[k+1] * r.E[k]
			}
		}
		for k := n - 1; k >= 0; k-- {
			applied(r.U[k*r.LDU:k*r.LDU+m], r.TauU[k], k, x)
		}
		for j := range m {
			if d := math.Abs(x[j] - plain[i*m+j]); !(d < 1e-14*float64(m)*size) {
				t.Fatalf("%d×%d: (%d, %d) of P·Bᵀ·Qᵀ is off by %v", n, m, i, j, d)
			}
		}
	}
}

// Matrices whose columns vanish, at once or in rounding errors, or nearly underflow on the way.
func TestReduceDeficient(t *testing.T) {
	const n, m = 20, 27
	ld := LeadingDimension(m)
	for name, entry := range map[string]func(i, j int) float64{
		"zero":        func(i, j int) float64 { return 0 },
		"ones":        func(i, j int) float64 { return 1 },
		"diagonal":    func(i, j int) float64 { return map[bool]float64{true: float64(1 + i)}[i == j] },
		"one entry":   func(i, j int) float64 { return map[bool]float64{true: 1}[i == 7 && j == 3] },
		"rank two":    func(i, j int) float64 { return float64(i) + float64(j*j) },
		"graded":      func(i, j int) float64 { return math.Exp2(-40*float64(i)) * (1 + math.Sin(float64(7*i+j))) },
		"graded both": func(i, j int) float64 { return math.Exp2(-50*float64(max(i, j))) * math.Cos(float64(i*j)) },
		"graded up":   func(i, j int) float64 { return math.Exp2(40*float64(i-19)) * (1 + math.Sin(float64(7*i+j))) },
		"tiny column": func(i, j int) float64 {
			return map[bool]float64{true: 1 + math.Cos(float64(i+j*j)), false: 0x1p-1060 * float64(i)}[j > 0]
		},
	} {
		t.Run(name, func(t *testing.T) {
			g, plain := make([]float64, n*ld), make([]float64, n*m)
			for i := range n {
				for j := range m {
					g[i*ld+j] = entry(i, j)
					plain[i*m+j] = g[i*ld+j]
				}
			}
			r, err := Reduce(ctx, team(1), n, m, g, true, new(arena.Arena))
			if err != nil {
				t.Fatal(err)
			}
			checkReduction(t, r, plain)
		})
	}
}

// The values with vectors are those without, and the sum of their squares is the Frobenius norm's.
func TestValuesAndVectors(t *testing.T) {
	for _, c := range shapes {
		n, m := c[0], c[1]
		g, plain := random(n, m, 4)
		frobenius := 0.0
		for _, v := range plain {
			frobenius += v * v
		}
		work := new(arena.Arena)
		r, err := Reduce(ctx, team(2), n, m, g, true, work)
		if err != nil {
			t.Fatal(err)
		}
		values, err := Values(ctx, team(2), r.D, r.E)
		if err != nil {
			t.Fatal(err)
		}
		q, p := make([]float64, m*n), make([]float64, n*n)
		s, err := r.Vectors(ctx, team(2), q, p, work)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i := range s {
			sum += s[i] * s[i]
			if !(math.Abs(s[i]-values[i]) < 20*0x1p-52*values[0]) {
				t.Errorf("%d×%d: value %d is %v with vectors, %v without", n, m, i, s[i], values[i])
			}
		}
		if math.Abs(sum-frobenius) > 1e-13*frobenius {
			t.Errorf("%d×%d: squares sum to %v, want %v", n, m, sum, frobenius)
		}
		for i := range n {
			for j := range m {
				x := 0.0
				for k := range n {
					x += p[i*n+k] * s[k] * q[j*n+k]
				}
				if d := math.Abs(x - plain[i*m+j]); !(d < 1e-13*math.Sqrt(frobenius)) {
					t.Fatalf("%d×%d: (%d, %d) of the product is off by %v", n, m, i, j, d)
				}
			}
		}
	}
}

func TestReduceCancelled(t *testing.T) {
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Reduce(stopped, team(1), 9, 9, make([]float64, 9*LeadingDimension(9)), false, new(arena.Arena)); err != context.Canceled {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func BenchmarkReduce(b *testing.B) {
	for _, n := range []int{100, 200, 500, 1000, 2000} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/threads=%d", n, threads), func(b *testing.B) {
				g0, _ := random(n, n, 1)
				g, work := make([]float64, len(g0)), new(arena.Arena)
				for b.Loop() {
					copy(g, g0)
					mark := work.Mark()
					if _, err := Reduce(ctx, team(threads), n, n, g, false, work); err != nil {
						b.Fatal(err)
					}
					work.Release(mark)
				}
				b.ReportMetric(8./3*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
			})
		}
	}
}
