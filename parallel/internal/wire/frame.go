// Package wire is what travels between a program and its workers: frames, and the encoding of Go values in them.
//
// A frame is a header of 32 bytes and a payload. Header (little-endian):
//
//	0  magic     uint32   "TNDM"
//	4  kind      uint8
//	5  flags     uint8
//	6  (zero)    uint16
//	8  id        uint64   what it belongs to: a batch, a queue, a segment
//	16 length    uint64   of the payload
//	24 payload   uint32   CRC-32C of the payload
//	28 header    uint32   CRC-32C of the 28 bytes before
//
// The header has a checksum of its own, so that a damaged length is found before anybody waits for that many bytes.
// Both ends run the same program on the same kind of machine (the handshake checks it), so numbers travel as they lie in
// memory.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

const (
	// HeaderSize is the length of a frame's header.
	HeaderSize = 32
	// MaxPayload bounds the payload of one frame; what is larger goes by shared segments.
	MaxPayload = 1 << 30

	magic = 0x4d444e54 // "TNDM"
)

// A Kind says what a frame means.
type Kind uint8

// The kinds of frames; the comment names the sender.
const (
	Hello   Kind = iota + 1 // worker: it is up
	Welcome                 // program: the settings of the pool
	Tasks                   // program: a batch of tasks
	Results                 // worker: results of consecutive tasks of a batch
	Failed                  // worker: a task of a batch returned an error or panicked
	Put                     // worker: a value for a queue
	Credit                  // program: the queue has taken values
	Cancel                  // program: the job of this id is over
	Segment                 // either: the shared segment of this id is usable again, or, with a descriptor, is new
	Bye                     // program: finish and end
	Halt                    // program, to who carries its frames: the worker is to begin no more tasks of what it has in hand
	kinds
)

// ErrCorrupt is what every error about a damaged frame or value wraps.
var ErrCorrupt = errors.New("corrupt")

