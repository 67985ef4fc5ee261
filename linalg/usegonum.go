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
	"tandem/linalg/internal/factor"
	"tandem/parallel"
)

// UseInGonum puts Tandem's kernels under gonum's blas64, cblas128 and lapack64, and with them under everything in
// gonum/mat: products, factorisations, solvers, eigenvalues, singular values. One call at the start of a program is enough; a call made
// concurrently with other uses of gonum is a race, as with blas64.Use.
//
// The budget of a call through gonum, which carries no context, is that of a background context: all cores of the process
// that are idle at the moment, so that gonum calls from many goroutines share the cores rather than oversubscribe them.
// Results do not depend on how many that are.
//
// Unchanged gonum 0.17 programs at n = 1000 before and after, on a 2-core Zen 4 machine (AVX-512, November 2026), milliseconds
// from go test -run xxx -bench UnderGonum ./linalg:
//
//	         Mul   LU.Solve  Cholesky   QR   EigenSym    SVD   Eigen
//	before   148         69        56  129       1488   2433    5924
//	after     20         15         9   23         66    168     301
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

func (d drivers) Dgesvd(jobU, jobVT lapack.SVDJob, m, n int, a []float64, lda int, s, u []float64, ldu int, vt []float64, ldvt int, work []float64, lwork int) (ok bool) {
	k := min(m, n)
	// columns returns how many singular vectors of length order job wants.
	columns := func(job lapack.SVDJob, order int) int {
		switch job {
		case lapack.SVDAll:
			return order
		case lapack.SVDStore:
			return k
		}
		return 0
	}
	nu, nv := columns(jobU, m), columns(jobVT, n)
	valid := (nu > 0 || jobU == lapack.SVDNone) && (nv > 0 || jobVT == lapack.SVDNone) &&
		m > 0 && n > 0 && lda >= n && len(a) >= (m-1)*lda+n && len(s) >= k && ldu >= 1 && ldvt >= 1 &&
		(nu == 0 || ldu >= nu && len(u) >= (m-1)*ldu+nu) && (nv == 0 || ldvt >= n && len(vt) >= (nv-1)*ldvt+n) &&
		lwork >= max(3*k+max(m, n), 5*k) && len(work) >= lwork
	if valid {
		x := &mat.Dense{}
		x.SetRawMatrix(blas64.General{Rows: m, Cols: n, Stride: lda, Data: a})
		left, values, right, err := svd(context.Background(), "Dgesvd", x, nu+nv > 0)
		if err == nil {
			copy(s, values)
			if nu > 0 {
				store(u, ldu, m, nu, complement(left, nu), false)
			}
			if nv > 0 {
				store(vt, ldvt, n, nv, complement(right, nv), true)
			}
			work[0] = float64(lwork)
			return true
		}
	}
	return d.LAPACK.Dgesvd(jobU, jobVT, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork)
}

// complement returns the orthonormal columns of q with others, orthogonal to them, to make count columns.
func complement(q *mat.Dense, count int) *mat.Dense {
	m, k := q.Dims()
	if k == count {
		return q
	}
	full := mat.NewDense(m, count, nil)
	f, tau := mat.DenseCopyOf(q).RawMatrix(), make([]float64, k)
	out := full.RawMatrix()
	t := parallel.TeamOf(context.Background())
	_ = factor.QR(context.Background(), t, m, k, f.Data, f.Stride, tau)
	_ = factor.FormQ(context.Background(), t, m, count, k, f.Data, f.Stride, tau, out.Data, out.Stride)
	full.Slice(0, m, 0, k).(*mat.Dense).Copy(q)
	return full
}

// store writes the m×k matrix q, or its transpose, to dst.
func store(dst []float64, ld, m, k int, q *mat.Dense, transpose bool) {
	if transpose {
		to := &mat.Dense{}
		to.SetRawMatrix(blas64.General{Rows: k, Cols: m, Stride: ld, Data: dst})
		to.Copy(q.T())
		return
	}
	for i := range m {
		copy(dst[i*ld:i*ld+k], q.RawRowView(i))
	}
}
