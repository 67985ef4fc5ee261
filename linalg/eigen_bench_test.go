package linalg

import (
	"context"
	"fmt"
	"testing"

	"gonum.org/v1/gonum/mat"

	"tandem/parallel"
)

// The figures of testdata/peer_eig.py stand beside these.

func BenchmarkEigenvalues(b *testing.B) {
	for _, n := range []int{100, 200, 500, 1000, 2000} {
		a := Ginibre(n, 1)
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprint("n=", n, "/threads=", threads), func(b *testing.B) {
				ctx := parallel.WithThreads(context.Background(), threads)
				for b.Loop() {
					if _, err := Eigenvalues(ctx, a); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkEigen(b *testing.B) {
	for _, n := range []int{100, 200, 500, 1000, 2000} {
		a := Ginibre(n, 1)
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprint("n=", n, "/threads=", threads), func(b *testing.B) {
				ctx := parallel.WithThreads(context.Background(), threads)
				for b.Loop() {
					if _, _, err := Eigen(ctx, a); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkEigenvaluesAll(b *testing.B) {
	for _, c := range []struct{ n, count int }{{200, 64}, {2000, 2}} {
		as := make([]mat.Matrix, c.count)
		for i := range as {
			as[i] = Ginibre(c.n, uint64(i))
		}
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprint("n=", c.n, "/count=", c.count, "/threads=", threads), func(b *testing.B) {
				ctx := parallel.WithThreads(context.Background(), threads)
				for b.Loop() {
					if _, err := EigenvaluesAll(ctx, as); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
