// One step of a bidiagonal reduction in a single pass over the matrix (Howell, Demmel, Fulton, Hammarling, Marmol, "Cache
// efficient bidiagonalization using BLAS 2.5 operators", ACM TOMS 34(3), 2008). The step needs y = A·x for the reflector
// from the right and then, with the column c that this leaves, Aᵀ·c for the one from the left. As row i gives yᵢ and with
// it cᵢ at once, the rows can be summed up while they are still in the first cache.

package kernel

import "tandem/parallel/simd"

// A BidiagonalStep is what one step does to rows of a matrix that lie Lda apart, len(X) elements each, a multiple of 8. For
// row i, in order:
//
//	a[i] -= P[i]·U + Q[i]·Z
//	y[i] += a[i]·X
//	c[i]  = a[i][Head] − Tau·y[i]
//	W    += c[i]·a[i]
//
// The vectors must not overlap the matrix or each other.
type BidiagonalStep struct {
	A    []float64
	Lda  int
	Head int
	P, Q []float64 // for each row
	U, Z []float64 // for each column
	X    []float64
	Tau  float64
	Y, C []float64 // for each row
	W    []float64
}

// Run does the step. Its sums over rows are in the order of rows, however many there are.
func (s *BidiagonalStep) Run(tier simd.Tier) {
	rows, n := len(s.Y), len(s.X)
	if rows == 0 || n == 0 {
		return
	}
	_, _, _, _ = s.A[(rows-1)*s.Lda+n-1], s.C[rows-1], s.P[rows-1], s.Q[rows-1]
	_, _, _, _ = s.U[n-1], s.Z[n-1], s.W[n-1], s.X[s.Head]
	if tier == simd.Portable {
		s.runGo()
	} else {
		s.run(tier)
	}
}

func (s *BidiagonalStep) runGo() {
	x := s.X
	u, z, w := s.U[:len(x)], s.Z[:len(x)], s.W[:len(x)]
	for i, p := range s.P[:len(s.Y)] {
		row, q := s.A[i*s.Lda:][:len(x)], s.Q[i]
		for j := range row {
			row[j] -= float64(p*u[j]) + float64(q*z[j])
		}
		var s0, s1, s2, s3 float64
		for j := 0; j+4 <= len(row); j += 4 {
			r, x := row[j:j+4], x[j:j+4]
			s0 += float64(r[0] * x[0])
			s1 += float64(r[1] * x[1])
			s2 += float64(r[2] * x[2])
			s3 += float64(r[3] * x[3])
		}
		s.Y[i] += (s0 + s2) + (s1 + s3)
		c := row[s.Head] - float64(s.Tau*s.Y[i])
		s.C[i] = c
		for j, v := range row {
			w[j] += float64(c * v)
		}
	}
}
