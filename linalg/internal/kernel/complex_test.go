package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

func TestComplexTile(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	for _, tier := range simd.Tiers() {
		h, w := ComplexTileSize(tier)
		for _, k := range []int{1, 2, 3, 17} {
			a, _ := fenced(rnd, 2*h*k)
			b, _ := fenced(rnd, 2*w*k)
			c, intact := fenced(rnd, 2*h*w)
			if k == 3 {
				a[1], b[2] = math.Inf(1), math.NaN()
			}
			ComplexTile(tier, k, a, b, c, b, k)
			for i := range h {
				for j := range w {
					re, im := 0.0, 0.0
					for p := range k {
						ar, ai, br, bi := a[2*h*p+i], a[2*h*p+h+i], b[2*w*p+j], b[2*w*p+w+j]
						re = math.FMA(-ai, bi, math.FMA(ar, br, re))
						im = math.FMA(ai, br, math.FMA(ar, bi, im))
					}
					if !sameBits(c[2*w*i+2*j], re) || !sameBits(c[2*w*i+2*j+1], im) {
						t.Fatalf("%v k=%d: C[%d][%d] = %v+%vi, want %v+%vi", tier, k, i, j, c[2*w*i+2*j], c[2*w*i+2*j+1], re, im)
					}
				}
			}
			if !intact() {
				t.Fatalf("%v k=%d: wrote outside C", tier, k)
			}
		}
	}
}
