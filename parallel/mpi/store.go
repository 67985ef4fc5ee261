//go:build mpi && cgo && linux

package mpi

import (
	"sync"

	"tandem/parallel/internal/memory"
)

// A store is what the lead of a machine has of the program's shared memory, for all workers of the machine.
type store struct {
	mu     sync.Mutex
	blocks map[uint64]*memory.Block
	err    error // why there is no room for what comes
}

// room is where the parts of a block go; nil drops them.
func (s *store) room(c record) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, pieces, _ := c.blockPlan() // checked before
	s.err = nil
	b := s.blocks[id]
	if b == nil {
		if b, s.err = memory.Sparse(int(c.number)); s.err != nil {
			return nil
		}
		s.blocks[id] = b
	}
	for _, p := range pieces {
		if s.err = b.Reserve(int(p[0]), int(p[1])); s.err != nil {
			return nil
		}
	}
	return b.Mem
}

// answer is what rank 0 gets to know when the parts have come: see site.filled.
func (s *store) answer(c record) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	var a address
	if b := s.blocks[c.payloadNumber()]; b != nil && s.err == nil {
		a, s.err = addressOf(b.FD)
	}
	text := a.append(nil)
	if s.err != nil {
		text = append(text, s.err.Error()...)
	}
	return text
}

// drop ends a block. Workers keep what they have mapped.
func (s *store) drop(id uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.blocks[id]; b != nil {
		b.Close()
		delete(s.blocks, id)
	}
}
