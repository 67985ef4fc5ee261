package simd_test

import (
	"fmt"

	"tandem/parallel/simd"
)

// A package with kernels reads the tier once, where a call comes in.
func ExampleActive() {
	switch tier := simd.Active(); tier {
	case simd.AVX512, simd.AVX2:
		// the assembly of that tier
	default:
		// portable Go
	}
	fmt.Println(simd.Active() <= simd.Hardware())
	// Output: true
}

// Tests run one body on every tier that the machine has.
func ExampleForce() {
	before := simd.Active()
	for _, tier := range simd.Tiers() {
		restore := simd.Force(tier)
		if simd.Active() != tier {
			fmt.Println(tier, "was not taken")
		}
		restore()
	}
	fmt.Println(simd.Active() == before)
	// Output: true
}

func ExampleParse() {
	tier, err := simd.Parse("portable")
	fmt.Println(tier, err)
	_, err = simd.Parse("sse9")
	fmt.Println(err)
	// Output:
	// portable <nil>
	// simd: unknown tier "sse9": use portable, avx2 or avx512
}
