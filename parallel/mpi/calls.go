//go:build mpi && cgo && linux

package mpi

/*
#include <mpi.h>
#include <stdlib.h>

enum { STREAM = 1, BULK = 2 };

static int start(int *rank, int *size, int *level) {
	int e;
#ifdef OPEN_MPI
	// Its handlers of SIGSEGV and its kin, and those of the libraries that it loads now, run on the thread's own stack, which
	// Go's are too small for. What was loaded before the program began has been overruled by Go.
	setenv("OMPI_MCA_opal_signal", "", 0);
	setenv("UCX_ERROR_SIGNALS", "", 0);
#endif
	if ((e = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, level)) != MPI_SUCCESS) return e;
	if (*level < MPI_THREAD_FUNNELED) return MPI_ERR_OTHER;
	*level = *level >= MPI_THREAD_SERIALIZED;
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
// probe looks up to tries times for a message of the stream: *from is its rank, or -1, *n its size.
static int probe(int tries, int *from, int *n) {
	MPI_Status s;
	int e = MPI_SUCCESS, found = 0;
	*from = -1;
	while (tries-- > 0 && e == MPI_SUCCESS && !found) e = MPI_Iprobe(MPI_ANY_SOURCE, STREAM, MPI_COMM_WORLD, &found, &s);
	if (e != MPI_SUCCESS || !found) return e;
	*from = s.MPI_SOURCE;
	return MPI_Get_count(&s, MPI_BYTE, n);
}
static int recv(void *p, int n, int from) {
	return MPI_Recv(p, n, MPI_BYTE, from, STREAM, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}
static int test(MPI_Request *r, int *done) { return MPI_Test(r, done, MPI_STATUS_IGNORE); }
*/
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

// All of MPI that is used, as Go functions. Only the thread of thread.go calls them.

// The tags: what runs in a stream (see thread.go), and the contents of blocks that a stream announces.
const (
	tagStream = C.STREAM
	tagBulk   = C.BULK
)

func check(call string, code C.int) error {
	if code == C.MPI_SUCCESS {
		return nil
	}
	var text [C.MPI_MAX_ERROR_STRING]C.char
	var n C.int
	C.MPI_Error_string(code, &text[0], &n)
	return fmt.Errorf("mpi: %s: %s", call, C.GoStringN(&text[0], n))
}

// startMPI joins the job. anyThread tells whether later calls may come from another thread than this one.
func startMPI() (rank, size int, anyThread bool, err error) {
	var r, n, level C.int
	err = check("MPI_Init_thread", C.start(&r, &n, &level))
	return int(r), int(n), level != 0, err
}

// version names the MPI library that the program was built with.
func version() string {
	var text [C.MPI_MAX_LIBRARY_VERSION_STRING]C.char
	var n C.int
	C.MPI_Get_library_version(&text[0], &n)
	return C.GoStringN(&text[0], n)
}

func endMPI() error { return check("MPI_Finalize", C.MPI_Finalize()) }

// gather returns what all ranks pass; mine is equally long everywhere.
func gather(mine []byte, size int) ([]byte, error) {
	all := make([]byte, len(mine)*size)
	err := check("MPI_Allgather", C.gather(unsafe.Pointer(&mine[0]), unsafe.Pointer(&all[0]), C.int(len(mine))))
	return all, err
}

// A transfer is a message under way, of one or more pieces.
type transfer struct {
	pending []C.MPI_Request
	pinned  runtime.Pinner
	moved   func() // a piece has been carried
	done    func()
}

// piece is the most bytes of a block in one MPI message: larger ones are cut. A message's count is an int; and by its pieces one knows
// that a block of gigabytes is still coming.
var piece = 16 << 20

// begin posts the pieces of p to or from a peer. MPI keeps the order of messages between two ranks under one tag.
func begin(send bool, p []byte, peer, tag int, done func()) (*transfer, error) {
	t := &transfer{done: done}
	most := len(p) // a message of the stream is less than 2 GiB, and the receiver takes it whole
	if tag == tagBulk {
		most = piece
	}
	for lo := 0; lo < len(p); lo += most {
		q := p[lo:min(lo+most, len(p))]
		t.pinned.Pin(&q[0])
		var r C.MPI_Request
		var code C.int
		if send {
			code = C.isend(unsafe.Pointer(&q[0]), C.int(len(q)), C.int(peer), C.int(tag), &r)
		} else {
			code = C.irecv(unsafe.Pointer(&q[0]), C.int(len(q)), C.int(peer), C.int(tag), &r)
		}
		if err := check("posting a message", code); err != nil {
			return nil, err
		}
		t.pending = append(t.pending, r)
	}
	return t, nil
}

// over reports whether the message has been carried, and then calls done.
func (t *transfer) over() (bool, error) {
	for len(t.pending) > 0 {
		var done C.int
		if err := check("MPI_Test", C.test(&t.pending[0], &done)); err != nil {
			return false, err
		}
		if done == 0 {
			return false, nil
		}
		t.pending = t.pending[1:]
		if t.moved != nil {
			t.moved()
		}
	}
	t.pinned.Unpin()
	if t.done != nil {
		t.done()
	}
	return true, nil
}

// probe looks for a message of a stream; from is -1 if none has come.
func probe(tries int) (from, n int, err error) {
	var f, c C.int
	err = check("MPI_Iprobe", C.probe(C.int(tries), &f, &c))
	return int(f), int(c), err
}

// receive takes the message that probe has found.
func receive(p []byte, from int) error {
	if len(p) == 0 {
		return check("MPI_Recv", C.recv(nil, 0, C.int(from)))
	}
	return check("MPI_Recv", C.recv(unsafe.Pointer(&p[0]), C.int(len(p)), C.int(from)))
}