func corrupt(format string, args ...any) error {
	return fmt.Errorf("wire: %w: %s", ErrCorrupt, fmt.Sprintf(format, args...))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A Frame is one message. The payload belongs to the Reader that gave it, until its next call.
type Frame struct {
	Kind    Kind
	Flags   uint8
	ID      uint64
	Payload []byte
}

// Begin appends room for a header to buf; the payload follows by append, and Finish(buf, len(buf before Begin), …) ends the
// frame.
func Begin(buf []byte) []byte { return append(buf, make([]byte, HeaderSize)...) }

// Finish fills in the header of the frame that begins at buf[start] and ends at the end of buf.
func Finish(buf []byte, start int, kind Kind, flags uint8, id uint64) {
	h, payload := buf[start:start+HeaderSize], buf[start+HeaderSize:]
	binary.LittleEndian.PutUint32(h[0:], magic)
	h[4], h[5], h[6], h[7] = byte(kind), flags, 0, 0
	binary.LittleEndian.PutUint64(h[8:], id)
	binary.LittleEndian.PutUint64(h[16:], uint64(len(payload)))
	binary.LittleEndian.PutUint32(h[24:], crc32.Checksum(payload, castagnoli))
	binary.LittleEndian.PutUint32(h[28:], crc32.Checksum(h[:28], castagnoli))
}

// Append appends a whole frame to buf.
func Append(buf []byte, kind Kind, flags uint8, id uint64, payload []byte) []byte {
	start := len(buf)
	buf = append(Begin(buf), payload...)
	Finish(buf, start, kind, flags, id)
	return buf
}

// Flags that matter to who carries frames.
const (
	Last   uint8 = 1 << 0 // Results, Failed: the worker is done with the batch
	Values uint8 = 1 << 2 // Results: the payload is sealed (see Encoder.Seal), as payloads of kind Tasks and Put always are
)

// Rehouse changes the segment that the sealed payload of a whole frame refers to.
func Rehouse(frame []byte, segment uint64) {
	binary.LittleEndian.PutUint64(frame[len(frame)-footer:], segment)
	Finish(frame, 0, Kind(frame[4]), frame[5], binary.LittleEndian.Uint64(frame[8:]))
}

// Split returns the first frame of b, which begins with a whole one, and how many bytes it takes. It checks the header but not
// the payload.
func Split(b []byte) (f Frame, n int, err error) {
	if len(b) < HeaderSize {
		return f, 0, corrupt("%d bytes instead of a frame", len(b))
	}
	f, length, _, err := parseHeader(b[:HeaderSize])
	if err != nil {
		return f, 0, err
	}
	if n = HeaderSize + length; n > len(b) {
		return f, 0, corrupt("%d bytes of a frame of %d", len(b), n)
	}
	f.Payload = b[HeaderSize:n:n]
	return f, n, nil
}

// A Reader reads frames. It trusts nothing: every error about what it read wraps ErrCorrupt.
type Reader struct {
	r      io.Reader
	buf    []byte
	lo, hi int // unread bytes are buf[lo:hi]
}

// NewReader returns a Reader with a buffer of 64 KiB, which grows with the frames.
func NewReader(r io.Reader) *Reader { return &Reader{r: r, buf: make([]byte, 64<<10)} }

// Next returns the next frame. It returns io.EOF at a clean end between frames, and an error that wraps
// io.ErrUnexpectedEOF in the middle of one.
func (r *Reader) Next() (Frame, error) {
	if err := r.fill(HeaderSize); err != nil {
		return Frame{}, err
	}
	f, length, sum, err := parseHeader(r.buf[r.lo : r.lo+HeaderSize])
	if err != nil {
		return Frame{}, err
	}
	if err := r.fill(HeaderSize + length); err != nil {
		return Frame{}, err
	}
	f.Payload = r.buf[r.lo+HeaderSize : r.lo+HeaderSize+length : r.lo+HeaderSize+length]
	if got := crc32.Checksum(f.Payload, castagnoli); got != sum {
		return Frame{}, corrupt("payload checksum %08x, want %08x", got, sum)
	}
	r.lo += HeaderSize + length
	return f, nil
}

// Ready reports whether Next can return without reading.
func (r *Reader) Ready() bool {
	if r.hi-r.lo < HeaderSize {
		return false
	}
	_, length, _, err := parseHeader(r.buf[r.lo : r.lo+HeaderSize])
	return err != nil || r.hi-r.lo >= HeaderSize+length
}

func parseHeader(h []byte) (f Frame, length int, sum uint32, err error) {
	if m := binary.LittleEndian.Uint32(h); m != magic {
		return f, 0, 0, corrupt("magic %08x, want %08x", m, uint32(magic))
	}
	if got, want := crc32.Checksum(h[:28], castagnoli), binary.LittleEndian.Uint32(h[28:]); got != want {
		return f, 0, 0, corrupt("header checksum %08x, want %08x", got, want)
	}
	f.Kind, f.Flags = Kind(h[4]), h[5]
	f.ID = binary.LittleEndian.Uint64(h[8:])
	n := binary.LittleEndian.Uint64(h[16:])
	if f.Kind == 0 || f.Kind >= kinds {
		return f, 0, 0, corrupt("unknown kind of frame %d", f.Kind)
	}
	if h[6] != 0 || h[7] != 0 {
		return f, 0, 0, corrupt("reserved bytes are not zero")
	}
	if n > MaxPayload {
		return f, 0, 0, corrupt("payload of %d bytes, at most %d are allowed", n, MaxPayload)
	}
	return f, int(n), binary.LittleEndian.Uint32(h[24:]), nil
}

// fill reads until n bytes are unread. The buffer grows only as bytes arrive, so that a lying length costs no memory.
func (r *Reader) fill(n int) error {
	for r.hi-r.lo < n {
		if r.lo == r.hi {
			r.lo, r.hi = 0, 0
			if len(r.buf) > 4<<20 && n <= 64<<10 { // one large frame must not hold its memory for ever
				r.buf = make([]byte, 64<<10)
			}
		}
		if r.lo+n > len(r.buf) && r.lo > 0 {
			r.hi = copy(r.buf, r.buf[r.lo:r.hi])
			r.lo = 0
		}
		if r.hi == len(r.buf) {
			r.buf = append(r.buf, make([]byte, min(len(r.buf), n-len(r.buf)))...)
		}
		k, err := r.r.Read(r.buf[r.hi:])
		r.hi += k
		if r.hi-r.lo >= n {
			return nil
		}
		if err != nil {
			if err == io.EOF && r.hi > r.lo {
				return fmt.Errorf("wire: frame cut off after %d of %d bytes: %w", r.hi-r.lo, n, io.ErrUnexpectedEOF)
			}
			return err
		}
	}
	return nil
}
