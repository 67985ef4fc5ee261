package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// fenced returns a slice of n random values with guard cells on both sides, and a function that reports whether the
// guards are intact.
func fenced(rnd *rand.Rand, n int) (x []float64, intact func() bool) {
	const g = 64
	const guard = 0x7ff8dead0000beef // a NaN: reading it into a result shows, writing it shows too
	all := make([]float64, n+2*g)
	for i := range all {
		all[i] = math.Float64frombits(guard)
	}
	x = all[g : g+n : g+n]
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	return x, func() bool {
		for i, v := range all {
			if (i < g || i >= g+n) && math.Float64bits(v) != guard {
				return false
			}
		}
		return true
	}
}

func sameBits(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}

// TestColumns compares every tile shape on every tier, bit for bit, with one chain of fused multiply-adds per element.
func TestColumns(t *testing.T) {
	special := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 5e-324, -1e-310, math.Copysign(0, -1), 1e308}
	for _, tier := range simd.Tiers() {
		rows, cols := TileSize(tier)
		rnd := rand.New(rand.NewPCG(1, 2))
		for m := 1; m <= 2*rows+1; m++ {
			for nr := 1; nr <= cols; nr++ {
				for _, k := range []int{1, 2, 3, 7, 20} {
					for variant := range 6 {
						transA, overwrite, strange := variant%2 == 1, variant/2%2 == 1, variant >= 4
						rsA, csA := k+3, 1
						if transA {
							rsA, csA = 1, rows+1
						}
						nextA := rows*rsA + k*csA // farther than a plain matrix has it
						at := func(i, p int) int { return i/rows*nextA + i%rows*rsA + p*csA }
						rsB, ldc := nr+2, nr+1
						a, _ := fenced(rnd, at(m-1, k-1)+1+rows*csA)
						b, _ := fenced(rnd, (k-1)*rsB+nr)
						c, intact := fenced(rnd, (m-1)*ldc+nr)
						if strange {
							a[rnd.IntN(len(a))] = special[rnd.IntN(len(special))]
							b[rnd.IntN(len(b))] = special[rnd.IntN(len(special))]
						}
						alpha, beta := rnd.NormFloat64(), rnd.NormFloat64()
						want := append([]float64(nil), c...)
						for i := range m {
							for j := range nr {
								s := 0.0
								for p := range k {
									s = math.FMA(b[p*rsB+j], a[at(i, p)], s)
								}
								if overwrite {
									want[i*ldc+j] = alpha * s
								} else {
									want[i*ldc+j] = math.FMA(s, alpha, float64(beta*want[i*ldc+j]))
								}
							}
						}
						Columns(tier, m, nr, k, a, rsA, csA, nextA, b, rsB, c, ldc, alpha, beta, overwrite)
						where := fmt.Sprintf("%v %d×%d k=%d variant %d", tier, m, nr, k, variant)
						for i := range c {
							if !sameBits(c[i], want[i]) {
								t.Fatalf("%s: c[%d] = %v, want %v", where, i, c[i], want[i])
							}
						}
						if !intact() {
							t.Fatalf("%s: wrote outside C", where)
						}
					}
				}
			}
		}
	}
}

func TestTranspose(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, tier := range simd.Tiers() {
		for _, w := range []int{1, 3, 4, 8} {
			for n := range 40 {
				lds, ldd := n+3, w+2
				src, _ := fenced(rnd, max(0, (w-1)*lds+n))
				dst, intact := fenced(rnd, max(0, (n-1)*ldd+w))
				want := append([]float64(nil), dst...)
				for p := range n {
					for i := range w {
						want[p*ldd+i] = src[i*lds+p]
					}
				}
				Transpose(tier, w, n, src, lds, dst, ldd)
				for i := range dst {
					if dst[i] != want[i] {
						t.Fatalf("%v %d×%d: dst[%d] = %v, want %v", tier, w, n, i, dst[i], want[i])
					}
				}
				if !intact() {
					t.Fatalf("%v %d×%d: wrote outside dst", tier, w, n)
				}
			}
		}
	}
}

func TestCopyRows(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for _, tier := range simd.Tiers() {
		for _, w := range []int{1, 3, 4, 8, 12, 24} {
			for n := range 12 {
				for panels := range 4 {
					lds, next := w*panels+3, w*n+2
					src, _ := fenced(rnd, max(0, (n-1)*lds+w*panels))
					dst, intact := fenced(rnd, max(0, next*panels-2))
					want := append([]float64(nil), dst...)
					for q := range panels {
						for p := range n {
							copy(want[q*next+w*p:][:w], src[p*lds+w*q:])
						}
					}
					CopyRows(tier, w, n, panels, src, lds, dst, next)
					for i := range dst {
						if dst[i] != want[i] {
							t.Fatalf("%v %d×%d×%d: dst[%d] = %v, want %v", tier, panels, n, w, i, dst[i], want[i])
						}
					}
					if !intact() {
						t.Fatalf("%v %d×%d×%d: wrote outside dst", tier, panels, n, w)
					}
				}
			}
		}
	}
}
