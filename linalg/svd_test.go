package linalg

import (
	"context"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// withSingularValues returns Q₁·diag(s)·Q₂ᵀ with Haar orthogonal m×m Q₁ and n×n Q₂, m ≥ n.
func withSingularValues(m int, s []float64, seed uint64) *mat.Dense {
	n := len(s)
	q, p := Haar(m, seed), Haar(n, seed+1)
	a := mat.NewDense(m, n, nil)
	for i := range m {
		for j := range n {
			a.Set(i, j, q.At(i, j)*s[j])
		}
	}
	a.Mul(a, p.T())
	return a
}

func TestSVD(t *testing.T) {
	spectra := map[string]func(i, n int) float64{
		"random":           nil,
		"zero":             func(i, n int) float64 { return 0 },
		"identity":         func(i, n int) float64 { return 1 },
		"geometric":        func(i, n int) float64 { return math.Pow(1e-16, float64(i)/float64(n)) },
		"rank one":         func(i, n int) float64 { return map[bool]float64{true: 3}[i == 0] },
		"half the rank":    func(i, n int) float64 { return map[bool]float64{true: 1 + float64(n-i)}[i < n/2] },
		"one small":        func(i, n int) float64 { return map[bool]float64{true: 1e-9, false: 2}[i == n-1] },
		"steps":            func(i, n int) float64 { return math.Pow(1e-4, float64(4*i/n)) },
		"graded to 1e-300": func(i, n int) float64 { return math.Pow(1e-300, float64(i)/float64(n)) },
	}
	for name, f := range spectra {
		for _, dims := range [][2]int{{1, 1}, {2, 2}, {5, 3}, {3, 5}, {33, 33}, {40, 64}, {100, 30}, {150, 150}} {
			m, n := dims[0], dims[1]
			for _, scale := range []float64{1, 1e-290, 1e300} {
				k := min(m, n)
				want := make([]float64, k)
				var a *mat.Dense
				if f == nil {
					a, want = gaussian(m, n, EnsembleGinibre, 7), nil
				} else {
					for i := range want {
						want[i] = f(i, k)
					}
					a = withSingularValues(max(m, n), want, 3)
					if m < n {
						a = mat.DenseCopyOf(a.T())
					}
				}
				b := mat.NewDense(m, n, nil)
				b.Scale(scale, a)
				checkSVD(t, fmt.Sprintf("%s %d×%d ·%g", name, m, n, scale), a, b, scale, want)
			}
		}
	}
}

// checkSVD checks the decomposition of b = scale·a by LAPACK's ratios, threshold 60; ours stay below 10.
func checkSVD(t *testing.T, name string, a, b *mat.Dense, scale float64, want []float64) {
	t.Helper()
	m, n := a.Dims()
	k := min(m, n)
	u, s, v, err := SVD(threads(1), b)
	if err != nil {
		t.Fatal(name, err)
	}
	values, err := SingularValues(threads(2), b)
	if err != nil {
		t.Fatal(name, err)
	}
	norm := max(s[0]/scale, 0x1p-1000)
	ulp := 0x1p-52 * float64(max(m, n))
	r := mat.NewDense(m, k, nil)
	r.Mul(a, v)
	for i := range m {
		for j := range k {
			r.Set(i, j, r.At(i, j)-u.At(i, j)*(s[j]/scale))
		}
	}
	gram := func(q *mat.Dense) float64 {
		g := mat.NewDense(k, k, nil)
		g.Mul(q.T(), q)
		for i := range k {
			g.Set(i, i, g.At(i, i)-1)
		}
		return mat.Max(absolute(g)) / ulp
	}
	if res, gu, gv := mat.Max(absolute(r))/norm/ulp, gram(u), gram(v); !(res < 10 && gu < 10 && gv < 10) {
		t.Errorf("%s: residual %.3g, left %.3g, right %.3g", name, res, gu, gv)
	}
	for i := range s {
		if i > 0 && s[i] > s[i-1] || s[i] < 0 {
			t.Errorf("%s: value %d is %v after %v", name, i, s[i], s[i-1])
		}
		if math.Abs(s[i]-values[i])/scale > 60*0x1p-52*norm {
			t.Errorf("%s: value %d is %v with vectors, %v without", name, i, s[i], values[i])
		}
		if want != nil && math.Abs(values[i]/scale-want[i]) > 60*ulp*norm {
			t.Errorf("%s: value %d is %v, want %v", name, i, values[i]/scale, want[i])
		}
	}
	u3, s3, v3, err := SVD(threads(3), b)
	if err != nil || !sameBits(s, s3) || !mat.Equal(u, u3) || !mat.Equal(v, v3) {
		t.Errorf("%s: 3 threads give other bits (%v)", name, err)
	}
}

func absolute(a *mat.Dense) *mat.Dense {
	var b mat.Dense
	b.Apply(func(_, _ int, v float64) float64 { return math.Abs(v) }, a)
	return &b
}

func TestSVDErrors(t *testing.T) {
	bad := mat.NewDense(2, 3, []float64{1, 2, 3, 4, math.NaN(), 6})
	for name, a := range map[string]mat.Matrix{"NaN": bad, "NaN, tall": bad.T(), "nil": nil} {
		if _, err := SingularValues(context.Background(), a); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, _, err := SVD(ctx, Ginibre(50, 1)); err != context.Canceled {
		t.Errorf("cancelled: %v", err)
	}
}

// The four equations of Penrose, for full rank and for less.
func TestPseudoInverse(t *testing.T) {
	for name, a := range map[string]*mat.Dense{
		"square":              Ginibre(20, 1),
		"tall":                gaussian(30, 12, EnsembleGinibre, 2),
		"wide":                gaussian(7, 25, EnsembleGinibre, 3),
		"less than full rank": withSingularValues(18, []float64{3, 2, 1, 0.5, 0, 0, 0}, 4),
		"zero":                mat.NewDense(3, 4, nil),
	} {
		p, err := PseudoInverse(threads(2), a)
		if err != nil {
			t.Fatal(err)
		}
		var ap, pa, apa, pap mat.Dense
		ap.Mul(a, p)
		pa.Mul(p, a)
		apa.Mul(&ap, a)
		pap.Mul(&pa, p)
		if !mat.EqualApprox(&apa, a, 1e-12) || !mat.EqualApprox(&pap, p, 1e-12) ||
			!mat.EqualApprox(&ap, ap.T(), 1e-12) || !mat.EqualApprox(&pa, pa.T(), 1e-12) {
			t.Errorf("%s: not the pseudoinverse", name)
		}
	}
}

func TestCond(t *testing.T) {
	for _, want := range []float64{1, 30, 1e8} {
		a := withSingularValues(12, []float64{want, want / 2, 1, 1}, 5)
		if want == 1 {
			a = withSingularValues(12, []float64{1, 1, 1, 1}, 5)
		}
		if got, err := Cond(threads(1), a); err != nil || math.Abs(got-want) > 1e-7*want*math.Max(1, want*1e-8) {
			t.Errorf("condition number %v, want %v (%v)", got, want, err)
		}
	}
	if got, err := Cond(threads(1), mat.NewDense(3, 3, nil)); err != nil || !math.IsInf(got, 1) {
		t.Errorf("zero matrix: %v, %v", got, err)
	}
}

func BenchmarkSVD(b *testing.B) {
	for _, vectors := range []bool{false, true} {
		for _, n := range []int{50, 100, 200, 500, 1000, 2000} {
			for _, k := range []int{1, 2} {
				b.Run(fmt.Sprintf("vectors=%v/n=%d/threads=%d", vectors, n, k), func(b *testing.B) {
					a := Ginibre(n, 1)
					for b.Loop() {
						var err error
						if vectors {
							_, _, _, err = SVD(threads(k), a)
						} else {
							_, err = SingularValues(threads(k), a)
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
