package rotation

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/parallel/simd"
)

const guard = -12345.678

// guarded returns n random numbers between guard cells, and a check that the guards are intact.
func guarded(r *rand.Rand, n int) (x []complex128, check func(t *testing.T)) {
	all := make([]complex128, n+16)
	for i := range all {
		all[i] = guard
	}
	x = all[8 : 8+n : 8+n]
	for i := range x {
		x[i] = complex(r.NormFloat64(), r.NormFloat64())
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

func rotations(r *rand.Rand, n int) []Rotation {
	c := make([]Rotation, n)
	for i := range c {
		c[i], _ = Make(complex(r.NormFloat64(), r.NormFloat64()), complex(r.NormFloat64(), r.NormFloat64()))
	}
	return c
}

func near(t *testing.T, what string, got, want []complex128, tol float64) {
	t.Helper()
	for i := range want {
		if !(cmplx.Abs(got[i]-want[i]) <= tol) {
			t.Fatalf("%s: element %d is %v: want %v", what, i, got[i], want[i])
		}
	}
}

// rotate is the definition: rows k and k+1 of x, n columns.
func rotate(x []complex128, k, stride, n int, r Rotation) {
	c, s := complex(r[0], 0), complex(r[1], r[3])
	for j := range n {
		t, b := x[k*stride+j], x[(k+1)*stride+j]
		x[k*stride+j], x[(k+1)*stride+j] = c*t+s*b, c*b-cmplx.Conj(s)*t
	}
}

// TestMake checks that (x, y) goes to (length, 0) and that the rotation is unitary, to 4 ulp, for numbers of all sizes.
func TestMake(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	number := func(scale int) complex128 {
		e := r.IntN(2*scale+1) - scale
		z := complex(math.Ldexp(r.NormFloat64(), e), math.Ldexp(r.NormFloat64(), e))
		switch r.IntN(8) {
		case 0:
			return 0
		case 1:
			return complex(real(z), 0)
		case 2:
			return complex(0, imag(z))
		}
		return z
	}
	for i := range 20000 {
		scale := []int{2, 60, 1000}[i%3]
		x, y := number(scale), number(scale)
		c, length := Make(x, y)
		if c[2] != -c[3] {
			t.Fatalf("Make(%v, %v) = %v", x, y, c)
		}
		if unit := c[0]*c[0] + c[1]*c[1] + c[3]*c[3]; !(math.Abs(unit-1) < 1e-15) {
			t.Fatalf("Make(%v, %v): c² + |s|² - 1 = %g", x, y, unit-1)
		}
		norm := math.Hypot(cmplx.Abs(x), cmplx.Abs(y))
		if norm < 0x1p-1000 { // a denormal has too few digits to judge by
			continue
		}
		_, e := math.Frexp(norm)
		at := func(z complex128) complex128 { return complex(math.Ldexp(real(z), -e), math.Ldexp(imag(z), -e)) }
		v := []complex128{at(x), at(y)}
		rotate(v, 0, 1, 1, c)
		near(t, fmt.Sprintf("Make(%v, %v)", x, y), v, []complex128{at(length), 0}, 1e-15)
	}
	if c, length := Make(complex(-3, 1), 0); c != Identity || length != complex(-3, 1) {
		t.Errorf("Make of (-3+i, 0) = %v, %v: want the identity", c, length)
	}
}

func TestKernels(t *testing.T) {
	for _, tier := range simd.Tiers() {
		r := rand.New(rand.NewPCG(3, 4))
		t.Run(fmt.Sprint(tier, "/chain"), func(t *testing.T) {
			for n := 1; n < 20; n++ {
				stride := Width + 3*(n%2)
				x, check := guarded(r, n*stride+Width)
				want, c := slices.Clone(x), rotations(r, n)
				for k := range c {
					rotate(want, k, stride, Width, c[k])
				}
				Chain(tier, x, stride, c)
				near(t, fmt.Sprint(n), x, want, 1e-14*float64(n))
				check(t)
			}
		})
		t.Run(fmt.Sprint(tier, "/rows"), func(t *testing.T) {
			for n := 4; n < 40; n += 4 {
				stride := n + 3
				x, check := guarded(r, stride+n)
				want, c := slices.Clone(x), rotations(r, 1)
				rotate(want, 0, stride, n, c[0])
				Rows(tier, x, stride, n-r.IntN(4), &c[0])
				near(t, fmt.Sprint(n), x, want, 1e-14)
				check(t)
			}
		})
		t.Run(fmt.Sprint(tier, "/columns"), func(t *testing.T) {
			for n := 1; n < 40; n++ {
				x, check := guarded(r, (n-1)*7+2)
				c := rotations(r, 1)
				flat := make([]complex128, 2*n) // the columns as rows
				for i := range n {
					flat[i], flat[n+i] = x[7*i], x[7*i+1]
				}
				want := slices.Clone(x)
				rotate(flat, 0, n, n, c[0].Conj())
				for i := range n {
					want[7*i], want[7*i+1] = flat[i], flat[n+i]
				}
				Columns(tier, x, 7, n, &c[0])
				near(t, fmt.Sprint(n), x, want, 1e-14)
				check(t)
			}
		})
		t.Run(fmt.Sprint(tier, "/transpose"), func(t *testing.T) {
			for m := 1; m < 20; m++ {
				for n := 1; n < 20; n++ {
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
	}
}

// TestNotFinite checks that NaN stays in its column.
func TestNotFinite(t *testing.T) {
	for _, tier := range simd.Tiers() {
		x := make([]complex128, 2*Width)
		x[1] = complex(math.NaN(), 1)
		c, _ := Make(1, complex(2, 3))
		Chain(tier, x, Width, []Rotation{c})
		for k := range 2 {
			if !cmplx.IsNaN(x[k*Width+1]) || x[k*Width] != 0 || x[k*Width+2] != 0 {
				t.Errorf("%v: NaN did not stay in its column: %v", tier, x[k*Width:k*Width+3])
			}
		}
	}
}

func BenchmarkChain(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	const bulges, steps = 12, 24
	for _, tier := range simd.Tiers() {
		b.Run(fmt.Sprint(tier), func(b *testing.B) {
			x, _ := guarded(r, (2*bulges+steps+2)*Width)
			c := rotations(r, steps)
			for b.Loop() {
				for k := range bulges {
					Chain(tier, x[2*k*Width:], Width, c)
				}
			}
			b.ReportMetric(bulges*steps*Width*20*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFlop/s")
		})
	}
}

func BenchmarkWindow(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, tier := range simd.Tiers() {
		x, _ := guarded(r, 80*80)
		c := rotations(r, 1)
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
			y := make([]complex128, 48*16)
			for b.Loop() {
				Transpose(tier, y, 16, x[5:], 80, 16, 48)
			}
		})
	}
	b.Run("make", func(b *testing.B) {
		x := complex(1, 2)
		for b.Loop() {
			_, x = Make(x, complex(1, 2))
		}
	})
}
