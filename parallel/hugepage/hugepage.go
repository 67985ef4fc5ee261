// Package hugepage makes the large workspaces of kernels, on huge pages where the system has them for the asking.
//
// Linux in its usual setting ("madvise") gives pages of 2 MB only to memory for which a program asks; NumPy asks for its
// arrays, Go's heap does not. It matters where a kernel streams a matrix or walks down its columns: a page of 4 kB ends
// the prefetcher's run every 512 numbers and needs 512 times the entries of the translation buffer, and touching fresh
// memory costs a fault for each of them. The memory stays the collector's, like any other slice.
//
// The price: the system may keep whole huge pages for a range of the heap that was once large and is now in small use, so
// it is asked only for workspaces of [Least] bytes and more.
package hugepage

import "unsafe"

// Least is the size in bytes from which Make asks for huge pages: two of them, so that at least one lies inside.
const Least = 4 << 20

const (
	size = 2 << 20 // of a huge page on amd64, and on arm64 with pages of 4 kB
	line = 64      // bytes of a cache line
)

// Number is what workspaces hold: values without pointers.
type Number interface {
	~float32 | ~float64 | ~complex64 | ~complex128 | ~int32 | ~int64 | ~int
}

// Make returns n zeros that begin at a cache line, on huge pages if they take [Least] bytes or more and the system offers
// them. It panics for n < 0 and when memory is short, as make does. The capacity is n.
func Make[T Number](n int) []T {
	each := int(unsafe.Sizeof(*new(T)))
	if n == 0 {
		return []T{}
	}
	s := make([]T, n+line/each-1)
	first := uintptr(unsafe.Pointer(&s[0]))
	off := int((line-first%line)%line) / each
	s = s[off : off+n : off+n]
	Advise(s)
	return s
}

// Advise asks for huge pages under a slice of [Least] bytes or more; smaller ones it leaves alone. Pages that were
// touched before stay small until the system finds time to join them: call it before the slice is first written to.
func Advise[T Number](s []T) {
	n := len(s) * int(unsafe.Sizeof(*new(T)))
	if n < Least {
		return
	}
	p := unsafe.Pointer(unsafe.SliceData(s))
	skip := int((size - uintptr(p)%size) % size)
	advise(unsafe.Slice((*byte)(unsafe.Add(p, skip)), (n-skip)/size*size))
}
