package linalg

// Copies of the arguments, made and checked before any work: row-major, perhaps transposed on the way.

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/blas"
	"tandem/parallel/hugepage"
)

// dims returns the shape of a, or an error if there is nothing in it.
func dims(who string, a mat.Matrix) (m, n int, err error) {
	if a == nil {
		return 0, 0, fmt.Errorf("linalg: %s of a nil matrix", who)
	}
	m, n = a.Dims()
	if m == 0 || n == 0 {
		return 0, 0, fmt.Errorf("linalg: %s of an empty matrix", who)
	}
	return m, n, nil
}

// contents copies a, row by row without gaps, or returns an error for an entry that is not finite.
func contents(who string, a mat.Matrix) (m, n int, data []float64, err error) {
	m, n, err = dims(who, a)
	if err != nil {
		return 0, 0, nil, err
	}
	data = hugepage.Make[float64](m * n)
	_, err = load(who, a, false, data, n)
	return m, n, data, err
}

// rightSide copies b, which must have m rows.
func rightSide(who string, m int, b mat.Matrix) (nrhs int, data []float64, err error) {
	rows, nrhs, data, err := contents(who, b)
	if err != nil {
		return 0, nil, fmt.Errorf("%w (in the right-hand side)", err)
	}
	if rows != m {
		return 0, nil, fmt.Errorf("linalg: %s: the right-hand side has %d rows, the matrix %d", who, rows, m)
	}
	return nrhs, data, nil
}

// load writes a, or its transpose, to dst, whose rows are ld apart, and returns the largest magnitude in it, or an error
// for an entry that is not finite.
func load(who string, a mat.Matrix, transpose bool, dst []float64, ld int) (largest float64, err error) {
	if t, ok := a.(mat.Transpose); ok {
		return load(who, t.Matrix, !transpose, dst, ld)
	}
	m, n := a.Dims()
	raw, isRaw := a.(mat.RawMatrixer)
	switch {
	case isRaw && transpose:
		r := raw.RawMatrix()
		blas.Flip(m, n, r.Data, r.Stride, dst, ld)
	case isRaw:
		r := raw.RawMatrix()
		for i := range m {
			copy(dst[i*ld:i*ld+n], r.Data[i*r.Stride:i*r.Stride+n])
		}
	default:
		for i := range m {
			for j := range n {
				if transpose {
					dst[j*ld+i] = a.At(i, j)
				} else {
					dst[i*ld+j] = a.At(i, j)
				}
			}
		}
	}
	rows, cols := m, n
	if transpose {
		rows, cols = n, m
	}
	for i := range rows {
		row := dst[i*ld : i*ld+cols]
		big := blas.Largest(row)
		if !(big <= math.MaxFloat64) {
			for j, v := range row {
				if v-v != 0 {
					if transpose {
						i, j = j, i
					}
					return 0, finiteError(who, i, j, v)
				}
			}
		}
		largest = max(largest, big)
	}
	return largest, nil
}
