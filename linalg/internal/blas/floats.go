package blas

import "unsafe"

// floats returns the real and imaginary parts of x, in turn, in the same memory.
func floats(x []complex128) []float64 {
	if len(x) == 0 {
		return nil
	}
	return unsafe.Slice((*float64)(unsafe.Pointer(&x[0])), 2*len(x))
}

// complexes is the inverse of floats for an even number of values.
func complexes(x []float64) []complex128 {
	if len(x) == 0 {
		return nil
	}
	return unsafe.Slice((*complex128)(unsafe.Pointer(&x[0])), len(x)/2)
}
