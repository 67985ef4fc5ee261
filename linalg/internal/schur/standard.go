package schur

// Blocks of order 2: eigenvalues, and the rotation that brings a block to standard form. A standard block is either
// upper triangular or has equal diagonal entries and off-diagonal entries of opposite sign, so that its eigenvalues
// a ± i·√|b·c| can be read off.

import "math"

const (
	ulp  = 0x1p-52
	tiny = 0x1p-1022 / ulp
)

// standardize returns the rotation (cs, sn) and the standard form (a, b; c, d) of the block:
//
//	[ a b ]   [  cs sn ] [ a0 b0 ] [ cs -sn ]
//	[ c d ] = [ -sn cs ]·[ c0 d0 ]·[ sn  cs ]
func standardize(a0, b0, c0, d0 float64) (a, b, c, d, cs, sn float64) {
	switch {
	case c0 == 0:
		return a0, b0, 0, d0, 1, 0
	case b0 == 0: // swap rows and columns
		return d0, -c0, 0, a0, 0, 1
	case a0 == d0 && math.Signbit(b0) != math.Signbit(c0):
		return a0, b0, c0, d0, 1, 0
	}
	half := (a0 - d0) / 2
	larger := max(math.Abs(b0), math.Abs(c0))
	smaller := math.Copysign(1, b0) * math.Copysign(1, c0) * min(math.Abs(b0), math.Abs(c0))
	scale := max(math.Abs(half), larger)
	disc := half/scale*half + larger/scale*smaller // (discriminant of the block / 4) / scale
	if disc >= 4*ulp {
		// Two real eigenvalues: make the block triangular. z is the difference of one eigenvalue from d0, free of cancellation.
		z := half + math.Copysign(math.Sqrt(scale)*math.Sqrt(disc), half)
		r := math.Hypot(c0, z)
		return d0 + z, b0 - c0, 0, d0 - larger/z*smaller, z / r, c0 / r
	}
	// Complex eigenvalues, or real ones that are almost equal: make the diagonal entries equal.
	sigma := b0 + c0
	t := math.Hypot(sigma, 2*half)
	if t == 0 {
		cs, sn = 1, 0
	} else {
		cs = math.Sqrt(0.5 * (1 + math.Abs(sigma)/t))
		sn = -(half / (t * cs)) * math.Copysign(1, sigma)
	}
	aa, bb := a0*cs+b0*sn, -a0*sn+b0*cs
	cc, dd := c0*cs+d0*sn, -c0*sn+d0*cs
	a, b = aa*cs+cc*sn, bb*cs+dd*sn
	c, d = -aa*sn+cc*cs, -bb*sn+dd*cs
	mean := (a + d) / 2
	a, d = mean, mean
	if c == 0 {
		return a, b, c, d, cs, sn
	}
	if b == 0 {
		return a, -c, 0, d, -sn, cs
	}
	if math.Signbit(b) != math.Signbit(c) {
		return a, b, c, d, cs, sn
	}
	// Real after all, by a rounding error: triangular by one more rotation.
	sb, sc := math.Sqrt(math.Abs(b)), math.Sqrt(math.Abs(c))
	p := math.Copysign(sb*sc, c)
	s := 1 / math.Sqrt(math.Abs(b+c))
	c1, s1 := sb*s, sc*s
	return a + p, b - c, 0, d - p, cs*c1 - sn*s1, cs*s1 + sn*c1
}

// eigenvalues2 returns the eigenvalues of a standard block; the one with positive imaginary part first.
func eigenvalues2(a, b, c, d float64) (re1, im1, re2, im2 float64) {
	if c == 0 {
		return a, 0, d, 0
	}
	im := math.Sqrt(math.Abs(b)) * math.Sqrt(math.Abs(c))
	return a, im, d, -im
}
