package blas

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/gonum"

	"tandem/parallel"
	"tandem/parallel/simd"
)

// ref is gonum's own implementation.
var ref gonum.Implementation

// TestComplex compares every complex routine with gonum's at sizes on both sides of the block sizes and demands the same
// bits from every team.
func TestComplex(t *testing.T) {
	type args struct {
		uplo  Uplo
		side  Side
		trans Transpose
		diag  Diag
		m, n  int
		ld    int
		a, b  []complex128
	}
	const alpha, beta = 1.5 - 0.5i, -0.5 + 1i
	hermitian := func(x Transpose) Transpose {
		if x == Trans {
			return ConjTrans
		}
		return x
	}
	table := []struct {
		name string
		run  func(t parallel.Team, x args, dst []complex128)
		ref  func(x args, dst []complex128)
	}{
		{"Zgemm", func(t parallel.Team, x args, dst []complex128) {
			Zgemm(t, x.trans, hermitian(x.trans), x.n, x.n, x.n, alpha, x.a, x.ld, x.b, x.ld, beta, dst, x.ld)
		}, func(x args, dst []complex128) {
			ref.Zgemm(x.trans, hermitian(x.trans), x.n, x.n, x.n, alpha, x.a, x.ld, x.b, x.ld, beta, dst, x.ld)
		}},
		{"Zhemm", func(t parallel.Team, x args, dst []complex128) {
			Zhemm(t, x.side, x.uplo, x.m, x.n, alpha, x.a, x.ld, x.b, x.ld, beta, dst, x.ld)
		}, func(x args, dst []complex128) {
			ref.Zhemm(x.side, x.uplo, x.m, x.n, alpha, x.a, x.ld, x.b, x.ld, beta, dst, x.ld)
		}},
		{"Zherk", func(t parallel.Team, x args, dst []complex128) {
			Zherk(t, x.uplo, hermitian(x.trans), x.n, x.m, 1.5, x.a, x.ld, -2, dst, x.ld)
		}, func(x args, dst []complex128) {
			ref.Zherk(x.uplo, hermitian(x.trans), x.n, x.m, 1.5, x.a, x.ld, -2, dst, x.ld)
		}},
		{"Zher2k", func(t parallel.Team, x args, dst []complex128) {
			Zher2k(t, x.uplo, hermitian(x.trans), x.n, x.m, alpha, x.a, x.ld, x.b, x.ld, 0, dst, x.ld)
		}, func(x args, dst []complex128) {
			ref.Zher2k(x.uplo, hermitian(x.trans), x.n, x.m, alpha, x.a, x.ld, x.b, x.ld, 0, dst, x.ld)
		}},
		{"Ztrsm", func(t parallel.Team, x args, dst []complex128) {
			Ztrsm(t, x.side, x.uplo, x.trans, x.diag, x.m, x.n, alpha, x.a, x.ld, dst, x.ld)
		}, func(x args, dst []complex128) {
			ref.Ztrsm(x.side, x.uplo, x.trans, x.diag, x.m, x.n, alpha, x.a, x.ld, dst, x.ld)
		}},
		{"Ztrmm", func(t parallel.Team, x args, dst []complex128) {
			Ztrmm(t, x.side, x.uplo, x.trans, x.diag, x.m, x.n, alpha, x.a, x.ld, dst, x.ld)
		}, func(x args, dst []complex128) {
			ref.Ztrmm(x.side, x.uplo, x.trans, x.diag, x.m, x.n, alpha, x.a, x.ld, dst, x.ld)
		}},
		{"Zgemv", func(t parallel.Team, x args, dst []complex128) {
			Zgemv(t, x.trans, x.m, x.n, alpha, x.a, x.ld, x.b, 2, beta, dst, -1)
		}, func(x args, dst []complex128) {
			ref.Zgemv(x.trans, x.m, x.n, alpha, x.a, x.ld, x.b, 2, beta, dst, -1)
		}},
		{"Zhemv", func(t parallel.Team, x args, dst []complex128) {
			Zhemv(t, x.uplo, x.n, alpha, x.a, x.ld, x.b, -1, beta, dst, 2)
		}, func(x args, dst []complex128) {
			ref.Zhemv(x.uplo, x.n, alpha, x.a, x.ld, x.b, -1, beta, dst, 2)
		}},
		{"Zgerc", func(t parallel.Team, x args, dst []complex128) {
			Zgerc(t, x.m, x.n, alpha, x.a, 1, x.b, 2, dst, x.ld)
		}, func(x args, dst []complex128) {
			ref.Zgerc(x.m, x.n, alpha, x.a, 1, x.b, 2, dst, x.ld)
		}},
		{"Zgeru", func(t parallel.Team, x args, dst []complex128) {
			Zgeru(t, x.m, x.n, alpha, x.a, -1, x.b, 1, dst, x.ld)
		}, func(x args, dst []complex128) {
			ref.Zgeru(x.m, x.n, alpha, x.a, -1, x.b, 1, dst, x.ld)
		}},
		{"Zher", func(t parallel.Team, x args, dst []complex128) {
			Zher(t, x.uplo, x.n, -0.5, x.a, 1-3*int(x.diag&1), dst, x.ld)
		}, func(x args, dst []complex128) {
			ref.Zher(x.uplo, x.n, -0.5, x.a, 1-3*int(x.diag&1), dst, x.ld)
		}},
		{"Zher2", func(t parallel.Team, x args, dst []complex128) {
			Zher2(t, x.uplo, x.n, alpha, x.a, 1, x.b, -2, dst, x.ld)
		}, func(x args, dst []complex128) {
			ref.Zher2(x.uplo, x.n, alpha, x.a, 1, x.b, -2, dst, x.ld)
		}},
		{"Ztrmv", func(t parallel.Team, x args, dst []complex128) {
			Ztrmv(t, x.uplo, x.trans, x.diag, x.n, x.a, x.ld, dst, 1)
		}, func(x args, dst []complex128) {
			ref.Ztrmv(x.uplo, x.trans, x.diag, x.n, x.a, x.ld, dst, 1)
		}},
		{"Ztrmv, strided", func(t parallel.Team, x args, dst []complex128) {
			Ztrmv(t, x.uplo, x.trans, x.diag, x.n, x.a, x.ld, dst, -3)
		}, func(x args, dst []complex128) {
			ref.Ztrmv(x.uplo, x.trans, x.diag, x.n, x.a, x.ld, dst, -3)
		}},
		{"Ztrsv", func(t parallel.Team, x args, dst []complex128) {
			Ztrsv(t, x.uplo, x.trans, x.diag, x.n, x.a, x.ld, dst, 1)
		}, func(x args, dst []complex128) {
			ref.Ztrsv(x.uplo, x.trans, x.diag, x.n, x.a, x.ld, dst, 1)
		}},
		{"Ztrsv, strided", func(t parallel.Team, x args, dst []complex128) {
			Ztrsv(t, x.uplo, x.trans, x.diag, x.n, x.a, x.ld, dst, -2)
		}, func(x args, dst []complex128) {
			ref.Ztrsv(x.uplo, x.trans, x.diag, x.n, x.a, x.ld, dst, -2)
		}},
	}
	for _, tier := range simd.Tiers() {
		shapes := [][2]int{{1, 1}, {3, 5}, {17, 26}, {70, 65}}
		if tier == simd.Hardware() {
			shapes = append(shapes, [2]int{90, 270})
		}
		restore := simd.Force(tier)
		rnd := rand.New(rand.NewPCG(15, 16))
		for _, s := range shapes {
			for _, r := range table {
				for variant := range 12 {
					if s[1] > 200 && variant%5 > 1 { // enough of the slow ones
						continue
					}
					x := args{uplo: []Uplo{Upper, Lower}[variant&1], side: []Side{Left, Right}[variant>>1&1], diag: []Diag{NonUnit, Unit}[variant>>1&1],
						trans: []Transpose{NoTrans, Trans, ConjTrans}[variant>>2], m: s[0], n: s[1]}
					size := max(x.m, x.n)
					x.ld = size + 3
					fill := func() []complex128 {
						v := make([]complex128, 3*size+size*x.ld)
						for i := range v {
							v[i] = complex(rnd.NormFloat64(), rnd.NormFloat64()) / complex(4*math.Sqrt(float64(size)), 0)
						}
						return v
					}
					x.a, x.b = fill(), fill()
					dst := fill()
					for i := range size {
						x.a[i*x.ld+i] += 2
						dst[i*x.ld+i] = complex(real(dst[i*x.ld+i]), 0)
					}
					want := slices.Clone(dst)
					r.ref(x, want)
					var serial []complex128
					for _, threads := range []int{1, 2, 5} {
						got := slices.Clone(dst)
						r.run(team(threads), x, got)
						where := fmt.Sprintf("%v %s %d×%d variant %d threads %d", tier, r.name, x.m, x.n, variant, threads)
						for i := range got {
							if tol := 1e-13 * (1 + cmplx.Abs(want[i])) * math.Sqrt(float64(size)); !(cmplx.Abs(got[i]-want[i]) <= tol) {
								t.Fatalf("%s: element %d = %v, want %v", where, i, got[i], want[i])
							}
							if serial != nil && got[i] != serial[i] {
								t.Fatalf("%s: element %d = %v, serially %v", where, i, got[i], serial[i])
							}
						}
						serial = got
					}
				}
			}
		}
		restore()
	}
}

