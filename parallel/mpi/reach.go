//go:build mpi && cgo && linux

package mpi

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"tandem/parallel/internal/memory"
)

// Ranks of one machine reach each other's shared memory through /proc/PID/fd. Whether they do, which needs the same user and the
// same process numbers, they try at the start.

// apartKey in the environment makes every rank a machine of its own: all contents then go through MPI.
const apartKey = "TANDEM_APART"

// An address tells where the descriptor of a block is: in which process, under which number, and the file's own number, because
// that descriptor may be another file's by now.
type address struct{ pid, fd, file uint64 }

const addressSize = 24

var errGone = errors.New("mpi: the shared memory is gone")

// addressOf is the address of a descriptor of this process.
func addressOf(fd int) (address, error) {
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return address{}, os.NewSyscallError("fstat", err)
	}
	return address{uint64(os.Getpid()), uint64(fd), st.Ino}, nil
}

func (a address) append(b []byte) []byte {
	for _, v := range []uint64{a.pid, a.fd, a.file} {
		b = append(b, encode(v)...)
	}
	return b
}

// cutAddress takes an address off b.
func cutAddress(b []byte) (a address, rest []byte, err error) {
	if len(b) < addressSize {
		return a, nil, fmt.Errorf("mpi: an address of %d bytes", len(b))
	}
	at := func(i int) uint64 { return record{payload: b[8*i:]}.payloadNumber() }
	return address{at(0), at(1), at(2)}, b[addressSize:], nil
}

// open returns a descriptor of its own for the block. It returns errGone when the block is not there any more.
func (a address) open() (int, error) {
	fd, err := unix.Open(fmt.Sprintf("/proc/%d/fd/%d", a.pid, a.fd), unix.O_RDWR|unix.O_CLOEXEC, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return -1, errGone
	}
	if err != nil {
		return -1, fmt.Errorf("mpi: shared memory of process %d: %w", a.pid, err)
	}
	if there, err := addressOf(fd); err != nil || there.file != a.file {
		memory.CloseFD(fd)
		return -1, errGone
	}
	return fd, nil
}

// reach tells, by rank, whether this one can open the descriptors of that one. A rank's ledger is what it tries.
func reach(mine card, cards []card) []byte {
	row := make([]byte, len(cards))
	for r, c := range cards {
		if os.Getenv(apartKey) != "" || c.Boot != mine.Boot || c.Host != mine.Host || c.Root != mine.Root || c.LedgerFD < 0 {
			continue
		}
		fd, err := unix.Open(fmt.Sprintf("/proc/%d/fd/%d", c.Pid, c.LedgerFD), unix.O_RDWR|unix.O_CLOEXEC, 0)
		if err == nil {
			memory.CloseFD(fd)
			row[r] = 1
		}
	}
	return row
}

// machines tells, by rank, the first rank that shares memory with it, which may be itself. rows are what reach has returned on
// every rank.
func machines(rows []byte, size int) []int {
	first := make([]int, size)
	for r := range size {
		f := 0
		for f < r && (rows[r*size+f] == 0 || rows[f*size+r] == 0) {
			f++
		}
		first[r] = f
	}
	return first
}
