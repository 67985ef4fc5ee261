//go:build !mpi || !cgo

package mpi

import (
	"errors"
	"testing"
)

func TestStub(t *testing.T) {
	if w, err := Init(); w != nil || !errors.Is(err, ErrNotBuilt) {
		t.Fatalf("Init: %v, %v", w, err)
	}
}
