package schur

import (
	"context"
	"testing"

	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/testlapack"

	"tandem/linalg/internal/arena"
	"tandem/parallel/simd"
)

// asLapack is Solve behind LAPACK's interface, for gonum's test suite.
type asLapack struct{}

func (asLapack) Dhseqr(job lapack.SchurJob, compz lapack.SchurComp, n, ilo, ihi int, h []float64, ldh int, wr, wi []float64,
	z []float64, ldz int, work []float64, lwork int) int {
	if lwork == -1 {
		work[0] = 1
		return 0
	}
	if n == 0 {
		return 0
	}
	q := Problem{N: n, Lo: ilo, Hi: ihi + 1, H: h, Ldh: ldh, Full: job == lapack.EigenvaluesAndSchur, Re: wr, Im: wi}
	if compz != lapack.SchurNone {
		q.Z, q.Ldz, q.Cols = make([]float64, n*n), n, n
		for i := range n {
			for j := range n {
				switch {
				case compz == lapack.SchurOrig:
					q.Z[j*n+i] = z[i*ldz+j]
				case i == j:
					q.Z[i*n+i] = 1
				}
			}
		}
	}
	failed, _ := Solve(context.Background(), team(1), q, new(arena.Arena))
	for i := range n {
		for j := range n {
			if q.Z != nil {
				z[i*ldz+j] = q.Z[j*n+i]
			}
		}
	}
	return failed
}

func TestDhseqr(t *testing.T) {
	for _, tier := range simd.Tiers() {
		restore := simd.Force(tier)
		testlapack.DhseqrTest(t, asLapack{})
		restore()
	}
}
