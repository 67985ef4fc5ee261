package linalg

// What every driver asks of its input before it works: a shape that fits, at least one entry, no NaN, no infinity. The
// checks copy the matrix into one contiguous row-major slice on the way, which the driver may overwrite.

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
)

// A finiteError says which entry of a matrix is not a finite number.
func finiteError(who string, i, j int, v any) error {
	return fmt.Errorf("linalg: %s: entry (%d, %d) is %v: all entries must be finite", who, i, j, v)
}

// symmetric returns a copy of the upper triangle of a, row by row, in work's memory (anything below it), or an error that names what is wrong
// with it. A matrix whose largest entry is so large or small that sums of squares would overflow or vanish comes divided
// by 2^exp; else exp is 0.
func symmetric(who string, a mat.Symmetric, work *arena.Arena) (n int, data []float64, exp int, err error) {
	if a == nil {
		return 0, nil, 0, fmt.Errorf("linalg: %s of a nil matrix", who)
	}
	n = a.SymmetricDim()
	if n == 0 {
		return 0, nil, 0, fmt.Errorf("linalg: %s of an empty matrix", who)
	}
	data = work.Floats(n * n)
	raw, isRaw := a.(mat.RawSymmetricer)
	var largest float64
	for i := range n {
		row := data[i*n : (i+1)*n]
		if isRaw {
			r := raw.RawSymmetric()
			copy(row[i:], r.Data[i*r.Stride+i:i*r.Stride+n])
		} else {
			for j := i; j < n; j++ {
				row[j] = a.At(i, j)
			}
		}
		big := blas.Largest(row[i:])
		if !(big <= math.MaxFloat64) {
			for j, v := range row[i:] {
				if v-v != 0 {
					return 0, nil, 0, finiteError(who, i, i+j, v)
				}
			}
		}
		largest = max(largest, big)
	}
	return n, data, scaleExponent(data, largest), nil
}

// scaleExponent divides data by the power of two that brings the largest magnitude near 1 if it is far from 1, and
// returns the exponent.
func scaleExponent(data []float64, largest float64) int {
	if largest == 0 || 0x1p-200 < largest && largest < 0x1p200 {
		return 0
	}
	_, exp := math.Frexp(largest)
	for i, v := range data {
		data[i] = math.Ldexp(v, -exp)
	}
	return exp
}

// squareOrder returns the order of a, a mat.Matrix or a mat.CMatrix, or an error that says why it has none.
func squareOrder(who string, a interface{ Dims() (r, c int) }) (n int, err error) {
	if a == nil {
		return 0, fmt.Errorf("linalg: %s of a nil matrix", who)
	}
	n, c := a.Dims()
	if n != c {
		return 0, fmt.Errorf("linalg: %s of a %d×%d matrix: it must be square", who, n, c)
	}
	if n == 0 {
		return 0, fmt.Errorf("linalg: %s of an empty matrix", who)
	}
	return n, nil
}
