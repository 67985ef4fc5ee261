package linalg

// Eigenvalues and eigenvectors of general complex matrices: scale, balance, reduce to Hessenberg form, iterate to Schur form,
// substitute back. The rooms internal/balance and internal/complexschur do the work.

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/balance"
	"tandem/linalg/internal/complexschur"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// EigenvaluesComplex is Eigenvalues for a complex matrix. The cost is four times that of a real one. On the machine of Eigenvalues,
// milliseconds on one thread, and how many times as long NumPy 1.24 with OpenBLAS 0.3.21 took beside it:
//
//	n                     100         200         500         1000
//	EigenvaluesComplex    4.9 1.2     17 1.6      121 2.0     771 1.8
//	EigenComplex          5.0 2.3     24 1.7      247 1.7    1597 1.6
//
// Measured once, by go test -run xxx -bench 'Eigen(values)?Complex$' ./linalg after python3 linalg/testdata/peer_eig.py 1 complex.
// For two threads the machine was too busy to tell.
func EigenvaluesComplex(ctx context.Context, a mat.CMatrix) ([]complex128, error) {
	values, _, err := eigenComplex(ctx, "EigenvaluesComplex", a, false)
	return values, err
}

// EigenComplex is Eigen for a complex matrix.
func EigenComplex(ctx context.Context, a mat.CMatrix) (values []complex128, vectors *mat.CDense, err error) {
	return eigenComplex(ctx, "EigenComplex", a, true)
}

func eigenComplex(ctx context.Context, who string, a mat.CMatrix, withVectors bool) ([]complex128, *mat.CDense, error) {
	n, err := squareOrder(who, a)
	if err != nil {
		return nil, nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	ld := (n + 3) &^ 3
	if ld%32 == 0 { // else the elements of a column compete for a few places in the cache
		ld += 4
	}
	h := work.Complex(n * ld)
	exponent, err := loadComplex(who, a, n, h, ld)
	if err != nil {
		return nil, nil, err
	}
	form := balance.Complex(n, h, ld)
	team := parallel.TeamOf(ctx)
	tau := work.Floats(n)
	if err := complexschur.Reduce(ctx, team, n, form.Lo, form.Hi, h, ld, tau, !withVectors, work); err != nil {
		return nil, nil, err
	}
	var z []complex128
	if withVectors {
		z = work.Complex(n * ld)
		if err := complexschur.Adjoint(ctx, team, n, form.Lo, form.Hi, h, ld, tau, z, ld, work); err != nil {
			return nil, nil, err
		}
	}
	complexschur.Clear(n, h, ld)
	values := make([]complex128, n)
	failed, err := complexschur.Solve(ctx, team, complexschur.Problem{N: n, Lo: form.Lo, Hi: form.Hi, H: h, Ldh: ld,
		Z: z, Ldz: ld, Cols: n, Full: withVectors, W: values}, work)
	if err != nil {
		return nil, nil, err
	}
	for i, v := range values {
		values[i] = complex(math.Ldexp(real(v), -exponent), math.Ldexp(imag(v), -exponent))
	}
	if failed != 0 { // balancing had split the first ones off
		return nil, nil, &ConvergenceError{who, failed - 1, n, append(values[:form.Lo:form.Lo], values[failed:]...)}
	}
	if !withVectors {
		return values, nil, nil
	}
	v := hugepage.Make[complex128](n * n)
	if err := complexschur.Vectors(ctx, team, n, h, ld, z, ld, v); err != nil {
		return nil, nil, err
	}
	form.RightComplex(n, v, n)
	complexschur.Normalise(n, v)
	return values, mat.NewCDense(n, n, v), nil
}

// loadComplex copies a to dst, multiplied by a power of 2 where its entries are so large or small that squares would overflow or
// vanish, and returns the exponent, or an error for an entry that is not finite.
func loadComplex(who string, a mat.CMatrix, n int, dst []complex128, ld int) (exponent int, err error) {
	raw, isRaw := a.(mat.RawCMatrixer)
	largest := 0.0
	for i := range n {
		row := dst[i*ld : i*ld+n]
		if isRaw {
			r := raw.RawCMatrix()
			copy(row, r.Data[i*r.Stride:i*r.Stride+n])
		} else {
			for j := range row {
				row[j] = a.At(i, j)
			}
		}
		for j, v := range row {
			x := max(math.Abs(real(v)), math.Abs(imag(v)))
			if !(x <= math.MaxFloat64) {
				return 0, finiteError(who, i, j, v)
			}
			largest = max(largest, x)
		}
	}
	if _, e := math.Frexp(largest); largest > 0 && (e < -200 || e > 200) {
		exponent = -e
		for i := range n {
			for j, v := range dst[i*ld : i*ld+n] {
				dst[i*ld+j] = complex(math.Ldexp(real(v), -e), math.Ldexp(imag(v), -e))
			}
		}
	}
	return exponent, nil
}
