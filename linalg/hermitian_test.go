package linalg

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestEigenHermRatios(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 31, 32, 33, 34, 65, 130} {
		for _, scale := range []float64{1, 1e-280, 1e280} {
			a := GUE(n, uint64(n))
			for i := range n {
				for j := range n {
					a.Set(i, j, a.At(i, j)*complex(scale, 0))
				}
			}
			w, v, err := EigenHerm(threads(1), a)
			if err != nil {
				t.Fatal(err)
			}
			values, err := EigenvaluesHerm(threads(2), a)
			if err != nil {
				t.Fatal(err)
			}
			norm := max(-w[0], w[n-1])
			worst, ortho := 0.0, 0.0
			for j := range n {
				if math.Abs(w[j]-values[j]) > 20*0x1p-52*norm || (j > 0 && w[j] < w[j-1]) {
					t.Errorf("n=%d: value %d is %v with vectors, %v without", n, j, w[j], values[j])
				}
				for i := range n {
					r, g := -complex(w[j]/norm, 0)*v.At(i, j), complex(0, 0)
					for k := range n {
						r += a.At(i, k) / complex(norm, 0) * v.At(k, j)
						g += cmplx.Conj(v.At(k, i)) * v.At(k, j)
					}
					if i == j {
						g--
					}
					worst, ortho = max(worst, cmplx.Abs(r)), max(ortho, cmplx.Abs(g))
				}
			}
			if limit := 10 * float64(n) * 0x1p-52; !(worst < limit && ortho < limit) {
				t.Errorf("n=%d scale=%g: residual %.3g, orthogonality %.3g", n, scale, worst, ortho)
			}
			w3, v3, err := EigenHerm(threads(3), a)
			if err != nil || !sameBits(w, w3) || !mat.CEqual(v, v3) {
				t.Errorf("n=%d: 3 threads give other bits (%v)", n, err)
			}
		}
	}
}

// A Hermitian matrix with a known spectrum, degenerate and with zeros in every row: a circulant.
func TestEigenHermCirculant(t *testing.T) {
	const n = 24
	a := mat.NewCDense(n, n, nil)
	for i := range n {
		a.Set(i, (i+1)%n, 1i)
		a.Set((i+1)%n, i, -1i)
	}
	w, err := EigenvaluesHerm(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float64, n)
	for k := range want {
		want[k] = -2 * math.Sin(2*math.Pi*float64(k)/n)
	}
	if d := distanceOfSets(w, want); d > 1e-14 {
		t.Errorf("eigenvalues differ by %g", d)
	}
}

func distanceOfSets(a, b []float64) float64 {
	worst := 0.0
	b = sorted(b)
	for i, v := range sorted(a) {
		worst = max(worst, math.Abs(v-b[i]))
	}
	return worst
}

func TestEigenHermErrors(t *testing.T) {
	bad := mat.NewCDense(2, 2, []complex128{1, complex(0, math.Inf(1)), 0, 1})
	for name, a := range map[string]mat.CMatrix{"infinite": bad, "oblong": mat.NewCDense(2, 3, nil), "nil": nil} {
		if _, err := EigenvaluesHerm(context.Background(), a); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkHerm(b *testing.B) {
	for _, vectors := range []bool{false, true} {
		for _, n := range []int{50, 100, 200, 500, 1000, 2000} {
			for _, k := range []int{1, 2} {
				b.Run(fmt.Sprintf("vectors=%v/n=%d/threads=%d", vectors, n, k), func(b *testing.B) {
					a := GUE(n, 1)
					for b.Loop() {
						var err error
						if vectors {
							_, _, err = EigenHerm(threads(k), a)
						} else {
							_, err = EigenvaluesHerm(threads(k), a)
						}
						if err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
