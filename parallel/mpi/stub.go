//go:build !mpi || !cgo || !linux

package mpi

import "tandem/parallel/internal/link"

func init() {
	link.MPI = func() (link.Launcher, error) { return nil, ErrNotBuilt }
}

// Finalize leaves the MPI job. In this build there is none, and it returns nil.
func Finalize() error { return nil }
