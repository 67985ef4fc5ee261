//go:build !amd64 || noasm

package kernel

import "tandem/parallel/simd"

func assembly(simd.Tier) Loops { return Loops{} }
