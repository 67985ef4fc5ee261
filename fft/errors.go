package fft

import (
	"fmt"
	"sync"
	"unsafe"

	"tandem/parallel"
)

// MaxLength is the longest transform. Longer ones are refused before anything is allocated.
const MaxLength = 1<<31 - 1

// A LengthError tells that a slice, or a length asked for, does not fit.
type LengthError struct {
	What      string // "dst", "src", "length" ...
	Got, Want int    // Want < 0: at least 1 and at most MaxLength
}

func (e *LengthError) Error() string {
	if e.Want < 0 {
		return fmt.Sprintf("fft: %s %d: must be from 1 to %d", e.What, e.Got, MaxLength)
	}
	return fmt.Sprintf("fft: %s has %d elements, must have %d", e.What, e.Got, e.Want)
}

// An OverlapError tells that dst and src share memory without being the same slice.
type OverlapError struct {
	Offset int // bytes from the start of src to the start of dst
}

func (e *OverlapError) Error() string {
	return fmt.Sprintf("fft: dst begins %d bytes from src and overlaps it: use the same slice or separate ones", e.Offset)
}

func checkLength(what string, n int) error {
	if n < 1 || n > MaxLength {
		return &LengthError{what, n, -1}
	}
	return nil
}

func checkSlice(what string, got, want int) error {
	if got != want {
		return &LengthError{what, got, want}
	}
	return nil
}

// checkOverlap accepts slices that are apart or, if they may be the same, begin together.
func checkOverlap[D, S any](dst []D, src []S, same bool) error {
	if len(dst) == 0 || len(src) == 0 {
		return nil
	}
	d, s := uintptr(unsafe.Pointer(&dst[0])), uintptr(unsafe.Pointer(&src[0]))
	dn, sn := uintptr(len(dst))*unsafe.Sizeof(dst[0]), uintptr(len(src))*unsafe.Sizeof(src[0])
	if d+dn <= s || s+sn <= d || same && d == s {
		return nil
	}
	return &OverlapError{int(d) - int(s)}
}

// checkPlan refuses a length out of range, and one whose result, roots and buffers, about three arrays of n elements of
// size bytes, this process cannot have.
func checkPlan(n, size int) error {
	if err := checkLength("length", n); err != nil {
		return err
	}
	return checkMemory("a transform", n, 3*size)
}

// checkMemory refuses what takes more memory, size bytes for each of n elements, than this process can have. Little is not
// worth the question.
func checkMemory(what string, n, size int) error {
	if n < 1<<24 {
		return nil
	}
	if most, need := availableMemory(), int64(n)*int64(size); most > 0 && need > most {
		return fmt.Errorf("fft: %s of %d elements needs about %d MiB, %d MiB can be had", what, n, need>>20, most>>20)
	}
	return nil
}

var availableMemory = sync.OnceValue(func() int64 { return parallel.ThisMachine().Memory })