// TestComplexZeros: beta = 0 overwrites C unread, alpha = 0 reads no operand, empty products scale C, NaN propagates through zeros.
func TestComplexZeros(t *testing.T) {
	const n, ld = 9, 11
	nan := complex(math.NaN(), math.NaN())
	fill := func(v complex128) []complex128 {
		x := make([]complex128, n*ld)
		for i := range x {
			x[i] = v
		}
		return x
	}
	for _, tier := range simd.Tiers() {
		restore := simd.Force(tier)
		tm := team(2)
		for _, c := range []struct {
			name string
			run  func(a, b, c []complex128)
			a, c complex128
			want complex128 // of C[1][0]
		}{
			{"Zgemm, beta 0", func(a, b, c []complex128) { Zgemm(tm, NoTrans, NoTrans, n, n, n, 1, a, ld, b, ld, 0, c, ld) }, 1, nan, n},
			{"Zgemm, alpha 0", func(a, b, c []complex128) { Zgemm(tm, NoTrans, NoTrans, n, n, n, 0, a, ld, b, ld, 2i, c, ld) }, nan, 1, 2i},
			{"Zgemm, alpha and beta 0", func(a, b, c []complex128) { Zgemm(tm, NoTrans, NoTrans, n, n, n, 0, a, ld, b, ld, 0, c, ld) }, nan, nan, 0},
			{"Zgemm, k 0", func(a, b, c []complex128) { Zgemm(tm, NoTrans, NoTrans, n, n, 0, 1, a, ld, b, ld, 3, c, ld) }, nan, 1, 3},
			{"Zgemm, m 0", func(a, b, c []complex128) { Zgemm(tm, NoTrans, NoTrans, 0, n, n, 1, nil, ld, b, ld, 0, c, ld) }, 1, 5, 5},
			{"Zgemm, NaN", func(a, b, c []complex128) { Zgemm(tm, NoTrans, NoTrans, n, n, n, 1, a, ld, fill(0), ld, 1, c, ld) }, nan, 1, nan},
			{"Zherk, beta 0", func(a, b, c []complex128) { Zherk(tm, Lower, NoTrans, n, n, 1, a, ld, 0, c, ld) }, 1i, nan, n},
			{"Zherk, alpha 0", func(a, b, c []complex128) { Zherk(tm, Lower, NoTrans, n, n, 0, a, ld, 2, c, ld) }, nan, 1i, 2i},
			{"Zherk, k 0", func(a, b, c []complex128) { Zherk(tm, Lower, NoTrans, n, 0, 1, a, ld, 0, c, ld) }, nan, nan, 0},
			{"Zher2k, beta 0", func(a, b, c []complex128) { Zher2k(tm, Lower, NoTrans, n, n, 1, a, ld, a, ld, 0, c, ld) }, 1, nan, 2 * n},
			{"Zhemm, beta 0", func(a, b, c []complex128) { Zhemm(tm, Left, Lower, n, n, 1i, a, ld, b, ld, 0, c, ld) }, 1, nan, n * 1i},
			{"Zhemm, alpha 0", func(a, b, c []complex128) { Zhemm(tm, Left, Lower, n, n, 0, a, ld, b, ld, 1i, c, ld) }, nan, 1, 1i},
			{"Ztrmm, alpha 0", func(a, b, c []complex128) { Ztrmm(tm, Left, Lower, NoTrans, NonUnit, n, n, 0, a, ld, c, ld) }, nan, nan, 0},
			{"Ztrsm, alpha 0", func(a, b, c []complex128) { Ztrsm(tm, Left, Lower, NoTrans, NonUnit, n, n, 0, a, ld, c, ld) }, nan, nan, 0},
			{"Zgemv, beta 0", func(a, b, c []complex128) { Zgemv(tm, NoTrans, n, n, 1, a, ld, b, 1, 0, c, ld) }, 1, nan, n},
			{"Zgemv, alpha 0", func(a, b, c []complex128) { Zgemv(tm, ConjTrans, n, n, 0, a, ld, b, 1, 1i, c, ld) }, nan, 1, 1i},
		} {
			a, b, dst := fill(c.a), fill(1), fill(c.c)
			c.run(a, b, dst)
			if got := dst[ld]; got != c.want && !(cmplx.IsNaN(got) && cmplx.IsNaN(c.want)) {
				t.Errorf("%v, %s: C[1][0] is %v, want %v", tier, c.name, got, c.want)
			}
			for i := range n - 1 {
				for j := n; j < ld; j++ {
					if at := dst[i*ld+j]; at != c.c && !(cmplx.IsNaN(at) && cmplx.IsNaN(c.c)) {
						t.Fatalf("%v, %s: wrote between the rows of C", tier, c.name)
					}
				}
			}
		}
		restore()
	}
}
