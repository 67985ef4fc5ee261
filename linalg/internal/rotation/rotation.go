// Package rotation applies plane rotations to complex matrices at the speed of the processor: the work of the QR iteration for
// complex Hessenberg matrices, whose bulges carry one shift and are moved by rotations of two neighbouring rows.
//
// A chain is what one bulge leaves when it travels down p rows: p rotations, each of two rows of which it shares one with the
// next. It is applied to a strip, 16 columns wide, so that its rows stay in the first cache while bulge follows bulge; the shared
// row stays in registers, so that a step costs one load and one store of a row. (Fused sequences of rotations: Van Zee, van de
// Geijn, Quintana-Ortí, ACM TOMS 40(3), 2014; packed chains of bulges: Karlsson, Kressner, Lang, 2014.)
//
// Matrices are row-major. Every kernel has a Go twin that mirrors it; on AVX2 and AVX-512 multiply-adds are fused and the
// twin's are not. The elements of a row (of a column, for rotations from the right) never mix, so a result does not depend on
// how a matrix is cut into strips.
package rotation

import (
	"math"
	"math/cmplx"
)

// A Rotation is the unitary matrix [c s; -s̄ c] with real c. It holds c, Re s, -Im s, Im s.
type Rotation [4]float64

// Identity changes nothing.
var Identity = Rotation{1, 0, 0, 0}

// Conj returns the rotation with s̄ for s: applied to rows of a transposed matrix it does what the rotation's inverse does to
// columns from the right.
func (r Rotation) Conj() Rotation { return Rotation{r[0], r[1], r[3], r[2]} }

// Make returns the rotation that maps (x, y) to (length, 0). (Anderson, Algorithm 978: Safe scaling in the level 1 BLAS, ACM
// TOMS 44, 2017, has one square root and one division where squares are safe.)
func Make(x, y complex128) (r Rotation, length complex128) {
	xr, xi, yr, yi := real(x), imag(x), real(y), imag(y)
	if yr == 0 && yi == 0 {
		return Identity, x
	}
	x2, y2 := float64(xr*xr)+float64(xi*xi), float64(yr*yr)+float64(yi*yi)
	const least, most = 0x1p-400, 0x1p400
	if !(least < x2 && x2 < most && least < y2 && y2 < most) {
		return makeScaled(x, y)
	}
	h := x2 + y2
	d := 1 / math.Sqrt(x2*h)
	// s = x·ȳ/(|x|·√h)
	sr, si := (float64(xr*yr)+float64(xi*yi))*d, (float64(xi*yr)-float64(xr*yi))*d
	f := h * d // √h/|x|
	return Rotation{x2 * d, sr, -si, si}, complex(xr*f, xi*f)
}

// makeScaled is Make for any lengths: the directions of x and y, then their lengths beside each other.
func makeScaled(x, y complex128) (Rotation, complex128) {
	unit, ax, ex := direction(x)
	phase, ay, ey := direction(cmplx.Conj(y))
	if ax == 0 {
		return Rotation{0, real(phase), -imag(phase), imag(phase)}, complex(math.Ldexp(ay, ey), 0)
	}
	e := max(ex, ey)
	ax, ay = math.Ldexp(ax, ex-e), math.Ldexp(ay, ey-e)
	norm := math.Hypot(ax, ay)
	s := unit * phase * complex(ay/norm, 0)
	return Rotation{ax / norm, real(s), -imag(s), imag(s)}, complex(math.Ldexp(real(unit)*norm, e), math.Ldexp(imag(unit)*norm, e))
}

// direction returns z as unit·length·2^e with a length near 1, or 0.
func direction(z complex128) (unit complex128, length float64, e int) {
	_, e = math.Frexp(max(math.Abs(real(z)), math.Abs(imag(z))))
	re, im := math.Ldexp(real(z), -e), math.Ldexp(imag(z), -e)
	length = math.Hypot(re, im)
	if length == 0 {
		return 0, 0, 0
	}
	return complex(re/length, im/length), length, e
}

// Width is the number of columns of a strip.
const Width = 16

func chainGo(x []float64, stride int, c []Rotation) {
	for k := range c {
		rows2Go(x[k*stride:], stride, Width, &c[k])
	}
}

// rows2Go is, for each column, (t, b) = (c·t + s·b, c·b - s̄·t) for the upper row t and the lower b. The strides of the twins are in
// real numbers.
func rows2Go(x []float64, stride, n int, r *Rotation) {
	top, bottom := x[:2*n], x[stride:stride+2*n]
	c, sr, si := r[0], r[1], r[3]
	for j := 0; j+1 < len(top); j += 2 {
		tr, ti, br, bi := top[j], top[j+1], bottom[j], bottom[j+1]
		top[j] = float64(c*tr) + float64(sr*br) - float64(si*bi)
		top[j+1] = float64(c*ti) + float64(sr*bi) + float64(si*br)
		bottom[j] = float64(c*br) - float64(sr*tr) - float64(si*ti)
		bottom[j+1] = float64(c*bi) - float64(sr*ti) + float64(si*tr)
	}
}

// columns2Go is, for each row, (l, m) = (c·l + s̄·m, c·m - s·l).
func columns2Go(x []float64, stride, n int, r *Rotation) {
	c, sr, si := r[0], r[1], r[3]
	for i := range n {
		y := x[i*stride : i*stride+4]
		lr, li, mr, mi := y[0], y[1], y[2], y[3]
		y[0] = float64(c*lr) + float64(sr*mr) + float64(si*mi)
		y[1] = float64(c*li) + float64(sr*mi) - float64(si*mr)
		y[2] = float64(c*mr) - float64(sr*lr) + float64(si*li)
		y[3] = float64(c*mi) - float64(sr*li) - float64(si*lr)
	}
}

func transposeGo(dst []float64, ldd int, src []float64, lds, m, n int) {
	for i := range m {
		for j := range n {
			dst[j*ldd+2*i], dst[j*ldd+2*i+1] = src[i*lds+2*j], src[i*lds+2*j+1]
		}
	}
}
