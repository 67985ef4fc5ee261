package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// A fenced slice lies between guard cells.
type fenced[T Float] struct{ all, x []T }

const guard = 17

func fence[T Float](n int) fenced[T] {
	f := fenced[T]{all: make([]T, n+2*guard)}
	for i := range f.all {
		f.all[i] = 77
	}
	f.x = f.all[guard : guard+n]
	return f
}

func (f fenced[T]) check(t *testing.T, name string) {
	t.Helper()
	for i := range guard {
		if f.all[i] != 77 || f.all[len(f.all)-1-i] != 77 {
			t.Fatalf("%s wrote outside its results", name)
		}
	}
}

func values[T Float](n int) []T {
	r := rand.New(rand.NewPCG(2, uint64(n)))
	x := make([]T, n)
	for i := range x {
		x[i] = T(r.NormFloat64())
	}
	return x
}

// near compares with what the portable kernel or the definition gives: fused operations differ in the last bits, and sums of
// up to 64 terms in those before. NaN equals NaN, an infinity only itself.
func near[T Float](t *testing.T, name string, got, want []T) {
	t.Helper()
	bound := 1e-12
	if bytesOfOne[T]() == 8 {
		bound = 1e-4
	}
	for i, v := range want {
		g, w := float64(got[i]), float64(v)
		if g == w || math.IsNaN(g) && math.IsNaN(w) || math.Abs(g-w) <= bound*(1+math.Abs(w)) && !math.IsInf(w, 0) {
			continue
		}
		t.Fatalf("%s: value %d is %g, want %g", name, i, g, w)
	}
}

// each runs a test for every family of this machine.
func each(t *testing.T, double func(*testing.T, *Family[float64]), single func(*testing.T, *Family[float32])) {
	for _, tier := range simd.Tiers() {
		for _, f := range Of64(tier) {
			double(t, f)
		}
		for _, f := range Of32(tier) {
			single(t, f)
		}
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
	each(t, testPasses[float64], testPasses[float32])
}

func testPasses[T Float](t *testing.T, f *Family[T]) {
	e, one := NewEdge[T](true, 0.5), bytesOfOne[T]()
	for r := 2; r <= MaxRadix; r++ {
		for _, k := range []struct {
			name          string
			pass          Pass[T]
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
			x, tw := values[T](r*m*row), values[T](2*m*(r-1))
			src := x
			if !k.from {
				src = f.toGroups(x)
			}
			y := fence[T](len(x))
			s := Shape{M: m, Cnt: cnt, SrcP: one / 2 * row, SrcQ: one * f.V, SrcK: one / 2 * row * m, DstP: one / 2 * row * r, DstQ: one * f.V, DstK: one / 2 * row}
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
							v := complex(float64(x[(a*m+p)*row+j]), float64(x[(a*m+p)*row+j+1]))
							if k.from {
								v = complex(real(v), -imag(v))
							}
							sin, cos := math.Sincos(-2 * math.Pi * float64(a*b%r) / float64(r))
							sum += v * complex(cos, sin)
						}
						if k.roots && b > 0 {
							w := tw[2*(p*(r-1)+b-1):]
							sum *= complex(float64(w[0]), float64(w[1]))
						}
						if k.to {
							sum = complex(real(sum)*float64(e.Re), imag(sum)*float64(e.Im))
						}
						near(t, name, got[at:at+2], []T{T(real(sum)), T(imag(sum))})
					}
				}
			}
		}
	}
}

// Pointwise kernels and whole transforms of every family are those of the portable one, to the end of ragged lengths, with
// NaN and infinities where it has them.
func TestKernelsAgainstPortable(t *testing.T) {
	each(t, func(t *testing.T, f *Family[float64]) { testKernels(t, f, portable64) },
		func(t *testing.T, f *Family[float32]) { testKernels(t, f, portable32) })
}

