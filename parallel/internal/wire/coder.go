package wire

import (
	"encoding/binary"
	"encoding/gob"
	"fmt"
	"io"
	"reflect"
	"unsafe"
)

// bulkMin is the size in bytes from which the contents of a slice of numbers are kept apart from the payload, in the bulk
// area, so that they are copied once, straight to where they go.
const bulkMin = 4096

// BulkAlign is the alignment of each slice in the bulk area: a cache line.
const BulkAlign = 64

// An Encoder gathers values for one payload. The zero Encoder is ready to use; Reset keeps its memory.
type Encoder struct {
	Buf []byte // the payload so far
	Env any    // for hooks: who sends, and to whom

	bulk      [][]byte // memory of the caller, to be copied by CopyBulk
	bulkBytes int
	gob       *gob.Encoder
	depth     int
	err       error
}

// Reset empties the encoder.
func (e *Encoder) Reset(buf []byte) {
	clear(e.bulk)
	*e = Encoder{Buf: buf, Env: e.Env, bulk: e.bulk[:0]}
}

// Err returns the first error of the values encoded.
func (e *Encoder) Err() error { return e.err }

// Fail records an error, unless there is one.
func (e *Encoder) Fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// Uint appends an unsigned number in the variable-length form of encoding/binary.
func (e *Encoder) Uint(v uint64) { e.Buf = binary.AppendUvarint(e.Buf, v) }

// Bytes appends a length and b.
func (e *Encoder) Bytes(b []byte) {
	e.Uint(uint64(len(b)))
	e.Buf = append(e.Buf, b...)
}

// String appends a length and s.
func (e *Encoder) String(s string) {
	e.Uint(uint64(len(s)))
	e.Buf = append(e.Buf, s...)
}

// BulkBytes returns the size of the bulk area.
func (e *Encoder) BulkBytes() int { return e.bulkBytes }

// Bulk returns the bulk area in pieces, as they lie in memory of the caller. In the area each begins at a multiple of BulkAlign.
func (e *Encoder) Bulk() [][]byte { return e.bulk }

// CopyBulk copies the bulk area to dst, which holds BulkBytes bytes.
func (e *Encoder) CopyBulk(dst []byte) {
	at := 0
	for _, b := range e.bulk {
		at += copy(dst[at:], b)
		for ; at%BulkAlign != 0; at++ {
			dst[at] = 0
		}
	}
}

// footer is the end of a sealed payload: the number of the shared segment that holds the bulk area, 0 if it lies before the
// footer, and its size.
const footer = 16

// Seal ends a payload of values: it appends the bulk area, unless the caller has copied it to a shared segment, and says
// where it is.
func (e *Encoder) Seal(segment uint64) {
	if segment == 0 && e.bulkBytes > 0 {
		at := len(e.Buf)
		e.Buf = append(e.Buf, make([]byte, e.bulkBytes)...)
		e.CopyBulk(e.Buf[at:])
	}
	e.Buf = binary.LittleEndian.AppendUint64(e.Buf, segment)
	e.Buf = binary.LittleEndian.AppendUint64(e.Buf, uint64(e.bulkBytes))
}

// Unseal begins to decode a sealed payload. If segment is not 0, the caller has to set Bulk to so many bytes of it.
func (d *Decoder) Unseal() (segment, bytes uint64) {
	if len(d.Buf) < footer {
		d.Fail(corrupt("payload of %d bytes without a footer", len(d.Buf)))
		return 0, 0
	}
	f := d.Buf[len(d.Buf)-footer:]
	d.Buf = d.Buf[:len(d.Buf)-footer]
	segment, bytes = binary.LittleEndian.Uint64(f), binary.LittleEndian.Uint64(f[8:])
	if segment != 0 {
		return segment, bytes
	}
	if bytes > uint64(len(d.Buf)) {
		d.Fail(corrupt("bulk area of %d bytes in a payload of %d", bytes, len(d.Buf)))
		return 0, 0
	}
	d.Bulk = d.Buf[uint64(len(d.Buf))-bytes:]
	d.Buf = d.Buf[:uint64(len(d.Buf))-bytes]
	return 0, bytes
}

// large appends the contents of a slice, kept apart when they are many bytes. b aliases memory of the caller.
func (e *Encoder) large(b []byte) {
	if len(b) < bulkMin {
		e.Buf = append(e.Buf, 0)
		e.Bytes(b)
		return
	}
	e.Buf = append(e.Buf, 1)
	e.Uint(uint64(len(b)))
	e.Uint(uint64(e.bulkBytes))
	e.bulk = append(e.bulk, b)
	e.bulkBytes += (len(b) + BulkAlign - 1) / BulkAlign * BulkAlign
}

