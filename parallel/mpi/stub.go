//go:build !mpi || !cgo

package mpi

import "context"

// A World is the ranks of an MPI job. In this build there is none.
type World struct{}

// Init returns ErrNotBuilt.
func Init() (*World, error) { return nil, ErrNotBuilt }

// Rank returns 0.
func (w *World) Rank() int { return 0 }

// Size returns 1.
func (w *World) Size() int { return 1 }

// Send returns ErrNotBuilt.
func (w *World) Send(dest, tag int, data []byte) error { return ErrNotBuilt }

// Recv returns ErrNotBuilt.
func (w *World) Recv(ctx context.Context, source, tag int) (Message, error) {
	return Message{}, ErrNotBuilt
}

// Finalize returns ErrNotBuilt.
func (w *World) Finalize() error { return ErrNotBuilt }
