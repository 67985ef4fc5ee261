package linalg

// Tandem under gonum: the kernels behind its BLAS, the factorisations and eigensolvers behind its LAPACK.

import (
	"context"
	"math/cmplx"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/bridge"
	"tandem/parallel"
)

// UseInGonum puts Tandem's kernels under gonum's blas64, cblas128 and lapack64, and with them under everything in
// gonum/mat: products, factorisations, solvers, eigenvalues. One call at the start of a program is enough; a call made
// concurrently with other uses of gonum is a race, as with blas64.Use.
//
// The budget of a call through gonum, which carries no context, is that of a background context: all cores of the process
// that are idle at the moment, so that gonum calls from many goroutines share the cores rather than oversubscribe them.
// Results do not depend on how many that are.
func UseInGonum() {
	team := func() parallel.Team { return parallel.TeamOf(context.Background()) }
	b := bridge.BLAS{Team: team}
	blas64.Use(b)
	cblas128.Use(b)
	lapack64.Use(drivers{bridge.LAPACK{Team: team}})
}

// drivers adds the eigensolvers to what bridge overrides. Calls with arguments that are not plainly valid, workspace
// queries, and matrices that the solvers refuse go to gonum, so that such calls end as its documentation says.
type drivers struct{ bridge.LAPACK }

// A triangle is a stored triangle of a symmetric matrix, of either kind.
type triangle struct {
	blas64.Symmetric
}

func (t triangle) Dims() (r, c int)  { return t.N, t.N }
func (t triangle) SymmetricDim() int { return t.N }
func (t triangle) T() mat.Matrix     { return t }
func (t triangle) At(i, j int) float64 {
	if (t.Uplo == blas.Upper) == (i > j) {
		i, j = j, i
	}
	return t.Data[i*t.Stride+j]
}

func (d drivers) Dsyev(jobz lapack.EVJob, uplo blas.Uplo, n int, a []float64, lda int, w, work []float64, lwork int) (ok bool) {
	valid := (jobz == lapack.EVNone || jobz == lapack.EVCompute) && (uplo == blas.Upper || uplo == blas.Lower) &&
		n > 0 && lda >= n && len(a) >= (n-1)*lda+n && len(w) >= n && lwork >= max(1, 3*n-1) && len(work) >= lwork
	if valid {
		t := triangle{blas64.Symmetric{N: n, Stride: lda, Data: a, Uplo: uplo}}
		values, vectors, err := eigenSym(context.Background(), "Dsyev", t, jobz == lapack.EVCompute)
		if err == nil {
			copy(w, values)
			if vectors != nil {
				for i := range n {
					copy(a[i*lda:i*lda+n], vectors.RawRowView(i))
				}
			}
			work[0] = float64(3 * n)
			return true
		}
	}
	return d.LAPACK.Dsyev(jobz, uplo, n, a, lda, w, work, lwork)
}

func (d drivers) Dgeev(jobvl lapack.LeftEVJob, jobvr lapack.RightEVJob, n int, a []float64, lda int, wr, wi []float64, vl []float64, ldvl int, vr []float64, ldvr int, work []float64, lwork int) (first int) {
	left, right := jobvl == lapack.LeftEVCompute, jobvr == lapack.RightEVCompute
	room := func(wanted bool, v []float64, ld int) bool {
		return ld >= 1 && (!wanted || ld >= n && len(v) >= (n-1)*ld+n)
	}
	valid := (left || jobvl == lapack.LeftEVNone) && (right || jobvr == lapack.RightEVNone) &&
		n > 0 && lda >= n && len(a) >= (n-1)*lda+n && len(wr) == n && len(wi) == n && room(left, vl, ldvl) && room(right, vr, ldvr) &&
		lwork >= 4*n && len(work) >= lwork
	if valid {
		m := &mat.Dense{}
		m.SetRawMatrix(blas64.General{Rows: n, Cols: n, Stride: lda, Data: a})
		s, err := eigenSystem(context.Background(), "Dgeev", m, EigenOptions{Right: right, Left: left})
		if err == nil {
			for j, v := range s.Values {
				wr[j], wi[j] = real(v), imag(v)
			}
			if left {
				realVectors(s.Values, s.Left, vl, ldvl)
			}
			if right {
				realVectors(s.Values, s.Right, vr, ldvr)
			}
			work[0] = float64(4 * n)
			return 0
		}
	}
	return d.LAPACK.Dgeev(jobvl, jobvr, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork)
}

// realVectors stores eigenvectors as LAPACK does: of a conjugate pair the real part and then the imaginary part, which is
// exactly zero in the largest entry.
func realVectors(values []complex128, vectors *mat.CDense, v []float64, ld int) {
	n := len(values)
	for j := 0; j < n; j++ {
		if imag(values[j]) == 0 {
			for i := range n {
				v[i*ld+j] = real(vectors.At(i, j))
			}
			continue
		}
		largest, size := 0, 0.0
		for i := range n {
			if s := cmplx.Abs(vectors.At(i, j)); s > size {
				largest, size = i, s
			}
		}
		turn := cmplx.Conj(vectors.At(largest, j)) / complex(size, 0) // another choice than ours among equals
		for i := range n {
			z := turn * vectors.At(i, j)
			v[i*ld+j], v[i*ld+j+1] = real(z), imag(z)
		}
		v[largest*ld+j+1] = 0
		j++
	}
}
