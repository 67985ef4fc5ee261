package parallel

import (
	"errors"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/wire"
)

// Shared memory on other machines. Of a region that tasks on another machine of an MPI job refer to, the pages that they use are
// copied there once, into memory that all workers of that machine map; later references cost nothing. The program may write to its
// memory between calls: a page is hashed when a call first uses it, and travels again if it is not what that machine has. When the
// copies take more than half of a machine's memory, the one that was not used for longest is dropped there.

// mirrorPage is what is copied at least. Slices that are shorter travel with their task.
const mirrorPage = 64 << 10

// A mirror is a region's copy on another machine.
type mirror struct {
	site   *siteCopies
	region *region
	number uint64
	have   []uint64 // by page: the hash of what was sent, 0 for nothing
	bytes  int64    // of the pages that are there
	users  int      // batches in hand of workers there
	used   uint64   // when a batch last referred to it
	tail   *filling // the last pages that were sent

	dropped, buried bool
}

// A filling is pages on their way.
type filling struct {
	done chan struct{}
	err  error // once done
}

// siteCopies is what was copied to one machine.
type siteCopies struct {
	link.Site
	copies map[*region]*mirror
	bytes  int64
	limit  int64
}

// mirrors is what this program has on other machines. Its lock is taken before that of regions and of a station.
var mirrors struct {
	sync.Mutex
	sites   map[link.Site]*siteCopies
	numbers uint64 // of the last mirror
	clock   uint64
}

// mirrorLimit is the part of a machine's memory that copies may take.
var mirrorLimit = func(s link.Site) int64 { return s.Memory() / 2 }

// pageSums is the contents of a region's pages as calls have found them.
type pageSums struct {
	sync.Mutex
	sum  []uint64
	seen []uint64 // by page: the number of the call for which it was hashed
}

var pageSeed = maphash.MakeSeed()

// of returns the hashes of pages [lo, hi) of mem, not older than call number since.
func (p *pageSums) of(mem []byte, lo, hi int, since uint64) []uint64 {
	p.Lock()
	defer p.Unlock()
	if p.sum == nil {
		n := (len(mem) + mirrorPage - 1) / mirrorPage
		p.sum, p.seen = make([]uint64, n), make([]uint64, n)
	}
	for i := lo; i < hi; i++ {
		if p.seen[i] < since {
			p.sum[i] = max(maphash.Bytes(pageSeed, mem[i*mirrorPage:min((i+1)*mirrorPage, len(mem))]), 1)
			p.seen[i] = since
		}
	}
	return slices.Clone(p.sum[lo:hi])
}

// callNumbers numbers the calls of all pools.
var callNumbers atomic.Uint64

// mirror sees to it that the worker's machine has bytes [offset, offset+n) of the region, and returns the number under which the
// worker finds them. ok is false if they have to travel with the task.
func (s *station) mirror(r *region, offset, n uint64) (number uint64, ok bool) {
	if n < mirrorPage {
		return 0, false
	}
	mem, j := r.block.Mem, s.encoding.job
	since := j.number
	if j.total < 0 { // a stream takes its arguments while it runs: they may lie where others have lain
		since = callNumbers.Add(1)
	}
	lo, hi := int(offset/mirrorPage), int((offset+n+mirrorPage-1)/mirrorPage)
	mirrors.Lock()
	if r.closed {
		mirrors.Unlock()
		return s.vain(), true
	}
	r.lent++
	mirrors.Unlock()
	sums := r.pages.of(mem, lo, hi, since)

	mirrors.Lock()
	defer func() { // without the lock
		mirrors.Lock()
		r.lent--
		r.free()
		mirrors.Unlock()
	}()
	if r.closed {
		mirrors.Unlock()
		return s.vain(), true
	}
	m := mirrorOf(s.site, r)
	var parts []link.Part
	grow := int64(0)
	for i := lo; i < hi; i++ {
		if m.have[i] == sums[i-lo] {
			continue
		}
		part := mem[i*mirrorPage : min((i+1)*mirrorPage, len(mem))]
		if m.have[i] == 0 {
			grow += int64(len(part))
		}
		if k := len(parts) - 1; k >= 0 && parts[k].At+len(parts[k].Mem) == i*mirrorPage {
			parts[k].Mem = mem[parts[k].At : i*mirrorPage+len(part)]
		} else {
			parts = append(parts, link.Part{At: i * mirrorPage, Mem: part})
		}
	}
	if !m.site.room(grow, m) {
		mirrors.Unlock()
		return 0, false
	}
	if len(parts) > 0 {
		copy(m.have[lo:hi], sums)
		m.bytes += grow
		m.site.bytes += grow
		m.send(parts, s.crew.p)
	}
	m.use(s.encoding)
	f := m.tail
	mirrors.Unlock()
	if f != nil {
		<-f.done
		if f.err != nil {
			return 0, false
		}
	}
	s.introduce(m.number, len(mem), -1)
	return m.number, true
}

