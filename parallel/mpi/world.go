//go:build mpi && cgo

package mpi

/*
#cgo pkg-config: ompi
#include <mpi.h>
#include <stdlib.h>

static int start(int *rank, int *size) {
	int level, e;
	// Open MPI's handlers of SIGSEGV and its kin run on the thread's own stack, which Go's are too small for.
	setenv("OMPI_MCA_opal_signal", "", 0);
	if ((e = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level)) != MPI_SUCCESS) return e;
	if (level < MPI_THREAD_FUNNELED) return MPI_ERR_OTHER;
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
	MPI_Comm_rank(MPI_COMM_WORLD, rank);
	return MPI_Comm_size(MPI_COMM_WORLD, size);
}
static int gather(void *mine, void *all, int n) {
	return MPI_Allgather(mine, n, MPI_BYTE, all, n, MPI_BYTE, MPI_COMM_WORLD);
}
static int isend(void *p, int n, int to, int tag, MPI_Request *r) {
	return MPI_Isend(p, n, MPI_BYTE, to, tag, MPI_COMM_WORLD, r);
}
static int irecv(void *p, int n, int from, int tag, MPI_Request *r) {
	return MPI_Irecv(p, n, MPI_BYTE, from, tag, MPI_COMM_WORLD, r);
}
static int probe(int *from, int *tag, int *found) {
	MPI_Status s;
	int e = MPI_Iprobe(*from < 0 ? MPI_ANY_SOURCE : *from, *tag < 0 ? MPI_ANY_TAG : *tag, MPI_COMM_WORLD, found, &s);
	if (e == MPI_SUCCESS && *found) { *from = s.MPI_SOURCE; *tag = s.MPI_TAG; }
	return e;
}
static int recv(void *p, int n, int from, int tag) {
	return MPI_Recv(p, n, MPI_BYTE, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}
static int test(MPI_Request *r, int *done) { return MPI_Test(r, done, MPI_STATUS_IGNORE); }
*/
import "C"

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// piece is the most bytes in one MPI message, whose count is an int: larger ones are cut.
var piece = 1 << 30

// maxTag is the largest tag that every MPI allows.
const maxTag = 32767

// A World is the ranks of an MPI job. It is safe for concurrent use.
type World struct {
	rank, size int
	ops        chan *op
	ended      chan struct{}
	final      sync.Once
	finalErr   error
}

// An op is a Send, a Recv or the end, in the hands of the thread that makes the calls.
type op struct {
	ctx     context.Context
	kind    int
	peer    int
	tag     int
	data    []byte
	head    []byte // the length of data, which travels first
	pinned  runtime.Pinner
	pending []C.MPI_Request
	begun   bool
	err     error
	done    chan struct{}
}

const (
	opSend = iota
	opRecv
	opEnd
)

// Init joins the job. It can be called once in a program. Outside mpirun the job has one rank.
func Init() (*World, error) {
	digest, err := executable()
	if err != nil {
		return nil, fmt.Errorf("mpi: reading the executable: %w", err)
	}
	w := &World{ops: make(chan *op), ended: make(chan struct{})}
	up := make(chan error)
	go w.thread(digest, up)
	if err := <-up; err != nil {
		return nil, err
	}
	return w, nil
}

// executable returns a hash of this program.
func executable() ([]byte, error) {
	name, err := os.Executable()
	if err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return h.Sum(nil), err
}

func check(call string, code C.int) error {
	if code == C.MPI_SUCCESS {
		return nil
	}
	var text [C.MPI_MAX_ERROR_STRING]C.char
	var n C.int
	C.MPI_Error_string(code, &text[0], &n)
	return fmt.Errorf("mpi: %s: %s", call, C.GoStringN(&text[0], n))
}

// thread makes every MPI call of the program. It never unlocks its thread.
func (w *World) thread(digest []byte, up chan error) {
	runtime.LockOSThread()
	defer close(w.ended)
	up <- w.start(digest)
	var active []*op
	pause := time.Duration(0)
	for {
		var next *op
		switch {
		case len(active) == 0:
			next = <-w.ops
		case pause == 0:
			select {
			case next = <-w.ops:
			default:
				runtime.Gosched()
			}
		default:
			select {
			case next = <-w.ops:
			case <-time.After(pause):
			}
		}
		if next != nil && next.kind == opEnd {
			for _, o := range active {
				o.finish(errors.New("mpi: Finalize was called before the message had been carried"))
			}
			next.finish(check("MPI_Finalize", C.MPI_Finalize()))
			return
		}
		progress := next != nil
		if next != nil {
			active = append(active, next)
		}
		kept := active[:0]
		for _, o := range active {
			moved, over := o.step()
			progress = progress || moved
			if !over {
				kept = append(kept, o)
			}
		}
		clear(active[len(kept):])
		active = kept
		if progress {
			pause = 0
		} else { // back off, up to a millisecond: ranks that wait must not eat the cores
			pause = min(pause+pause/4+2*time.Microsecond, time.Millisecond)
		}
	}
}

