package linalg

import (
	"context"
	"fmt"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// The figures of testdata/peer_solve.py stand beside these.
func BenchmarkDrivers(b *testing.B) {
	type input struct {
		a, many, one, tall, tallSide *mat.Dense
		definite                     *mat.SymDense
	}
	second := func(_ any, err error) error { return err }
	drivers := []struct {
		name string
		run  func(ctx context.Context, in *input) error
	}{
		{"Solve", func(ctx context.Context, in *input) error { return second(Solve(ctx, in.a, in.one)) }},
		{"SolveMany", func(ctx context.Context, in *input) error { return second(Solve(ctx, in.a, in.many)) }},
		{"LU", func(ctx context.Context, in *input) error { return second(LU(ctx, in.a)) }},
		{"Cholesky", func(ctx context.Context, in *input) error { return second(Cholesky(ctx, in.definite)) }},
		{"QR", func(ctx context.Context, in *input) error {
			f, err := QR(ctx, in.a)
			if err != nil {
				return err
			}
			f.R()
			return second(f.Q(ctx))
		}},
		{"LeastSquares", func(ctx context.Context, in *input) error { return second(LeastSquares(ctx, in.tall, in.tallSide)) }},
		{"PseudoInverse", func(ctx context.Context, in *input) error { return second(PseudoInverse(ctx, in.a)) }},
		{"Inverse", func(ctx context.Context, in *input) error { return second(Inverse(ctx, in.a)) }},
		{"LogDet", func(ctx context.Context, in *input) error {
			_, _, err := LogDet(ctx, in.a)
			return err
		}},
		{"Cond", func(ctx context.Context, in *input) error { return second(Cond(ctx, in.a)) }},
		{"Expm", func(ctx context.Context, in *input) error { return second(Expm(ctx, in.a)) }},
	}
	inputs := map[int]*input{}
	inputOf := func(n int) *input {
		in := inputs[n]
		if in == nil {
			a := Ginibre(n, 1)
			product := mat.NewDense(n, n, nil)
			Mul(context.Background(), product, a, a.T())
			s := mat.NewSymDense(n, nil)
			for i := range n {
				for j := i; j < n; j++ {
					s.SetSym(i, j, product.At(i, j))
				}
				s.SetSym(i, i, s.At(i, i)+float64(n))
			}
			in = &input{a, Ginibre(n, 2), gaussian(n, 1, EnsembleGinibre, 3), gaussian(2*n, n/2, EnsembleGinibre, 4), gaussian(2*n, 1, EnsembleGinibre, 5), s}
			inputs[n] = in
		}
		return in
	}
	for _, d := range drivers {
		for _, n := range []int{100, 500, 1000, 2000} {
			for _, k := range []int{1, 2} {
				b.Run(fmt.Sprintf("%s/n=%d/threads=%d", d.name, n, k), func(b *testing.B) {
					in, ctx := inputOf(n), threads(k)
					for b.Loop() {
						if err := d.run(ctx, in); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