func testKernels[T Float](t *testing.T, f, p *Family[T]) {
	e := NewEdge[T](true, 0.25)
	for n := 1; n < 40; n++ {
		a, b := values[T](2*n), values[T](2*n + 2)[:2*n]
		if n > 3 {
			a[5], b[2] = T(math.NaN()), T(math.Inf(1))
		}
		index := make([]int32, n)
		for i, j := range rand.New(rand.NewPCG(1, 1)).Perm(n) {
			index[i] = int32(j)
		}
		for name, run := range map[string]func(f *Family[T], y *T){
			"product": func(f *Family[T], y *T) { f.Product(y, &a[0], &b[0], n, &e) },
			"gather":  func(f *Family[T], y *T) { f.Gather(y, &a[0], &index[0], n, &e) },
			"scatter": func(f *Family[T], y *T) { f.Scatter(y, &a[0], &index[0], n, &e) },
		} {
			y, want := fence[T](2*n), fence[T](2*n)
			run(f, &y.x[0])
			run(p, &want.x[0])
			y.check(t, name+" of "+f.Name)
			near(t, fmt.Sprintf("%s of %s, n = %d", name, f.Name, n), y.x, want.x)
		}
		x, table := values[T](2*n*f.V), values[T](2*n*f.V + 2)[:2*n*f.V]
		y, want := fence[T](2*n*f.V), fence[T](2*n*f.V)
		gx, gt := f.toGroups(x), f.toGroups(table)
		f.Weigh(&y.x[0], &gx[0], &gt[0], n)
		p.Weigh(&want.x[0], &x[0], &table[0], n*f.V)
		y.check(t, "weigh of "+f.Name)
		near(t, "weigh of "+f.Name, f.fromGroups(y.x), want.x)
	}
	for n, whole := range f.Small {
		x := values[T](2 * n)
		y := fence[T](2 * n)
		whole(&y.x[0], &x[0], &e)
		y.check(t, fmt.Sprintf("whole %d of %s", n, f.Name))
		for k := range n {
			var sum complex128
			for j := range n {
				sin, cos := math.Sincos(-2 * math.Pi * float64(j*k%n) / float64(n))
				sum += complex(float64(x[2*j]), -float64(x[2*j+1])) * complex(cos, sin)
			}
			near(t, fmt.Sprintf("whole %d of %s", n, f.Name), y.x[2*k:2*k+2], []T{T(real(sum) * float64(e.Re)), T(imag(sum) * float64(e.Im))})
		}
		x[n] = T(math.NaN())
		whole(&x[0], &x[0], &e)
		if n > 1 && !math.IsNaN(float64(x[0])) && !math.IsNaN(float64(x[1])) {
			t.Errorf("whole %d of %s lost a NaN", n, f.Name)
		}
	}
}

// Return undoes Turn where the roots are 1, and Ring with a table of ones and roots of one conjugates, times V.
func TestTurnAndRing(t *testing.T) {
	each(t, testTurnAndRing[float64], testTurnAndRing[float32])
}

func testTurnAndRing[T Float](t *testing.T, f *Family[T]) {
	size := bytesOfOne[T]()
	v := f.V
	n := 3 * v // rows
	one := make([]T, 2*v*n)
	for i := 0; i < len(one); i += 2 * v {
		for lane := range v {
			one[i+lane] = 1
		}
	}
	outer := make([]T, 2*n)
	for i := 0; i < len(outer); i += 2 {
		outer[i] = 1
	}
	x := values[T](2 * v * n)
	y, z := fence[T](2*v*n), fence[T](2*v*n)
	f.Turn(&y.x[0], &x[0], &outer[0], &one[0], n, size*n, size*v)
	f.Return(&z.x[0], &y.x[0], &outer[0], &one[0], n, size*n, size*v)
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
			want[i+2*lane], want[i+2*lane+1] = T(v)*want[i+2*lane], -T(v)*want[i+2*lane+1]
		}
	}
	near(t, "ring of "+f.Name, f.fromGroups(z.x), want)
}

// Whole real transforms are the definition, and their inverses undo them whatever the imaginary parts that a real signal
// cannot have.
func TestWholeReal(t *testing.T) {
	each(t, testWholeReal[float64], testWholeReal[float32])
}

func testWholeReal[T Float](t *testing.T, f *Family[T]) {
	there, back := NewEdge[T](false, 2), NewEdge[T](true, 0.5)
	for n, whole := range f.Real {
		name := fmt.Sprintf("real %d of %s", n, f.Name)
		x, y, z := values[T](n), fence[T](n+2), fence[T](n)
		whole(&y.x[0], &x[0], &there)
		y.check(t, name)
		for k := range n/2 + 1 {
			var sum complex128
			for j, v := range x {
				sin, cos := math.Sincos(-2 * math.Pi * float64(j*k%n) / float64(n))
				sum += complex(2*float64(v), 0) * complex(cos, sin)
			}
			near(t, name, y.x[2*k:2*k+2], []T{T(real(sum)), T(imag(sum))})
		}
		y.x[1], y.x[n+1] = T(math.NaN()), 5
		f.Back[n](&z.x[0], &y.x[0], &back)
		y.check(t, name)
		z.check(t, name)
		for j := range x {
			x[j] *= T(n)
		}
		near(t, "back of "+name, z.x, x)
	}
}
