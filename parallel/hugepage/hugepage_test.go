package hugepage_test

import (
	"testing"
	"unsafe"

	"tandem/parallel/hugepage"
)

func TestMake(t *testing.T) {
	for _, n := range []int{0, 1, 7, 8, 1000, hugepage.Least/8 - 1, hugepage.Least / 8, 3<<20 + 5} {
		s := hugepage.Make[float64](n)
		if len(s) != n || cap(s) != n || s == nil {
			t.Errorf("Make(%d) has %d of %d values", n, len(s), cap(s))
		}
		for i, v := range s {
			if v != 0 {
				t.Fatalf("Make(%d)[%d] = %g", n, i, v)
			}
			s[i] = 1
		}
		if a := uintptr(unsafe.Pointer(unsafe.SliceData(s))) % 64; n > 0 && a != 0 {
			t.Errorf("Make(%d) begins %d bytes beyond a cache line", n, a)
		}
	}
	aligned[float32](t)
	aligned[complex64](t)
	aligned[complex128](t)
	aligned[int32](t)
}

func aligned[T hugepage.Number](t *testing.T) {
	for n := 1; n < 40; n++ {
		s := hugepage.Make[T](n)
		if a := uintptr(unsafe.Pointer(&s[0])) % 64; a != 0 || len(s) != n {
			t.Errorf("Make[%T](%d): %d values that begin %d bytes beyond a cache line", s, n, len(s), a)
		}
	}
}

func TestMakeNegative(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Make(-100) did not panic")
		}
	}()
	hugepage.Make[float64](-100)
}
