//go:build !linux

package engine

import "unsafe"

// adviseHuge does nothing: only Linux takes such advice from a program.
func adviseHuge(unsafe.Pointer, int) {}
