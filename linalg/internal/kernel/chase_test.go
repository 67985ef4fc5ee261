package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// reflectBoth returns (I − τ·v·vᵀ)·A·(I − τ′·x·xᵀ) for an n×n matrix, by the definition.
func reflectBoth(a []float64, n, lda int, v []float64, tauLeft float64, x []float64, tauRight float64) []float64 {
	out := make([]float64, n*n)
	for i := range n {
		for j := range n {
			out[i*n+j] = a[i*lda+j]
		}
	}
	for j := range n {
		s := 0.0
		for i := range n {
			s += v[i] * out[i*n+j]
		}
		for i := range n {
			out[i*n+j] -= tauLeft * v[i] * s
		}
	}
	for i := range n {
		s := 0.0
		for j := range n {
			s += x[j] * out[i*n+j]
		}
		for j := range n {
			out[i*n+j] -= tauRight * s * x[j]
		}
	}
	return out
}

func TestChase(t *testing.T) {
	const n = Band
	for _, tier := range simd.Tiers() {
		for lda := n; lda < n+9; lda++ {
			rng := rand.New(rand.NewPCG(uint64(lda), 3))
			a, checkA := guarded(rng, (n-1)*lda+n)
			v, checkV := guarded(rng, n)
			x, checkX := guarded(rng, n)
			w, checkW := guarded(rng, n)
			u, checkU := guarded(rng, n)
			v[0], x[0] = 1, 1
			tau, tauX := 0.3, 0.2
			before := append([]float64(nil), a...)
			full := append([]float64(nil), a...)
			for i := range n {
				for j := range i {
					full[i*lda+j] = full[j*lda+i]
					a[i*lda+j] = math.NaN()
				}
			}
			want := reflectBoth(full, n, lda, v, tau, v, tau)
			ChaseDiagonal(tier, a, lda, v, tau, w)
			for i := range n {
				for j := range lda {
					switch got := a[min(i*lda+j, len(a)-1)]; {
					case j < i:
						if !math.IsNaN(got) {
							t.Fatalf("%v: wrote below the diagonal at (%d, %d)", tier, i, j)
						}
					case j < n && !(math.Abs(got-want[i*n+j]) < 1e-12):
						t.Fatalf("%v: (%d, %d) of H·A·H is %v, want %v", tier, i, j, got, want[i*n+j])
					case j >= n && i < n-1 && got != before[i*lda+j]:
						t.Fatalf("%v: wrote right of the block at (%d, %d)", tier, i, j)
					}
				}
			}
			copy(a, before)
			ChaseLeft(tier, a, lda, v, tau, u, w)
			want = reflectBoth(before, n, lda, v, tau, x, 0)
			for j := range n {
				if !(math.Abs(w[j]-want[j]) < 1e-12) {
					t.Fatalf("%v: element %d of the first row of H·B is %v, want %v", tier, j, w[j], want[j])
				}
			}
			for i := range a {
				if a[i] != before[i] {
					t.Fatalf("%v: ChaseLeft changed its block", tier)
				}
			}
			want = reflectBoth(before, n, lda, v, tau, x, tauX)
			ChaseRight(tier, a, lda, v, u, x, tauX, w)
			for i := range n {
				for j := range lda {
					p := min(i*lda+j, len(a)-1)
					if j < n && !(math.Abs(a[p]-want[i*n+j]) < 1e-12) || j >= n && i < n-1 && a[p] != before[p] {
						t.Fatalf("%v: (%d, %d) of H·B·H′ is %v, want %v", tier, i, j, a[p], want[min(i*n+j, n*n-1)])
					}
				}
			}
			for _, check := range []func(*testing.T, string){checkA, checkV, checkX, checkW, checkU} {
				check(t, tier.String())
			}
		}
	}
}

// An infinity inside the triangle must spread to the whole of its row and column, as in the definition.
func TestChaseInf(t *testing.T) {
	for _, tier := range simd.Tiers() {
		a, v, w := make([]float64, Band*Band), make([]float64, Band), make([]float64, Band)
		for i := range v {
			v[i] = 1
		}
		a[3*Band+17] = math.Inf(1)
		ChaseDiagonal(tier, a, Band, v, 0.5, w)
		for i := range Band {
			for j := i; j < Band; j++ {
				if x := a[i*Band+j]; !math.IsNaN(x) && !math.IsInf(x, 0) {
					t.Fatalf("%v: (%d, %d) is %v", tier, i, j, x)
				}
			}
		}
	}
}

func BenchmarkChase(b *testing.B) {
	const lda = 2 * Band
	a := make([]float64, 1000*lda)
	rng := rand.New(rand.NewPCG(1, 3))
	for i := range a {
		a[i] = rng.NormFloat64()
	}
	v, u, x, z := make([]float64, Band), make([]float64, Band), make([]float64, Band), make([]float64, Band)
	v[0] = 1
	for _, tier := range simd.Tiers() {
		b.Run(tier.String(), func(b *testing.B) {
			i := 0
			for b.Loop() {
				block := a[(i%20)*Band*(lda+1)+i%8:]
				i++
				ChaseDiagonal(tier, block, lda, v, 0, z)
				ChaseLeft(tier, block[Band:], lda, v, 0, u, x)
				ChaseRight(tier, block[Band:], lda, v, u, x, 0, z)
			}
			b.ReportMetric(12*Band*Band*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
		})
	}
}
