//go:build mpi && cgo && linux

package mpi

import (
	"tandem/parallel/internal/memory"
)

// A lent block is memory of the program at rank 0 whose contents go to other nodes. It is mapped here once more, so that it stays
// until the last message has been carried, whatever its owner does.
type lent struct {
	number uint64
	mem    []byte
	users  int // workers that know it, and messages under way; the job's lock guards it
}

// lend returns the block with the given number for one more user.
func (j *job) lend(number uint64, fd, size int) (*lent, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	l := j.lent[number]
	if l == nil {
		mem, err := memory.Map(fd, size, memory.ReadOnly)
		if err != nil {
			return nil, err
		}
		l = &lent{number: number, mem: mem}
		j.lent[number] = l
	}
	l.users++
	return l, nil
}

func (j *job) retain(l *lent) {
	j.mu.Lock()
	l.users++
	j.mu.Unlock()
}

func (j *job) release(l *lent) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if l.users--; l.users == 0 {
		memory.Unmap(l.mem)
		delete(j.lent, l.number)
	}
}
