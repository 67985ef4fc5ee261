package blas

// Level 1. Vectors along memory go to the kernels; strided ones are gathered first where the order of summation matters,
// so that a stride never changes a bit.

import (
	"math"

	"tandem/linalg/internal/kernel"
	"tandem/parallel/simd"
)

// span is the number of columns that one kernel call works at most: short enough for the preemptor, and x and y stay in
// the L1 cache. It cuts dot products, so it is part of the result.
const span = 2048

// first returns the index of element 0 of n elements with increment inc.
func first(n, inc int) int {
	if inc < 0 {
		return (n - 1) * -inc
	}
	return 0
}

// gather copies n strided elements into dst.
func gather(dst []float64, n int, x []float64, inc int) {
	at := first(n, inc)
	for i := range n {
		dst[i] = x[at]
		at += inc
	}
}

// scatter is the inverse of gather.
func scatter(n int, src, y []float64, inc int) {
	at := first(n, inc)
	for i := range n {
		y[at] = src[i]
		at += inc
	}
}

// dense returns x along memory: x itself or a copy in a buffer, which the caller puts back if it is not nil.
func dense(n int, x []float64, inc int) ([]float64, *buffer) {
	if inc == 1 || n == 0 {
		return x[:n], nil
	}
	b := getBuffer(n)
	gather(b.data, n, x, inc)
	return b.data, b
}

// Dot returns Σ xᵢ·yᵢ.
func Dot(n int, x []float64, incX int, y []float64, incY int) float64 {
	checkVector("Dot", "x", n, len(x), incX)
	checkVector("Dot", "y", n, len(y), incY)
	xs, bx := dense(n, x, incX)
	ys, by := dense(n, y, incY)
	s := dot(simd.Active(), xs, ys)
	if bx != nil {
		bx.put()
	}
	if by != nil {
		by.put()
	}
	return s
}

// dot is Dot along memory.
func dot(tier simd.Tier, x, y []float64) float64 {
	var s [1]float64
	for j := 0; j < len(x); j += span {
		kernel.DotRows(tier, 1, min(span, len(x)-j), x[j:], 0, 0, y[j:], s[:])
	}
	return s[0]
}

// axpy is y += alpha·x along memory.
func axpy(tier simd.Tier, alpha float64, x, y []float64) {
	coef := [1]float64{alpha}
	for j := 0; j < len(x); j += span {
		kernel.UpdateRows(tier, 1, min(span, len(x)-j), x[j:], 0, 0, coef[:], y[j:])
	}
}

// Axpy is y += alpha·x.
func Axpy(n int, alpha float64, x []float64, incX int, y []float64, incY int) {
	checkVector("Axpy", "x", n, len(x), incX)
	checkVector("Axpy", "y", n, len(y), incY)
	if alpha == 0 || n == 0 {
		return
	}
	if incX == 1 && incY == 1 {
		axpy(simd.Active(), alpha, x[:n], y[:n])
		return
	}
	ix, iy := first(n, incX), first(n, incY)
	for range n {
		y[iy] = math.FMA(alpha, x[ix], y[iy])
		ix += incX
		iy += incY
	}
}

// Nrm2 returns the Euclidean norm of x without undue overflow or underflow.
func Nrm2(n int, x []float64, incX int) float64 {
	checkVector("Nrm2", "x", n, len(x), incX)
	if n == 0 {
		return 0
	}
	s := Dot(n, x, incX, x, incX)
	if s > 1e-280 && s < 1e300 { // no square has lost bits or left the range
		return math.Sqrt(s)
	}
	scale := 0.0
	at := first(n, incX)
	for range n {
		v := math.Abs(x[at])
		if v > scale || math.IsNaN(v) {
			scale = v
		}
		if math.IsNaN(v) {
			return v
		}
		at += incX
	}
	if scale == 0 || math.IsInf(scale, 0) {
		return scale
	}
	_, exp := math.Frexp(scale)
	down := math.Ldexp(1, min(-exp, 1000)) // a power of two: exact, and within range for denormals too
	s = 0
	at = first(n, incX)
	for range n {
		v := x[at] * down
		s = math.FMA(v, v, s)
		at += incX
	}
	return math.Sqrt(s) / down
}

// Asum returns Σ |xᵢ|.
func Asum(n int, x []float64, incX int) float64 {
	checkVector("Asum", "x", n, len(x), incX)
	xs, buf := dense(n, x, incX)
	tier, s := simd.Active(), 0.0
	for j := 0; j < n; j += 4 * span {
		s += kernel.AbsSum(tier, xs[j:min(j+4*span, n)])
	}
	if buf != nil {
		buf.put()
	}
	return s
}

