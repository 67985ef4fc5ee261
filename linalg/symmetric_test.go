package linalg

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"tandem/parallel"
)

// threads returns a context with a budget of n threads.
func threads(n int) context.Context { return parallel.WithThreads(context.Background(), n) }

func sameBits(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			return false
		}
	}
	return true
}

// Gonum's driver is the reference: both are backward stable, so values agree to a multiple of n·ε·‖A‖.
func TestEigenvaluesSymAgainstGonum(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 17, 32, 33, 64, 100, 201, 700} {
		if testing.Short() && n > 300 {
			continue
		}
		for _, scale := range []float64{1, 1e-300, 1e300} {
			a := GOE(n, uint64(n))
			a.ScaleSym(scale, a)
			got, err := EigenvaluesSym(threads(1), a)
			if err != nil {
				t.Fatal(err)
			}
			var ref mat.EigenSym
			b := GOE(n, uint64(n))
			if !ref.Factorize(b, false) {
				t.Fatal("gonum did not converge")
			}
			want := ref.Values(nil)
			norm := max(-want[0], want[n-1])
			for i := range want {
				if !(math.Abs(got[i]/scale-want[i]) <= 2e-15*float64(10+n)*norm) {
					t.Fatalf("n=%d scale=%g: value %d is %v, want %v", n, scale, i, got[i]/scale, want[i])
				}
			}
			for _, k := range []int{2, 3, 5} {
				if again, _ := EigenvaluesSym(threads(k), a); !sameBits(got, again) {
					t.Errorf("n=%d: %d threads give other bits", n, k)
				}
			}
		}
	}
}

// symmetricRatios returns LAPACK's test ratios ‖AV − VΛ‖/(n·‖A‖·ulp) and ‖VᵀV − I‖/(n·ulp) in the 1-norm.
func symmetricRatios(a mat.Symmetric, w []float64, v *mat.Dense) (residual, orthogonality float64) {
	n := a.SymmetricDim()
	r := mat.NewDense(n, len(w), nil)
	r.Mul(a, v)
	for i := range n {
		for j, x := range w {
			r.Set(i, j, r.At(i, j)-x*v.At(i, j))
		}
	}
	g := mat.NewDense(len(w), len(w), nil)
	g.Mul(v.T(), v)
	for i := range w {
		g.Set(i, i, g.At(i, i)-1)
	}
	ulp := 0x1p-52 * float64(n)
	return mat.Norm(r, 1) / mat.Norm(a, 1) / ulp, mat.Norm(g, 1) / ulp
}

func TestEigenSymRatios(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 16, 33, 64, 100, 257, 800} {
		if testing.Short() && n > 300 {
			continue
		}
		a := GOE(n, uint64(n))
		w, v, err := EigenSym(threads(1), a)
		if err != nil {
			t.Fatal(err)
		}
		if r, o := symmetricRatios(a, w, v); !(r < 10 && o < 10) {
			t.Errorf("n=%d: residual ratio %.3g, orthogonality ratio %.3g", n, r, o)
		}
		values, err := EigenvaluesSym(threads(1), a)
		if err != nil {
			t.Fatal(err)
		}
		for i := range w { // LAPACK's threshold is 60, for n ≤ 50
			if math.Abs(w[i]-values[i]) > 20*0x1p-52*max(w[n-1], -w[0]) {
				t.Errorf("n=%d: value %d is %v with vectors, %v without", n, i, w[i], values[i])
			}
		}
		w2, v2, err := EigenSym(threads(3), a)
		if err != nil {
			t.Fatal(err)
		}
		if !sameBits(w, w2) || !sameBits(v.RawMatrix().Data, v2.RawMatrix().Data) {
			t.Errorf("n=%d: 3 threads give other bits", n)
		}
	}
}

// A cancelled computation returns within 100 ms at n = 2000 on an idle machine; the test allows for a busy one.
func TestSymCancelled(t *testing.T) {
	n, limit := 2000, 500*time.Millisecond
	if testing.Short() {
		n = 600
	}
	a, h, g := GOE(n, 1), GUE(n/2, 1), Ginibre(n, 1)
	for name, solve := range map[string]func(ctx context.Context) error{
		"EigenvaluesSym":  func(ctx context.Context) error { _, err := EigenvaluesSym(ctx, a); return err },
		"EigenSym":        func(ctx context.Context) error { _, _, err := EigenSym(ctx, a); return err },
		"EigenvaluesHerm": func(ctx context.Context) error { _, err := EigenvaluesHerm(ctx, h); return err },
		"EigenHerm":       func(ctx context.Context) error { _, _, err := EigenHerm(ctx, h); return err },
		"SingularValues":  func(ctx context.Context) error { _, err := SingularValues(ctx, g); return err },
		"SVD":             func(ctx context.Context) error { _, _, _, err := SVD(ctx, g); return err },
	} {
		for _, after := range []time.Duration{0, 20 * time.Millisecond, 150 * time.Millisecond, 400 * time.Millisecond} {
			ctx, cancel := context.WithCancel(threads(2))
			var cancelled time.Time
			timer := time.AfterFunc(after, func() {
				cancelled = time.Now()
				cancel()
			})
			err := solve(ctx)
			if err == nil { // done before the clock
				timer.Stop()
				cancel()
				continue
			}
			late := time.Since(cancelled)
			if !errors.Is(err, context.Canceled) || late > limit {
				t.Errorf("%s cancelled after %v: %v, %v later", name, after, err, late)
			}
			t.Logf("%s cancelled after %v: returned %v later", name, after, late)
		}
	}
}

func BenchmarkSym(b *testing.B) {
	for _, vectors := range []bool{false, true} {
		for _, n := range []int{100, 200, 500, 1000, 2000} {
			for _, k := range []int{1, 2} {
				b.Run(fmt.Sprintf("vectors=%v/n=%d/threads=%d", vectors, n, k), func(b *testing.B) {
					a := GOE(n, 1)
					for b.Loop() {
						var err error
						if vectors {
							_, _, err = EigenSym(threads(k), a)
						} else {
							_, err = EigenvaluesSym(threads(k), a)
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
