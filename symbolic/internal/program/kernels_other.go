//go:build !amd64 || noasm

package program

import "tandem/parallel/simd"

// assembly has no loops here.
func assembly(simd.Tier) *kernels { return nil }
