package complexschur

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
	"tandem/parallel"
	"tandem/parallel/simd"
)

func team(threads int) parallel.Team {
	return parallel.TeamOf(parallel.WithThreads(context.Background(), threads))
}

func random(n, ld int, seed uint64) []complex128 {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	a := make([]complex128, n*ld)
	for i := range n {
		for j := range n {
			a[i*ld+j] = complex(r.NormFloat64(), r.NormFloat64())
		}
	}
	return a
}

// randomHessenberg is the Hessenberg form of a random matrix.
func randomHessenberg(n, ld int, seed uint64) []complex128 {
	a := random(n, ld, seed)
	Reduce(context.Background(), serial, n, 0, n, a, ld, make([]float64, n), false, new(arena.Arena))
	Clear(n, a, ld)
	return a
}

// checkSimilar checks that a = zᴴ·s·z and that z is unitary: LAPACK's ratios, at most 20.
func checkSimilar(t *testing.T, n int, a, s, z []complex128, ld int) {
	t.Helper()
	frobenius := func(x []complex128) float64 { return blas.Nrm2(2*len(x), parts(x), 1) }
	x, r := make([]complex128, n*n), slices.Clone(a)
	blas.Zgemm(serial, blas.ConjTrans, blas.NoTrans, n, n, n, 1, z, ld, s, ld, 0, x, n)
	blas.Zgemm(serial, blas.NoTrans, blas.NoTrans, n, n, n, -1, x, n, z, ld, 1, r, ld)
	if e := frobenius(r) / frobenius(a) / float64(n) / ulp; !(e < 20) {
		t.Errorf("residual %.3g: want less than 20", e)
	}
	clear(x)
	for i := range n {
		x[i*n+i] = 1
	}
	blas.Zgemm(serial, blas.ConjTrans, blas.NoTrans, n, n, n, -1, z, ld, z, ld, 1, x, n)
	if e := frobenius(x) / float64(n) / ulp; !(e < 20) {
		t.Errorf("orthogonality %.3g: want less than 20", e)
	}
}

// TestReduce checks the reduction of blocks inside triangular matrices, the same bits for two threads, and the same active block
// when only that is asked for.
func TestReduce(t *testing.T) {
	ctx := context.Background()
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		for _, c := range []struct{ n, lo, hi int }{{1, 0, 1}, {2, 0, 2}, {3, 0, 3}, {4, 0, 4}, {5, 0, 5}, {13, 2, 11},
			{33, 0, 33}, {34, 0, 34}, {50, 7, 41}, {100, 0, 100}, {150, 3, 140}} {
			t.Run(fmt.Sprint(tier, c), func(t *testing.T) {
				n, ld := c.n, c.n+3
				a := random(n, ld, 7)
				for i := range n { // upper triangular outside the block
					for j := range i {
						if j < c.lo || i >= c.hi {
							a[i*ld+j] = 0
						}
					}
				}
				var work arena.Arena
				reduce := func(threads int, values bool) (h []complex128, tau []float64) {
					h, tau = slices.Clone(a), make([]float64, n)
					if err := Reduce(ctx, team(threads), n, c.lo, c.hi, h, ld, tau, values, &work); err != nil {
						t.Fatal(err)
					}
					return h, tau
				}
				h, tau := reduce(1, false)
				if h2, tau2 := reduce(2, false); !slices.Equal(h, h2) || !slices.Equal(tau, tau2) {
					t.Error("two threads give other bits than one")
				}
				h3, _ := reduce(1, true)
				for i := c.lo; i < c.hi; i++ {
					for j := c.lo; j < c.hi; j++ {
						if h3[i*ld+j] != h[i*ld+j] {
							t.Fatalf("element (%d, %d) is %v for values alone, %v in full", i, j, h3[i*ld+j], h[i*ld+j])
						}
					}
				}
				z := make([]complex128, n*ld)
				if err := Adjoint(ctx, team(2), n, c.lo, c.hi, h, ld, tau, z, ld, &work); err != nil {
					t.Fatal(err)
				}
				Clear(n, h, ld)
				checkSimilar(t, n, a, h, z, ld)
			})
		}
	}
}

// TestReflector checks that reflectors of numbers of all sizes are unitary and turn their vector to the first axis, to a few ulp.
func TestReflector(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 2000 {
		x := make([]complex128, 1+r.IntN(6))
		e := []int{0, -1030, 1000, -600}[i%4]
		for k := range x {
			if r.IntN(4) > 0 {
				x[k] = complex(math.Ldexp(r.NormFloat64(), e), math.Ldexp(r.NormFloat64(), e))
			}
		}
		v := slices.Clone(x)
		tau := reflector(v)
		beta := v[0]
		v[0] = 1
		for k := range x {
			x[k] = ldexp(x[k], -e)
		}
		var dot complex128 // vᴴ·x
		var length, norm float64
		for k := range x {
			dot += cmplx.Conj(v[k]) * x[k]
			length += real(v[k])*real(v[k]) + imag(v[k])*imag(v[k])
			norm = math.Hypot(norm, cmplx.Abs(x[k]))
		}
		if tau != 0 && !(math.Abs(tau*length-2) < 1e-14) {
			t.Fatalf("%v: τ·|v|² is %v: want 2", x, tau*length)
		}
		for k := range x {
			got, want := x[k]-complex(tau, 0)*dot*v[k], complex128(0)
			if k == 0 {
				want = ldexp(beta, -e)
			}
			if tol := 1e-15*norm*8 + math.Ldexp(4, -1074-e); !(cmplx.Abs(got-want) <= tol) { // β may be denormal
				t.Fatalf("%v: element %d of the reflected vector is %v: want %v", x, k, got, want)
			}
		}
	}
}

