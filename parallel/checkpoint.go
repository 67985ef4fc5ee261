package parallel

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"sync"
	"time"

	"tandem/parallel/internal/wire"
)

// A checkpoint file is a header and records. The header names the job: a magic number, a SHA-256 over the task, its types, the
// seed and all arguments (wire.Digest), and the number of tasks. A record is a frame (internal/wire) of kind Results, with the index of the
// first of its results as id and the results as payload, so it has checksums. Records are appended as tasks end; a torn one at
// the end of the file, left by a crash, is cut off.
type checkpointFile struct {
	mu     sync.Mutex
	f      *os.File
	enc    wire.Encoder
	synced time.Time
	err    error // the first error of writing; nothing more is written then
	first  int
}

const (
	checkpointMagic  = "TNDMckp2"
	checkpointHeader = len(checkpointMagic) + sha256.Size + 8
	syncEvery        = time.Second // how much work a crash of the machine, not of the program, may cost
)

// resume opens the job's checkpoint file and takes the results in it.
func (m *mapping[A, R]) resume() (err error) {
	name := m.opt.checkpoint
	if err := m.def.bad(); err != nil {
		return fmt.Errorf("parallel: checkpoint: %w", err)
	}
	head, err := m.checkpointHead()
	if err != nil {
		return fmt.Errorf("parallel: checkpoint: %w", err)
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("parallel: checkpoint: %w", err)
	}
	defer func() {
		if err != nil {
			_ = unlockFile(f) // it may not be locked
			f.Close()
			err = fmt.Errorf("parallel: checkpoint %s: %w", name, err)
		}
	}()
	if err := lockFile(f); err != nil {
		return err
	}
	old := make([]byte, len(head))
	switch n, err := io.ReadFull(f, old); {
	case err == io.EOF || err == io.ErrUnexpectedEOF && bytes.HasPrefix(head, old[:n]): // new, or torn at once
		if err := f.Truncate(0); err != nil {
			return err
		}
		if _, err := f.WriteAt(head, 0); err != nil {
			return err
		}
		if _, err := f.Seek(int64(len(head)), io.SeekStart); err != nil {
			return err
		}
	case err != nil && err != io.ErrUnexpectedEOF:
		return err
	case !bytes.HasPrefix(old, []byte(checkpointMagic)):
		return errors.New("it is not a checkpoint: give another name")
	case !bytes.Equal(old, head):
		return fmt.Errorf("it belongs to another job than task %s with these %d arguments and this seed: give another name, or remove it", m.def.name, len(m.args))
	default:
		if err := m.restore(f, int64(len(head))); err != nil {
			return err
		}
	}
	m.restored = slices.Clone(m.done)
	m.saved = &checkpointFile{f: f, synced: time.Now(), first: m.first}
	return nil
}

// checkpointHead is the header of the job's file.
func (m *mapping[A, R]) checkpointHead() ([]byte, error) {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%v\x00%v\x00%d\x00", m.def.name, reflect.TypeFor[A](), reflect.TypeFor[R](), m.place.seed)
	if err := wire.Digest(h, m.args); err != nil {
		return nil, err
	}
	head := h.Sum([]byte(checkpointMagic))
	return binary.LittleEndian.AppendUint64(head, uint64(len(m.args))), nil
}

// restore takes the records behind the header, up to the first damaged one, which it cuts off with all that follows.
func (m *mapping[A, R]) restore(f *os.File, at int64) error {
	r := wire.NewReader(f)
	restored := 0
	for {
		frame, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil && !errors.Is(err, wire.ErrCorrupt) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		d := &wire.Decoder{Buf: frame.Payload}
		d.Unseal()
		n := d.Uint()
		lo := frame.ID
		if err != nil || d.Err() != nil || frame.Kind != wire.Results || lo > uint64(len(m.args)) || n > uint64(len(m.args))-lo {
			break
		}
		res := make([]R, n)
		m.code.load(make([]A, n), res).getResults(d, 0, int(n))
		if d.Err() != nil {
			break
		}
		for i := range res {
			if k := int(lo) + i; !m.done.has(k) {
				m.done.add(k, k+1)
				m.res[k] = res[i]
				restored++
			}
		}
		at += int64(wire.HeaderSize + len(frame.Payload))
	}
	m.left -= restored
	m.ended += restored
	if err := f.Truncate(at); err != nil {
		return err
	}
	_, err := f.Seek(at, io.SeekStart)
	return err
}

// save appends results [lo, hi) of a batch.
func (c *checkpointFile) save(b *batch, lo, hi int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for lo < hi && c.err == nil {
		k := min(lo+1024, hi)
		c.err = c.record(b, lo, k)
		if c.err != nil && k > lo+1 { // perhaps too large together
			c.err = nil
			for i := lo; i < k && c.err == nil; i++ {
				c.err = c.record(b, i, i+1)
			}
		}
		lo = k
	}
	if now := time.Now(); c.err == nil && now.Sub(c.synced) > syncEvery {
		c.err = c.f.Sync()
		c.synced = now
	}
}

func (c *checkpointFile) record(b *batch, lo, hi int) error {
	e := &c.enc
	e.Reset(wire.Begin(e.Buf[:0]))
	e.Uint(uint64(hi - lo))
	b.cargo.putResults(e, lo, hi)
	if err := e.Err(); err != nil {
		return err
	}
	if n := len(e.Buf) + e.BulkBytes(); n > wire.MaxPayload {
		return fmt.Errorf("results of %d bytes in one record, at most %d are allowed", n, wire.MaxPayload)
	}
	e.Seal(0)
	wire.Finish(e.Buf, 0, wire.Results, 0, uint64(b.first+lo-c.first))
	_, err := c.f.Write(e.Buf)
	if cap(e.Buf) > 4<<20 {
		e.Buf = nil
	}
	return err
}

// close flushes and closes the file. The nil file is none.
func (c *checkpointFile) close() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := errors.Join(c.f.Sync(), unlockFile(c.f), c.f.Close()); c.err == nil {
		c.err = err
	}
}

// failure returns why results could not be saved, or nil.
func (c *checkpointFile) failure() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil || errors.Is(c.err, os.ErrClosed) { // a straggler of a call that was ended
		return nil
	}
	return fmt.Errorf("parallel: the checkpoint could not be written: %w", c.err)
}
