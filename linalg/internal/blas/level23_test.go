package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/parallel"
	"tandem/parallel/simd"
)

// A routine is one call on random operands; check is the same by gonum. Both change dst alone.
type routine struct {
	name string
	run  func(t parallel.Team, uplo Uplo, side Side, trans bool, diag Diag, m, n, ld int, a, b, dst []float64)
	ref  func(uplo Uplo, side Side, trans bool, diag Diag, m, n, ld int, a, b, dst []float64)
}

func order(side Side, m, n int) int {
	if side == Left {
		return m
	}
	return n
}

var routines = []routine{
	{"Gemv", func(t parallel.Team, _ Uplo, _ Side, trans bool, _ Diag, m, n, ld int, a, b, dst []float64) {
		Gemv(t, trans, m, n, 1.5, a, ld, b, 2, -0.5, dst, -3)
	}, func(_ Uplo, _ Side, trans bool, _ Diag, m, n, ld int, a, b, dst []float64) {
		ref.Dgemv(tr(trans), m, n, 1.5, a, ld, b, 2, -0.5, dst, -3)
	}},
	{"Ger", func(t parallel.Team, _ Uplo, _ Side, _ bool, _ Diag, m, n, ld int, a, b, dst []float64) {
		Ger(t, m, n, 1.5, a, -1, b, 2, dst, ld)
	}, func(_ Uplo, _ Side, _ bool, _ Diag, m, n, ld int, a, b, dst []float64) {
		for i := range m { // gonum's assembly takes a negative increment from the other end
			for j := range n {
				dst[i*ld+j] += 1.5 * a[m-1-i] * b[2*j]
			}
		}
	}},
	{"Symv", func(t parallel.Team, uplo Uplo, _ Side, _ bool, _ Diag, _, n, ld int, a, b, dst []float64) {
		Symv(t, uplo, n, 1.5, a, ld, b, 1, 2, dst, 2)
	}, func(uplo Uplo, _ Side, _ bool, _ Diag, _, n, ld int, a, b, dst []float64) {
		ref.Dsymv(uplo, n, 1.5, a, ld, b, 1, 2, dst, 2)
	}},
	{"Syr", func(t parallel.Team, uplo Uplo, _ Side, _ bool, _ Diag, _, n, ld int, a, _, dst []float64) {
		Syr(t, uplo, n, 1.5, a, 2, dst, ld)
	}, func(uplo Uplo, _ Side, _ bool, _ Diag, _, n, ld int, a, _, dst []float64) {
		ref.Dsyr(uplo, n, 1.5, a, 2, dst, ld)
	}},
	{"Syr2", func(t parallel.Team, uplo Uplo, _ Side, _ bool, _ Diag, _, n, ld int, a, b, dst []float64) {
		Syr2(t, uplo, n, 1.5, a, 2, b, -1, dst, ld)
	}, func(uplo Uplo, _ Side, _ bool, _ Diag, _, n, ld int, a, b, dst []float64) {
		ref.Dsyr2(uplo, n, 1.5, a, 2, b, -1, dst, ld)
	}},
	{"Trmv", func(t parallel.Team, uplo Uplo, _ Side, trans bool, diag Diag, _, n, ld int, a, _, dst []float64) {
		Trmv(t, uplo, trans, diag, n, a, ld, dst, -2)
	}, func(uplo Uplo, _ Side, trans bool, diag Diag, _, n, ld int, a, _, dst []float64) {
		ref.Dtrmv(uplo, tr(trans), diag, n, a, ld, dst, -2)
	}},
	{"Trsv", func(t parallel.Team, uplo Uplo, _ Side, trans bool, diag Diag, _, n, ld int, a, _, dst []float64) {
		Trsv(t, uplo, trans, diag, n, a, ld, dst, 1)
	}, func(uplo Uplo, _ Side, trans bool, diag Diag, _, n, ld int, a, _, dst []float64) {
		ref.Dtrsv(uplo, tr(trans), diag, n, a, ld, dst, 1)
	}},
	{"Symm", func(t parallel.Team, uplo Uplo, side Side, _ bool, _ Diag, m, n, ld int, a, b, dst []float64) {
		Symm(t, side, uplo, m, n, 1.5, a, ld, b, ld, -0.5, dst, ld)
	}, func(uplo Uplo, side Side, _ bool, _ Diag, m, n, ld int, a, b, dst []float64) {
		ref.Dsymm(side, uplo, m, n, 1.5, a, ld, b, ld, -0.5, dst, ld)
	}},
	{"Syrk", func(t parallel.Team, uplo Uplo, _ Side, trans bool, _ Diag, m, n, ld int, a, _, dst []float64) {
		Syrk(t, uplo, trans, n, m, 1.5, a, ld, -0.5, dst, ld)
	}, func(uplo Uplo, _ Side, trans bool, _ Diag, m, n, ld int, a, _, dst []float64) {
		ref.Dsyrk(uplo, tr(trans), n, m, 1.5, a, ld, -0.5, dst, ld)
	}},
	{"Syr2k", func(t parallel.Team, uplo Uplo, _ Side, trans bool, _ Diag, m, n, ld int, a, b, dst []float64) {
		Syr2k(t, uplo, trans, n, m, 1.5, a, ld, b, ld, 0, dst, ld)
	}, func(uplo Uplo, _ Side, trans bool, _ Diag, m, n, ld int, a, b, dst []float64) {
		ref.Dsyr2k(uplo, tr(trans), n, m, 1.5, a, ld, b, ld, 0, dst, ld)
	}},
	{"Trmm", func(t parallel.Team, uplo Uplo, side Side, trans bool, diag Diag, m, n, ld int, a, _, dst []float64) {
		Trmm(t, side, uplo, trans, diag, m, n, 1.5, a, ld, dst, ld)
	}, func(uplo Uplo, side Side, trans bool, diag Diag, m, n, ld int, a, _, dst []float64) {
		ref.Dtrmm(side, uplo, tr(trans), diag, m, n, 1.5, a, ld, dst, ld)
	}},
	{"Trsm", func(t parallel.Team, uplo Uplo, side Side, trans bool, diag Diag, m, n, ld int, a, _, dst []float64) {
		Trsm(t, side, uplo, trans, diag, m, n, 1.5, a, ld, dst, ld)
	}, func(uplo Uplo, side Side, trans bool, diag Diag, m, n, ld int, a, _, dst []float64) {
		ref.Dtrsm(side, uplo, tr(trans), diag, m, n, 1.5, a, ld, dst, ld)
	}},
}

