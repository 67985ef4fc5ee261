package linalg

// The limit laws of random-matrix theory as plain functions of one variable, to draw over histograms and to test against.
// Scales are arguments, so that no eigenvalue need be rescaled first.

import (
	"fmt"
	"math"
)

// Semicircle returns the density of Wigner's semicircle law on [−radius, radius]: the spectrum of GOE, GUE and GSE matrices of
// order n with radius 2√n, and of the real parts of a Ginibre matrix with radius √n. It panics unless radius > 0.
func Semicircle(radius float64) func(x float64) float64 {
	positive("Semicircle", "radius", radius)
	return func(x float64) float64 {
		t := x / radius
		if !(math.Abs(t) < 1) {
			return 0
		}
		return 2 / (math.Pi * radius) * math.Sqrt((1-t)*(1+t))
	}
}

// SemicircleCDF returns the distribution function of the semicircle law on [−radius, radius]. It panics unless radius > 0.
func SemicircleCDF(radius float64) func(x float64) float64 {
	positive("SemicircleCDF", "radius", radius)
	return func(x float64) float64 {
		t := max(-1, min(1, x/radius))
		return 0.5 + (t*math.Sqrt((1-t)*(1+t))+math.Asin(t))/math.Pi
	}
}

// MarchenkoPastur returns the density of the law of Marchenko and Pastur: the limit of the eigenvalues of X·Xᵀ/m for an n×m
// matrix X of independent entries of variance 1 and ratio = n/m. For ratio > 1 the density belongs to the part 1/ratio of
// the eigenvalues that are not zero. It panics unless ratio > 0.
func MarchenkoPastur(ratio float64) func(x float64) float64 {
	positive("MarchenkoPastur", "ratio", ratio)
	root := math.Sqrt(ratio)
	a, b := (1-root)*(1-root), (1+root)*(1+root)
	return func(x float64) float64 {
		if !(a < x && x < b) {
			return 0
		}
		return math.Sqrt((b-x)*(x-a)) / (2 * math.Pi * ratio * x)
	}
}

// CircularLaw returns the density of the moduli |λ| under the circular law, 2r/radius² on [0, radius]: eigenvalues of a
// Ginibre matrix of order n fill the disc of radius √n evenly. It panics unless radius > 0.
func CircularLaw(radius float64) func(r float64) float64 {
	positive("CircularLaw", "radius", radius)
	return func(r float64) float64 {
		if !(0 <= r && r < radius) {
			return 0
		}
		return 2 * r / radius / radius
	}
}

// WignerSurmise returns the density a·s^β·exp(−b·s²) of mean 1 of the spacings of neighbouring eigenvalues, exact for
// matrices of order 2 and within 2% for large ones: β = 1 for GOE, 2 for GUE, 4 for GSE. For β = 0 it is exp(−s), the law of
// levels that do not repel. It panics unless 0 ≤ β < ∞.
func WignerSurmise(beta float64) func(s float64) float64 {
	if !(beta >= 0) || math.IsInf(beta, 0) {
		panic(fmt.Sprintf("linalg: WignerSurmise with β = %v", beta))
	}
	if beta == 0 {
		return func(s float64) float64 {
			if s < 0 {
				return 0
			}
			return math.Exp(-s)
		}
	}
	g1, _ := math.Lgamma((beta + 1) / 2)
	g2, _ := math.Lgamma((beta + 2) / 2)
	b := math.Exp(2 * (g2 - g1))
	logA := math.Ln2 + (beta+1)/2*math.Log(b) - g1
	return func(s float64) float64 {
		if s <= 0 {
			return 0
		}
		return math.Exp(logA + beta*math.Log(s) - b*s*s)
	}
}

// positive panics unless v is positive and finite.
func positive(who, what string, v float64) {
	if !(v > 0) || math.IsInf(v, 0) {
		panic(fmt.Sprintf("linalg: %s with %s %v: it must be positive and finite", who, what, v))
	}
}

// Unfold maps eigenvalues to a scale on which their mean density is 1: the result is n·cdf(λ), n = len(values), where cdf
// is the limit law of the spectrum, such as SemicircleCDF(2√n).
func Unfold(values []float64, cdf func(x float64) float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = float64(len(values)) * cdf(v)
	}
	return out
}

// Spacings returns the differences of neighbours of ascending values, len(values)−1 of them, divided by their mean; nil for
// fewer than two values. Of unfolded eigenvalues they follow WignerSurmise closely.
func Spacings(values []float64) []float64 {
	n := len(values)
	if n < 2 {
		return nil
	}
	mean := (values[n-1] - values[0]) / float64(n-1)
	out := make([]float64, n-1)
	for i := range out {
		out[i] = (values[i+1] - values[i]) / mean
	}
	return out
}

// LargestScaled returns (λ − 2√n)·n^{1/6}, which for the largest eigenvalue λ of a GOE, GUE or GSE matrix of order n follows
// the law of Tracy and Widom as n grows.
func LargestScaled(lambda float64, n int) float64 {
	return (lambda - 2*math.Sqrt(float64(n))) * math.Pow(float64(n), 1.0/6)
}
