package ledger

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// newPage returns zeroed words in a memfd, or in private memory if the system refuses one.
func newPage(words int) ([]uint64, *os.File) {
	fd, err := unix.MemfdCreate("tandem-ledger", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return make([]uint64, words), nil
	}
	file := os.NewFile(uintptr(fd), "tandem-ledger")
	size := (8*words + 4095) &^ 4095
	if err = unix.Ftruncate(fd, int64(size)); err == nil {
		// No process may shrink the page under another, which would end it by SIGBUS.
		_, err = unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, unix.F_SEAL_SHRINK|unix.F_SEAL_GROW|unix.F_SEAL_SEAL)
	}
	if err == nil {
		if page, err := mapPage(file); err == nil {
			return page, file
		}
	}
	file.Close()
	return make([]uint64, words), nil
}

// mapPage maps the whole of file, shared.
func mapPage(file *os.File) ([]uint64, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	size := info.Size()
	if size < 8*(firstOwner+1) || size > 8*(firstOwner+MaxSize)+4096 {
		return nil, fmt.Errorf("a file of %d bytes", size)
	}
	mem, err := unix.Mmap(int(file.Fd()), 0, int(size), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	return unsafe.Slice((*uint64)(unsafe.Pointer(&mem[0])), len(mem)/8), nil
}

// An owner word is the process id (22 bits, the kernel's limit) above the start time in clock ticks since boot (42 bits).
const timeBits = 42

var selfWord = sync.OnceValue(func() uint64 {
	pid := os.Getpid()
	_, start, _ := processStat(pid)
	return uint64(pid)<<timeBits | start&(1<<timeBits-1)
})

// isDead reports whether the process of an owner word no longer runs: it is gone, a zombie, or its id was recycled.
func isDead(word uint64) bool {
	pid := int(word >> timeBits)
	state, start, err := processStat(pid)
	if err != nil {
		return unix.Kill(pid, 0) == unix.ESRCH // /proc may hide the processes of others
	}
	return state == 'Z' || state == 'X' || start&(1<<timeBits-1) != word&(1<<timeBits-1)
}

// processStat reads the state and the start time of a process.
func processStat(pid int) (state byte, start uint64, err error) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, 0, err
	}
	// pid (name) state …: the name may hold spaces and brackets, the rest does not. Start time is field 22.
	rest := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
	if len(rest) < 20 {
		return 0, 0, fmt.Errorf("ledger: /proc/%d/stat has %d fields after the name, want 20", pid, len(rest))
	}
	start, err = strconv.ParseUint(string(rest[19]), 10, 64)
	return rest[0][0], start, err
}
