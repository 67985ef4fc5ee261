// Package mpi carries messages between the ranks of an MPI job. It is built with cgo under the build tag mpi:
//
//	apt-get install openmpi-bin libopenmpi-dev
//	go build -tags mpi && mpirun -n 4 ./program
//
// Without the tag the package compiles everywhere and Init returns ErrNotBuilt.
//
// Every rank runs the program, and a pool of package parallel in it stays on the rank's machine: ranks share work by messages
// of bytes. Init checks that all ranks run the same executable. One goroutine, locked to a thread, makes every MPI call; Send
// and Recv may be called from any number of goroutines. Under plain MPI the death of one rank ends the job.
//
//	world, err := mpi.Init()
//	...
//	defer world.Finalize()
//	if world.Rank() == 0 {
//		err = world.Send(1, 0, data)
//	}
//
// Parallel's mode MPI is not served by this package: pools run in modes serial, goroutines and processes.
package mpi

import "errors"

// ErrNotBuilt is what Init returns in a program that was built without the tag mpi.
var ErrNotBuilt = errors.New("mpi: built without MPI: install Open MPI (openmpi-bin libopenmpi-dev) and build with -tags mpi")

// Any as source or tag of Recv takes a message from any rank, with any tag.
const Any = -1

// A Message is what Recv returns.
type Message struct {
	Source, Tag int
	Data        []byte
}
