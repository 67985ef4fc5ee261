//go:build !amd64 || noasm

package simd

// Hardware returns the highest tier that this processor and build can run.
func Hardware() Tier { return Portable }
