package linalg

import (
	"context"
	"math"
	"math/cmplx"
	"slices"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
)

// moments integrates f, x·f and x²·f over [lo, hi] and returns the mass, the mean and the variance.
func moments(f func(float64) float64, lo, hi float64) (mass, mean, variance float64) {
	mid, half := (lo+hi)/2, (hi-lo)/2
	of := func(k int) float64 { // x = mid + half·sin θ takes the square roots out of the ends
		return quad.Fixed(func(t float64) float64 {
			x := mid + half*math.Sin(t)
			return f(x) * math.Pow(x, float64(k)) * half * math.Cos(t)
		}, -math.Pi/2, math.Pi/2, 400, nil, 0)
	}
	mass, mean = of(0), of(1)
	return mass, mean, of(2) - mean*mean
}

func TestLawsHaveTheirMoments(t *testing.T) {
	for _, c := range []struct {
		name                         string
		f                            func(float64) float64
		lo, hi, mass, mean, variance float64
	}{
		{"semicircle", Semicircle(3), -3, 3, 1, 0, 9.0 / 4},
		{"Marchenko-Pastur 1/2", MarchenkoPastur(0.5), math.Pow(1-math.Sqrt(0.5), 2), math.Pow(1+math.Sqrt(0.5), 2), 1, 1, 0.5},
		{"Marchenko-Pastur 2", MarchenkoPastur(2), math.Pow(1-math.Sqrt2, 2), math.Pow(1+math.Sqrt2, 2), 0.5, 1, 2},
		{"circular", CircularLaw(2), 0, 2, 1, 4.0 / 3, 2.0 / 9},
		{"surmise 1", WignerSurmise(1), 0, 12, 1, 1, 4/math.Pi - 1},
		{"surmise 2", WignerSurmise(2), 0, 12, 1, 1, 3*math.Pi/8 - 1},
		{"surmise 4", WignerSurmise(4), 0, 12, 1, 1, 45*math.Pi/128 - 1},
		{"Poisson", WignerSurmise(0), 0, 60, 1, 1, 1},
		// Bornemann, Markov Processes Relat. Fields 16 (2010), table 4; β = 4 there is ours times 2^{1/6}.
		{"Tracy-Widom 1", TracyWidom(1), -10, 12, 1, -1.2065335745820, 1.607781034581},
		{"Tracy-Widom 2", TracyWidom(2), -10, 12, 1, -1.7710868074110, 0.813194792832},
		{"Tracy-Widom 4", TracyWidom(4), -10, 12, 1, -2.3068848932410 / math.Pow(2, 1.0/6), 0.517723720764 / math.Cbrt(2)},
	} {
		mass, mean, variance := moments(c.f, c.lo, c.hi)
		// β = 4 is 1e-11 of mass short: its series spans 2^{2/3}·22 of the Airy scale.
		if math.Abs(mass-c.mass) > 1e-9 || math.Abs(mean-c.mean) > 1e-9 || math.Abs(variance-c.variance) > 2e-9 {
			t.Errorf("%s: mass %.12f, mean %.12f, variance %.12f, want %v, %v, %v", c.name, mass, mean, variance, c.mass, c.mean, c.variance)
		}
	}
}

func TestDistributionFunctions(t *testing.T) {
	for _, c := range []struct {
		name   string
		f, cdf func(float64) float64
		lo, hi float64
	}{
		{"semicircle", Semicircle(2), SemicircleCDF(2), -2, 2},
		{"Tracy-Widom 1", TracyWidom(1), TracyWidomCDF(1), -10, 12},
		{"Tracy-Widom 2", TracyWidom(2), TracyWidomCDF(2), -10, 12},
		{"Tracy-Widom 4", TracyWidom(4), TracyWidomCDF(4), -10, 12},
	} {
		for i := range 20 {
			x := c.lo + (c.hi-c.lo)*(float64(i)+0.3)/20
			mass, _, _ := moments(func(y float64) float64 { return c.f(y) }, c.lo, x)
			if math.Abs(mass-c.cdf(x)) > 1e-6 {
				t.Errorf("%s: F(%g) = %v, the density's integral is %v", c.name, x, c.cdf(x), mass)
			}
		}
		if c.cdf(c.lo-1) != 0 || c.cdf(c.hi+1) != 1 {
			t.Errorf("%s: F does not run from 0 to 1", c.name)
		}
	}
	// Published values: F₂(−2) = 0.41322 41425 05120 (Bornemann 2010), F₁(−1) and F₂(0) from the tables of Prähofer.
	if got := TracyWidomCDF(2)(-2); math.Abs(got-0.413224142505120) > 1e-11 {
		t.Errorf("F₂(−2) = %.15f", got)
	}
}

