// Package link connects a program with its worker processes: it starts them, carries bytes and descriptors, and tells how
// they ended.
//
// A worker has two sockets. Over the first, the data socket, run frames with tasks and results, which the worker reads when it
// has nothing else to do. Over the second, the control socket, run what cannot wait for that: descriptors of shared memory,
// cancellations, credits of queues. Packages outside this machine (MPI) bring their own Launcher.
package link

import (
	"os"
	"time"

	"tandem/parallel/internal/span"
)

// A Worker is a worker process as the program sees it.
type Worker interface {
	// Read and Write carry frames over the data socket. Read returns io.EOF, or another error, when the worker has ended.
	Read(b []byte) (int, error)
	Write(b []byte) (int, error)
	// Tell sends a message over the control socket, with a descriptor unless fd is negative.
	Tell(msg []byte, fd int) error
	// Hear waits for a message from the control socket. The descriptor is -1 if none came.
	Hear(buf []byte) (n, fd int, err error)
	// Board is the page shared with the worker.
	Board() *span.Board
	Pid() int
	// Kill ends the worker and all processes of its group, for the reason given; the first reason counts.
	Kill(reason error)
	// Wait waits until the worker and its group are gone, and frees everything but the board. Call it once.
	Wait() Exit
	// Free unmaps the board, after Wait.
	Free()
	// Resident returns the resident memory of the worker in bytes.
	Resident() int64
}

// An Exit tells how a worker ended.
type Exit struct {
	State  string // "exit status 3", "signal: killed"
	Code   int    // -1 if a signal ended it
	Signal os.Signal
	Peak   int64    // largest resident size, in bytes
	Stderr []string // last lines that it wrote
	Killed error    // why the program killed it, or nil
	Kernel string   // what the kernel tells about the end, such as an out-of-memory kill
	Uptime time.Duration
}

// A Spec describes a worker to start.
type Spec struct {
	Name        string // for its lines and in the list of processes
	Env         []string
	Line        func(worker string, line []byte) // gets every line of its output
	MemoryLimit int64                            // for its data segment, in bytes; 0 for none
	Ledger      *os.File                         // passed on, may be nil
	Index, Of   int                              // its place in the pool, from 0, and how many there are: they decide its node
	Pulse       time.Duration                    // how often a worker far away has to show its heartbeat and its size
}

// A Launcher starts workers. Close it after all its workers have been waited for.
type Launcher interface {
	Launch(Spec) (Worker, error)
	Close()
}

// EnvKey is the environment variable that makes a program serve as a worker.
const EnvKey = "TANDEM_WORKER"

// The descriptors of a worker.
const (
	DataFD = 3 + iota
	ControlFD
	BoardFD
	LedgerFD // may be absent
)

// Fresh returns the environment for a worker: env without what belongs to an MPI job or to another worker.
func Fresh(env []string) []string {
	var out []string
	for _, e := range env {
		if !foreign(e) {
			out = append(out, e)
		}
	}
	return out
}

func foreign(e string) bool {
	for _, prefix := range []string{"OMPI_", "PMIX_", "PMI_", "MPI_LOCALRANKID", EnvKey + "="} {
		if len(e) >= len(prefix) && e[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}
