package linalg

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestEigenSymSubsets(t *testing.T) {
	for _, n := range []int{1, 2, 5, 40, 150} {
		for _, scale := range []float64{1, 1e-250, 1e290} {
			a := GOE(n, uint64(n))
			a.ScaleSym(scale, a)
			all, err := EigenvaluesSym(threads(1), a)
			if err != nil {
				t.Fatal(err)
			}
			norm := max(-all[0], all[n-1])
			for _, r := range [][2]int{{0, 0}, {0, 1}, {n - 1, n}, {n / 3, n/2 + 1}, {0, n}} {
				from, to := r[0], r[1]
				values, err := EigenvaluesSymRange(threads(2), a, from, to)
				if err != nil {
					t.Fatal(err)
				}
				w, v, err := EigenSymRange(threads(1), a, from, to)
				if err != nil {
					t.Fatal(err)
				}
				for i := range to - from {
					if math.Abs(values[i]-all[from+i]) > 1e-13*norm || math.Abs(w[i]-all[from+i]) > 1e-13*norm {
						t.Fatalf("n=%d [%d, %d): value %d is %v and %v, want %v", n, from, to, i, values[i], w[i], all[from+i])
					}
				}
				if from == to {
					if len(values) != 0 || v != nil {
						t.Errorf("n=%d: empty range gives %v, %v", n, values, v)
					}
					continue
				}
				b := mat.NewSymDense(n, nil)
				b.ScaleSym(1/scale, a)
				scaled := slices.Clone(w)
				for i := range scaled {
					scaled[i] /= scale
				}
				if r, o := symmetricRatios(b, scaled, v); !(r < 10 && o < 10) {
					t.Errorf("n=%d [%d, %d): ratios %.3g, %.3g", n, from, to, r, o)
				}
				if to < n && all[to]-all[to-1] > 1e-8*norm && (from == 0 || all[from]-all[from-1] > 1e-8*norm) {
					lo := math.Inf(-1)
					if from > 0 {
						lo = all[from-1] + (all[from]-all[from-1])/2
					}
					hi := all[to-1] + (all[to]-all[to-1])/2
					in, err := EigenvaluesSymIn(threads(1), a, lo, hi)
					if err != nil || !sameBits(in, values) {
						t.Errorf("n=%d: values in [%v, %v): %v, want %v (%v)", n, lo, hi, in, values, err)
					}
					wi, vi, err := EigenSymIn(threads(1), a, lo, hi)
					if err != nil || !sameBits(wi, w) || !mat.Equal(vi, v) {
						t.Errorf("n=%d: vectors by interval differ from those by index (%v)", n, err)
					}
				}
			}
		}
	}
}

func TestEigenSymSubsetErrors(t *testing.T) {
	a := GOE(4, 1)
	for _, r := range [][2]int{{-1, 2}, {3, 2}, {0, 5}} {
		if _, err := EigenvaluesSymRange(threads(1), a, r[0], r[1]); err == nil {
			t.Errorf("range %v: no error", r)
		}
	}
	if _, err := EigenvaluesSymIn(threads(1), a, 2, 1); err == nil {
		t.Error("interval [2, 1): no error")
	}
	if _, err := EigenvaluesSymIn(threads(1), a, math.NaN(), 1); err == nil {
		t.Error("interval [NaN, 1): no error")
	}
	if _, err := EigenvaluesTridiagonal(threads(1), []float64{1, 2}, nil); err == nil {
		t.Error("tridiagonal matrix without its off-diagonal: no error")
	}
	if _, err := EigenvaluesTridiagonal(threads(1), []float64{1, 2}, []float64{math.Inf(1)}); err == nil {
		t.Error("infinite off-diagonal: no error")
	}
}

func TestTridiagonalAlone(t *testing.T) {
	const n = 90
	d, e := make([]float64, n), make([]float64, n-1)
	for i := range e { // zeros of the Hermite polynomial: symmetric about 0
		e[i] = math.Sqrt(float64(i+1) / 2)
	}
	values, err := EigenvaluesTridiagonal(threads(1), d, e)
	if err != nil {
		t.Fatal(err)
	}
	w, v, err := EigenTridiagonal(threads(2), d, e)
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float64, n-1)
	for i := range values {
		if math.Abs(values[i]+values[n-1-i]) > 1e-13 || math.Abs(values[i]-w[i]) > 1e-13 {
			t.Errorf("zero %d: %v, %v, mirrored %v", i, values[i], w[i], values[n-1-i])
		}
		if i > 0 {
			x[i-1] = (w[i-1] + w[i]) / 2
		}
	}
	a := mat.NewSymDense(n, nil)
	for i, b := range e {
		a.SetSym(i, i+1, b)
	}
	if r, o := symmetricRatios(a, w, v); !(r < 10 && o < 10) {
		t.Errorf("ratios %.3g, %.3g", r, o)
	}
	counts, err := CountBelow(threads(2), d, e, x)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range counts {
		if c != i+1 {
			t.Errorf("%d eigenvalues below %v, want %d", c, x[i], i+1)
		}
	}
}
