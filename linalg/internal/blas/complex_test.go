package blas

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/parallel"
	"tandem/parallel/simd"
)

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
