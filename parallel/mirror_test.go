package parallel

import (
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	"tandem/parallel/internal/link"
)

// farSite is a machine that keeps copies in ordinary memory.
type farSite struct {
	memory int64
	delay  time.Duration
	gate   chan struct{} // if not nil, nothing comes before it is closed
	fault  error

	mu     sync.Mutex
	blocks map[uint64][]byte
	came   int64 // bytes
}

func (s *farSite) Memory() int64 { return s.memory }

func (s *farSite) Fill(block uint64, size int, parts []link.Part, done func(error)) {
	go func() {
		time.Sleep(s.delay)
		if s.gate != nil {
			<-s.gate
		}
		s.mu.Lock()
		if s.blocks == nil {
			s.blocks = map[uint64][]byte{}
		}
		if s.blocks[block] == nil {
			s.blocks[block] = make([]byte, size)
		}
		for _, p := range parts {
			s.came += int64(copy(s.blocks[block][p.At:], p.Mem))
		}
		s.mu.Unlock()
		done(s.fault)
	}()
}

func (s *farSite) Drop(block uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.blocks, block)
}

// holds reports how many blocks there are, and how many bytes came since the last look.
func (s *farSite) holds() (blocks int, came int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	came, s.came = s.came, 0
	return len(s.blocks), came
}

// refer has a new batch of the call on a worker at the site refer to the part of the region, and checks what the site then has.
func refer(t *testing.T, site *farSite, call *job, r *region, lo, hi int) *batch {
	t.Helper()
	b := &batch{job: call}
	s := &station{crew: &farCrew{p: &Pool{}}, site: site, encoding: b}
	number, ok := s.mirror(r, uint64(lo), uint64(hi-lo))
	if !ok {
		t.Fatal("no copy")
	}
	site.mu.Lock()
	defer site.mu.Unlock()
	if string(site.blocks[number][lo:hi]) != string(r.block.Mem[lo:hi]) {
		t.Errorf("[%d, %d) is not what the program has", lo, hi)
	}
	return b
}

func newCall() *job { return &job{number: callNumbers.Add(1), total: 9} }

func sharedForTest(t *testing.T, n int) (*Shared[byte], []byte) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("shared memory needs Linux")
	}
	s, err := NewShared[byte](n)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for i := range s.Slice() {
		s.Slice()[i] = byte(i * 7 >> 5)
	}
	return s, s.Slice()
}

// Many tasks on many workers of a machine share one copy; what changes between calls, and only that, travels again.
func TestSharedMemoryTravelsOnce(t *testing.T) {
	const n = 20*mirrorPage + 1000
	s, x := sharedForTest(t, n)
	first, second := &farSite{delay: time.Millisecond}, &farSite{}
	call := newCall()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { refer(t, first, call, s.region, 0, n) })
	}
	wg.Wait()
	if blocks, came := first.holds(); blocks != 1 || came != n {
		t.Errorf("%d blocks, %d bytes came, want 1 of %d", blocks, came, n)
	}
	refer(t, second, call, s.region, 3*mirrorPage-1, 5*mirrorPage)
	if _, came := second.holds(); came != 3*mirrorPage {
		t.Errorf("%d bytes for a part, want those of three pages", came)
	}
	refer(t, first, newCall(), s.region, 0, n)
	if _, came := first.holds(); came != 0 {
		t.Errorf("%d bytes although nothing has changed", came)
	}
	x[7*mirrorPage] ^= 1
	x[n-1] ^= 1
	refer(t, first, newCall(), s.region, 0, n)
	if _, came := first.holds(); came != mirrorPage+1000 {
		t.Errorf("%d bytes for two pages that have changed, want %d", came, mirrorPage+1000)
	}
	stream := &job{number: callNumbers.Add(1), total: -1}
	for range 3 { // a stream's arguments may change from one to the next
		x[mirrorPage]++
		refer(t, first, stream, s.region, 0, n)
	}
	if _, came := first.holds(); came != 3*mirrorPage {
		t.Errorf("%d bytes, want those of one page three times", came)
	}
}

// What no batch refers to makes room, the oldest first; if nothing can, contents travel with the task.
func TestCopiesOfSharedMemoryMakeRoom(t *testing.T) {
	const n = 10 * mirrorPage
	site := &farSite{memory: 2 * 25 * mirrorPage}
	var regions []*region
	for range 4 {
		s, _ := sharedForTest(t, n)
		regions = append(regions, s.region)
	}
	call := newCall()
	refer(t, site, call, regions[0], 0, n).leaveMirrors()
	inHand := refer(t, site, call, regions[1], 0, n)
	refer(t, site, call, regions[2], 0, n).leaveMirrors()
	refer(t, site, call, regions[1], 0, n)
	if blocks, came := site.holds(); blocks != 2 || came != 3*n {
		t.Errorf("%d blocks, %d bytes, want two, and each sent once", blocks, came)
	}
	refer(t, site, call, regions[2], 0, n) // and keeps it
	s := &station{crew: &farCrew{p: &Pool{}}, site: site, encoding: &batch{job: call}}
	if _, ok := s.mirror(regions[3], 0, n); ok {
		t.Error("a third copy, where two have room and both are in use")
	}
	inHand.leaveMirrors()
}

// The memory of a region that is closed while it travels stays until it has come.
func TestSharedMemoryClosedOnItsWay(t *testing.T) {
	before := memfds(t)
	s, _ := sharedForTest(t, 4*mirrorPage)
	site := &farSite{gate: make(chan struct{})}
	st := &station{crew: &farCrew{p: &Pool{}}, site: site, encoding: &batch{job: newCall()}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		st.mirror(s.region, 0, 4*mirrorPage)
	}()
	for lent := 0; lent < 2; time.Sleep(time.Millisecond) { // who encodes, and what is under way
		mirrors.Lock()
		lent = s.region.lent
		mirrors.Unlock()
	}
	s.Close()
	if n := memfds(t); n != before+1 {
		t.Errorf("%d memfds while it travels, there were %d before", n, before)
	}
	close(site.gate)
	<-done
	if number, ok := st.mirror(s.region, 0, 4*mirrorPage); !ok || number == 0 {
		t.Error("a closed region wants to travel with the task")
	}
	if n := memfds(t); n != before {
		t.Errorf("%d memfds are left, there were %d", n, before)
	}
}

// Where there is no room, what came before is still good for those who have it.
func TestSharedMemoryWithoutRoom(t *testing.T) {
	s, _ := sharedForTest(t, 4*mirrorPage)
	site := &farSite{}
	call := newCall()
	inHand := refer(t, site, call, s.region, 0, mirrorPage)
	site.fault = errors.New("no room")
	st := &station{crew: &farCrew{p: &Pool{}}, site: site, encoding: &batch{job: call}}
	if _, ok := st.mirror(s.region, 0, 4*mirrorPage); ok {
		t.Error("a copy for which there was no room")
	}
	if blocks, _ := site.holds(); blocks != 1 {
		t.Errorf("%d blocks while a batch refers to one", blocks)
	}
	st.encoding.leaveMirrors()
	inHand.leaveMirrors()
	if blocks, _ := site.holds(); blocks != 0 {
		t.Errorf("%d blocks are left", blocks)
	}
}
