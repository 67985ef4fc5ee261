package wire

import "unsafe"

// lent is the tag of a slice that lies in shared memory and travels as a reference.
const lent = 2

// Lend, when set, tells whether the bytes at p lie in shared memory; then their contents do not travel. It returns the number of
// the region and the offset in it. Borrow is its counterpart at the other end. env is the coder's Env.
var (
	Lend   func(env any, p unsafe.Pointer, bytes int) (region, offset uint64, ok bool)
	Borrow func(env any, region, offset, bytes uint64) (unsafe.Pointer, error)
)

func (e *Encoder) lend(p unsafe.Pointer, n int, size uintptr) bool {
	if n*int(size) < bulkMin {
		return false
	}
	region, offset, ok := Lend(e.Env, p, n*int(size))
	if ok {
		e.Buf = append(e.Buf, lent)
		e.Uint(region)
		e.Uint(offset)
	}
	return ok
}

func (d *Decoder) borrow(s *sliceHeader, n uint64, size uintptr) {
	d.Take(1)
	region, offset := d.Uint(), d.Uint()
	if d.err != nil {
		return
	}
	if Borrow == nil || n > 1<<47 {
		d.Fail(corrupt("reference to shared memory"))
		return
	}
	p, err := Borrow(d.Env, region, offset, n*uint64(size))
	if err != nil {
		d.Fail(err)
		return
	}
	*s = sliceHeader{p, int(n), int(n)}
}
