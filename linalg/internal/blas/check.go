package blas

import "fmt"

// checkMatrix panics unless a slice of length elements can hold an m×n matrix with leading dimension ld.
func checkMatrix(op, name string, m, n, length, ld int) {
	if m < 0 || n < 0 || ld < max(1, n) || m > 0 && n > 0 && length < (m-1)*ld+n {
		badMatrix(op, name, m, n, length, ld)
	}
}

func badMatrix(op, name string, m, n, length, ld int) {
	panic(fmt.Sprintf("blas: %s: %s of %d elements with leading dimension %d cannot be %d×%d", op, name, length, ld, m, n))
}

// checkVector panics unless a slice of length elements can hold n elements with increment inc.
func checkVector(op, name string, n, length, inc int) {
	if n < 0 || inc == 0 || n > 0 && length <= (n-1)*max(inc, -inc) {
		badVector(op, name, n, length, inc)
	}
}

func badVector(op, name string, n, length, inc int) {
	panic(fmt.Sprintf("blas: %s: %s of %d elements with increment %d cannot hold %d", op, name, length, inc, n))
}