func sorted(x []float64) []float64 { return slices.Sorted(slices.Values(x)) }

// distance returns the Kolmogorov distance of values from cdf.
func distance(values []float64, cdf func(float64) float64) float64 {
	values = sorted(values)
	worst, n := 0.0, float64(len(values))
	for i, v := range values {
		f := cdf(v)
		worst = max(worst, f-float64(i)/n, float64(i+1)/n-f)
	}
	return worst
}

// cumulate turns a density on [lo, hi] into a distribution function on a grid.
func cumulate(f func(float64) float64, lo, hi float64) func(float64) float64 {
	const n = 4000
	sums := make([]float64, n+1)
	h := (hi - lo) / n
	for i := range n {
		sums[i+1] = sums[i] + h*f(lo+h*(float64(i)+0.5))
	}
	return func(x float64) float64 {
		return sums[int(max(0, min(n, (x-lo)/h)))] / sums[n]
	}
}

// Every ensemble follows its law. Eigenvalues are rigid, so their distance from the law is far below 1/√n; for samples of
// independent numbers the bound is 1.95/√n, passed by chance once in 1000 (here: never, the seeds are fixed).
func TestEnsemblesFollowTheirLaws(t *testing.T) {
	ctx := context.Background()
	const n = 200
	values := func(e Ensemble) []float64 {
		w, err := RandomEigenvalues.Call(ctx, Sample{e, n, 11})
		if err != nil {
			t.Fatal(e, err)
		}
		x := make([]float64, len(w))
		for i, z := range w {
			switch e {
			case EnsembleGinibre, EnsembleComplexGinibre, EnsembleBernoulli:
				x[i] = cmplx.Abs(z)
			case EnsembleHaar, EnsembleHaarUnitary, EnsembleCOE, EnsembleCSE:
				if math.Abs(cmplx.Abs(z)-1) > 1e-12 {
					t.Errorf("%v: eigenvalue of modulus %v", e, cmplx.Abs(z))
				}
				x[i] = cmplx.Phase(z)
			default:
				x[i] = real(z)
			}
		}
		return x
	}
	r := math.Sqrt(n)
	angle := func(x float64) float64 { return (x + math.Pi) / (2 * math.Pi) }
	mp := cumulate(func(x float64) float64 { return MarchenkoPastur(0.5)(x / (2 * n)) }, 0, 6*n)
	disc := func(x float64) float64 { return min(1, x*x/n) }
	for e, cdf := range map[Ensemble]func(float64) float64{
		EnsembleGinibre: disc, EnsembleComplexGinibre: disc, EnsembleBernoulli: disc,
		EnsembleGOE: SemicircleCDF(2 * r), EnsembleGUE: SemicircleCDF(2 * r), EnsembleGSE: SemicircleCDF(2 * r),
		EnsembleWishart: mp, EnsembleHaar: angle, EnsembleHaarUnitary: angle, EnsembleCOE: angle, EnsembleCSE: angle,
	} {
		if d := distance(values(e), cdf); d > 0.06 {
			t.Errorf("%v: distance %.3f from its law", e, d)
		}
	}
	for _, beta := range []float64{0.5, 1, 2, 4, 10} {
		d, e := BetaHermite(1000, beta, 3)
		w, err := EigenvaluesTridiagonal(ctx, d, e)
		if err != nil {
			t.Fatal(err)
		}
		if dist := distance(w, SemicircleCDF(2*math.Sqrt(1000))); dist > 0.01 {
			t.Errorf("β = %v: distance %.3f from the semicircle", beta, dist)
		}
		d, e = BetaLaguerre(1000, 2000, beta, 3)
		w, err = EigenvaluesTridiagonal(ctx, d, e)
		if err != nil {
			t.Fatal(err)
		}
		if dist := distance(w, cumulate(func(x float64) float64 { return MarchenkoPastur(0.5)(x / 2000) }, 0, 6000)); dist > 0.01 {
			t.Errorf("β = %v: distance %.3f from Marchenko-Pastur", beta, dist)
		}
	}
}

