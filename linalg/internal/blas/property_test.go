package blas

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestGemmProperties: for any shape, (A·B)ᵀ = Bᵀ·Aᵀ and the product with a block of columns is that block of the product,
// bit for bit, since an element is the same chain of multiply-adds in all of them.
func TestGemmProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 70)
		m, n, k := size.Draw(t, "m"), size.Draw(t, "n"), rapid.IntRange(1, 600).Draw(t, "k")
		threads := rapid.IntRange(1, 4).Draw(t, "threads")
		value := rapid.Float64Range(-1e3, 1e3)
		seedA, seedB := rapid.SliceOfN(value, 7, 7).Draw(t, "a"), rapid.SliceOfN(value, 11, 11).Draw(t, "b")
		fill := func(n int, seed []float64) []float64 {
			x := make([]float64, n)
			for i := range x {
				x[i] = seed[i%len(seed)] * float64(1+i%5)
			}
			return x
		}
		a, b := fill(m*k, seedA), fill(k*n, seedB)
		c, ct := make([]float64, m*n), make([]float64, m*n)
		Gemm(team(threads), false, false, m, n, k, 1, a, k, b, n, 0, c, n)
		Gemm(team(1), true, true, n, m, k, 1, b, n, a, k, 0, ct, m)
		for i := range m {
			for j := range n {
				if math.Float64bits(c[i*n+j]) != math.Float64bits(ct[j*m+i]) {
					t.Fatalf("(A·B)[%d][%d] = %v, (Bᵀ·Aᵀ)[%d][%d] = %v", i, j, c[i*n+j], j, i, ct[j*m+i])
				}
			}
		}
		from := rapid.IntRange(0, n-1).Draw(t, "from")
		w := n - from
		part := make([]float64, m*w)
		Gemm(team(1), false, false, m, w, k, 1, a, k, b[from:], n, 0, part, w)
		for i := range m {
			for j := range w {
				if math.Float64bits(part[i*w+j]) != math.Float64bits(c[i*n+from+j]) {
					t.Fatalf("column %d of a part differs from the whole", from+j)
				}
			}
		}
	})
}

// FuzzGemm compares products of small matrices of any bits, NaN, infinities and denormals included, with the definition.
func FuzzGemm(f *testing.F) {
	f.Add(uint8(3), uint8(5), uint8(2), []byte{1, 2, 3, 4, 5, 6, 7, 8, 0xff, 0xf0, 0x7f, 0xf8})
	f.Fuzz(func(t *testing.T, m8, n8, k8 uint8, bits []byte) {
		m, n, k := 1+int(m8)%20, 1+int(n8)%30, 1+int(k8)%20
		at := 0
		next := func() float64 {
			var u uint64
			for range 8 {
				u <<= 8
				if len(bits) > 0 {
					u |= uint64(bits[at%len(bits)]) + uint64(at/max(len(bits), 1))
				}
				at++
			}
			return math.Float64frombits(u)
		}
		a, b, c := make([]float64, m*k), make([]float64, k*n), make([]float64, m*n)
		for i := range a {
			a[i] = next()
		}
		for i := range b {
			b[i] = next()
		}
		Gemm(team(1), false, false, m, n, k, 1, a, k, b, n, 0, c, n)
		for i := range m {
			for j := range n {
				s := 0.0
				for p := range k {
					s = math.FMA(b[p*n+j], a[i*k+p], s)
				}
				if !sameBits(c[i*n+j], s) {
					t.Fatalf("C[%d][%d] = %v, want %v", i, j, c[i*n+j], s)
				}
			}
		}
	})
}
