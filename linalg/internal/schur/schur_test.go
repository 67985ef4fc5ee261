package schur

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/hessenberg"
	"tandem/parallel"
	"tandem/parallel/simd"
)

func team(threads int) parallel.Team {
	return parallel.TeamOf(parallel.WithThreads(context.Background(), threads))
}

// random returns a random Hessenberg matrix: that of a matrix of independent normal entries.
func random(n, ld int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	a := make([]float64, n*ld)
	for i := range n {
		for j := range n {
			a[i*ld+j] = r.NormFloat64()
		}
	}
	hessenberg.Reduce(context.Background(), team(1), n, 0, n, a, ld, make([]float64, n), false, new(arena.Arena))
	hessenberg.Clear(n, a, ld)
	return a
}

func frobenius(a []float64) float64 {
	var s float64
	for _, v := range a {
		s += v * v
	}
	return math.Sqrt(s)
}

// checkSchur checks that t is a standard Schur form with the given eigenvalues and h = zᵀᵀ·t·zᵀ.
func checkSchur(t *testing.T, n int, h, s, zt []float64, ld int, re, im []float64) {
	t.Helper()
	for i := range n {
		for j := range i {
			if v := s[i*ld+j]; v != 0 && (j < i-1 || i >= 2 && s[(i-1)*ld+i-2] != 0) {
				t.Fatalf("element (%d, %d) of the Schur form is %v", i, j, v)
			}
		}
		if i > 0 && s[i*ld+i-1] != 0 {
			a, b, c, d := s[(i-1)*ld+i-1], s[(i-1)*ld+i], s[i*ld+i-1], s[i*ld+i]
			if a != d || math.Signbit(b) == math.Signbit(c) {
				t.Fatalf("the block at row %d is not standard: %v %v %v %v", i-1, a, b, c, d)
			}
			if w := math.Sqrt(math.Abs(b)) * math.Sqrt(math.Abs(c)); re[i] != a || re[i-1] != a || im[i-1] != w || im[i] != -w {
				t.Fatalf("eigenvalues %v±%vi at row %d: want %v±%vi", re[i-1], im[i-1], i-1, a, w)
			}
		} else if (i == n-1 || s[(i+1)*ld+i] == 0) && (re[i] != s[i*ld+i] || im[i] != 0) {
			t.Fatalf("eigenvalue %v%+vi at row %d: want %v", re[i], im[i], i, s[i*ld+i])
		}
	}
	x, r := make([]float64, n*n), slices.Clone(h)
	blas.Gemm(serial, true, false, n, n, n, 1, zt, ld, s, ld, 0, x, n)
	blas.Gemm(serial, false, false, n, n, n, -1, x, n, zt, ld, 1, r, ld)
	if e := frobenius(r) / frobenius(h) / float64(n) / ulp; !(e < 20) {
		t.Errorf("residual %.3g: want less than 20", e)
	}
	clear(x)
	for i := range n {
		x[i*n+i] = 1
	}
	blas.Gemm(serial, true, false, n, n, n, -1, zt, ld, zt, ld, 1, x, n)
	if e := frobenius(x) / float64(n) / ulp; !(e < 20) {
		t.Errorf("orthogonality %.3g: want less than 20", e)
	}
}

// matched returns the largest distance between the eigenvalues in two orders, each paired with the nearest left.
func matched(re1, im1, re2, im2 []float64) (worst float64) {
	used := make([]bool, len(re1))
	for i := range re1 {
		best, at := math.Inf(1), -1
		for j := range re2 {
			if d := cmplx.Abs(complex(re1[i]-re2[j], im1[i]-im2[j])); !used[j] && d < best {
				best, at = d, j
			}
		}
		used[at] = true
		worst = max(worst, best)
	}
	return worst
}

func TestSolve(t *testing.T) {
	ctx := context.Background()
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 20, 33, 50, 64, 100, 150, 257, 400} {
			t.Run(fmt.Sprint(tier, "/", n), func(t *testing.T) {
				ld := n + 3
				h := random(n, ld, 1)
				var work arena.Arena
				solve := func(threads int, full bool) (s, zt, re, im []float64) {
					s, re, im = slices.Clone(h), make([]float64, n), make([]float64, n)
					if full {
						zt = make([]float64, n*ld)
						for i := range n {
							zt[i*ld+i] = 1
						}
					}
					failed, err := Solve(ctx, team(threads), Problem{N: n, Hi: n, H: s, Ldh: ld, Z: zt, Ldz: ld, Cols: n, Full: full, Re: re, Im: im}, &work)
					if failed != 0 || err != nil {
						t.Fatalf("%d rows failed, error %v", failed, err)
					}
					return s, zt, re, im
				}
				s, zt, re, im := solve(1, true)
				checkSchur(t, n, h, s, zt, ld, re, im)
				s2, zt2, re2, im2 := solve(2, true)
				if !slices.Equal(s, s2) || !slices.Equal(zt, zt2) || !slices.Equal(re, re2) || !slices.Equal(im, im2) {
					t.Error("two threads give other bits than one")
				}
				_, _, re3, im3 := solve(1, false)
				if d := matched(re, im, re3, im3); d > 1e-12*float64(n) {
					t.Errorf("values alone differ by %g", d)
				}
			})
		}
	}
}

// TestGivesUp checks that an iteration that runs out of rounds says which rows are left, and that it heeds its context.
func TestGivesUp(t *testing.T) {
	const n, ld = 200, 208
	h := random(n, ld, 1)
	solve := func(ctx context.Context, rounds int) (failed int, err error) {
		defer func(was int) { MaxRounds = was }(MaxRounds)
		MaxRounds = rounds
		p := problem{Problem{N: n, Hi: n, H: slices.Clone(h), Ldh: ld, Re: make([]float64, n), Im: make([]float64, n)},
			ctx, serial, simd.Active(), standardTuning, new(arena.Arena)}
		return p.iterate()
	}
	if failed, err := solve(context.Background(), 0); failed != n || err != nil {
		t.Errorf("without rounds %d rows failed, error %v: want all %d", failed, err, n)
	}
	for _, left := range []int{0, 1, 5, 20} {
		if _, err := solve(&countdown{context.Background(), left}, 30); err != context.Canceled {
			t.Errorf("error %v after %d looks at the context: want context.Canceled", err, left)
		}
	}
}

// A countdown is a context that is cancelled after Err was asked a number of times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func BenchmarkSolve(b *testing.B) {
	for _, n := range []int{30, 60, 100, 200, 500, 1000, 2000} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprint("n=", n, "/threads=", threads), func(b *testing.B) {
				ld := n + 8
				a := random(n, ld, 7)
				h, re, im := make([]float64, len(a)), make([]float64, n), make([]float64, n)
				var work arena.Arena
				for b.Loop() {
					copy(h, a)
					Solve(context.Background(), team(threads), Problem{N: n, Hi: n, H: h, Ldh: ld, Re: re, Im: im}, &work)
				}
			})
		}
	}
}
