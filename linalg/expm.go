package linalg

// The matrix exponential by scaling and squaring: Higham, "The scaling and squaring method for the matrix exponential
// revisited", SIAM J. Matrix Anal. Appl. 26, 2005.

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/factor"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// expmDegrees lists the degrees m of the diagonal Padé approximants and the norms θ up to which each is exact to 2⁻⁵³
// (Higham's table 2.3).
var expmDegrees = []struct {
	m     int
	theta float64
}{
	{3, 1.495585217958292e-2}, {5, 2.539398330063230e-1}, {7, 9.504178996162932e-1}, {9, 2.097847961257068}, {13, 5.371920351148152},
}

// padeCoefficients returns b₀ … bₘ of the numerator of the [m/m] Padé approximant of eˣ, scaled to integers:
// bⱼ = (2m−j)!·m!/((m−j)!·j!) over its value at j = m.
func padeCoefficients(m int) []float64 {
	b := make([]float64, m+1)
	b[m] = 1
	for j := m; j > 0; j-- {
		b[j-1] = b[j] * float64((2*m-j+1)*j) / float64(m-j+1)
	}
	return b
}

// Expm returns the exponential e^a of the square matrix a. It does not modify a. It returns an error, before any work, if a
// is not square, is empty or has an entry that is not finite, and ctx's error if it is cancelled; a result too large for
// float64 has infinite entries. The backward error is about ε; the cost is 15 to 20 products for ‖a‖ ≤ 1 and one more for
// each doubling of the norm.
func Expm(ctx context.Context, a mat.Matrix) (*mat.Dense, error) {
	n, err := squareOrder("Expm", a)
	if err != nil {
		return nil, err
	}
	_, _, x, err := contents("Expm", a)
	if err != nil {
		return nil, err
	}
	t := parallel.TeamOf(ctx)
	norm := norm1(n, n, x)
	last := expmDegrees[len(expmDegrees)-1]
	degree, squarings := last.m, 0
	for _, d := range expmDegrees {
		if norm <= d.theta {
			degree = d.m
			break
		}
	}
	if norm > last.theta {
		_, squarings = math.Frexp(norm / last.theta)
		for i, v := range x {
			x[i] = math.Ldexp(v, -squarings)
		}
	}
	r, err := padeExp(ctx, t, n, x, padeCoefficients(degree))
	if err != nil {
		return nil, err
	}
	for range squarings {
		if err := multiply(ctx, t, false, n, n, n, r, r, 0, x); err != nil {
			return nil, err
		}
		r, x = x, r
	}
	return mat.NewDense(n, n, r), nil
}

// padeExp returns q(x)⁻¹·p(x) with p(x) = Σ bⱼ·xʲ = v + u, even and odd terms, and q(x) = v − u.
func padeExp(ctx context.Context, t parallel.Team, n int, x, b []float64) ([]float64, error) {
	// Once ctx is cancelled, what mul and sum return has no meaning.
	mul := func(a, c []float64) []float64 {
		out := hugepage.Make[float64](n * n)
		_ = multiply(ctx, t, false, n, n, n, a, c, 0, out) // ctx is asked below
		return out
	}
	// sum is Σ coef[j]·powers[j], where power 0 is the identity.
	sum := func(coef []float64, powers [][]float64) []float64 {
		out := hugepage.Make[float64](n * n)
		for j, c := range coef {
			if ctx.Err() != nil {
				break
			}
			if j == 0 {
				for i := range n {
					out[i*n+i] = c
				}
				continue
			}
			blas.Axpy(n*n, c, powers[j-1], 1, out, 1)
		}
		return out
	}
	var even, odd []float64
	for j, c := range b {
		if j%2 == 0 {
			even = append(even, c)
		} else {
			odd = append(odd, c)
		}
	}
	powers := [][]float64{mul(x, x)} // x², x⁴, …
	for len(powers) < min(len(even)-1, 3) || len(powers) < len(even)-1 && len(b) < 14 {
		powers = append(powers, mul(powers[0], powers[len(powers)-1]))
	}
	v, w := even, odd
	var vSum, wSum []float64
	if len(b) < 14 {
		vSum, wSum = sum(v, powers), sum(w, powers)
	} else { // degree 13 in six products: the upper terms share a factor x⁶
		high := func(c []float64) []float64 {
			lower, upper := sum(c[:4], powers), sum(append([]float64{0}, c[4:]...), powers)
			_ = multiply(ctx, t, false, n, n, n, powers[2], upper, 1, lower)
			return lower
		}
		vSum, wSum = high(v), high(w)
	}
	u := mul(x, wSum)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, q := vSum, hugepage.Make[float64](n*n)
	copy(q, vSum)
	blas.Axpy(n*n, -1, u, 1, q, 1)
	blas.Axpy(n*n, 1, u, 1, p, 1)
	piv := make([]int, n)
	zero, err := factor.LU(ctx, t, n, n, q, n, piv)
	if err != nil {
		return nil, err
	}
	f := &LUFactors{n: n, data: q, piv: piv, zero: zero}
	return p, f.substitute(ctx, t, n, p)
}
