package linalg

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
	blasgonum "gonum.org/v1/gonum/blas/gonum"
	lapackgonum "gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// BenchmarkUnderGonum runs unchanged gonum programs before and after UseInGonum.
func BenchmarkUnderGonum(b *testing.B) {
	restore := func() {
		blas64.Use(blasgonum.Implementation{})
		lapack64.Use(lapackgonum.Implementation{})
	}
	defer restore()
	const n = 1000
	rnd := rand.New(rand.NewPCG(1, 2))
	a, rhs := randomDense(rnd, n, n), randomDense(rnd, n, 1)
	var spd mat.SymDense
	UseInGonum()
	spd.SymOuterK(1, a)
	for _, program := range []struct {
		name string
		run  func()
	}{
		{"Mul", func() { var c mat.Dense; c.Mul(a, a) }},
		{"LU.Solve", func() {
			var lu mat.LU
			var x mat.Dense
			lu.Factorize(a)
			if err := lu.SolveTo(&x, false, rhs); err != nil {
				b.Fatal(err)
			}
		}},
		{"Cholesky", func() { var c mat.Cholesky; c.Factorize(&spd) }},
		{"QR", func() { var qr mat.QR; qr.Factorize(a) }},
		{"SVD", func() { var svd mat.SVD; svd.Factorize(a, mat.SVDThin) }},
		{"EigenSym", func() { var e mat.EigenSym; e.Factorize(&spd, true) }},
		{"Eigen", func() { var e mat.Eigen; e.Factorize(a, mat.EigenRight) }},
	} {
		for _, when := range []string{"before", "after"} {
			b.Run(fmt.Sprintf("%s/n=%d/%s", program.name, n, when), func(b *testing.B) {
				restore()
				if when == "after" {
					UseInGonum()
				}
				for b.Loop() {
					program.run()
				}
			})
		}
	}
}
