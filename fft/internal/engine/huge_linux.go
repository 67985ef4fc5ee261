package engine

import (
	"syscall"
	"unsafe"
)

// adviseHuge asks for large pages under a buffer of n bytes: columns of a long transform visit a page for every row, more
// than the translation buffer of the processor holds in small pages. The advice may be ignored; nothing depends on it.
func adviseHuge(p unsafe.Pointer, n int) {
	const huge, advice = 2 << 20, 14 // MADV_HUGEPAGE
	skip := (huge - int(uintptr(p)%huge)) % huge
	if n = (n - skip) / huge * huge; n > 0 {
		_ = syscall.Madvise(unsafe.Slice((*byte)(unsafe.Add(p, skip)), n), advice)
	}
}
