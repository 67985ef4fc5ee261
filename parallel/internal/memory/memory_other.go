//go:build !linux

package memory

import (
	"errors"
	"runtime"
)

// How Map maps.
const (
	ReadOnly = iota
	Private
	Shared
	Lazy
)

var errNone = errors.New("no shared memory on " + runtime.GOOS)

// New fails on this system.
func New(int) (*Block, error) { return nil, errNone }

// Sparse fails on this system.
func Sparse(int) (*Block, error) { return nil, errNone }

// Reserve fails on this system.
func (b *Block) Reserve(int, int) error { return errNone }

// Populate does nothing.
func Populate([]byte) {}

// Close does nothing.
func (b *Block) Close() {}

// Map fails on this system.
func Map(int, int, int) ([]byte, error) { return nil, errNone }

// Unmap does nothing.
func Unmap([]byte) {}

// CloseFD does nothing.
func CloseFD(int) {}

// Discard fails on this system.
func Discard([]byte) (int, error) { return 0, errNone }
