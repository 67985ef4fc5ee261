//go:build amd64 && !noasm

package simd

import "golang.org/x/sys/cpu"

// Hardware returns the highest tier that this processor and build can run.
func Hardware() Tier {
	x := &cpu.X86
	switch {
	case !(x.HasAVX2 && x.HasFMA):
		return Portable
	case x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512BW && x.HasAVX512VL:
		return AVX512
	}
	return AVX2
}
