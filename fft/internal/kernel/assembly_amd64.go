//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

//go:generate sh -c "cd _asm && go run . -machine avx512f64 -out ../avx512f64_amd64.s -table ../avx512f64_amd64.go"
//go:generate sh -c "cd _asm && go run . -machine avx2f64 -out ../avx2f64_amd64.s -table ../avx2f64_amd64.go"
//go:generate sh -c "cd _asm && go run . -machine avx2f32 -out ../avx2f32_amd64.s -table ../avx2f32_amd64.go"

func assembly64(t simd.Tier) []*Family[float64] {
	switch {
	case t >= simd.AVX512:
		return []*Family[float64]{avx512f64, avx2f64}
	case t >= simd.AVX2:
		return []*Family[float64]{avx2f64}
	}
	return nil
}

// assembly32 has eight lanes of 32 bits on both tiers: AVX-512 would double them, and with them the shortest length that
// fills a head, where most single-precision transforms are.
func assembly32(t simd.Tier) []*Family[float32] {
	if t >= simd.AVX2 {
		return []*Family[float32]{avx2f32}
	}
	return nil
}
