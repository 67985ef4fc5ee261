package eigenvectors

import (
	"context"
	"math"
	"testing"

	"tandem/parallel"
)

// TestGrowth checks that a triangle whose eigenvectors grow beyond the range of floating-point numbers gives vectors
// without infinities that still satisfy (T - λI)·y = 0 to rounding, for real eigenvalues and for pairs.
func TestGrowth(t *testing.T) {
	for _, paired := range []bool{false, true} {
		const n = 120
		s, z := make([]float64, n*n), make([]float64, n*n)
		re, im := make([]float64, n), make([]float64, n)
		for i := range n {
			z[i*n+i] = 1
			for j := i + 1; j < n; j++ {
				s[i*n+j] = 1e9
			}
			s[i*n+i] = float64(i) * 1e-3
			re[i] = s[i*n+i]
		}
		if paired {
			for i := 0; i < n; i += 2 {
				s[(i+1)*n+i+1], s[(i+1)*n+i], re[i+1] = s[i*n+i], -1e-9, s[i*n+i]
				im[i], im[i+1] = 1, -1
			}
		}
		v := make([]float64, n*n)
		if err := Right(context.Background(), parallel.Team{}, n, s, n, z, n, re, im, v, n); err != nil {
			t.Fatal(err)
		}
		for j := range n {
			var length float64
			for i := range n {
				length = max(length, math.Abs(v[i*n+j]))
			}
			if length == 0 && im[j] >= 0 || math.IsInf(length, 0) || math.IsNaN(length) {
				t.Fatalf("paired=%v: the largest entry of vector %d is %v", paired, j, length)
			}
			if im[j] < 0 {
				continue
			}
			for i := range n {
				x, y := 0.0, 0.0 // (T - λI)·v at i
				var size float64
				for k := max(i-1, 0); k < n; k++ {
					x += s[i*n+k] * v[k*n+j]
					size += math.Abs(s[i*n+k] * v[k*n+j])
					if im[j] > 0 {
						y += s[i*n+k] * v[k*n+j+1]
						size += math.Abs(s[i*n+k] * v[k*n+j+1])
					}
				}
				x -= re[j] * v[i*n+j]
				if im[j] > 0 {
					x += im[j] * v[i*n+j+1]
					y -= re[j]*v[i*n+j+1] + im[j]*v[i*n+j]
				}
				if r := math.Abs(x) + math.Abs(y); !(r <= 1e-12*(size+1e9*length*1e-3)) {
					t.Fatalf("paired=%v: residual %g of vector %d at row %d: the terms have size %g", paired, r, j, i, size)
				}
			}
		}
	}
}
