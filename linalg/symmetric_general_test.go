package linalg

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestEigenSymDefinite(t *testing.T) {
	for _, n := range []int{1, 2, 10, 65, 130} {
		for _, scale := range []float64{1, 1e-251, 1e250} {
			a, b := GOE(n, 1), Wishart(n, 3*n, 2)
			big := mat.NewSymDense(n, nil)
			big.ScaleSym(scale, b)
			w, x, err := EigenSymDefinite(threads(1), a, big)
			if err != nil {
				t.Fatal(err)
			}
			values, err := EigenvaluesSymDefinite(threads(2), a, big)
			if err != nil {
				t.Fatal(err)
			}
			x.Scale(math.Sqrt(scale), x) // xᵀ·b·x = I for the matrix that is not scaled
			var ax, bx, g mat.Dense
			ax.Mul(a, x)
			bx.Mul(b, x)
			g.Mul(x.T(), &bx)
			worst, ortho := 0.0, 0.0
			for i := range n {
				for j := range n {
					worst = max(worst, math.Abs(ax.At(i, j)-w[j]*scale*bx.At(i, j)))
					d := g.At(i, j)
					if i == j {
						d--
					}
					ortho = max(ortho, math.Abs(d))
				}
				if d := math.Abs(w[i] - values[i]); d > 1e-13*max(-w[0], w[n-1]) {
					t.Errorf("n=%d: value %d is %v with vectors, %v without", n, i, w[i], values[i])
				}
			}
			// cond(b) < 20 here
			if limit := 20 * 20 * float64(n) * 0x1p-52; !(worst < limit*mat.Norm(a, 2)*mat.Norm(x, 2) && ortho < limit) {
				t.Errorf("n=%d scale=%g: residual %.3g, orthogonality %.3g", n, scale, worst, ortho)
			}
		}
	}
}

func TestEigenSymDefiniteErrors(t *testing.T) {
	one := mat.NewSymDense(2, []float64{1, 0, 0, 1})
	if _, err := EigenvaluesSymDefinite(threads(1), one, mat.NewSymDense(2, []float64{1, 2, 2, 1})); !errors.Is(err, ErrNotPositiveDefinite) {
		t.Errorf("indefinite b: %v", err)
	}
	if _, err := EigenvaluesSymDefinite(threads(1), one, GOE(3, 1)); err == nil {
		t.Error("orders 2 and 3: no error")
	}
	if _, err := EigenvaluesSymDefinite(threads(1), one, mat.NewSymDense(2, []float64{1, math.NaN(), 0, 1})); err == nil {
		t.Error("NaN: no error")
	}
}