// vain returns a number that the worker will not find. The region was closed after the end of the call that the batch belongs to:
// none of its tasks will run.
func (s *station) vain() uint64 {
	mirrors.Lock()
	mirrors.numbers++
	number := wire.Copied | mirrors.numbers
	mirrors.Unlock()
	s.write(letter{wire.BlockLetter(wire.BlockGone, number, 0), -1})
	return number
}

// mirrorOf returns the region's copy at a site, which may be empty. The lock is held.
func mirrorOf(site link.Site, r *region) *mirror {
	if mirrors.sites == nil {
		mirrors.sites = map[link.Site]*siteCopies{}
	}
	s := mirrors.sites[site]
	if s == nil {
		s = &siteCopies{Site: site, copies: map[*region]*mirror{}, limit: mirrorLimit(site)}
		mirrors.sites[site] = s
	}
	m := s.copies[r]
	if m == nil {
		mirrors.numbers++
		m = &mirror{site: s, region: r, number: wire.Copied | mirrors.numbers, have: make([]uint64, (len(r.block.Mem)+mirrorPage-1)/mirrorPage)}
		s.copies[r] = m
	}
	return m
}

// send sends parts of the region to the copy. The lock is held.
func (m *mirror) send(parts []link.Part, p *Pool) {
	f := &filling{done: make(chan struct{})}
	m.tail = f
	m.region.lent++
	bytes := 0
	for _, part := range parts {
		bytes += len(part.Mem)
	}
	p.stats.copied.Add(int64(bytes))
	m.site.Fill(m.number, len(m.region.block.Mem), parts, func(err error) {
		mirrors.Lock()
		if !errors.Is(err, link.ErrLost) { // else a message may still be on its way
			m.region.lent--
			m.region.free()
		}
		if err != nil && m.site.copies[m.region] == m {
			m.drop()
		}
		mirrors.Unlock()
		f.err = err
		close(f.done)
	})
}

// use notes that a batch refers to the copy. The lock is held.
func (m *mirror) use(b *batch) {
	mirrors.clock++
	m.used = mirrors.clock
	if !slices.Contains(b.mirrors, m) {
		b.mirrors = append(b.mirrors, m)
		m.users++
	}
}

// leaveMirrors notes that the worker is done with a batch.
func (b *batch) leaveMirrors() {
	if len(b.mirrors) == 0 {
		return
	}
	mirrors.Lock()
	defer mirrors.Unlock()
	for _, m := range b.mirrors {
		m.users--
		m.bury()
	}
	b.mirrors = nil
}

// room makes room for n more bytes of the guest, if it has to by dropping others that no batch refers to. The lock is held.
func (s *siteCopies) room(n int64, guest *mirror) bool {
	for s.limit > 0 && n > 0 && s.bytes+n > s.limit {
		var oldest *mirror
		for _, m := range s.copies {
			if m != guest && m.users == 0 && m.bytes > 0 && (oldest == nil || m.used < oldest.used) {
				oldest = m
			}
		}
		if oldest == nil {
			return false
		}
		oldest.drop()
	}
	return true
}

// drop ends the copy: nothing refers to it from now on. The lock is held.
func (m *mirror) drop() {
	delete(m.site.copies, m.region)
	m.site.bytes -= m.bytes
	m.dropped = true
	m.bury()
}

// bury frees what was dropped, at its site and in all workers, once no batch refers to it. The lock is held.
func (m *mirror) bury() {
	if !m.dropped || m.buried || m.users > 0 && !m.region.closed {
		return
	}
	m.buried = true
	m.site.Drop(m.number)
	forgetBlock(m.number)
}

// dropMirrors ends all copies of a region that is closed, and frees its memory as soon as nothing of it is on its way.
func (r *region) dropMirrors() {
	mirrors.Lock()
	defer mirrors.Unlock()
	r.closed = true
	for _, s := range mirrors.sites {
		if m := s.copies[r]; m != nil {
			m.drop()
		}
	}
	r.free()
}

// free frees the region's memory when it is closed and nothing of it is on its way. The lock of mirrors is held.
func (r *region) free() {
	if r.closed && r.lent == 0 {
		r.block.Close()
	}
}

// forgetBlock tells the workers of all pools that a block is gone.
func forgetBlock(number uint64) {
	for _, c := range openCrews() {
		c.forgetBlock(number)
	}
}
