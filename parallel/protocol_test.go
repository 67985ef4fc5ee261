package parallel

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/span"
	"tandem/parallel/internal/wire"
)

// A fakeWorker speaks the protocol from a goroutine of the test. The first one of a pool misbehaves once, in the answer to its
// first batch; its successors do what they should: they square.
type fakeWorker struct {
	in, toIn  *io.PipeReader
	out       *io.PipeWriter
	toOut     *io.PipeWriter
	board     span.Board
	misbehave func(f *fakeWorker, b wire.Frame, good []byte)
	mu        sync.Mutex
	killed    error
	done      chan struct{}
	pid       int
}

type fakeLauncher struct {
	born      atomic.Int32
	misbehave func(f *fakeWorker, b wire.Frame, good []byte)
}

func (l *fakeLauncher) Close() {}

func (l *fakeLauncher) Launch(link.Spec) (link.Worker, error) {
	f := &fakeWorker{done: make(chan struct{}), pid: int(l.born.Add(1))}
	if f.pid == 1 {
		f.misbehave = l.misbehave
	}
	f.in, f.toOut = io.Pipe() // what the program writes
	f.toIn, f.out = io.Pipe() // what the worker writes
	go f.serve()
	return f, nil
}

func (f *fakeWorker) Read(b []byte) (int, error)    { return f.toIn.Read(b) }
func (f *fakeWorker) Write(b []byte) (int, error)   { return f.toOut.Write(b) }
func (f *fakeWorker) Tell([]byte, int) error        { return nil }
func (f *fakeWorker) Hear([]byte) (int, int, error) { <-f.done; return 0, -1, io.EOF }
func (f *fakeWorker) Board() *span.Board            { return &f.board }
func (f *fakeWorker) Pid() int                      { return f.pid }
func (f *fakeWorker) Resident() int64               { return 0 }
func (f *fakeWorker) Free()                         {}

func (f *fakeWorker) Kill(reason error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.killed == nil {
		f.killed = reason
	}
	f.in.CloseWithError(io.EOF)
	f.out.CloseWithError(io.EOF)
}

func (f *fakeWorker) Wait() link.Exit {
	<-f.done
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.killed == nil {
		return link.Exit{State: "exit status 0"}
	}
	return link.Exit{State: "killed", Code: -1, Killed: f.killed}
}

func (f *fakeWorker) serve() {
	defer close(f.done)
	defer f.in.CloseWithError(io.EOF)
	defer f.out.CloseWithError(io.EOF)
	r := wire.NewReader(f.in)
	if _, err := r.Next(); err != nil {
		return
	}
	f.out.Write(wire.Append(nil, wire.Hello, 0, 0, nil))
	for {
		frame, err := r.Next()
		if err != nil || frame.Kind == wire.Bye {
			return
		}
		good := f.answer(frame)
		if f.misbehave != nil {
			f.misbehave(f, frame, good)
			f.misbehave = nil
			continue
		}
		if _, err := f.out.Write(good); err != nil {
			return
		}
	}
}

// answer runs a batch and returns the frame with its results.
func (f *fakeWorker) answer(frame wire.Frame) []byte {
	d := &wire.Decoder{Buf: append([]byte(nil), frame.Payload...)}
	d.Unseal()
	h := getBatchHead(d)
	c := square.code.def.fresh(h.count)
	c.getArgs(d)
	n := 0
	f.board.Running.Store(frame.ID)
	for s := f.board.Of(frame.ID); s.Claim(frame.ID) >= 0; n++ {
		c.call(context.Background(), n)
	}
	f.board.Running.Store(0)
	e := &wire.Encoder{Buf: wire.Begin(nil)}
	e.Uint(0)
	e.Uint(uint64(n))
	e.Uint(1)
	c.putResults(e, 0, n)
	e.Seal(0)
	wire.Finish(e.Buf, 0, wire.Results, flagLast|flagValues, frame.ID)
	return e.Buf
}

// Case 7 of the fault table, and half a result (case 1): whatever a worker sends, the results are right.
func TestDamagedFrames(t *testing.T) {
	real := link.MPI
	defer func() { link.MPI = real }()
	header := func(b []byte, change func(h []byte)) []byte {
		b = append([]byte(nil), b...)
		change(b)
		binary.LittleEndian.PutUint32(b[28:], crc32.Checksum(b[:28], crc32.MakeTable(crc32.Castagnoli)))
		return b
	}
	cases := []struct {
		name, want string
		bytes      func(good []byte) []byte
	}{
		{"magic", "magic", func(b []byte) []byte { b = append([]byte(nil), b...); b[0] ^= 1; return b }},
		{"header bit", "header checksum", func(b []byte) []byte { b = append([]byte(nil), b...); b[9] ^= 1; return b }},
		{"payload bit", "payload checksum", func(b []byte) []byte { b = append([]byte(nil), b...); b[len(b)-1] ^= 1; return b }},
		{"length", "payload of 9223372036854775808 bytes", func(b []byte) []byte {
			return header(b, func(h []byte) { binary.LittleEndian.PutUint64(h[16:], 1<<63) })
		}},
		{"kind", "unknown kind", func(b []byte) []byte { return header(b, func(h []byte) { h[4] = 99 }) }},
		{"direction", "frame of kind", func(b []byte) []byte { return header(b, func(h []byte) { h[4] = byte(wire.Tasks) }) }},
		{"batch", "which the worker does not have", func(b []byte) []byte {
			return header(b, func(h []byte) { binary.LittleEndian.PutUint64(h[8:], 77) })
		}},
		{"duplicate", "which the worker does not have", func(b []byte) []byte { return append(append([]byte(nil), b...), b...) }},
		{"count", "results from task", func(b []byte) []byte {
			e := &wire.Encoder{Buf: wire.Begin(nil)}
			e.Uint(0)
			e.Uint(1 << 40)
			e.Uint(1)
			e.Seal(0)
			wire.Finish(e.Buf, 0, wire.Results, flagLast|flagValues, binary.LittleEndian.Uint64(b[8:]))
			return e.Buf
		}},
		{"half a frame", "", func(b []byte) []byte { return b[:len(b)/2] }},
		{"nothing", "", func(b []byte) []byte { return nil }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			var gone []error
			link.MPI = func() (link.Launcher, error) {
				return &fakeLauncher{misbehave: func(f *fakeWorker, _ wire.Frame, good []byte) {
					f.out.Write(c.bytes(good))
					if c.want == "" {
						f.Kill(nil)
					}
				}}, nil
			}
			p, err := Open(Plan{Mode: MPI, Workers: 1}, Observe(func(e Event) {
				if e.Kind == WorkerGone && e.Err != nil {
					gone = append(gone, e.Err)
				}
			}))
			if err != nil {
				t.Fatal(err)
			}
			got, err := square.Map(ctx, p, numbers(50))
			p.Close()
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range got {
				if v != i*i {
					t.Errorf("result %d is %d", i, v)
				}
			}
			if len(gone) != 1 || !strings.Contains(gone[0].Error(), c.want) {
				t.Errorf("the worker ended with %v, want %q", gone, c.want)
			}
			if c.want != "" && !errors.Is(gone[0], wire.ErrCorrupt) {
				t.Errorf("%v is not ErrCorrupt", gone[0])
			}
		})
	}
}