// start initialises MPI and compares the executables.
func (w *World) start(digest []byte) error {
	var rank, size C.int
	if err := check("MPI_Init_thread", C.start(&rank, &size)); err != nil {
		return err
	}
	w.rank, w.size = int(rank), int(size)
	all := make([]byte, len(digest)*w.size)
	if err := check("MPI_Allgather", C.gather(unsafe.Pointer(&digest[0]), unsafe.Pointer(&all[0]), C.int(len(digest)))); err != nil {
		return err
	}
	for r := range w.size {
		if string(all[r*len(digest):][:len(digest)]) != string(all[:len(digest)]) {
			C.MPI_Finalize()
			return fmt.Errorf("mpi: rank %d runs another executable than rank 0: start the same build on every node", r)
		}
	}
	return nil
}

// step carries the op on. It reports whether something happened and whether the op is over.
func (o *op) step() (moved, over bool) {
	if !o.begun {
		if o.kind == opRecv {
			if err := o.ctx.Err(); err != nil {
				o.finish(err)
				return true, true
			}
			from, tag, found := C.int(o.peer), C.int(o.tag), C.int(0)
			if err := check("MPI_Iprobe", C.probe(&from, &tag, &found)); err != nil || found == 0 {
				if err != nil {
					o.finish(err)
				}
				return err != nil, err != nil
			}
			o.peer, o.tag = int(from), int(tag)
			if err := check("MPI_Recv", C.recv(unsafe.Pointer(&o.head[0]), 8, from, tag)); err != nil {
				o.finish(err)
				return true, true
			}
			o.data = make([]byte, binary.LittleEndian.Uint64(o.head))
		}
		o.begun = true
		if err := o.post(); err != nil {
			o.finish(err)
			return true, true
		}
		moved = true
	}
	for len(o.pending) > 0 {
		var done C.int
		if err := check("MPI_Test", C.test(&o.pending[0], &done)); err != nil {
			o.finish(err)
			return true, true
		}
		if done == 0 {
			return moved, false
		}
		o.pending, moved = o.pending[1:], true
	}
	o.finish(nil)
	return true, true
}

// post hands all pieces to MPI at once, so that messages between two ranks under one tag keep their order.
func (o *op) post() error {
	each := func(p []byte, call func(unsafe.Pointer, C.int, *C.MPI_Request) C.int) error {
		o.pinned.Pin(&p[0])
		var r C.MPI_Request
		if err := check("posting a message", call(unsafe.Pointer(&p[0]), C.int(len(p)), &r)); err != nil {
			return err
		}
		o.pending = append(o.pending, r)
		return nil
	}
	send := func(p unsafe.Pointer, n C.int, r *C.MPI_Request) C.int {
		return C.isend(p, n, C.int(o.peer), C.int(o.tag), r)
	}
	receive := func(p unsafe.Pointer, n C.int, r *C.MPI_Request) C.int {
		return C.irecv(p, n, C.int(o.peer), C.int(o.tag), r)
	}
	call := receive
	if o.kind == opSend {
		call = send
		if err := each(o.head, send); err != nil {
			return err
		}
	}
	for lo := 0; lo < len(o.data); lo += piece {
		if err := each(o.data[lo:min(lo+piece, len(o.data))], call); err != nil {
			return err
		}
	}
	return nil
}

func (o *op) finish(err error) {
	o.pinned.Unpin()
	o.err = err
	close(o.done)
}

// do has the thread carry out the op, and waits for it.
func (w *World) do(o *op) error {
	o.done = make(chan struct{})
	select {
	case w.ops <- o:
	case <-w.ended:
		return errors.New("mpi: after Finalize")
	}
	<-o.done
	return o.err
}

// Rank returns the number of this process in the job, from 0.
func (w *World) Rank() int { return w.rank }

// Size returns how many ranks the job has.
func (w *World) Size() int { return w.size }

// Send sends data to rank dest under tag, 0 to 32767, and returns when data may be changed again. A large message waits until
// dest receives it. Messages that one goroutine sends under one tag arrive in order.
func (w *World) Send(dest, tag int, data []byte) error {
	if dest < 0 || dest >= w.size || tag < 0 || tag > maxTag {
		return fmt.Errorf("mpi: Send to rank %d under tag %d: want a rank below %d and a tag from 0 to %d", dest, tag, w.size, maxTag)
	}
	head := binary.LittleEndian.AppendUint64(nil, uint64(len(data)))
	return w.do(&op{kind: opSend, peer: dest, tag: tag, data: data, head: head})
}

// Recv waits for a message from rank source under tag; either may be Any. It ends early, losing nothing, when ctx ends.
func (w *World) Recv(ctx context.Context, source, tag int) (Message, error) {
	if source < Any || source >= w.size || tag < Any || tag > maxTag {
		return Message{}, fmt.Errorf("mpi: Recv from rank %d under tag %d: want Any, or a rank below %d and a tag up to %d", source, tag, w.size, maxTag)
	}
	o := &op{ctx: ctx, kind: opRecv, peer: source, tag: tag, head: make([]byte, 8)}
	if err := w.do(o); err != nil {
		return Message{}, err
	}
	return Message{o.peer, o.tag, o.data}, nil
}

// Finalize leaves the job. Every rank has to call it, when all its messages have been received; it waits for the others.
func (w *World) Finalize() error {
	w.final.Do(func() { w.finalErr = w.do(&op{kind: opEnd}) })
	return w.finalErr
}
