// Package bridge puts Tandem's kernels under gonum: implementations of its BLAS and LAPACK interfaces that embed gonum's
// own and override what is slow.
//
// Arguments are checked by gonum's own routines, so that the panics are gonum's: a call with alpha = 0 and beta = 1 checks
// everything and computes nothing. Where a result is empty gonum looks at no slice and touches nothing, not even y of a product
// with a matrix of no columns; nor is anything done here.
package bridge

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	tblas "tandem/linalg/internal/blas"
	"tandem/parallel"
)

// BLAS implements gonum's Float64 and Complex128 interfaces. Team gives each call its budget of threads.
type BLAS struct {
	gonum.Implementation
	Team func() parallel.Team
}

var (
	_ blas.Float64    = BLAS{}
	_ blas.Complex128 = BLAS{}
)

// forward says that a level 1 call with increment inc is gonum's to answer: with a panic or, for a negative increment,
// by its own convention.
func forward(n, length, inc int) bool {
	return n <= 0 || inc <= 0 || length <= (n-1)*inc
}

// forward2 is forward for two vectors whose increments may be negative.
func forward2(n, lx, incX, ly, incY int) bool {
	return n <= 0 || incX == 0 || incY == 0 || lx <= (n-1)*max(incX, -incX) || ly <= (n-1)*max(incY, -incY)
}

func (b BLAS) Ddot(n int, x []float64, incX int, y []float64, incY int) float64 {
	if forward2(n, len(x), incX, len(y), incY) {
		return b.Implementation.Ddot(n, x, incX, y, incY)
	}
	return tblas.Dot(n, x, incX, y, incY)
}

func (b BLAS) Daxpy(n int, alpha float64, x []float64, incX int, y []float64, incY int) {
	if forward2(n, len(x), incX, len(y), incY) {
		b.Implementation.Daxpy(n, alpha, x, incX, y, incY)
		return
	}
	tblas.Axpy(n, alpha, x, incX, y, incY)
}

func (b BLAS) Dnrm2(n int, x []float64, incX int) float64 {
	if forward(n, len(x), incX) {
		return b.Implementation.Dnrm2(n, x, incX)
	}
	return tblas.Nrm2(n, x, incX)
}

func (b BLAS) Dscal(n int, alpha float64, x []float64, incX int) {
	if forward(n, len(x), incX) {
		b.Implementation.Dscal(n, alpha, x, incX)
		return
	}
	tblas.Scal(n, alpha, x, incX)
}

func (b BLAS) Drot(n int, x []float64, incX int, y []float64, incY int, c, s float64) {
	if forward2(n, len(x), incX, len(y), incY) {
		b.Implementation.Drot(n, x, incX, y, incY, c, s)
		return
	}
	tblas.Rot(n, x, incX, y, incY, c, s)
}

func (b BLAS) Dasum(n int, x []float64, incX int) float64 {
	if forward(n, len(x), incX) {
		return b.Implementation.Dasum(n, x, incX)
	}
	return tblas.Asum(n, x, incX)
}

func (b BLAS) Idamax(n int, x []float64, incX int) int {
	if forward(n, len(x), incX) {
		return b.Implementation.Idamax(n, x, incX)
	}
	return tblas.Iamax(n, x, incX)
}

func (b BLAS) Dswap(n int, x []float64, incX int, y []float64, incY int) {
	if forward2(n, len(x), incX, len(y), incY) {
		b.Implementation.Dswap(n, x, incX, y, incY)
		return
	}
	tblas.Swap(n, x, incX, y, incY)
}

func (b BLAS) Zdotc(n int, x []complex128, incX int, y []complex128, incY int) complex128 {
	if forward2(n, len(x), incX, len(y), incY) {
		return b.Implementation.Zdotc(n, x, incX, y, incY)
	}
	return tblas.Zdotc(n, x, incX, y, incY)
}

func (b BLAS) Zdotu(n int, x []complex128, incX int, y []complex128, incY int) complex128 {
	if forward2(n, len(x), incX, len(y), incY) {
		return b.Implementation.Zdotu(n, x, incX, y, incY)
	}
	return tblas.Zdotu(n, x, incX, y, incY)
}

func (b BLAS) Zaxpy(n int, alpha complex128, x []complex128, incX int, y []complex128, incY int) {
	if forward2(n, len(x), incX, len(y), incY) {
		b.Implementation.Zaxpy(n, alpha, x, incX, y, incY)
		return
	}
	tblas.Zaxpy(n, alpha, x, incX, y, incY)
}

func (b BLAS) Dznrm2(n int, x []complex128, incX int) float64 {
	if forward(n, len(x), incX) {
		return b.Implementation.Dznrm2(n, x, incX)
	}
	return tblas.Znrm2(n, x, incX)
}

func (b BLAS) Dzasum(n int, x []complex128, incX int) float64 {
	if forward(n, len(x), incX) {
		return b.Implementation.Dzasum(n, x, incX)
	}
	return tblas.Zasum(n, x, incX)
}

func (b BLAS) Izamax(n int, x []complex128, incX int) int {
	if forward(n, len(x), incX) {
		return b.Implementation.Izamax(n, x, incX)
	}
	return tblas.Izamax(n, x, incX)
}

func (b BLAS) Zswap(n int, x []complex128, incX int, y []complex128, incY int) {
	if forward2(n, len(x), incX, len(y), incY) {
		b.Implementation.Zswap(n, x, incX, y, incY)
		return
	}
	tblas.Zswap(n, x, incX, y, incY)
}

func (b BLAS) Zscal(n int, alpha complex128, x []complex128, incX int) {
	if forward(n, len(x), incX) {
		b.Implementation.Zscal(n, alpha, x, incX)
		return
	}
	tblas.Zscal(n, alpha, x, incX)
}

func (b BLAS) Zdscal(n int, alpha float64, x []complex128, incX int) {
	if forward(n, len(x), incX) {
		b.Implementation.Zdscal(n, alpha, x, incX)
		return
	}
	tblas.Zdscal(n, alpha, x, incX)
}