// gobValue appends what the pointer v points to by encoding/gob. The values of one payload share a stream, so that types are described once.
func (e *Encoder) gobValue(v any) {
	if e.gob == nil {
		e.gob = gob.NewEncoder(gobSink{e})
	}
	if err := e.gob.Encode(v); err != nil {
		e.Fail(fmt.Errorf("wire: %v cannot travel: %w", reflect.TypeOf(v).Elem(), err))
	}
}

type gobSink struct{ e *Encoder }

func (s gobSink) Write(b []byte) (int, error) {
	s.e.Buf = append(s.e.Buf, b...)
	return len(b), nil
}

// A Decoder takes values from one payload. It copies what it returns, except slices in a bulk area under Alias.
type Decoder struct {
	Buf   []byte // what is left of the payload
	Bulk  []byte // the bulk area
	Alias bool   // slices may alias Bulk
	Env   any    // for hooks: who received, and from whom

	gob   *gob.Decoder
	depth int
	err   error
}

// Err returns the first error; it wraps ErrCorrupt.
func (d *Decoder) Err() error { return d.err }

// Fail records an error, unless there is one.
func (d *Decoder) Fail(err error) {
	if d.err == nil {
		d.err = err
		d.Buf = nil
	}
}

// Uint takes a number.
func (d *Decoder) Uint() uint64 {
	v, n := binary.Uvarint(d.Buf)
	if n <= 0 {
		d.Fail(corrupt("number cut off"))
		return 0
	}
	d.Buf = d.Buf[n:]
	return v
}

// Take takes n bytes, which alias the payload.
func (d *Decoder) Take(n uint64) []byte {
	if n > uint64(len(d.Buf)) {
		d.Fail(corrupt("%d bytes announced, %d left", n, len(d.Buf)))
		return nil
	}
	b := d.Buf[:n:n]
	d.Buf = d.Buf[n:]
	return b
}

// Bytes takes a length and so many bytes, which alias the payload.
func (d *Decoder) Bytes() []byte { return d.Take(d.Uint()) }

// String takes a string.
func (d *Decoder) String() string { return string(d.Bytes()) }

// large takes what Encoder.large appended. alias tells that the memory is the sender's or the mapping's, and must not be
// copied again; otherwise the caller copies.
func (d *Decoder) large() (b []byte, alias bool) {
	switch tag := d.Take(1); {
	case tag == nil:
		return nil, false
	case tag[0] == 0:
		return d.Bytes(), false
	case tag[0] == 1:
		n, at := d.Uint(), d.Uint()
		if d.err != nil {
			return nil, false
		}
		if at > uint64(len(d.Bulk)) || n > uint64(len(d.Bulk))-at || at%BulkAlign != 0 {
			d.Fail(corrupt("slice [%d, +%d) of a bulk area of %d bytes", at, n, len(d.Bulk)))
			return nil, false
		}
		return d.Bulk[at : at+n : at+n], d.Alias
	default:
		d.Fail(corrupt("slice tag %d", tag[0]))
		return nil, false
	}
}

// gobValue takes a value into the pointer v.
func (d *Decoder) gobValue(v any) {
	if d.err != nil {
		return
	}
	if d.gob == nil {
		d.gob = gob.NewDecoder(gobSource{d})
	}
	if err := d.gob.Decode(v); err != nil {
		d.Fail(fmt.Errorf("wire: %w: %T: %v", ErrCorrupt, v, err))
	}
}

// gobSource reads a payload byte by byte if asked to, so that gob takes no byte that is not its own.
type gobSource struct{ d *Decoder }

func (s gobSource) Read(b []byte) (int, error) {
	if len(s.d.Buf) == 0 {
		return 0, io.EOF
	}
	n := copy(b, s.d.Buf)
	s.d.Buf = s.d.Buf[n:]
	return n, nil
}

func (s gobSource) ReadByte() (byte, error) {
	if len(s.d.Buf) == 0 {
		return 0, io.EOF
	}
	c := s.d.Buf[0]
	s.d.Buf = s.d.Buf[1:]
	return c, nil
}

// bytesOf returns the memory of n elements of size bytes at p.
func bytesOf(p unsafe.Pointer, n int, size uintptr) []byte {
	if n == 0 || size == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(p), n*int(size))
}
