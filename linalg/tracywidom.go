package linalg

// The laws of Tracy and Widom: limits of the largest eigenvalue of the Gaussian ensembles. With the operator (Aₛf)(x) =
// ∫₀^∞ Ai(x+y+s)·f(y) dy, whose square is the Airy kernel on (s, ∞),
//
//	F₁(s) = det(I − Aₛ),  F₂(s) = det(I − Aₛ)·det(I + Aₛ),  F₄(2^{−2/3}·s) = ½(det(I − Aₛ) + det(I + Aₛ))
//
// (Ferrari and Spohn, J. Phys. A 38, 2005). A Fredholm determinant of an analytic kernel is computed to full precision as
// the determinant of the kernel at the nodes of a Gauss quadrature (Bornemann, Math. Comp. 79, 2010). The functions are
// entire, so 160 Chebyshev nodes then represent them on the interval where they differ from 0 and 1, and the density is the
// derivative of that polynomial.

import (
	"context"
	"fmt"
	"math"
	"sync"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"

	"tandem/parallel"
)

// TracyWidom returns the density of the law of Tracy and Widom for β = 1, 2 or 4: the limit of (λ − 2√n)·n^{1/6} for the
// largest eigenvalue λ of a GOE, GUE or GSE matrix of order n. Correct to about 1e-10. It panics for other β.
func TracyWidom(beta int) func(x float64) float64 {
	s := tracyWidomSeries(beta)
	return func(x float64) float64 {
		if !(tracyWidomLo < x && x < tracyWidomHi) {
			return 0
		}
		return max(0, chebyshev(s.density, x))
	}
}

// TracyWidomCDF returns the distribution function that belongs to TracyWidom(beta), correct to about 1e-12. It panics unless
// beta is 1, 2 or 4.
func TracyWidomCDF(beta int) func(x float64) float64 {
	s := tracyWidomSeries(beta)
	return func(x float64) float64 {
		switch {
		case x <= tracyWidomLo:
			return 0
		case x >= tracyWidomHi:
			return 1
		}
		return max(0, min(1, chebyshev(s.cdf, x)))
	}
}

const (
	tracyWidomLo, tracyWidomHi = -10.0, 12.0 // F₁ is below 1e-17 at the left end and 1 − 1e-12 at the right
	tracyWidomNodes            = 160
)

// tracyWidom holds Chebyshev coefficients of one law on [tracyWidomLo, tracyWidomHi].
type tracyWidom struct{ cdf, density []float64 }

var tracyWidoms = map[int]func() tracyWidom{
	1: sync.OnceValue(func() tracyWidom {
		return newTracyWidom(func(s float64) float64 { m, _ := airyDeterminants(s); return m })
	}),
	2: sync.OnceValue(func() tracyWidom {
		return newTracyWidom(func(s float64) float64 { m, p := airyDeterminants(s); return m * p })
	}),
	4: sync.OnceValue(func() tracyWidom {
		return newTracyWidom(func(s float64) float64 { m, p := airyDeterminants(s * math.Cbrt(4)); return (m + p) / 2 })
	}),
}

func tracyWidomSeries(beta int) tracyWidom {
	s, ok := tracyWidoms[beta]
	if !ok {
		panic(fmt.Sprintf("linalg: TracyWidom with β = %d: it must be 1, 2 or 4", beta))
	}
	return s()
}

// airyDeterminants returns det(I − Aₛ) and det(I + Aₛ).
func airyDeterminants(s float64) (minus, plus float64) {
	const nodes = 56
	// Ai(x) < 1e-17 for x > 14, so x + y + s > 14 adds nothing; far left of it the operator is over a long interval.
	length := max(14-s, 4)
	x, w := make([]float64, nodes), make([]float64, nodes)
	quad.Legendre{}.FixedLocations(x, w, 0, length)
	m, p := mat.NewDense(nodes, nodes, nil), mat.NewDense(nodes, nodes, nil)
	for i := range nodes {
		for j := i; j < nodes; j++ {
			k := math.Sqrt(w[i]*w[j]) * airy(x[i]+x[j]+s)
			m.Set(i, j, -k)
			m.Set(j, i, -k)
			p.Set(i, j, k)
			p.Set(j, i, k)
		}
	}
	for i := range nodes {
		m.Set(i, i, 1+m.At(i, i))
		p.Set(i, i, 1+p.At(i, i))
	}
	return determinant(m), determinant(p)
}

// determinant takes our factorisation, so that the last bits do not hang on which BLAS gonum has at the moment.
func determinant(a *mat.Dense) float64 {
	logAbs, sign, err := LogDet(parallel.WithThreads(context.Background(), 1), a)
	if err != nil {
		panic(err) // kernels of finite entries have a determinant
	}
	return sign * math.Exp(logAbs)
}

// airy is Ai(x) for real x.
func airy(x float64) float64 {
	if x > 20 {
		return 0 // below 1e-27
	}
	return real(mathext.AiryAi(complex(x, 0)))
}

// newTracyWidom interpolates cdf at Chebyshev points of the second kind and differentiates the series.
func newTracyWidom(cdf func(float64) float64) tracyWidom {
	const n = tracyWidomNodes
	f := make([]float64, n+1)
	for k := range f {
		t := math.Cos(math.Pi * float64(k) / n)
		f[k] = cdf(tracyWidomLo + (tracyWidomHi-tracyWidomLo)*(t+1)/2)
	}
	c := make([]float64, n+1)
	for j := range c {
		sum := (f[0] + f[n]*math.Cos(math.Pi*float64(j))) / 2
		for k := 1; k < n; k++ {
			sum += f[k] * math.Cos(math.Pi*float64(j)*float64(k)/n)
		}
		c[j] = 2 * sum / n
	}
	c[0] /= 2
	c[n] /= 2
	d := make([]float64, n+2)
	for j := n - 1; j >= 0; j-- {
		d[j] = 2 * float64(j+1) * c[j+1]
		if j+2 <= n {
			d[j] += d[j+2]
		}
	}
	d[0] /= 2
	for j := range d {
		d[j] *= 2 / (tracyWidomHi - tracyWidomLo)
	}
	return tracyWidom{c, d[:n]}
}

// chebyshev evaluates a Chebyshev series on [tracyWidomLo, tracyWidomHi] by Clenshaw's recurrence.
func chebyshev(c []float64, x float64) float64 {
	t := (2*x - tracyWidomLo - tracyWidomHi) / (tracyWidomHi - tracyWidomLo)
	b1, b2 := 0.0, 0.0
	for j := len(c) - 1; j > 0; j-- {
		b1, b2 = c[j]+2*t*b1-b2, b1
	}
	return c[0] + t*b1 - b2
}