// TestSolve checks Schur forms, with the sizes of a large problem at small ones too, so that windows and chains of all shapes occur.
func TestSolve(t *testing.T) {
	ctx := context.Background()
	tiny := tuning{small: 4, nibble: 14, shifts: func(int) int { return 5 }, window: func(n int) int { return max(2, min(6, n/3)) }}
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 20, 33, 50, 61, 64, 100, 150, 257} {
			for name, tune := range map[string]tuning{"standard": standardTuning, "tiny": tiny} {
				t.Run(fmt.Sprint(tier, "/", n, "/", name), func(t *testing.T) {
					ld := n + 3
					h := randomHessenberg(n, ld, 1)
					var work arena.Arena
					solve := func(threads int, full bool) (s, z, w []complex128) {
						s, w = slices.Clone(h), make([]complex128, n)
						if full {
							z = make([]complex128, n*ld)
							for i := range n {
								z[i*ld+i] = 1
							}
						}
						p := problem{Problem{N: n, Hi: n, H: s, Ldh: ld, Z: z, Ldz: ld, Cols: n, Full: full, W: w}, ctx, team(threads), tier, tune, &work}
						if failed, err := p.iterate(); failed != 0 || err != nil {
							t.Fatalf("%d rows failed, error %v", failed, err)
						}
						return s, z, w
					}
					s, z, w := solve(1, true)
					checkSimilar(t, n, h, s, z, ld)
					for i := range n {
						if w[i] != s[i*ld+i] {
							t.Fatalf("value %d is %v: T has %v", i, w[i], s[i*ld+i])
						}
						for j := range i {
							if s[i*ld+j] != 0 {
								t.Fatalf("element (%d, %d) of T is %v", i, j, s[i*ld+j])
							}
						}
					}
					if s2, z2, w2 := solve(2, true); !slices.Equal(s, s2) || !slices.Equal(z, z2) || !slices.Equal(w, w2) {
						t.Error("two threads give other bits than one")
					}
					_, _, alone := solve(1, false)
					for _, v := range alone {
						best := 0
						for i := range w {
							if cmplx.Abs(w[i]-v) < cmplx.Abs(w[best]-v) {
								best = i
							}
						}
						if d := cmplx.Abs(w[best] - v); !(d < 1e-12*float64(n)) {
							t.Errorf("values alone: %v, the next with vectors is %g away", v, d)
						}
						w[best] = cmplx.Inf()
					}
				})
			}
		}
	}
}

// TestGivesUp checks that an iteration that runs out of rounds says which rows are left, and that it heeds its context.
func TestGivesUp(t *testing.T) {
	const n, ld = 200, 208
	h := randomHessenberg(n, ld, 1)
	solve := func(ctx context.Context, rounds int) (failed int, err error) {
		defer func(was int) { MaxRounds = was }(MaxRounds)
		MaxRounds = rounds
		return Solve(ctx, serial, Problem{N: n, Hi: n, H: slices.Clone(h), Ldh: ld, W: make([]complex128, n)}, new(arena.Arena))
	}
	if failed, err := solve(context.Background(), 0); failed != n || err != nil {
		t.Errorf("without rounds %d rows failed, error %v: want all %d", failed, err, n)
	}
	for _, left := range []int{0, 1, 5, 20} {
		if _, err := solve(&countdown{context.Background(), left}, 30); err != context.Canceled {
			t.Errorf("error %v after %d looks at the context: want context.Canceled", err, left)
		}
	}
	ctx := &countdown{context.Background(), 0}
	if err := Reduce(ctx, serial, n, 0, n, slices.Clone(h), ld, make([]float64, n), true, new(arena.Arena)); err != context.Canceled {
		t.Errorf("Reduce: error %v: want context.Canceled", err)
	}
	if err := Vectors(ctx, serial, n, h, ld, h, ld, make([]complex128, n*n)); err != context.Canceled {
		t.Errorf("Vectors: error %v: want context.Canceled", err)
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
	for _, n := range []int{30, 60, 100, 200, 500, 1000} {
		b.Run(fmt.Sprint("n=", n), func(b *testing.B) {
			ld := n + 4
			a := randomHessenberg(n, ld, 7)
			h, w := make([]complex128, len(a)), make([]complex128, n)
			var work arena.Arena
			for b.Loop() {
				copy(h, a)
				Solve(context.Background(), serial, Problem{N: n, Hi: n, H: h, Ldh: ld, W: w}, &work)
			}
		})
	}
}