// Iamax returns the first index of the largest |xᵢ|, −1 for n = 0. NaN is passed over, except at the head of x.
func Iamax(n int, x []float64, incX int) int {
	checkVector("Iamax", "x", n, len(x), incX)
	tier, at := simd.Active(), first(n, incX)
	return firstLargest(n, incX == 1, func(lo, hi int) float64 {
		return kernel.Largest(tier, x[lo:hi])
	}, func(i int) float64 { return math.Abs(x[at+i*incX]) })
}

// firstLargest returns the first of the n indices whose size is the largest, −1 for n = 0. Along memory it asks for the largest
// size of one piece after the other, and looks only into the first piece that has the largest of all. A NaN, which no number
// exceeds at the head and which is passed over elsewhere, makes it go on one by one.
func firstLargest(n int, along bool, largest func(lo, hi int) float64, size func(i int) float64) int {
	if n == 0 {
		return -1
	}
	const piece = 128
	best, most := 0, -1.0
	for i := 0; along && i < n; i += piece {
		v := largest(i, min(i+piece, n))
		if math.IsNaN(v) {
			along = false
		}
		if v > most {
			best, most = i, v
		}
	}
	if along {
		for size(best) != most {
			best++
		}
		return best
	}
	best, most = 0, size(0)
	for i := 1; i < n; i++ {
		if v := size(i); v > most {
			best, most = i, v
		}
	}
	return best
}

// Largest returns the largest |x[i]|, which is not finite if any is not.
func Largest(x []float64) float64 {
	tier, most := simd.Active(), 0.0
	for i := 0; i < len(x); i += 4 * span {
		most = max(most, kernel.Largest(tier, x[i:min(i+4*span, len(x))])) // max keeps a NaN
	}
	return most
}

// Scal is x *= alpha; alpha = 0 clears x unread.
func Scal(n int, alpha float64, x []float64, incX int) {
	checkVector("Scal", "x", n, len(x), incX)
	if alpha == 0 {
		at := first(n, incX)
		for range n {
			x[at] = 0
			at += incX
		}
		return
	}
	if incX == 1 {
		tier := simd.Active()
		for j := 0; j < n; j += 4 * span {
			kernel.Scal(tier, alpha, x[j:min(j+4*span, n)])
		}
		return
	}
	at := first(n, incX)
	for range n {
		x[at] *= alpha
		at += incX
	}
}

// Copy is y = x.
func Copy(n int, x []float64, incX int, y []float64, incY int) {
	checkVector("Copy", "x", n, len(x), incX)
	checkVector("Copy", "y", n, len(y), incY)
	if incX == 1 && incY == 1 {
		copy(y[:n], x)
		return
	}
	ix, iy := first(n, incX), first(n, incY)
	for range n {
		y[iy] = x[ix]
		ix += incX
		iy += incY
	}
}

// Swap exchanges x and y.
func Swap(n int, x []float64, incX int, y []float64, incY int) {
	checkVector("Swap", "x", n, len(x), incX)
	checkVector("Swap", "y", n, len(y), incY)
	if incX == 1 && incY == 1 {
		tier := simd.Active()
		for j := 0; j < n; j += 4 * span {
			kernel.Swap(tier, x[j:min(j+4*span, n)], y[j:])
		}
		return
	}
	ix, iy := first(n, incX), first(n, incY)
	for range n {
		x[ix], y[iy] = y[iy], x[ix]
		ix += incX
		iy += incY
	}
}

// Rot is the plane rotation (x, y) = (c·x + s·y, c·y − s·x).
func Rot(n int, x []float64, incX int, y []float64, incY int, c, s float64) {
	checkVector("Rot", "x", n, len(x), incX)
	checkVector("Rot", "y", n, len(y), incY)
	if incX == 1 && incY == 1 {
		tier := simd.Active()
		for j := 0; j < n; j += 4 * span {
			end := min(j+4*span, n)
			kernel.Rot(tier, x[j:end], y[j:end], c, s)
		}
		return
	}
	ix, iy := first(n, incX), first(n, incY)
	for range n {
		v, w := x[ix], y[iy]
		x[ix] = math.FMA(s, w, float64(c*v))
		y[iy] = math.FMA(-s, v, float64(c*w))
		ix += incX
		iy += incY
	}
}
