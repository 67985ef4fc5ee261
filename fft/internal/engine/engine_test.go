package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// naive is the definition, with exact roots and sums in float64.
func naive(x []float64) []float64 {
	n := len(x) / 2
	y := make([]float64, len(x))
	w := twiddle.New(n)
	c, d := make([]float64, n), make([]float64, n)
	for k := range n {
		c[k], d[k] = w.At(k)
	}
	for k := range n {
		var re, im float64
		for j, e := 0, 0; j < n; j++ {
			re += x[2*j]*c[e] - x[2*j+1]*d[e]
			im += x[2*j]*d[e] + x[2*j+1]*c[e]
			if e += k; e >= n {
				e -= n
			}
		}
		y[2*k], y[2*k+1] = re, im
	}
	return y
}

func distance(a, b []float64) float64 {
	var d, s float64
	for i := range a {
		d += (a[i] - b[i]) * (a[i] - b[i])
		s += b[i] * b[i]
	}
	if s == 0 {
		return math.Sqrt(d)
	}
	return math.Sqrt(d / s)
}

func random(n int) []float64 {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

func edge(inverse bool, factor float64) *kernel.Edge[float64] {
	e := kernel.NewEdge[float64](inverse, factor)
	return &e
}

// checkRecipe runs a recipe in every way that a caller can and compares with want.
func checkRecipe(t *testing.T, r *recipe.Recipe, families []*kernel.Family[float64], x, want []float64) {
	t.Helper()
	n := r.N
	tr := Build(r, families)
	forward, inverse := edge(false, 1), edge(true, 1/float64(n))
	// 1e-15·(3 + log₂n) is far above the rounding of any method and far below one wrong root.
	bound := 1e-15 * (6 + math.Log2(float64(n)))
	const guard = 9
	mem := make([]float64, 2*n+2*guard)
	for i := range mem {
		mem[i] = 77
	}
	y := mem[guard : guard+2*n]
	src := append([]float64(nil), x...)
	tr.Run(parallel.Team{}, &y[0], &src[0], forward)
	if d := distance(y, want); !(d <= bound) {
		t.Errorf("%v: forward differs by %.3g", r, d)
	}
	if distance(src, x) != 0 {
		t.Errorf("%v: the source has changed", r)
	}
	inPlace := append([]float64(nil), x...)
	tr.Run(parallel.Team{}, &inPlace[0], &inPlace[0], forward)
	if distance(inPlace, y) != 0 {
		t.Errorf("%v: in place gives other bits", r)
	}
	tr.Run(parallel.Team{}, &inPlace[0], &inPlace[0], inverse)
	if d := distance(inPlace, x); !(d <= 2*bound) {
		t.Errorf("%v: inverse of forward differs by %.3g", r, d)
	}
	for i := range guard {
		if mem[i] != 77 || mem[len(mem)-1-i] != 77 {
			t.Fatalf("%v: wrote outside dst", r)
		}
	}
}

func families(t testing.TB, tier simd.Tier) []*kernel.Family[float64] {
	return kernel.Of64(tier)
}

func TestEveryShortLength(t *testing.T) {
	for _, tier := range simd.Tiers() {
		t.Run(tier.String(), func(t *testing.T) {
			top := 700
			if testing.Short() {
				top = 300
			}
			fs := families(t, tier)
			for n := 1; n <= top; n++ {
				x := random(2 * n)
				checkRecipe(t, recipe.Design(n, Sets(fs)), fs, x, naive(x))
			}
		})
	}
}

func TestLongerLengths(t *testing.T) {
	for _, n := range []int{1000, 1009, 1024, 1155, 1536, 2000, 2048, 2187, 2310, 3125, 4096, 4099, 4100, 5040, 6561, 8192} {
		x := random(2 * n)
		want := naive(x)
		for _, tier := range simd.Tiers() {
			fs := families(t, tier)
			checkRecipe(t, recipe.Design(n, Sets(fs)), fs, x, want)
		}
	}
}

// Every method must agree where several can serve, whatever the cost formula prefers.
func TestEveryMethod(t *testing.T) {
	for _, tier := range simd.Tiers() {
		fs := families(t, tier)
		sets := Sets(fs)
		for _, f := range fs {
			for _, n1 := range []int{2, 3, 8, 13, 16, 24, 40, 64, 77} {
				for _, n2 := range []int{2, 5, 8, 9, 16, 20, 33, 64, 128} {
					r := recipe.Split(n1, n2, sets, f.V)
					x := random(2 * n1 * n2)
					checkRecipe(t, r, fs, x, naive(x))
				}
			}
		}
		for _, n := range []int{2, 3, 4, 5, 7, 12, 13, 17, 31, 100, 101, 257, 401} {
			x := random(2 * n)
			want := naive(x)
			for _, s := range sets {
				if n > s.Lanes {
					checkRecipe(t, recipe.Near(n, s), fs, x, want)
				}
			}
		}
		for _, n := range []int{200, 511, 1000, 3001, 5003} {
			x := random(2 * n)
			want := naive(x)
			for _, s := range sets {
				checkRecipe(t, recipe.Afar(n, s), fs, x, want)
			}
		}
		for _, n := range []int{3, 5, 7, 13, 17, 31, 101, 257, 401} {
			x := random(2 * n)
			checkRecipe(t, recipe.Cyclic(n, sets), fs, x, naive(x))
		}
		for _, n := range [][2]int{{2, 17}, {3, 101}, {17, 2}, {19, 23}, {64, 17}, {12, 257}, {31, 64}, {100, 19}} {
			x := random(2 * n[0] * n[1])
			checkRecipe(t, recipe.Product(n[0], n[1], sets), fs, x, naive(x))
		}
		for n := 3; n <= 135; n++ {
			x := random(2 * n)
			want := naive(x)
			for i := range sets {
				if r := recipe.Definition(n, sets[i:i+1]); r != nil {
					checkRecipe(t, r, fs, x, want)
				}
			}
		}
	}
}

func TestTeamsGiveTheSameBits(t *testing.T) {
	for _, n := range []int{1 << 15, 1 << 16, 3 * 5 * 7 * 11 * 13 * 4, 40009, 46656, 65537, 64 * 1009, 8 * 31 * 257} {
		x := random(2 * n)
		for _, tier := range simd.Tiers() {
			fs := families(t, tier)
			tr := New(n, fs)
			e := edge(false, 1)
			var want []float64
			for threads := 1; threads <= 5; threads++ {
				y := make([]float64, 2*n)
				tr.Run(parallel.TeamOf(parallel.WithThreads(t.Context(), threads)), &y[0], &x[0], e)
				if want == nil {
					want = y
				} else if distance(y, want) != 0 {
					t.Errorf("%v with %d threads gives other bits", tr.Recipe, threads)
				}
			}
		}
	}
}

func BenchmarkTransform(b *testing.B) {
	for _, n := range []int{16, 64, 256, 1000, 1009, 1024, 4096, 1 << 16, 1 << 20} {
		fs := families(b, simd.Active())
		tr := New(n, fs)
		x, y := random(2*n), make([]float64, 2*n)
		e := edge(false, 1)
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				tr.Run(parallel.Team{}, &y[0], &x[0], e)
			}
			b.ReportMetric(5*float64(n)*math.Log2(float64(n))*float64(b.N)/1e9/b.Elapsed().Seconds(), "GFlop/s")
		})
	}
}
