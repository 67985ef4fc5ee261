package memory

import (
	"encoding/binary"
	"fmt"
	"os"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// pagemap is the kernel's table of this process's pages: eight bytes for each, by its address.
var pagemap = sync.OnceValues(func() (*os.File, error) { return os.Open("/proc/self/pagemap") })

// What pagemap says about a page (Documentation/admin-guide/mm/pagemap.rst).
const (
	present = 1 << 63
	swapped = 1 << 62
	ofFile  = 1 << 61 // it is the file's page, not this process's copy of it
)

// Discard throws away what was written to a private mapping of a block, and reports how many pages that were: the mapping shows
// again what the block holds, and goes on following it. The other pages stay mapped: to look for those that were written costs a
// tenth of mapping all of them anew. An error means that the mapping must not be used any more.
func Discard(mem []byte) (discarded int, err error) {
	table, err := pagemap()
	if err != nil {
		return 0, err
	}
	size := os.Getpagesize()
	first := uintptr(unsafe.Pointer(unsafe.SliceData(mem))) / uintptr(size)
	pages := (len(mem) + size - 1) / size
	var entries [8 << 10]byte
	for at := 0; at < pages; {
		n, err := table.ReadAt(entries[:8*min(pages-at, len(entries)/8)], 8*int64(first+uintptr(at)))
		if n < 8 {
			return discarded, fmt.Errorf("memory: page %d of a mapping: %w", at, err)
		}
		n /= 8
		own := func(i int) bool {
			e := binary.NativeEndian.Uint64(entries[8*i:])
			return e&(present|swapped) != 0 && e&ofFile == 0
		}
		for i := 0; i < n; i++ {
			if !own(i) {
				continue
			}
			lo := i
			for i < n && own(i) {
				i++
			}
			if err := unix.Madvise(mem[(at+lo)*size:min((at+i)*size, len(mem))], unix.MADV_DONTNEED); err != nil {
				return discarded, os.NewSyscallError("madvise", err)
			}
			discarded += i - lo
		}
		at += n
	}
	return discarded, nil
}
