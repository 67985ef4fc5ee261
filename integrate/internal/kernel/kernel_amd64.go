//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

func assembly(t simd.Tier) Loops {
	switch t {
	case simd.AVX2:
		return Loops{stepsAVX2, runsAVX2}
	case simd.AVX512:
		return Loops{stepsAVX512, runsAVX512}
	}
	return Loops{}
}
