package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// strange puts some special values among x.
func strange(rnd *rand.Rand, x []float64) {
	special := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 5e-324, -1e-310, math.Copysign(0, -1)}
	for range 2 {
		x[rnd.IntN(len(x))] = special[rnd.IntN(len(special))]
	}
}

// sameAs fails unless got has the bits of want and nothing was written around it.
func sameAs(t *testing.T, where string, got, want []float64, intact func() bool) {
	t.Helper()
	for i := range got {
		if !sameBits(got[i], want[i]) {
			t.Fatalf("%s: element %d is %v, want %v", where, i, got[i], want[i])
		}
	}
	if !intact() {
		t.Fatalf("%s: wrote outside", where)
	}
}

// TestComplexTile compares every tile shape on every tier, bit for bit, with one chain of fused multiply-adds per part.
func TestComplexTile(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	for _, tier := range simd.Tiers() {
		h, most, fill := ComplexTileSize(tier)
		for rows := 1; rows <= h; rows++ {
			for cols := 1; cols <= most; cols++ {
				w := (cols + fill - 1) / fill * fill
				for _, k := range []int{1, 2, 3, 17} {
					for variant := range 8 {
						overwrite, alpha := variant&1 == 1, complex(rnd.NormFloat64(), rnd.NormFloat64())
						if variant&2 == 2 {
							alpha = complex(real(alpha), 0)
						}
						ldc := 2*cols + 3
						a, _ := fenced(rnd, 2*h*k)
						b, _ := fenced(rnd, 2*w*k)
						c, intact := fenced(rnd, (rows-1)*ldc+2*cols)
						if variant&4 == 4 {
							strange(rnd, a)
							strange(rnd, b)
						}
						want := append([]float64(nil), c...)
						for i := range rows {
							for j := range cols {
								re, im := 0.0, 0.0
								for p := range k {
									ar, ai, br, bi := a[2*h*p+i], a[2*h*p+h+i], b[2*w*p+j], b[2*w*p+w+j]
									re = math.FMA(-ai, bi, math.FMA(ar, br, re))
									im = math.FMA(ai, br, math.FMA(ar, bi, im))
								}
								f := real(alpha)
								if imag(alpha) != 0 {
									re, im = math.FMA(f, re, -float64(imag(alpha)*im)), math.FMA(f, im, float64(imag(alpha)*re))
									f = 1
								}
								dst := want[i*ldc+2*j:]
								if overwrite {
									dst[0], dst[1] = f*re, f*im
								} else {
									dst[0], dst[1] = math.FMA(f, re, dst[0]), math.FMA(f, im, dst[1])
								}
							}
						}
						ComplexTile(tier, rows, cols, k, a, b, c, ldc, alpha, overwrite)
						sameAs(t, fmt.Sprintf("%v %d×%d k=%d variant %d", tier, rows, cols, k, variant), c, want, intact)
					}
				}
			}
		}
	}
}

func TestComplexPack(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11, 12))
	for _, tier := range simd.Tiers() {
		rows, cols, fill := ComplexTileSize(tier)
		heights := []int{rows}
		for h := fill; h <= cols; h += fill {
			heights = append(heights, h)
		}
		for _, h := range heights {
			for w := 1; w <= h; w++ {
				for _, n := range []int{1, 2, 3, 4, 5, 8, 11} {
					for variant := range 4 {
						rs, cs, conj := 1, h+2, variant&2 == 2
						if variant&1 == 1 {
							rs, cs = n+1, 1
						}
						src, _ := fenced(rnd, 2*((w-1)*rs+(n-1)*cs+1))
						strange(rnd, src)
						dst, intact := fenced(rnd, 2*h*n)
						want := make([]float64, len(dst))
						for p := range n {
							for i := range w {
								re, im := src[2*(i*rs+p*cs)], src[2*(i*rs+p*cs)+1]
								if conj {
									im = -im
								}
								want[2*h*p+i], want[2*h*p+h+i] = re, im
							}
						}
						ComplexPack(tier, w, h, n, src, rs, cs, conj, dst)
						for p := range n {
							for i := w; i < h; i++ { // zeros of either sign
								dst[2*h*p+h+i] += 0
							}
						}
						sameAs(t, fmt.Sprintf("%v %d of %d, n=%d variant %d", tier, w, h, n, variant), dst, want, intact)
					}
				}
			}
		}
	}
}

// TestComplexRows compares updates with the twin, bit for bit, and dot products with it within rounding.
func TestComplexRows(t *testing.T) {
	rnd := rand.New(rand.NewPCG(13, 14))
	for _, tier := range simd.Tiers() {
		for _, rows := range []int{1, 4} {
			for n := range 40 {
				where := fmt.Sprintf("%v %d rows of %d", tier, rows, n)
				lda := 2*n + 3
				a, _ := fenced(rnd, (rows-1)*lda+2*n)
				x, _ := fenced(rnd, 2*n)
				coef, _ := fenced(rnd, 2*rows)
				y, intact := fenced(rnd, 2*n)
				want := append([]float64(nil), y...)
				if n > 0 {
					complexUpdateGo(rows, n, a, lda, coef, want)
				}
				ComplexUpdate(tier, rows, n, a, lda, lda, coef, y)
				sameAs(t, where, y, want, intact)

				sums, whole := fenced(rnd, 2*rows)
				near := append([]float64(nil), sums...)
				alone := append([]float64(nil), sums...)
				complexDotGo(rows, n, a, lda, x, near)
				for i := range rows {
					ComplexDot(tier, 1, n, a[i*lda:], lda, 0, x, alone[2*i:])
				}
				ComplexDot(tier, rows, n, a, lda, lda, x, sums)
				sameAs(t, where+", alone and together", sums, alone, whole)
				for i := range sums {
					if math.Abs(sums[i]-near[i]) > 1e-14*float64(n+1) {
						t.Fatalf("%s: sum %d is %v, want %v", where, i, sums[i], near[i])
					}
				}
			}
		}
	}
}
