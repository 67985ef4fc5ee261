//go:build mpi && cgo && linux

package mpi

import (
	"fmt"
	"sync"

	"tandem/parallel/internal/link"
)

// A site is another machine as rank 0 sees it: a link.Site. Blocks are copied to the first of its ranks, the lead; workers of the
// others open them there. Answers come in the order of the questions.
type site struct {
	job  *job
	lead int

	mu      sync.Mutex
	asked   []*filling
	where   map[uint64]address
	failure error // the job is broken
}

// A filling is parts of a block under way. It is over when MPI has let go of them and the lead has answered.
type filling struct {
	block uint64
	left  int
	err   error
	done  func(error)
}

// newSites returns the site of every rank; nil for those that share memory with rank 0.
func (j *job) newSites() []*site {
	all := make([]*site, j.size)
	for r, lead := range j.machine {
		switch {
		case lead == 0:
		case lead == r:
			all[r] = &site{job: j, lead: r, where: map[uint64]address{}}
		default:
			all[r] = all[lead]
		}
	}
	return all
}

// Memory is link.Site's.
func (s *site) Memory() int64 { return s.job.nodes[s.lead].Memory }

// Fill is link.Site's.
func (s *site) Fill(block uint64, size int, parts []link.Part, done func(error)) {
	f := &filling{block: block, left: 2, done: done}
	plan := encode(block)
	contents := make([][]byte, len(parts))
	for i, p := range parts {
		plan = append(plan, encode(uint64(p.At))...)
		plan = append(plan, encode(uint64(len(p.Mem)))...)
		contents[i] = p.Mem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failure != nil {
		go done(s.failure)
		return
	}
	s.asked = append(s.asked, f)
	s.job.send(s.lead, record{kind: recFill, number: uint64(size), payload: plan}, func() { s.step(f) }, contents...)
}

// Drop is link.Site's.
func (s *site) Drop(block uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.where, block)
	s.job.send(s.lead, record{kind: recDrop, number: block}, nil)
}

// step ends a filling after its last step.
func (s *site) step(f *filling) {
	s.mu.Lock()
	f.left--
	over := f.left == 0
	s.mu.Unlock()
	if over {
		go f.done(f.err)
	}
}

// filled takes the lead's answer: the block's address and, if there is no room, why.
func (s *site) filled(c record) {
	a, text, err := cutAddress(c.payload)
	if err == nil && len(text) > 0 {
		err = fmt.Errorf("mpi: rank %d: %s", s.lead, text)
	}
	s.mu.Lock()
	if len(s.asked) == 0 {
		s.mu.Unlock()
		return
	}
	f := s.asked[0]
	s.asked = s.asked[1:]
	if err == nil {
		s.where[f.block] = a
	}
	f.err = err
	s.mu.Unlock()
	s.step(f)
}

// address is where the lead has the block.
func (s *site) address(block uint64) (a address, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok = s.where[block]
	return a, ok
}

// lose ends all that is under way: the job is broken.
func (s *site) lose(err error) {
	s.mu.Lock()
	asked := s.asked
	s.asked, s.failure = nil, err
	s.mu.Unlock()
	for _, f := range asked {
		go f.done(err)
	}
}
