package householder

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/parallel/simd"
)

const guard = -12345.678

// guarded returns n random numbers between guard cells, and a check that the guards are intact.
func guarded(r *rand.Rand, n int) (x []float64, check func(t *testing.T)) {
	all := make([]float64, n+16)
	for i := range all {
		all[i] = guard
	}
	x = all[8 : 8+n : 8+n]
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x, func(t *testing.T) {
		t.Helper()
		for _, g := range append(slices.Clone(all[:8]), all[8+n:]...) {
			if g != guard {
				t.Error("a guard cell was overwritten")
			}
		}
	}
}

func reflectors(r *rand.Rand, n int) []Reflector {
	c := make([]Reflector, n)
	for i := range c {
		c[i], _ = Make(r.NormFloat64(), r.NormFloat64(), r.NormFloat64())
	}
	return c
}

func near(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tol) {
			t.Fatalf("%s: element %d is %v: want %v", what, i, got[i], want[i])
		}
	}
}

func TestMake(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		scale := math.Ldexp(1, r.IntN(1800)-900)
		x := []float64{r.NormFloat64() * scale, r.NormFloat64() * scale, r.NormFloat64() * scale}
		if r.IntN(4) == 0 {
			x[r.IntN(3)] = 0
		}
		norm := math.Hypot(math.Hypot(x[0], x[1]), x[2])
		c, beta := Make(x[0], x[1], x[2])
		apply(x[0:1], x[1:2], x[2:3], &c)
		near(t, "reflected", []float64{x[0] / norm, x[1] / norm, x[2] / norm, math.Abs(beta) / norm},
			[]float64{beta / norm, 0, 0, 1}, 1e-15) // 4 ulp
	}
	if c, beta := Make(-3, 0, 0); c != (Reflector{}) || beta != -3 {
		t.Errorf("Make(-3, 0, 0) = %v, %v: want the identity", c, beta)
	}
}

func TestKernels(t *testing.T) {
	for _, tier := range simd.Tiers() {
		r := rand.New(rand.NewPCG(3, 4))
		t.Run(fmt.Sprint(tier, "/chain"), func(t *testing.T) {
			for n := 1; n < 20; n++ {
				stride := Width + 8*(n%2)
				x, check := guarded(r, (n+1)*stride+Width)
				want, c := slices.Clone(x), reflectors(r, n)
				chainGo(want, stride, c)
				Chain(tier, x, stride, c)
				near(t, fmt.Sprint(n), x, want, 1e-13)
				check(t)
			}
		})
		t.Run(fmt.Sprint(tier, "/rows"), func(t *testing.T) {
			for n := 8; n < 64; n += 8 {
				stride := n + 3
				x, check := guarded(r, 2*stride+n)
				want, c := slices.Clone(x), reflectors(r, 1)
				rows3Go(want, stride, n, &c[0])
				Rows(tier, x, stride, n-r.IntN(8), &c[0])
				near(t, fmt.Sprint(n), x, want, 1e-14)
				check(t)
			}
		})
		t.Run(fmt.Sprint(tier, "/columns"), func(t *testing.T) {
			for n := 4; n < 40; n += 4 {
				x, check := guarded(r, (n-1)*7+4)
				want, c := slices.Clone(x), reflectors(r, 1)
				columns3Go(want, 7, n, &c[0])
				Columns(tier, x, 7, n-r.IntN(4), &c[0])
				near(t, fmt.Sprint(n), x, want, 1e-14)
				check(t)
			}
		})
		t.Run(fmt.Sprint(tier, "/transpose"), func(t *testing.T) {
			for m := 1; m < 40; m += 3 {
				for n := 1; n < 40; n++ {
					src, _ := guarded(r, (m-1)*(n+5)+n)
					dst, check := guarded(r, (n-1)*(m+2)+m)
					Transpose(tier, dst, m+2, src, n+5, m, n)
					for i := range m {
						for j := range n {
							if dst[j*(m+2)+i] != src[i*(n+5)+j] {
								t.Fatalf("%d×%d: element (%d, %d) is wrong", m, n, i, j)
							}
						}
					}
					check(t)
				}
			}
		})
		t.Run(fmt.Sprint(tier, "/pass"), func(t *testing.T) {
			for rows := 4; rows < 24; rows += 4 {
				for cols := 8; cols < 48; cols += 8 {
					lda := cols + 5
					make1 := func(n int) []float64 { v, _ := guarded(r, n); return v }
					a, checkA := guarded(r, (rows-1)*lda+cols)
					y, checkY := guarded(r, rows)
					z, checkZ := guarded(r, cols)
					p := Pass{A: a, Lda: lda, U: make1(rows), V: make1(rows), X: make1(rows), Y: y,
						VColumns: make1(cols), W: make1(cols), XColumns: make1(cols), Z: z}
					if rows%8 == 0 {
						p.V, p.X, p.W, p.Z = nil, nil, nil, nil
					}
					q := p
					q.A, q.Y, q.Z = slices.Clone(a), make1(rows), slices.Clone(p.Z)
					clear(q.Z)
					q.runGo()
					p.Run(tier)
					near(t, "A", p.A, q.A, 1e-14)
					near(t, "y", p.Y, q.Y, 1e-13)
					near(t, "z", p.Z, q.Z, 1e-13)
					checkA(t)
					checkY(t)
					checkZ(t)
				}
			}
		})
	}
}

