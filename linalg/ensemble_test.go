package linalg

import (
	"context"
	"math"
	"sort"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// TestNormal checks the normal generator against its distribution function by Kolmogorov's test, and the tail by count.
func TestNormal(t *testing.T) {
	if z := ziggurat(); math.Abs(z[1][layers-1]+layerArea/z[0][layers-1]-1) > 1e-9 {
		t.Errorf("the ziggurat's top layer ends at %v: want 1", z[1][layers-1]+layerArea/z[0][layers-1])
	}
	const n = 400000
	s := newStream(1, 2, 3, 4)
	x := make([]float64, n)
	tail := 0
	for i := range x {
		x[i] = s.Normal()
		if math.Abs(x[i]) > tailStart {
			tail++
		}
	}
	sort.Float64s(x)
	var d float64
	for i, v := range x {
		f := 0.5 * math.Erfc(-v/math.Sqrt2)
		d = max(d, math.Abs(f-float64(i)/n), math.Abs(f-float64(i+1)/n))
	}
	if d*math.Sqrt(n) > 1.63 { // the 1% point
		t.Errorf("Kolmogorov's distance %.3f/√n: want at most 1.63", d*math.Sqrt(n))
	}
	if want := n * math.Erfc(tailStart/math.Sqrt2); math.Abs(float64(tail)-want) > 4*math.Sqrt(want) {
		t.Errorf("%d variates in the tail: want about %.0f", tail, want)
	}
}

func TestElementaryFunctions(t *testing.T) {
	for x := 1e-300; x < 1e300; x *= 1.37 {
		if got, want := logOf(x), math.Log(x); math.Abs(got-want) > 4*ulp*math.Abs(want) {
			t.Errorf("logOf(%v) = %v: want %v", x, got, want)
		}
	}
	for x := -40.0; x <= 0; x += 0.0137 {
		if got, want := expOf(x), math.Exp(x); math.Abs(got-want) > 4*ulp*want {
			t.Errorf("expOf(%v) = %v: want %v", x, got, want)
		}
	}
}

// TestNormalBits pins the generator: these bits must never change, on any processor.
func TestNormalBits(t *testing.T) {
	s := newStream(1, 2, 3, 4)
	var sum uint64
	for range 100000 {
		sum = sum*1099511628211 + math.Float64bits(s.Normal())
	}
	if want := uint64(0x2b260244e64fc778); sum != want {
		t.Errorf("checksum of 100000 normal variates is %#x: want %#x", sum, want)
	}
}

func TestEnsembles(t *testing.T) {
	const n = 24
	ctx := context.Background()
	for _, e := range Ensembles() {
		if back, err := ParseEnsemble(e.String()); err != nil || back != e {
			t.Errorf("ParseEnsemble(%q) = %v, %v", e, back, err)
		}
		w, err := RandomEigenvalues.Call(ctx, Sample{e, n, 5})
		if err != nil || len(w) != n {
			t.Errorf("%v: %d values, error %v", e, len(w), err)
			continue
		}
		var sum complex128
		for _, z := range w {
			sum += z
		}
		var trace complex128
		switch e {
		case EnsembleGinibre:
			trace = complex(mat.Trace(Ginibre(n, 5)), 0)
		case EnsembleComplexGinibre:
			trace = traceComplex(ComplexGinibre(n, 5))
		case EnsembleGOE:
			trace = complex(mat.Trace(GOE(n, 5)), 0)
		case EnsembleGUE:
			trace = traceComplex(GUE(n, 5))
		case EnsembleWishart:
			trace = complex(mat.Trace(Wishart(n, 2*n, 5)), 0)
		case EnsembleHaar:
			q := Haar(n, 5)
			trace = complex(mat.Trace(q), 0)
			var p mat.Dense
			p.Mul(q.T(), q)
			for i := range n {
				p.Set(i, i, p.At(i, i)-1)
			}
			if d := mat.Norm(&p, math.Inf(1)); d > 1e-13 {
				t.Errorf("Haar: ‖QᵀQ - I‖ = %g", d)
			}
		case EnsembleBernoulli:
			trace = complex(mat.Trace(Bernoulli(n, 5)), 0)
		case EnsembleGSE:
			trace = traceComplex(GSE(n, 5)) / 2
		case EnsembleHaarUnitary:
			trace = traceComplex(HaarUnitary(n, 5))
		case EnsembleCOE:
			trace = traceComplex(COE(n, 5))
		case EnsembleCSE:
			trace = traceComplex(CSE(n, 5)) / 2
		}
		if d := sum - trace; math.Hypot(real(d), imag(d)) > 1e-10 {
			t.Errorf("%v: sum of the eigenvalues %v, trace %v", e, sum, trace)
		}
	}
	if _, err := ParseEnsemble("gaussian"); err == nil {
		t.Error("no error for an unknown ensemble")
	}
	if _, err := RandomEigenvalues.Call(ctx, Sample{EnsembleGOE, 0, 1}); err == nil {
		t.Error("no error for order 0")
	}
	if _, err := RandomEigenvalues.Call(ctx, Sample{Ensemble(99), 3, 1}); err == nil {
		t.Error("no error for an unknown ensemble")
	}
}

func traceComplex(a mat.CMatrix) (sum complex128) {
	n, _ := a.Dims()
	for i := range n {
		sum += a.At(i, i)
	}
	return sum
}

// TestSeeds checks that different seeds, and different ensembles of one seed, give different matrices.
func TestSeeds(t *testing.T) {
	a, b, c := Ginibre(5, 1), Ginibre(5, 2), Ginibre(5, 1)
	if mat.Equal(a, b) || !mat.Equal(a, c) {
		t.Error("Ginibre does not depend on its seed alone")
	}
	if g := GOE(5, 1); g.At(1, 2) == a.At(1, 2) || g.At(0, 1) == a.At(0, 0) {
		t.Error("GOE and Ginibre share a random stream")
	}
}

// TestOrders checks that whoever asks for a matrix of no order, or of one beyond any memory, is told so by name before anything
// is allocated.
func TestOrders(t *testing.T) {
	constructors := map[string]func(n int){
		"Ginibre":        func(n int) { Ginibre(n, 1) },
		"ComplexGinibre": func(n int) { ComplexGinibre(n, 1) },
		"GOE":            func(n int) { GOE(n, 1) },
		"GUE":            func(n int) { GUE(n, 1) },
		"GSE":            func(n int) { GSE(n, 1) },
		"Wishart":        func(n int) { Wishart(3, n, 1) },
		"Wishart of":     func(n int) { Wishart(n, 3, 1) },
		"Haar":           func(n int) { Haar(n, 1) },
		"HaarUnitary":    func(n int) { HaarUnitary(n, 1) },
		"COE":            func(n int) { COE(n, 1) },
		"CSE":            func(n int) { CSE(n, 1) },
		"Bernoulli":      func(n int) { Bernoulli(n, 1) },
		"BetaHermite":    func(n int) { BetaHermite(n, 2, 1) },
		"BetaLaguerre":   func(n int) { BetaLaguerre(n, n, 2, 1) },
		"Samples":        func(n int) { Samples(EnsembleGUE, n, 1, 1) },
		"Samples: ":      func(n int) { Samples(EnsembleGUE, 1, n-1, 1) }, // no sample at all is right
	}
	for name, make := range constructors {
		for _, n := range []int{0, -1, math.MinInt, 1 << 41, 1 << 62, math.MaxInt} {
			func() {
				defer func() {
					if text, _ := recover().(string); !strings.HasPrefix(text, "linalg: "+name) {
						t.Errorf("%s of %d: panic %q", name, n, text)
					}
				}()
				if name == "Samples: " && n == math.MinInt {
					n++ // n-1 would be positive
				}
				make(n)
			}()
		}
	}
	for _, n := range []int{0, -1, 1 << 21, math.MaxInt} {
		if _, err := RandomEigenvalues.Call(context.Background(), Sample{EnsembleGinibre, n, 1}); err == nil {
			t.Errorf("a sample of order %d is no error", n)
		}
	}
}