// Spacings tell the symmetry classes apart, in dense matrices and in the tridiagonal β-ensembles alike.
func TestSpacings(t *testing.T) {
	ctx := context.Background()
	spacing := func(values []float64) []float64 {
		n := len(values)
		s := Spacings(Unfold(values, SemicircleCDF(2*math.Sqrt(float64(n)))))
		return s[n/10 : n-n/10]
	}
	classes := map[float64]Ensemble{1: EnsembleGOE, 2: EnsembleGUE, 4: EnsembleGSE}
	for beta, e := range classes {
		var dense []float64
		for _, s := range Samples(e, 80, 15, 1) {
			w, err := RandomEigenvalues.Call(ctx, s)
			if err != nil {
				t.Fatal(err)
			}
			x := make([]float64, len(w))
			for i, z := range w {
				x[i] = real(z)
			}
			dense = append(dense, spacing(x)...)
		}
		d, off := BetaHermite(1200, beta, 7)
		w, err := EigenvaluesTridiagonal(ctx, d, off)
		if err != nil {
			t.Fatal(err)
		}
		for name, s := range map[string][]float64{"dense": dense, "tridiagonal": spacing(w)} {
			for other := range classes {
				dist := distance(s, cumulate(WignerSurmise(other), 0, 8))
				if limit := 0.05; (dist < limit) != (other == beta) {
					t.Errorf("β = %v, %s: distance %.3f from the surmise for β = %v", beta, name, dist, other)
				}
			}
		}
	}
}

// The largest eigenvalue follows Tracy and Widom. At n = 400 the mean is off by about 0.02 (order n^{−1/3} relative).
func TestLargestEigenvalue(t *testing.T) {
	const n, count = 400, 400
	for beta, f := range map[float64]func(float64) float64{1: TracyWidomCDF(1), 2: TracyWidomCDF(2), 4: TracyWidomCDF(4)} {
		x := make([]float64, count)
		for i := range x {
			d, e := BetaHermite(n, beta, uint64(i))
			v, err := EigenvaluesTridiagonalRange(context.Background(), d, e, n-1, n)
			if err != nil {
				t.Fatal(err)
			}
			x[i] = LargestScaled(v[0], n)
		}
		if d := distance(x, f); d > 1.95/math.Sqrt(count) {
			t.Errorf("β = %v: distance %.3f", beta, d)
		}
	}
}

func TestUnitaryEnsembles(t *testing.T) {
	for _, n := range []int{1, 7, 33, 70} { // reflections are applied by panels of 32
		for name, u := range map[string]*mat.CDense{"HaarUnitary": HaarUnitary(n, 3), "COE": COE(n, 3), "CSE": CSE(n, 3)} {
			m, _ := u.Dims()
			bound := 1e-14 * math.Sqrt(float64(n))
			for i := range m {
				for j := range m {
					sum := complex(0, 0)
					for k := range m {
						sum += cmplx.Conj(u.At(k, i)) * u.At(k, j)
					}
					if i == j {
						sum--
					}
					if !(cmplx.Abs(sum) < bound) {
						t.Fatalf("%s(%d): (UᴴU − I)[%d, %d] = %v", name, n, i, j, sum)
					}
					if name == "COE" && u.At(i, j) != u.At(j, i) {
						t.Fatalf("COE(%d) is not symmetric at (%d, %d)", n, i, j)
					}
				}
			}
		}
	}
	// GSE: blocks are quaternions and the matrix is Hermitian, so that eigenvalues come in pairs.
	w, err := EigenvaluesHerm(context.Background(), GSE(20, 3))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(w); i += 2 {
		if math.Abs(w[i]-w[i+1]) > 1e-13*w[len(w)-1] {
			t.Errorf("GSE: eigenvalues %v and %v should be equal", w[i], w[i+1])
		}
	}
}

func TestHistogramTridiagonal(t *testing.T) {
	d, e := BetaHermite(3000, 1, 5)
	w, err := EigenvaluesTridiagonal(threads(1), d, e)
	if err != nil {
		t.Fatal(err)
	}
	borders := make([]float64, 41)
	for i := range borders {
		borders[i] = -120 + 6*float64(i)
	}
	got, err := HistogramTridiagonal(threads(2), d, e, borders)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range got {
		want := 0
		for _, v := range w {
			if borders[i] <= v && v < borders[i+1] {
				want++
			}
		}
		if c != want {
			t.Errorf("[%g, %g): %d, want %d", borders[i], borders[i+1], c, want)
		}
	}
	if _, err := HistogramTridiagonal(threads(1), d, e, []float64{1, 0}); err == nil {
		t.Error("descending borders: no error")
	}
}

// The spectrum of a GOE matrix of order 10⁵, 80 GB if it were dense, and its histogram without any eigenvalue.
func BenchmarkHugeGOE(b *testing.B) {
	const n = 100000
	b.Run("histogram", func(b *testing.B) {
		borders := make([]float64, 101)
		for i := range borders {
			borders[i] = (-2 + 0.04*float64(i)) * math.Sqrt(n)
		}
		for b.Loop() {
			d, e := BetaHermite(n, 1, 1)
			if _, err := HistogramTridiagonal(threads(2), d, e, borders); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("spectrum", func(b *testing.B) {
		for b.Loop() {
			d, e := BetaHermite(n, 1, 1)
			if _, err := EigenvaluesTridiagonal(threads(2), d, e); err != nil {
				b.Fatal(err)
			}
		}
	})
}
