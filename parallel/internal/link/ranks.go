package link

import (
	"errors"
	"os"
	"sync/atomic"
	"time"
)

// What package parallel/mpi brings, in programs that import it.
var (
	// MPI opens a launcher of workers on the nodes of the MPI job, this machine included.
	MPI func() (Launcher, error)
	// Join makes this process a rank of the MPI job that it was started in, if there is one, and returns on rank 0 alone: the
	// others supervise workers until the job ends. It returns the lowest instruction-set tier of all ranks.
	Join func(self Node, ledger func() *os.File) (tier int, err error)
	// Nodes lists the ranks of the job, this one first; nil outside a job.
	Nodes func() []Node
	// Leave leaves the job: package mpi's Finalize.
	Leave func() error
	// Patience is how long after its first signal the launcher lets this process live; 0 if nobody knows.
	Patience func() time.Duration
)

// Graceful counts the pools that handle signals themselves: the job must then outlive the first one.
var Graceful atomic.Int32

// A Node is what one rank says about itself, and what was measured from rank 0.
type Node struct {
	Host     string
	CPUs     string // the processors that it may use; ranks of a host with equal CPUs share them
	Cores    int
	Physical int
	Memory   int64
	Tier     int

	Rank      int           `json:"-"`
	Sharing   int           `json:"-"` // ranks that share these processors, itself included
	Latency   time.Duration `json:"-"` // there and back
	Bandwidth float64       `json:"-"` // bytes a second to the node; 0 if not measured
}

// Away is a Worker on another rank. Its Board is a copy, whose spans count as taken as soon as the batch is written and which is
// brought up to date when the worker ends.
type Away interface {
	Worker
	// Carry sends the bulk area of a batch of arguments, in pieces (see wire.Encoder.Bulk), ahead of the batch's frame, whose
	// payload names segment 1. It does not copy the pieces. Only for workers on other machines.
	Carry(batch uint64, pieces [][]byte, size int)
	// Site is the worker's machine if it is not this one; nil if descriptors reach the worker.
	Site() Site
	// Clock returns what Now returns there, less what it returns here.
	Clock() int64
}

// A Site is another machine of the job, as blocks of shared memory are copied to it. It is the same value for all workers there.
type Site interface {
	// Fill writes parts of a block of the given size, which is made when it is not there yet, and calls done, from another goroutine,
	// when all workers of the machine can read them, or with the reason why they cannot. Until then the parts must stay. After an
	// ErrLost they must stay for ever.
	Fill(block uint64, size int, parts []Part, done func(error))
	// Drop ends a block.
	Drop(block uint64)
	// Memory is what the machine had free at the start, in bytes; 0 for unknown.
	Memory() int64
}

// A Part is bytes of a block from At on.
type Part struct {
	At  int
	Mem []byte
}

// ErrLost is what every error about the end of a whole node or of the job wraps: workers started again would not help.
var ErrLost = errors.New("parallel: the MPI job is broken")

// Crowded is a Worker that knows how many workers of its pool compute on the same cores, itself included.
type Crowded interface{ Crowd() int }
