//go:build mpi && mpich && cgo && linux

package mpi

// #cgo pkg-config: mpich
import "C"
