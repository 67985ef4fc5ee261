package blas

// Complex level 1. As in vector.go a stride never changes a bit: sums gather their operands first, and elements far apart get the
// kernels' arithmetic.

import (
	"math"

	"tandem/linalg/internal/kernel"
	"tandem/parallel/simd"
)

// zspan is span in complex numbers.
const zspan = span / 2

// Zdotc returns Σ conj(xᵢ)·yᵢ.
func Zdotc(n int, x []complex128, incX int, y []complex128, incY int) complex128 {
	s := zsums("Zdotc", n, x, incX, y, incY)
	return complex(s[0]+s[1], s[2]-s[3])
}

// Zdotu returns Σ xᵢ·yᵢ.
func Zdotu(n int, x []complex128, incX int, y []complex128, incY int) complex128 {
	s := zsums("Zdotu", n, x, incX, y, incY)
	return complex(s[0]-s[1], s[2]+s[3])
}

// zsums returns the sums of the products of real and imaginary parts that kernel.ComplexSums tells of.
func zsums(op string, n int, x []complex128, incX int, y []complex128, incY int) (sums [4]float64) {
	checkVector(op, "x", n, len(x), incX)
	checkVector(op, "y", n, len(y), incY)
	xs, bx := zdense(n, x, incX)
	ys, by := zdense(n, y, incY)
	tier := simd.Active()
	for j := 0; j < n; j += zspan {
		end := min(j+zspan, n)
		kernel.ComplexSums(tier, floats(xs[j:end]), floats(ys[j:end]), &sums)
	}
	if bx != nil {
		bx.put()
	}
	if by != nil {
		by.put()
	}
	return sums
}

// Zaxpy is y += alpha·x.
func Zaxpy(n int, alpha complex128, x []complex128, incX int, y []complex128, incY int) {
	checkVector("Zaxpy", "x", n, len(x), incX)
	checkVector("Zaxpy", "y", n, len(y), incY)
	if alpha == 0 || n == 0 {
		return
	}
	if incX == 1 && incY == 1 {
		zaxpy(simd.Active(), alpha, x[:n], y[:n])
		return
	}
	ix, iy := first(n, incX), first(n, incY)
	for range n {
		y[iy] = zmulAdd(alpha, x[ix], y[iy])
		ix += incX
		iy += incY
	}
}

// zaxpy is y += alpha·x along memory.
func zaxpy(tier simd.Tier, alpha complex128, x, y []complex128) {
	coef := [2]float64{real(alpha), imag(alpha)}
	for j := 0; j < len(x); j += zspan {
		kernel.ComplexGer(tier, 1, min(zspan, len(x)-j), floats(y[j:]), 0, coef[:], floats(x[j:]))
	}
}

// zmulAdd is a·b + c with the roundings of kernel.ComplexGer.
func zmulAdd(a, b, c complex128) complex128 {
	return complex(math.FMA(imag(a), -imag(b), math.FMA(real(a), real(b), real(c))),
		math.FMA(imag(a), real(b), math.FMA(real(a), imag(b), imag(c))))
}

// times is a·b, each product rounded, on every architecture.
func times(a, b complex128) complex128 {
	return complex(float64(real(a)*real(b))-float64(imag(a)*imag(b)), float64(real(a)*imag(b))+float64(imag(a)*real(b)))
}

func conj(v complex128) complex128 { return complex(real(v), -imag(v)) }

// Znrm2 returns the Euclidean norm of x without undue overflow or underflow.
func Znrm2(n int, x []complex128, incX int) float64 {
	checkVector("Znrm2", "x", n, len(x), incX)
	xs, buf := zdense(n, x, incX)
	norm := Nrm2(2*n, floats(xs), 1)
	if buf != nil {
		buf.put()
	}
	return norm
}

// Zasum returns Σ |re xᵢ| + |im xᵢ|.
func Zasum(n int, x []complex128, incX int) float64 {
	checkVector("Zasum", "x", n, len(x), incX)
	xs, buf := zdense(n, x, incX)
	sum := Asum(2*n, floats(xs), 1)
	if buf != nil {
		buf.put()
	}
	return sum
}

// Izamax returns the first index of the largest |re xᵢ| + |im xᵢ|, −1 for n = 0. NaN is passed over, except at the head of x.
func Izamax(n int, x []complex128, incX int) int {
	checkVector("Izamax", "x", n, len(x), incX)
	tier, at := simd.Active(), first(n, incX)
	return firstLargest(n, incX == 1, func(lo, hi int) float64 {
		return kernel.ComplexLargest(tier, floats(x[lo:hi]))
	}, func(i int) float64 {
		v := x[at+i*incX]
		return math.Abs(real(v)) + math.Abs(imag(v))
	})
}

// Zscal is x *= alpha; alpha = 0 clears x unread.
func Zscal(n int, alpha complex128, x []complex128, incX int) {
	checkVector("Zscal", "x", n, len(x), incX)
	if imag(alpha) == 0 {
		Zdscal(n, real(alpha), x, incX)
		return
	}
	tier := simd.Active()
	if incX == 1 {
		for j := 0; j < n; j += 4 * zspan {
			kernel.ComplexScal(tier, alpha, floats(x[j:min(j+4*zspan, n)]))
		}
		return
	}
	re, im := real(alpha), imag(alpha)
	at := first(n, incX)
	for range n {
		v := x[at]
		x[at] = complex(math.FMA(real(v), re, -float64(imag(v)*im)), math.FMA(imag(v), re, float64(real(v)*im)))
		at += incX
	}
}

// Zdscal is x *= alpha for a real alpha; alpha = 0 clears x unread.
func Zdscal(n int, alpha float64, x []complex128, incX int) {
	checkVector("Zdscal", "x", n, len(x), incX)
	if incX == 1 {
		Scal(2*n, alpha, floats(x[:n]), 1)
		return
	}
	at := first(n, incX)
	for range n {
		if v := x[at]; alpha == 0 {
			x[at] = 0
		} else {
			x[at] = complex(real(v)*alpha, imag(v)*alpha)
		}
		at += incX
	}
}

// Zcopy is y = x.
func Zcopy(n int, x []complex128, incX int, y []complex128, incY int) {
	checkVector("Zcopy", "x", n, len(x), incX)
	checkVector("Zcopy", "y", n, len(y), incY)
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

// Zswap exchanges x and y.
func Zswap(n int, x []complex128, incX int, y []complex128, incY int) {
	checkVector("Zswap", "x", n, len(x), incX)
	checkVector("Zswap", "y", n, len(y), incY)
	if incX == 1 && incY == 1 {
		Swap(2*n, floats(x[:n]), 1, floats(y[:n]), 1)
		return
	}
	ix, iy := first(n, incX), first(n, incY)
	for range n {
		x[ix], y[iy] = y[iy], x[ix]
		ix += incX
		iy += incY
	}
}

// zdense returns x along memory: x itself or a copy in a buffer, which the caller puts back if it is not nil.
func zdense(n int, x []complex128, inc int) ([]complex128, *buffer) {
	if inc == 1 || n == 0 {
		return x[:n], nil
	}
	v, b := zbuffer(n)
	zgather(v, x, inc)
	return v, b
}

func zgather(dst, x []complex128, inc int) {
	at := first(len(dst), inc)
	for i := range dst {
		dst[i] = x[at]
		at += inc
	}
}

// zbuffer returns n pooled complex numbers as a view of a buffer.
func zbuffer(n int) ([]complex128, *buffer) {
	b := getBuffer(2 * n)
	return complexes(b.data), b
}
