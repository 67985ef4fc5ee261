//go:build !mpi || !cgo || !linux

package mpi_test

import (
	"errors"
	"os"
	"testing"

	"tandem/parallel"
	"tandem/parallel/mpi"
)

func TestMain(m *testing.M) {
	parallel.Main()
	os.Exit(m.Run())
}

// A program that was built without the tag is told how to build.
func TestStub(t *testing.T) {
	if _, err := parallel.Open(parallel.Plan{Mode: parallel.MPI}); !errors.Is(err, mpi.ErrNotBuilt) {
		t.Errorf("Open: %v", err)
	}
	if err := mpi.Finalize(); err != nil {
		t.Error(err)
	}
}
