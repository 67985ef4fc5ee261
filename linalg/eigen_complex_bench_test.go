package linalg

import (
	"context"
	"fmt"
	"testing"

	"tandem/parallel"
)

// The figures of testdata/peer_eig.py stand beside these.

func BenchmarkEigenvaluesComplex(b *testing.B) {
	for _, n := range []int{100, 200, 500, 1000} {
		a := ComplexGinibre(n, 1)
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprint("n=", n, "/threads=", threads), func(b *testing.B) {
				ctx := parallel.WithThreads(context.Background(), threads)
				for b.Loop() {
					if _, err := EigenvaluesComplex(ctx, a); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkEigenComplex(b *testing.B) {
	for _, n := range []int{100, 200, 500, 1000} {
		a := ComplexGinibre(n, 1)
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprint("n=", n, "/threads=", threads), func(b *testing.B) {
				ctx := parallel.WithThreads(context.Background(), threads)
				for b.Loop() {
					if _, _, err := EigenComplex(ctx, a); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
