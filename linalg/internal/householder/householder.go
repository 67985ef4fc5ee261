// Package householder applies Householder reflectors at the speed of the processor: chains of 3-element reflectors, as
// the QR iteration makes them, and the passes of a Hessenberg reduction over a matrix that fits the cache.
//
// A chain is applied to a strip: a piece of a row-major matrix, 32 columns wide, so that its rows stay in the first cache
// while bulge follows bulge. One bulge that travels down p rows leaves p reflectors, each on three consecutive rows of which it shares two
// with the next: these stay in registers, so that a step costs one load and one store of a row and runs at the rate of
// the multiply-adds. (The idea of fusing sequences of plane rotations is Van Zee, van de Geijn and Quintana-Ortí's, ACM
// TOMS 40(3), 2014; here it is used on packed chains of bulges: Karlsson, Kressner, Lang, 2014.)
//
// Every kernel has a Go twin that mirrors it; on AVX2 and AVX-512 multiply-adds are fused and the twin's are not. The
// elements of a row (of a column, for reflectors from the right) never mix, so a result does not depend on how a matrix
// is cut into strips.
package householder

import "math"

// A Reflector is I - t·vᵀ for v = (1, v1, v2) and t = τ·v: symmetric and orthogonal. It holds v1, v2, t0, t1, t2.
type Reflector [5]float64

// Make returns the reflector that maps (x, y, z) to (beta, 0, 0). It is the identity for y = z = 0.
func Make(x, y, z float64) (r Reflector, beta float64) {
	if y == 0 && z == 0 {
		return r, x
	}
	s := float64(x*x) + float64(y*y) + float64(z*z)
	if s < 0x1p-900 || s > 0x1p900 { // scale, so that no square over- or underflows
		scale := max(math.Abs(x), math.Abs(y), math.Abs(z))
		_, e := math.Frexp(scale)
		r, beta = Make(math.Ldexp(x, -e), math.Ldexp(y, -e), math.Ldexp(z, -e))
		return r, math.Ldexp(beta, e)
	}
	beta = -math.Copysign(math.Sqrt(s), x)
	d := x - beta
	tau := -d / beta
	r[0], r[1] = y/d, z/d
	r[2], r[3], r[4] = tau, tau*r[0], tau*r[1]
	return r, beta
}

// Width is the number of columns of a strip.
const Width = 32

func chainGo(x []float64, stride int, c []Reflector) {
	for k := range c {
		y := x[k*stride:]
		apply(y[:Width], y[stride:stride+Width], y[2*stride:2*stride+Width], &c[k])
	}
}

// apply is: for each i, s := t0·x0[i] + t1·x1[i] + t2·x2[i]; x0[i] -= s; x1[i] -= v1·s; x2[i] -= v2·s.
func apply(x0, x1, x2 []float64, r *Reflector) {
	x1, x2 = x1[:len(x0)], x2[:len(x0)]
	for i := range x0 {
		s := float64(x2[i]*r[4]) + float64(x1[i]*r[3]) + float64(x0[i]*r[2])
		x0[i] -= s
		x1[i] -= float64(r[0] * s)
		x2[i] -= float64(r[1] * s)
	}
}

func rows3Go(x []float64, stride, n int, r *Reflector) {
	apply(x[:n], x[stride:stride+n], x[2*stride:2*stride+n], r)
}

func columns3Go(x []float64, stride, n int, r *Reflector) {
	for i := range n {
		y := x[i*stride : i*stride+3]
		s := float64(y[2]*r[4]) + float64(y[1]*r[3]) + float64(y[0]*r[2])
		y[0] -= s
		y[1] -= float64(r[0] * s)
		y[2] -= float64(r[1] * s)
	}
}

func transposeGo(dst []float64, ldd int, src []float64, lds, m, n int) {
	for i := range m {
		for j, v := range src[i*lds : i*lds+n] {
			dst[j*ldd+i] = v
		}
	}
}
