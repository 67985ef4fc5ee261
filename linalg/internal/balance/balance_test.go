package balance

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestBalance checks that the balanced matrix is D⁻¹·Pᵀ·A·P·D to the last bit, by taking both sides back, that it is
// triangular outside the block it names, and that no row and column there differ in length by more than a factor of 4.
func TestBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		a := make([]float64, n*n)
		for i := range a {
			if v := rapid.IntRange(-99, 99).Draw(t, "a"); v%3 != 0 { // a third are zero
				a[i] = math.Ldexp(float64(v), 4*v%120)
			}
		}
		b := slices.Clone(a)
		f := Balance(n, b, n)
		for i := range n {
			for j := range i {
				if (j < f.Lo || i >= f.Hi) && b[i*n+j] != 0 {
					t.Fatalf("element (%d, %d) is %v outside the block %d to %d", i, j, b[i*n+j], f.Lo, f.Hi)
				}
			}
		}
		// P·D·B·(P·D)⁻¹ = A: rows by Right, columns of the transpose by Left.
		f.Right(n, b, n)
		c := make([]float64, n*n)
		for i := range n {
			for j := range n {
				c[j*n+i] = b[i*n+j]
			}
		}
		f.Left(n, c, n)
		for i := range n {
			for j := range n {
				if c[j*n+i] != a[i*n+j] {
					t.Fatalf("element (%d, %d) comes back as %v: want %v", i, j, c[j*n+i], a[i*n+j])
				}
			}
		}
	})
}

func TestScaling(t *testing.T) {
	const n = 20
	a := make([]float64, n*n)
	for i := range n {
		for j := range n {
			a[i*n+j] = math.Ldexp(1+float64((i*7+j*3)%5), 3*(i-j))
		}
	}
	Balance(n, a, n)
	for i := range n {
		var r, c float64
		for j := range n {
			r += a[i*n+j] * a[i*n+j]
			c += a[j*n+i] * a[j*n+i]
		}
		if q := math.Sqrt(r / c); q > 4 || q < 0.25 {
			t.Errorf("row %d is %g times as long as its column", i, q)
		}
	}
}
