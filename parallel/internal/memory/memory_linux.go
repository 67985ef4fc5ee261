package memory

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"tandem/parallel/internal/topology"
)

const seals = unix.F_SEAL_SHRINK | unix.F_SEAL_GROW

// large is the size from which New asks first whether the machine has so much memory: the kernel does not refuse, it kills.
const large = 64 << 20

// New makes a block of n bytes of zeros. The memory is reserved, so that writing to it cannot fail later.
func New(n int) (*Block, error) {
	if n >= large {
		if have := topology.Read("", topology.Affinity()).Memory; have > 0 && int64(n) > have-have/16 {
			return nil, fmt.Errorf("shared memory of %d bytes: the machine has %d bytes available", n, have)
		}
	}
	return create(n, func(b *Block) error { return b.Reserve(0, n) }, unix.MAP_POPULATE)
}

// Sparse makes a block of n bytes that take no memory until they are reserved: before that nobody may touch them.
func Sparse(n int) (*Block, error) {
	return create(n, func(b *Block) error { return unix.Ftruncate(b.FD, int64(n)) }, 0)
}

// create makes a block; size gives it its size.
func create(n int, size func(*Block) error, flags int) (*Block, error) {
	fd, err := unix.MemfdCreate("tandem", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, os.NewSyscallError("memfd_create", err)
	}
	b := &Block{ID: numbers.Add(1), FD: fd}
	fail := func(call string, err error) (*Block, error) {
		b.Close()
		return nil, fmt.Errorf("shared memory of %d bytes: %w", n, os.NewSyscallError(call, err))
	}
	if err := size(b); err != nil {
		return fail("room for it", err)
	}
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, seals|unix.F_SEAL_SEAL); err != nil {
		return fail("fcntl", err)
	}
	if b.Mem, err = unix.Mmap(fd, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|flags); err != nil {
		b.Mem = nil
		return fail("mmap", err)
	}
	return b, nil
}

// Reserve gives [at, at+n) of the block memory, so that writing there cannot fail later.
func (b *Block) Reserve(at, n int) error {
	for {
		if err := unix.Fallocate(b.FD, 0, int64(at), int64(n)); err != unix.EINTR {
			return os.NewSyscallError("fallocate", err)
		}
	}
}

// Close unmaps the block. Other processes keep what they have mapped.
func (b *Block) Close() {
	if b.Mem != nil {
		_ = unix.Munmap(b.Mem)
		b.Mem = nil
	}
	if b.FD >= 0 {
		_ = unix.Close(b.FD)
		b.FD = -1
	}
}

// How Map maps.
const (
	ReadOnly = iota
	Private  // what is written stays here
	Shared
	Lazy // as Private, and only what Populate names is brought in at once
)

// Map maps the first n bytes of another process's block. It refuses files that somebody could shrink under it.
func Map(fd, n, how int) ([]byte, error) {
	s, err := unix.FcntlInt(uintptr(fd), unix.F_GET_SEALS, 0)
	if err != nil || s&seals != seals {
		return nil, fmt.Errorf("shared memory is not sealed")
	}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil || n < 1 || int64(n) > st.Size {
		return nil, fmt.Errorf("shared memory of %d bytes, %d announced", st.Size, n)
	}
	prot, flags := unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED
	switch how {
	case ReadOnly:
		prot = unix.PROT_READ
	case Private, Lazy:
		flags = unix.MAP_PRIVATE | unix.MAP_NORESERVE
	}
	mem, err := unix.Mmap(fd, 0, n, prot, flags)
	if err != nil {
		return nil, os.NewSyscallError("mmap", err)
	}
	if how == ReadOnly || how == Private {
		Populate(mem)
	}
	return mem, nil
}

// Populate brings in the pages of a part of a mapping: one call instead of a fault per 16 pages. Old kernels refuse.
func Populate(part []byte) {
	skip := int(uintptr(unsafe.Pointer(unsafe.SliceData(part))) % uintptr(os.Getpagesize()))
	whole := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(part)), -skip)), len(part)+skip)
	_ = unix.Madvise(whole, unix.MADV_POPULATE_READ)
}

// Unmap ends a mapping.
func Unmap(mem []byte) { _ = unix.Munmap(mem) }

// CloseFD closes a descriptor that came from another process.
func CloseFD(fd int) { _ = unix.Close(fd) }
