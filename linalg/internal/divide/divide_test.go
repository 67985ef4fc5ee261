package divide

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
)

var ctx = context.Background()

func team(n int) parallel.Team { return parallel.TeamOf(parallel.WithThreads(ctx, n)) }

// A shape makes a tridiagonal matrix.
var shapes = map[string]func(n int, rng *rand.Rand) (d, e []float64){
	"random": func(n int, rng *rand.Rand) (d, e []float64) {
		d, e = make([]float64, n), make([]float64, n)
		for i := range d {
			d[i], e[i] = rng.NormFloat64(), rng.NormFloat64()
		}
		return d, e[:n-1]
	},
	"zero": func(n int, rng *rand.Rand) (d, e []float64) { return make([]float64, n), make([]float64, n-1) },
	"toeplitz": func(n int, rng *rand.Rand) (d, e []float64) {
		d, e = make([]float64, n), make([]float64, n)
		for i := range d {
			d[i], e[i] = 2, -1
		}
		return d, e[:n-1]
	},
	"wilkinson": func(n int, rng *rand.Rand) (d, e []float64) { // pairs of eigenvalues agree to working precision
		d, e = make([]float64, n), make([]float64, n)
		for i := range d {
			d[i], e[i] = math.Abs(float64(n-1)/2-float64(i)), 1
		}
		return d, e[:n-1]
	},
	"glued": func(n int, rng *rand.Rand) (d, e []float64) { // Wilkinson matrices of order 21 glued by √ε
		d, e = make([]float64, n), make([]float64, n)
		for i := range d {
			d[i], e[i] = math.Abs(10-float64(i%21)), 1
			if i%21 == 20 {
				e[i] = 1e-8
			}
		}
		return d, e[:n-1]
	},
	"graded": func(n int, rng *rand.Rand) (d, e []float64) {
		d, e = make([]float64, n), make([]float64, n)
		for i := range d {
			d[i] = math.Exp(-30 * float64(i) / float64(n))
			e[i] = d[i] * 0.4
		}
		return d, e[:n-1]
	},
	"hermite": func(n int, rng *rand.Rand) (d, e []float64) { // zeros of the Hermite polynomial
		d, e = make([]float64, n), make([]float64, n)
		for i := range e {
			e[i] = math.Sqrt(float64(i+1) / 2)
		}
		return d, e[:n-1]
	},
	"tiny": func(n int, rng *rand.Rand) (d, e []float64) {
		d, e = make([]float64, n), make([]float64, n)
		for i := range d {
			d[i], e[i] = rng.Float64()*1e-305, rng.Float64()*1e-305
		}
		return d, e[:n-1]
	},
	"split": func(n int, rng *rand.Rand) (d, e []float64) {
		d, e = make([]float64, n), make([]float64, n)
		for i := range d {
			d[i] = float64(i % 3)
			if i%5 != 0 {
				e[i] = -rng.Float64()
			}
		}
		return d, e[:n-1]
	},
}

func check(t *testing.T, name string, d, e []float64, r *Result, wanted []int) {
	t.Helper()
	n := len(d)
	norm := 0.0
	for i := range d {
		s := math.Abs(d[i])
		if i > 0 {
			s += math.Abs(e[i-1])
		}
		if i < n-1 {
			s += math.Abs(e[i])
		}
		norm = max(norm, s)
	}
	if wanted == nil {
		for i := range n {
			wanted = append(wanted, i)
		}
	}
	worst, ortho := 0.0, 0.0
	for _, i := range wanted {
		v := r.Z[r.Row[i]*n : (r.Row[i]+1)*n]
		if i > 0 && r.Values[i] < r.Values[i-1] {
			t.Errorf("%s: values %d, %d descend", name, i-1, i)
		}
		for p := range n {
			s := (d[p] - r.Values[i]) * v[p]
			if p > 0 {
				s += e[p-1] * v[p-1]
			}
			if p < n-1 {
				s += e[p] * v[p+1]
			}
			worst = max(worst, math.Abs(s))
		}
		for _, j := range wanted {
			if j > i {
				break
			}
			u := r.Z[r.Row[j]*n : (r.Row[j]+1)*n]
			s := 0.0
			if i == j {
				s = -1
			}
			for p := range n {
				s += u[p] * v[p]
			}
			ortho = max(ortho, math.Abs(s))
		}
	}
	if norm == 0 {
		norm = 1
	}
	// LAPACK's ratios: ‖TZ − ZΛ‖/(n‖T‖ε) and ‖ZᵀZ − I‖/(nε), threshold 60; ours stay below 2.
	ulp := 0x1p-52 * float64(n)
	if !(worst <= 10*ulp*norm+1e-320) || !(ortho <= 10*ulp) {
		t.Errorf("%s: residual ratio %.2g, orthogonality ratio %.2g", name, worst/(ulp*norm), ortho/ulp)
	}
}

func TestEigen(t *testing.T) {
	for name, shape := range shapes {
		for _, n := range []int{1, 2, 3, 31, 32, 33, 40, 64, 65, 100, 129, 200, 421} {
			if testing.Short() && n > 200 {
				continue
			}
			d, e := shape(n, rand.New(rand.NewPCG(uint64(n), 7)))
			r, err := Eigen(ctx, team(1), append([]float64(nil), d...), append([]float64(nil), e...), nil, new(arena.Arena))
			if err != nil {
				t.Fatal(name, n, err)
			}
			check(t, fmt.Sprintf("%s n=%d", name, n), d, e, r, nil)
			again, err := Eigen(ctx, team(3), append([]float64(nil), d...), append([]float64(nil), e...), nil, new(arena.Arena))
			if err != nil {
				t.Fatal(err)
			}
			for i := range r.Z {
				if r.Z[i] != again.Z[i] {
					t.Fatalf("%s n=%d: 3 threads give other bits", name, n)
				}
			}
			some := []int{0, n / 3, n / 2, n - 1}
			if n < 4 {
				some = []int{n - 1}
			}
			part, err := Eigen(ctx, team(2), append([]float64(nil), d...), append([]float64(nil), e...), some, new(arena.Arena))
			if err != nil {
				t.Fatal(err)
			}
			check(t, fmt.Sprintf("%s n=%d, four of them", name, n), d, e, part, some)
		}
	}
}

// The values stay within a few units in the last place of the norm of those that bisection finds.
func TestValuesAgainstBisection(t *testing.T) {
	for _, n := range []int{100, 800, 2000} {
		if testing.Short() && n > 100 {
			continue
		}
		d, e := shapes["random"](n, rand.New(rand.NewPCG(1, 7)))
		want, err := tridiagonal.NewSturm(append([]float64(nil), d...), e).Select(ctx, team(2), 0, n)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Eigen(ctx, team(2), d, e, nil, new(arena.Arena))
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range r.Values {
			if ratio := math.Abs(v-want[i]) / (0x1p-52 * max(-want[0], want[n-1])); !(ratio < 30) {
				t.Errorf("n=%d: value %d is off by %.3g units", n, i, ratio)
			}
		}
	}
}
