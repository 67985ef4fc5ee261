package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// A fenced slice lies between guard cells.
type fenced struct{ all, x []float64 }

const guard = 17

func fence(n int) fenced {
	f := fenced{all: make([]float64, n+2*guard)}
	for i := range f.all {
		f.all[i] = 77
	}
	f.x = f.all[guard : guard+n]
	return f
}

func (f fenced) check(t *testing.T, name string) {
	t.Helper()
	for i := range guard {
		if f.all[i] != 77 || f.all[len(f.all)-1-i] != 77 {
			t.Fatalf("%s wrote outside its results", name)
		}
	}
}

func values(n int) []float64 {
	r := rand.New(rand.NewPCG(2, uint64(n)))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

// near compares with what the portable kernel or the definition gives: fused operations differ in the last bits. NaN equals
// NaN, an infinity only itself.
func near(t *testing.T, name string, got, want []float64) {
	t.Helper()
	for i, w := range want {
		g := got[i]
		if g == w || math.IsNaN(g) && math.IsNaN(w) || math.Abs(g-w) <= 1e-12*(1+math.Abs(w)) && !math.IsInf(w, 0) {
			continue
		}
		t.Fatalf("%s: value %d is %g, want %g", name, i, g, w)
	}
}

// toGroups arranges interleaved values as groups, fromGroups goes back.
func (f *Family[T]) toGroups(x []T) []T {
	y := make([]T, len(x))
	for g := 0; g < len(x); g += 2 * f.V {
		for lane, o := range f.Order {
			y[g+lane], y[g+f.V+lane] = x[g+2*o], x[g+2*o+1]
		}
	}
	return y
}

func (f *Family[T]) fromGroups(x []T) []T {
	y := make([]T, len(x))
	for g := 0; g < len(x); g += 2 * f.V {
		for lane, o := range f.Order {
			y[g+2*o], y[g+2*o+1] = x[g+lane], x[g+f.V+lane]
		}
	}
	return y
}

// Every pass of every radix is the definition of a short transform for each of its lanes, times roots.
func TestPassesAgainstDefinition(t *testing.T) {
	e := NewEdge[float64](true, 0.5)
	for _, f := range Of64(simd.Active()) {
		for r := 2; r <= MaxRadix; r++ {
			for _, k := range []struct {
				name          string
				pass          Pass[float64]
				from, to      bool // interleaved
				parts, wanted int
				roots         bool
			}{
				{"first", f.First[r], true, false, r, r, true}, {"start", f.Start[r], true, false, (r + 1) / 2, r, true},
				{"mid", f.Mid[r], false, false, r, r, true}, {"plain", f.Plain[r], false, false, r, r, false},
				{"last", f.Last[r], false, true, r, r, false}, {"finish", f.Finish[r], false, true, r, (r + 1) / 2, false},
			} {
				if k.pass == nil {
					continue
				}
				name := fmt.Sprintf("%s%d of %s", k.name, r, f.Name)
				const m, cnt = 2, 3
				row := 2 * f.V * cnt // numbers of one p
				x, tw := values(r*m*row), values(2*m*(r-1))
				src := x
				if !k.from {
					src = f.toGroups(x)
				}
				y := fence(len(x))
				s := Shape{M: m, Cnt: cnt, SrcP: 8 * row, SrcQ: 16 * f.V, SrcK: 8 * row * m, DstP: 8 * row * r, DstQ: 16 * f.V, DstK: 8 * row}
				k.pass(&y.x[0], &src[0], &tw[0], &s, &e)
				y.check(t, name)
				got := y.x
				if !k.to {
					got = f.fromGroups(got)
				}
				for p := range m {
					for j := 0; j < row; j += 2 {
						for b := range r {
							at := (p*r+b)*row + j
							if b >= k.wanted {
								if y.x[at] != 77 {
									t.Fatalf("%s wrote result %d", name, b)
								}
								continue
							}
							var sum complex128
							for a := range k.parts {
								v := complex(x[(a*m+p)*row+j], x[(a*m+p)*row+j+1])
								if k.from {
									v = complex(real(v), -imag(v))
								}
								sin, cos := math.Sincos(-2 * math.Pi * float64(a*b%r) / float64(r))
								sum += v * complex(cos, sin)
							}
							if k.roots && b > 0 {
								w := tw[2*(p*(r-1)+b-1):]
								sum *= complex(w[0], w[1])
							}
							if k.to {
								sum = complex(real(sum)*e.Re, imag(sum)*e.Im)
							}
							near(t, name, got[at:at+2], []float64{real(sum), imag(sum)})
						}
					}
				}
			}
		}
	}
}

// Pointwise kernels and whole transforms of every family are those of the portable one, to the end of ragged lengths, with
// NaN and infinities where it has them.
func TestKernelsAgainstPortable(t *testing.T) {
	e := NewEdge[float64](true, 0.25)
	p := portable64
	for _, f := range Of64(simd.Active()) {
		for n := 1; n < 40; n++ {
			a, b := values(2*n), values(2*n + 2)[:2*n]
			if n > 3 {
				a[5], b[2] = math.NaN(), math.Inf(1)
			}
			index := make([]int32, n)
			for i, j := range rand.New(rand.NewPCG(1, 1)).Perm(n) {
				index[i] = int32(j)
			}
			for name, run := range map[string]func(f *Family[float64], y *float64){
				"product": func(f *Family[float64], y *float64) { f.Product(y, &a[0], &b[0], n, &e) },
				"gather":  func(f *Family[float64], y *float64) { f.Gather(y, &a[0], &index[0], n, &e) },
				"scatter": func(f *Family[float64], y *float64) { f.Scatter(y, &a[0], &index[0], n, &e) },
			} {
				y, want := fence(2*n), fence(2*n)
				run(f, &y.x[0])
				run(p, &want.x[0])
				y.check(t, name+" of "+f.Name)
				near(t, fmt.Sprintf("%s of %s, n = %d", name, f.Name, n), y.x, want.x)
			}
			x, table := values(2*n*f.V), values(2*n*f.V + 2)[:2*n*f.V]
			y, want := fence(2*n*f.V), fence(2*n*f.V)
			gx, gt := f.toGroups(x), f.toGroups(table)
			f.Weigh(&y.x[0], &gx[0], &gt[0], n)
			p.Weigh(&want.x[0], &x[0], &table[0], n*f.V)
			y.check(t, "weigh of "+f.Name)
			near(t, "weigh of "+f.Name, f.fromGroups(y.x), want.x)
		}
		for n, whole := range f.Small {
			x := values(2 * n)
			y := fence(2 * n)
			whole(&y.x[0], &x[0], &e)
			y.check(t, fmt.Sprintf("whole %d of %s", n, f.Name))
			for k := range n {
				var sum complex128
				for j := range n {
					sin, cos := math.Sincos(-2 * math.Pi * float64(j*k%n) / float64(n))
					sum += complex(x[2*j], -x[2*j+1]) * complex(cos, sin)
				}
				near(t, fmt.Sprintf("whole %d of %s", n, f.Name), y.x[2*k:2*k+2], []float64{real(sum) * e.Re, imag(sum) * e.Im})
			}
			x[n] = math.NaN()
			whole(&x[0], &x[0], &e)
			if n > 1 && !math.IsNaN(x[0]) && !math.IsNaN(x[1]) {
				t.Errorf("whole %d of %s lost a NaN", n, f.Name)
			}
		}
	}
}

// Return undoes Turn where the roots are 1, and Ring with a table of ones and roots of one conjugates, times V.
func TestTurnAndRing(t *testing.T) {
	for _, f := range Of64(simd.Active()) {
		v := f.V
		n := 3 * v // rows
		one := make([]float64, 2*v*n)
		for i := 0; i < len(one); i += 2 * v {
			for lane := range v {
				one[i+lane] = 1
			}
		}
		outer := make([]float64, 2*n)
		for i := 0; i < len(outer); i += 2 {
			outer[i] = 1
		}
		x := values(2 * v * n)
		y, z := fence(2*v*n), fence(2*v*n)
		f.Turn(&y.x[0], &x[0], &outer[0], &one[0], n, 16*n, 16*v)
		f.Return(&z.x[0], &y.x[0], &outer[0], &one[0], n, 16*n, 16*v)
		y.check(t, "turn")
		z.check(t, "return")
		near(t, "return of turn of "+f.Name, z.x, x)
		if v > 1 && y.x[1] == x[1] {
			t.Errorf("turn of %s does not turn", f.Name)
		}
		f.Ring(&z.x[0], &x[0], &one[0], &one[0], n/v)
		z.check(t, "ring")
		want := f.fromGroups(x)
		for i := 0; i < len(want); i += 2 * v { // two forward transforms of the conjugates: V times the conjugate
			for lane := range v {
				want[i+2*lane], want[i+2*lane+1] = float64(v)*want[i+2*lane], -float64(v)*want[i+2*lane+1]
			}
		}
		near(t, "ring of "+f.Name, f.fromGroups(z.x), want)
	}
}
