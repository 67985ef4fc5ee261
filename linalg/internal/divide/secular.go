package divide

import (
	"math"

	"tandem/linalg/internal/kernel"
	"tandem/parallel/simd"
)

// The secular equation 1/ρ + Σᵢ zᵢ²/(dᵢ − λ) = 0 with ascending poles dᵢ, ‖z‖ = 1 and ρ > 0 has one root between each
// pair of poles and one in (dₖ, dₖ+ρ]. A root is found as its distance τ from the nearer pole, so that the differences
// dᵢ − λ keep their relative accuracy, by rational interpolation: the sums over the poles on either side are replaced by
// one pole each that matches value and derivative at τ, the middle way of Li (LAPACK Working Note 89, 1993), inside a
// bracket that shrinks with the sign of the function.

type secular struct {
	d, z   []float64
	rhoInv float64
	tier   simd.Tier
}

// sums returns Σ zᵢ²/δᵢ and Σ zᵢ²/δᵢ² over the poles [from, to), δᵢ = (dᵢ − origin) − τ.
func (q secular) sums(from, to int, origin, tau float64) (s, ds float64) {
	return kernel.SecularSums(q.tier, q.d[from:to], q.z[from:to], origin, tau)
}

// MaxSteps bounds the iteration. Five or six steps are usual; halving the bracket alone would need about 110. Tests lower it.
var MaxSteps = 150

// root returns root j and writes δᵢ = dᵢ − λ.
func (q secular) root(j int, delta []float64) (lambda float64, ok bool) {
	d, z := q.d, q.z
	k := len(d)
	if k == 1 {
		tau := 1 / q.rhoInv
		delta[0] = -tau
		return d[0] + tau, true
	}
	last := j == k-1
	l, r := j, j+1
	if last {
		l, r = k-2, k-1
	}
	gap := d[r] - d[l]
	zl, zr := z[l]*z[l], z[r]*z[r]
	origin, tau, lo, hi := q.start(l, r, last, gap, zl, zr)
	good := 0.0
	for range MaxSteps {
		psi, dpsi := q.sums(0, l+1, origin, tau)
		phi, dphi := q.sums(r, k, origin, tau)
		w, dw := q.rhoInv+psi+phi, dpsi+dphi
		if math.Abs(w) <= eps*(4*(q.rhoInv+math.Abs(psi)+math.Abs(phi))+math.Abs(tau)*dw) {
			ok = true
			break
		}
		if w < 0 {
			lo = tau
		} else {
			hi = tau
		}
		next := tau + q.step(d[l]-origin-tau, d[r]-origin-tau, w, dpsi, dphi, last)
		if slow := good != 0 && math.Abs(w) > 0.5*good; slow || !(lo < next && next < hi) {
			next = lo + (hi-lo)/2
		}
		good = math.Abs(w)
		if next == tau || next == lo || next == hi {
			ok = true
			break
		}
		tau = next
	}
	for i, di := range d {
		delta[i] = di - origin - tau
	}
	return origin + tau, ok
}

// start returns the pole to measure from, a first τ and its bracket: the two poles at hand are kept exact and the rest of
// the sum is taken as constant, with its value in the middle of the interval.
func (q secular) start(l, r int, last bool, gap, zl, zr float64) (origin, tau, lo, hi float64) {
	d := q.d
	if last {
		rho := 1 / q.rhoInv
		mid := rho / 2
		psi, _ := q.sums(0, l, d[r], mid)
		c := q.rhoInv + psi
		if c-zl/(gap+mid)-zr/mid <= 0 {
			lo, hi = mid, rho
		} else {
			lo, hi = 0, mid
		}
		a, b := c*gap-zl-zr, zr*gap
		root := math.Sqrt(math.Abs(a*a + 4*b*c))
		if a < 0 {
			tau = (root - a) / (2 * c)
		} else {
			tau = 2 * b / (a + root)
		}
		if !(lo < tau && tau <= hi) {
			tau = lo + (hi-lo)/2
		}
		return d[r], tau, lo, hi * (1 + 4*eps)
	}
	mid := gap / 2
	psi, _ := q.sums(0, l, d[l], mid)
	phi, _ := q.sums(r+1, len(d), d[l], mid)
	c := q.rhoInv + psi + phi
	if c-zl/mid+zr/(gap-mid) >= 0 {
		origin, lo, hi = d[l], 0, mid
		a, b := c*gap+zl+zr, zl*gap
		root := math.Sqrt(math.Abs(a*a - 4*b*c))
		if a > 0 {
			tau = 2 * b / (a + root)
		} else {
			tau = (a - root) / (2 * c)
		}
	} else {
		origin, lo, hi = d[r], -mid, 0
		a, b := c*gap-zl-zr, zr*gap
		root := math.Sqrt(math.Abs(a*a + 4*b*c))
		if a < 0 {
			tau = 2 * b / (a - root)
		} else {
			tau = -(a + root) / (2 * c)
		}
	}
	if !(lo < tau && tau < hi) {
		tau = lo + (hi-lo)/2
	}
	return origin, tau, lo, hi
}

// step returns the change of τ that solves c + s/(Δₗ−η) + S/(Δᵣ−η) = 0, where the two terms match the sums to the left
// and right in value and derivative: s = Δₗ²ψ′, S = Δᵣ²φ′.
func (q secular) step(dl, dr, w, dpsi, dphi float64, last bool) float64 {
	c := w - dl*dpsi - dr*dphi
	a := (dl+dr)*w - dl*dr*(dpsi+dphi)
	b := dl * dr * w
	root := math.Sqrt(math.Abs(a*a - 4*b*c))
	var eta float64
	switch {
	case c == 0:
		eta = b / a
	case last && a >= 0: // both poles lie left of the root
		eta = (a + root) / (2 * c)
	case last:
		eta = 2 * b / (a - root)
	case a <= 0:
		eta = (a - root) / (2 * c)
	default:
		eta = 2 * b / (a + root)
	}
	if !(w*eta < 0) {
		eta = -w / (dpsi + dphi)
	}
	return eta
}
