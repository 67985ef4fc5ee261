package wire

import (
	"reflect"
	"unsafe"

	"gonum.org/v1/gonum/mat"
)

// Gonum's matrices travel as their shape and the rows of numbers that belong to them. A strided view arrives packed.

// matrixCoder fills c if t is a matrix that travels raw.
func matrixCoder(c *coder, t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[mat.Dense]():
		c.enc = func(e *Encoder, v unsafe.Pointer) {
			m := (*mat.Dense)(v).RawMatrix()
			putMatrix(e, m.Data, m.Rows, m.Cols, m.Stride)
		}
		c.dec = func(d *Decoder, v unsafe.Pointer) {
			if data, r, k := getMatrix[float64](d); r > 0 {
				*(*mat.Dense)(v) = *mat.NewDense(r, k, data)
			}
		}
	case reflect.TypeFor[mat.CDense]():
		c.enc = func(e *Encoder, v unsafe.Pointer) {
			m := (*mat.CDense)(v).RawCMatrix()
			putMatrix(e, m.Data, m.Rows, m.Cols, m.Stride)
		}
		c.dec = func(d *Decoder, v unsafe.Pointer) {
			if data, r, k := getMatrix[complex128](d); r > 0 {
				*(*mat.CDense)(v) = *mat.NewCDense(r, k, data)
			}
		}
	case reflect.TypeFor[mat.SymDense]():
		// Gonum's SymDense keeps the upper triangle; what lies below travels too, but nobody reads it.
		c.enc = func(e *Encoder, v unsafe.Pointer) {
			m := (*mat.SymDense)(v).RawSymmetric()
			putMatrix(e, m.Data, m.N, m.N, m.Stride)
		}
		c.dec = func(d *Decoder, v unsafe.Pointer) {
			switch data, r, k := getMatrix[float64](d); {
			case r != k:
				d.Fail(corrupt("symmetric matrix of %d×%d", r, k))
			case r > 0:
				*(*mat.SymDense)(v) = *mat.NewSymDense(r, data)
			}
		}
	case reflect.TypeFor[mat.VecDense]():
		c.enc = func(e *Encoder, v unsafe.Pointer) {
			x := (*mat.VecDense)(v).RawVector()
			putMatrix(e, x.Data, x.N, 1, x.Inc)
		}
		c.dec = func(d *Decoder, v unsafe.Pointer) {
			switch data, r, k := getMatrix[float64](d); {
			case r > 0 && k != 1:
				d.Fail(corrupt("vector of %d×%d", r, k))
			case r > 0:
				*(*mat.VecDense)(v) = *mat.NewVecDense(r, data)
			}
		}
	default:
		return false
	}
	return true
}

func putMatrix[T float64 | complex128](e *Encoder, data []T, r, c, stride int) {
	e.Uint(uint64(r))
	e.Uint(uint64(c))
	if r == 0 || c == 0 {
		return
	}
	if stride != c && r > 1 {
		packed := make([]T, r*c)
		for i := range r {
			copy(packed[i*c:(i+1)*c], data[i*stride:i*stride+c])
		}
		data = packed
	}
	putNumbers(e, unsafe.Pointer(unsafe.SliceData(data)), r*c, unsafe.Sizeof(data[0]))
}

// getMatrix returns r = 0 for an empty matrix and after an error.
func getMatrix[T float64 | complex128](d *Decoder) (data []T, r, c int) {
	rows, cols := d.Uint(), d.Uint()
	if d.err != nil || rows == 0 || cols == 0 {
		return nil, 0, 0
	}
	if rows > 1<<40 || cols > 1<<40/rows {
		d.Fail(corrupt("matrix of %d×%d", rows, cols))
		return nil, 0, 0
	}
	getNumbers(d, unsafe.Pointer(&data), reflect.TypeFor[[]T](), rows*cols, unsafe.Sizeof(*new(T)))
	if d.err != nil {
		return nil, 0, 0
	}
	return data, int(rows), int(cols)
}
