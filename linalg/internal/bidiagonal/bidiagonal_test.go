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

// A = Q·B·Pᵀ, element by element: column j of Q·B·Pᵀ is made by the reflectors themselves. NaN beside the matrix must not be
// read, and the team must not show in the bits.
func TestReduce(t *testing.T) {
	for _, c := range [][2]int{{1, 1}, {2, 1}, {2, 2}, {5, 3}, {31, 31}, {32, 32}, {33, 32}, {40, 33}, {90, 65}, {130, 130}} {
		m, n := c[0], c[1]
		lda := n + 2
		rng := rand.New(rand.NewPCG(uint64(m), uint64(n)))
		a := make([]float64, m*lda)
		for i := range a {
			a[i] = rng.NormFloat64()
			if i%lda >= n {
				a[i] = math.NaN()
			}
		}
		r, err := Reduce(ctx, team(1), m, n, slices.Clone(a), lda, new(arena.Arena))
		if err != nil {
			t.Fatal(err)
		}
		for j := range n {
			// x = B·Pᵀ·eⱼ, P = H₀·H₁·…
			p := make([]float64, n)
			p[j] = 1
			for k := range n - 1 {
				applied(r.V[k*n:(k+1)*n], r.TauV[k], k+1, p)
			}
			x := make([]float64, m)
			for i := range n {
				x[i] = r.D[i] * p[i]
				if i < n-1 {
					x[i] += r.E[i] * p[i+1]
				}
			}
			for k := n - 1; k >= 0; k-- {
				applied(r.U[k*m:(k+1)*m], r.TauU[k], k, x)
			}
			for i := range m {
				if d := math.Abs(x[i] - a[i*lda+j]); !(d < 1e-14*float64(m)) {
					t.Fatalf("%d×%d: (%d, %d) of Q·B·Pᵀ is off by %v", m, n, i, j, d)
				}
			}
		}
		again, err := Reduce(ctx, team(3), m, n, slices.Clone(a), lda, new(arena.Arena))
		if err != nil || !slices.Equal(r.D, again.D) || !slices.Equal(r.E, again.E) {
			t.Errorf("%d×%d: 3 threads give other bits (%v)", m, n, err)
		}
	}
}

// The values with vectors are those without, and the sum of their squares is the Frobenius norm's.
func TestValuesAndVectors(t *testing.T) {
	for _, c := range [][2]int{{1, 1}, {7, 4}, {64, 64}, {200, 150}} {
		m, n := c[0], c[1]
		rng := rand.New(rand.NewPCG(uint64(m), 4))
		a := make([]float64, m*n)
		frobenius := 0.0
		for i := range a {
			a[i] = rng.NormFloat64()
			frobenius += a[i] * a[i]
		}
		work := new(arena.Arena)
		r, err := Reduce(ctx, team(2), m, n, slices.Clone(a), n, work)
		if err != nil {
			t.Fatal(err)
		}
		values, err := r.Values(ctx, team(2))
		if err != nil {
			t.Fatal(err)
		}
		u, v := make([]float64, m*n), make([]float64, n*n)
		s, err := r.Vectors(ctx, team(2), u, v, work)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i := range s {
			sum += s[i] * s[i]
			if !(math.Abs(s[i]-values[i]) < 20*0x1p-52*values[0]) {
				t.Errorf("%d×%d: value %d is %v with vectors, %v without", m, n, i, s[i], values[i])
			}
		}
		if math.Abs(sum-frobenius) > 1e-13*frobenius {
			t.Errorf("%d×%d: squares sum to %v, want %v", m, n, sum, frobenius)
		}
		for i := range m {
			for j := range n {
				x := 0.0
				for k := range n {
					x += u[i*n+k] * s[k] * v[j*n+k]
				}
				if d := math.Abs(x - a[i*n+j]); !(d < 1e-13*math.Sqrt(frobenius)) {
					t.Fatalf("%d×%d: (%d, %d) of U·Σ·Vᵀ is off by %v", m, n, i, j, d)
				}
			}
		}
	}
}

func TestReduceCancelled(t *testing.T) {
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Reduce(stopped, team(1), 9, 9, make([]float64, 81), 9, new(arena.Arena)); err != context.Canceled {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func BenchmarkReduce(b *testing.B) {
	for _, n := range []int{200, 500, 1000} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/threads=%d", n, threads), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 1))
				a0 := make([]float64, n*n)
				for i := range a0 {
					a0[i] = rng.NormFloat64()
				}
				a, work := make([]float64, n*n), new(arena.Arena)
				for b.Loop() {
					copy(a, a0)
					mark := work.Mark()
					if _, err := Reduce(ctx, team(threads), n, n, a, n, work); err != nil {
						b.Fatal(err)
					}
					work.Release(mark)
				}
				b.ReportMetric(8./3*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
			})
		}
	}
}
