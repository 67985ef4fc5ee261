package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// Every tier gives what the definition gives, touches nothing beside its vectors, and sums rows in their order, so that a
// step cut between rows gives the same bits.
func TestBidiagonalStep(t *testing.T) {
	for _, tier := range simd.Tiers() {
		for _, n := range []int{8, 16, 24, 104} {
			for rows := 1; rows <= 11; rows++ {
				testBidiagonalStep(t, tier, rows, n)
			}
		}
		testBidiagonalStep(t, tier, 50, 4096) // several calls
	}
}

func testBidiagonalStep(t *testing.T, tier simd.Tier, rows, n int) {
	name := fmt.Sprintf("%v: %d×%d", tier, rows, n)
	rng := rand.New(rand.NewPCG(uint64(rows), uint64(n)))
	lda := n + 8
	var checks []func(*testing.T, string)
	vector := func(n int) []float64 {
		v, check := guarded(rng, n)
		checks = append(checks, check)
		return v
	}
	s := BidiagonalStep{A: vector((rows-1)*lda + n), Lda: lda, Head: 5, U: vector(n), Z: vector(n), X: vector(n), P: vector(rows), Q: vector(rows), Tau: 1.5,
		Y: vector(rows), C: vector(rows), W: vector(n)}
	clone := func(x []float64) []float64 { return append([]float64(nil), x...) }
	want := s
	want.A, want.Y, want.C, want.W = clone(s.A), clone(s.Y), clone(s.C), clone(s.W)
	size := make([]float64, n)
	for i := range rows {
		row := want.A[i*lda : i*lda+n]
		for j := range row {
			row[j] -= s.P[i]*s.U[j] + s.Q[i]*s.Z[j]
			want.Y[i] += row[j] * s.X[j]
		}
		want.C[i] = row[5] - 1.5*want.Y[i]
		for j := range row {
			want.W[j] += want.C[i] * row[j]
			size[j] += math.Abs(want.C[i] * row[j])
		}
	}
	cut := s
	cut.A, cut.Y, cut.C, cut.W = clone(s.A), clone(s.Y), clone(s.C), clone(s.W)
	s.Run(tier)
	for _, check := range checks {
		check(t, name)
	}
	tol := 1e-14 * float64(n)
	for i := range s.A {
		if math.Abs(s.A[i]-want.A[i]) > 1e-14*(1+math.Abs(want.A[i])) || i%lda >= n && s.A[i] != want.A[i] {
			t.Fatalf("%s: a[%d, %d] is %v, want %v", name, i/lda, i%lda, s.A[i], want.A[i])
		}
	}
	for i := range rows {
		if math.Abs(s.Y[i]-want.Y[i]) > tol || math.Abs(s.C[i]-want.C[i]) > 2*tol {
			t.Fatalf("%s: y, c[%d] are %v, %v, want %v, %v", name, i, s.Y[i], s.C[i], want.Y[i], want.C[i])
		}
	}
	for j := range n {
		if math.Abs(s.W[j]-want.W[j]) > tol*(1+size[j]) {
			t.Fatalf("%s: w[%d] is %v, want %v", name, j, s.W[j], want.W[j])
		}
	}
	if k := rows &^ 3; k > 0 && k < rows { // single rows come last in either
		one, two := cut, cut
		one.Y, one.C, two.Y, two.C = cut.Y[:k], cut.C[:k], cut.Y[k:], cut.C[k:]
		two.A, two.P, two.Q = cut.A[k*lda:], cut.P[k:], cut.Q[k:]
		one.Run(tier)
		two.Run(tier)
		for j := range n {
			if cut.W[j] != s.W[j] {
				t.Fatalf("%s: cut at row %d, w[%d] is %v, whole %v", name, k, j, cut.W[j], s.W[j])
			}
		}
	}
}

func BenchmarkBidiagonalStep(b *testing.B) {
	for _, n := range []int{104, 200, 504, 1000, 2000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			v := func(n int) []float64 { return make([]float64, n) }
			lda := n | 8
			s := BidiagonalStep{A: v(n * lda), Lda: lda, P: v(n), Q: v(n), U: v(n), Z: v(n), X: v(n), Y: v(n), C: v(n), W: v(n)}
			for b.Loop() {
				s.Run(simd.Active())
			}
			b.ReportMetric(8*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
		})
	}
}
