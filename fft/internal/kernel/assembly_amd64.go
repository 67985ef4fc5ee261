//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

func assembly64(simd.Tier) []*Family[float64] { return nil }

func assembly32(simd.Tier) []*Family[float32] { return nil }