// TestLevels23 compares every routine with gonum's on shapes on both sides of every block size and demands the same bits
// from every team.
func TestLevels23(t *testing.T) {
	for _, tier := range simd.Tiers() {
		shapes := [][2]int{{1, 1}, {3, 5}, {8, 24}, {25, 9}, {65, 70}, {130, 127}}
		if tier == simd.Hardware() {
			shapes = append(shapes, [2]int{201, 400})
		}
		restore := simd.Force(tier)
		rnd := rand.New(rand.NewPCG(11, 12))
		for _, s := range shapes {
			for _, r := range routines {
				for variant := range 16 {
					if s[0] > 200 && variant%3 != 0 { // enough of the slow ones
						continue
					}
					uplo, side, diag := []Uplo{Upper, Lower}[variant&1], []Side{Left, Right}[variant>>1&1], []Diag{NonUnit, Unit}[variant>>2&1]
					trans := variant>>3 == 1
					m, n := s[0], s[1]
					size := max(m, n)
					ld := size + 3
					fill := func() []float64 {
						x := make([]float64, 3*size+size*ld)
						for i := range x {
							x[i] = rnd.NormFloat64() / math.Sqrt(float64(size))
						}
						return x
					}
					a, b, dst := fill(), fill(), fill()
					for i := range size { // well conditioned triangles
						a[i*ld+i] += 2
					}
					if diag == Unit {
						for i := range a {
							a[i] /= 4
						}
					}
					want := slices.Clone(dst)
					r.ref(uplo, side, trans, diag, m, n, ld, a, b, want)
					var first []float64
					for _, threads := range []int{1, 2, 5} {
						got := slices.Clone(dst)
						r.run(team(threads), uplo, side, trans, diag, m, n, ld, a, b, got)
						where := fmt.Sprintf("%v %s %d×%d variant %d threads %d", tier, r.name, m, n, variant, threads)
						for i := range got {
							if tol := 1e-13 * (1 + math.Abs(want[i])) * math.Sqrt(float64(size)); !(math.Abs(got[i]-want[i]) <= tol) {
								t.Fatalf("%s: element %d = %v, want %v", where, i, got[i], want[i])
							}
							if first != nil && math.Float64bits(got[i]) != math.Float64bits(first[i]) {
								t.Fatalf("%s: element %d = %v, serially %v", where, i, got[i], first[i])
							}
						}
						if first == nil {
							first = got
						}
					}
				}
			}
		}
		restore()
	}
}