// TestNotFinite checks that NaN and infinities pass through like any number.
func TestNotFinite(t *testing.T) {
	for _, tier := range simd.Tiers() {
		x := make([]float64, 3*Width)
		x[1], x[Width+2] = math.NaN(), math.Inf(1)
		c, _ := Make(1, 2, 3)
		Chain(tier, x, Width, []Reflector{c})
		for k := range 3 {
			if !math.IsNaN(x[k*Width+1]) || math.IsNaN(x[k*Width]) || x[k*Width] != 0 {
				t.Errorf("%v: NaN did not stay in its column", tier)
			}
		}
		if !math.IsInf(x[2], 0) {
			t.Errorf("%v: t1·∞ left %v", tier, x[2])
		}
	}
}

func BenchmarkChain(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	const bulges, steps = 8, 24
	for _, tier := range simd.Tiers() {
		b.Run(fmt.Sprint(tier), func(b *testing.B) {
			x, _ := guarded(r, (3*bulges+steps+2)*Width)
			c := reflectors(r, steps)
			for b.Loop() {
				for k := range bulges {
					Chain(tier, x[3*k*Width:], Width, c)
				}
			}
			b.ReportMetric(bulges*steps*Width*12*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFlop/s")
		})
	}
}

func BenchmarkPass(b *testing.B) {
	for _, tier := range simd.Tiers() {
		for _, n := range []int{96, 200, 320} {
			b.Run(fmt.Sprint(tier, "/n=", n), func(b *testing.B) {
				s := func(k int) []float64 { return make([]float64, k) }
				p := Pass{A: s(n * (n + 8)), Lda: n + 8, U: s(n), V: s(n), X: s(n), Y: s(n), VColumns: s(n), W: s(n), XColumns: s(n), Z: s(n)}
				for b.Loop() {
					p.Run(tier)
				}
				b.ReportMetric(float64(8*n*n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFlop/s")
			})
		}
	}
}

func BenchmarkWindow(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, tier := range simd.Tiers() {
		x, _ := guarded(r, 80*80)
		c := reflectors(r, 1)
		b.Run(fmt.Sprint(tier, "/rows"), func(b *testing.B) {
			for b.Loop() {
				Rows(tier, x[5:], 72, 24, &c[0])
			}
		})
		b.Run(fmt.Sprint(tier, "/columns"), func(b *testing.B) {
			for b.Loop() {
				Columns(tier, x[5:], 72, 24, &c[0])
			}
		})
		b.Run(fmt.Sprint(tier, "/transpose"), func(b *testing.B) {
			y := make([]float64, 48*32)
			for b.Loop() {
				Transpose(tier, y, 32, x[5:], 80, 32, 48)
			}
		})
	}
	b.Run("make", func(b *testing.B) {
		x := 1.0
		for b.Loop() {
			_, x = Make(x, 1, 2)
		}
	})
}
