package divide

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/tridiagonal"
)

// Bidiagonal matrices whose singular values are apart, together, zero, graded.
var bidiagonals = map[string]func(i, n int, rng *rand.Rand) (d, e float64){
	"random":     func(i, n int, rng *rand.Rand) (float64, float64) { return rng.NormFloat64(), rng.NormFloat64() },
	"zero":       func(i, n int, rng *rand.Rand) (float64, float64) { return 0, 0 },
	"identity":   func(i, n int, rng *rand.Rand) (float64, float64) { return -1, 0 },
	"ones":       func(i, n int, rng *rand.Rand) (float64, float64) { return 1, 1 },
	"no d":       func(i, n int, rng *rand.Rand) (float64, float64) { return 0, 1 },
	"some zeros": func(i, n int, rng *rand.Rand) (float64, float64) { return float64(i % 3), float64(i % 4) },
	"graded": func(i, n int, rng *rand.Rand) (float64, float64) {
		return math.Exp2(float64(-i)), math.Exp2(float64(-i) - 1)
	},
	"graded up": func(i, n int, rng *rand.Rand) (float64, float64) {
		return math.Exp2(float64(i - n)), math.Exp2(float64(i - n))
	},
	"clusters": func(i, n int, rng *rand.Rand) (float64, float64) {
		return 1 + 1e-15*rng.Float64() + float64(i%2), 1e-15 * rng.NormFloat64()
	},
	"tiny": func(i, n int, rng *rand.Rand) (float64, float64) {
		return 1e-300 * rng.Float64(), 1e-300 * rng.Float64()
	},
	"huge": func(i, n int, rng *rand.Rand) (float64, float64) { return 1e300 * rng.Float64(), 1e300 * rng.Float64() },
	"glued": func(i, n int, rng *rand.Rand) (float64, float64) {
		return math.Abs(10 - float64(i%21)), map[bool]float64{true: 1e-8, false: 1}[i%21 == 20]
	},
}

// LAPACK's ratios ‖BV − UΣ‖/(n‖B‖ε), ‖UᵀU − I‖/(nε), ‖VᵀV − I‖/(nε), threshold 60 there; values against QL on the matrix of
// Golub and Kahan; the same bits for every team.
func TestSingular(t *testing.T) {
	for name, shape := range bidiagonals {
		for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 16, 33, 64, 150, 400} {
			if testing.Short() && n > 150 {
				continue
			}
			rng := rand.New(rand.NewPCG(uint64(n), 9))
			d, e := make([]float64, n), make([]float64, n)
			norm := 0.0
			for i := range n {
				d[i], e[i] = shape(i, n, rng)
				norm = max(norm, math.Abs(d[i]), math.Abs(e[i]))
			}
			norm = max(norm, 0x1p-1060)
			e = e[:n-1]
			r, err := Singular(ctx, team(1), slices.Clone(d), e, new(arena.Arena))
			if err != nil {
				t.Fatal(name, n, err)
			}
			ulp := 0x1p-52 * float64(n)
			worst, left, right := 0.0, 0.0, 0.0
			for i, row := range r.Row {
				if s := r.Values[i]; !(s >= 0) || i > 0 && s < r.Values[i-1] {
					t.Errorf("%s n=%d: value %d is %v", name, n, i, s)
				}
				u, v := r.U[row*n:(row+1)*n], r.V[row*n:(row+1)*n]
				for p := range n {
					x := d[p] / norm * v[p]
					if p < n-1 {
						x += e[p] / norm * v[p+1]
					}
					worst = max(worst, math.Abs(x-r.Values[i]/norm*u[p]))
				}
				for j := range i + 1 {
					other := r.Row[j]
					gu, gv := 0.0, 0.0
					if i == j {
						gu, gv = -1, -1
					}
					for p := range n {
						gu += u[p] * r.U[other*n+p]
						gv += v[p] * r.V[other*n+p]
					}
					left, right = max(left, math.Abs(gu)), max(right, math.Abs(gv))
				}
			}
			if !(worst <= 10*ulp && left <= 10*ulp && right <= 10*ulp) {
				t.Errorf("%s n=%d: residual ratio %.2g, orthogonality %.2g and %.2g", name, n, worst/ulp, left/ulp, right/ulp)
			}
			gd, ge := make([]float64, 2*n), make([]float64, 2*n-1)
			for i := range n {
				ge[2*i] = d[i]
				if i < n-1 {
					ge[2*i+1] = e[i]
				}
			}
			if err := tridiagonal.Values(ctx, team(1), gd, ge); err != nil {
				t.Fatal(name, n, err)
			}
			for i, want := range gd[n:] {
				if !(math.Abs(r.Values[i]-want) <= 40*0x1p-52*norm) {
					t.Errorf("%s n=%d: value %d is %v, want %v", name, n, i, r.Values[i], want)
				}
			}
			again, err := Singular(ctx, team(3), slices.Clone(d), e, new(arena.Arena))
			if err != nil || !slices.Equal(r.Values, again.Values) || !slices.Equal(r.U, again.U) || !slices.Equal(r.V, again.V) {
				t.Errorf("%s n=%d: 3 threads give other bits (%v)", name, n, err)
			}
		}
	}
}

func TestSingularCancelled(t *testing.T) {
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Singular(stopped, team(1), make([]float64, 9), make([]float64, 8), new(arena.Arena)); err != context.Canceled {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}