// TestStridesDoNotMatter: a gathered vector gives the bits of a dense one.
func TestStridesDoNotMatter(t *testing.T) {
	rnd := rand.New(rand.NewPCG(13, 14))
	n := 5000
	x, y := make([]float64, n), make([]float64, n)
	xs, ys := make([]float64, 3*n), make([]float64, 2*n)
	for i := range n {
		x[i], y[i] = rnd.NormFloat64(), rnd.NormFloat64()
		xs[3*i], ys[2*(n-1-i)] = x[i], y[i]
	}
	for _, tier := range simd.Tiers() {
		restore := simd.Force(tier)
		if a, b := Dot(n, x, 1, y, 1), Dot(n, xs, 3, ys, -2); a != b {
			t.Errorf("%v: Dot %v dense, %v strided", tier, a, b)
		}
		if a, b := Nrm2(n, x, 1), Nrm2(n, xs, 3); a != b {
			t.Errorf("%v: Nrm2 %v dense, %v strided", tier, a, b)
		}
		restore()
	}
}

// TestGemvFar: matrices far out of cache, whose rows are worked eight at once, give every row the bits of a dot product alone,
// for every team, and leave what lies between the elements of y.
func TestGemvFar(t *testing.T) {
	rnd := rand.New(rand.NewPCG(15, 16))
	for _, s := range [][2]int{{1285, 2051}, {323, 8209}} {
		m, n := s[0], s[1]
		lda := n + 3
		if m*n < farElements {
			t.Fatalf("%d×%d is not far", m, n)
		}
		a, x := make([]float64, m*lda), make([]float64, 2*n)
		for i := range a {
			a[i] = rnd.Float64() - 0.5
		}
		for i := range x {
			x[i] = rnd.NormFloat64()
		}
		for _, tier := range simd.Tiers() {
			restore := simd.Force(tier)
			for _, threads := range []int{1, 2, 5} {
				y := make([]float64, 3*m)
				for i := range y {
					y[i] = 7
				}
				Gemv(team(threads), false, m, n, 1, a, lda, x, 2, 0, y, 3)
				for i, got := range y {
					want := 7.0
					if i%3 == 0 {
						want = Dot(n, a[i/3*lda:], 1, x, 2)
					}
					if math.Float64bits(got) != math.Float64bits(want) {
						t.Fatalf("%v %d×%d threads %d: y[%d] = %v, want %v", tier, m, n, threads, i, got, want)
					}
				}
			}
			restore()
		}
	}
}

func TestNrm2Scales(t *testing.T) {
	for _, scale := range []float64{1, 1e-320, 5e-324, 1e-200, 1e200, 1e307} {
		x := []float64{3 * scale, 4 * scale}
		if got, want := Nrm2(2, x, 1), math.Hypot(x[0], x[1]); math.Abs(got-want) > 1e-15*want {
			t.Errorf("Nrm2 at scale %v = %v, want %v", scale, got, want)
		}
	}
	if got := Nrm2(3, []float64{1, math.Inf(-1), 2}, 1); !math.IsInf(got, 1) {
		t.Errorf("Nrm2 of an infinity = %v", got)
	}
	if got := Nrm2(3, []float64{math.Inf(-1), math.NaN(), 2}, 1); !math.IsNaN(got) {
		t.Errorf("Nrm2 of NaN = %v", got)
	}
}

func tr(t bool) Transpose {
	if t {
		return Trans
	}
	return NoTrans
}
