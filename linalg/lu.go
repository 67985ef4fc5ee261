package linalg

// Linear systems by LU with partial pivoting, and what follows from the factors: determinants and condition numbers.

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/factor"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// A SingularError says that a matrix has no inverse to working precision, and where that showed.
type SingularError struct {
	Who   string // the function that was called
	Index int    // the pivot, or the column, at which no element was left
	N     int    // the order of the matrix
}

func (e *SingularError) Error() string {
	return fmt.Sprintf("linalg: %s: the matrix is singular: pivot %d of %d is zero", e.Who, e.Index, e.N)
}

// LUFactors is the factorisation P·A = L·U of a square matrix, by which systems with A are solved many times. It is
// immutable and safe for concurrent use.
type LUFactors struct {
	n    int
	data []float64 // L below the diagonal, U on and above it
	piv  []int
	norm float64 // ‖A‖₁
	zero int     // the first zero pivot, or -1
}

// LU factors the n×n matrix a with partial pivoting. It does not modify a. A singular matrix has factors too; Solve then
// says so. It returns an error, before any work, if a is not square, is empty or has an entry that is not finite, and
// ctx's error if it is cancelled. The cost is 2n³/3 flops.
func LU(ctx context.Context, a mat.Matrix) (*LUFactors, error) {
	return luOf(ctx, "LU", a, true, hugepage.Make[float64])
}

// luOf is LU, with the norm that Cond1 asks for or without it. The factors lie in what memory gives for n² numbers.
func luOf(ctx context.Context, who string, a mat.Matrix, norm bool, memory func(n int) []float64) (*LUFactors, error) {
	n, err := squareOrder(who, a)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data := memory(n * n)
	if _, err := load(who, a, false, data, n); err != nil {
		return nil, err
	}
	f := &LUFactors{n: n, data: data, piv: make([]int, n)}
	if norm {
		f.norm = norm1(n, n, data)
	}
	f.zero, err = factor.LU(ctx, parallel.TeamOf(ctx), n, n, data, n, f.piv)
	return f, err
}

// norm1 is the largest sum of magnitudes in a column.
func norm1(m, n int, data []float64) float64 {
	sums := make([]float64, n)
	i := 0
	for ; i+4 <= m; i += 4 {
		r0, r1, r2, r3 := data[i*n:][:n], data[(i+1)*n:][:n], data[(i+2)*n:][:n], data[(i+3)*n:][:n]
		for j := range sums {
			sums[j] += (math.Abs(r0[j]) + math.Abs(r1[j])) + (math.Abs(r2[j]) + math.Abs(r3[j]))
		}
	}
	for ; i < m; i++ {
		for j, v := range data[i*n:][:n] {
			sums[j] += math.Abs(v)
		}
	}
	largest := 0.0
	for _, s := range sums {
		largest = max(largest, s)
	}
	return largest
}

// Solve returns the X with A·X = b, where b has any number of columns. It returns a *SingularError if A is singular.
func (f *LUFactors) Solve(ctx context.Context, b mat.Matrix) (*mat.Dense, error) {
	return f.solve(ctx, "Solve", b)
}

func (f *LUFactors) solve(ctx context.Context, who string, b mat.Matrix) (*mat.Dense, error) {
	if f.zero >= 0 {
		return nil, &SingularError{who, f.zero, f.n}
	}
	nrhs, x, err := rightSide(who, f.n, b)
	if err != nil {
		return nil, err
	}
	if err := f.substitute(ctx, parallel.TeamOf(ctx), nrhs, x); err != nil {
		return nil, err
	}
	return mat.NewDense(f.n, nrhs, x), nil
}

// substitute overwrites the n×nrhs matrix x with A⁻¹·x.
func (f *LUFactors) substitute(ctx context.Context, t parallel.Team, nrhs int, x []float64) error {
	return strips(ctx, nrhs, 2*float64(f.n)*float64(f.n), func(lo, hi int) { f.apply(t, false, hi-lo, x[lo:], nrhs) })
}

// apply overwrites x, of nrhs columns and leading dimension ldx, with A⁻¹·x or A⁻ᵀ·x.
func (f *LUFactors) apply(t parallel.Team, trans bool, nrhs int, x []float64, ldx int) {
	n := f.n
	if !trans {
		factor.Exchange(nrhs, x, ldx, f.piv, true)
		blas.Trsm(t, blas.Left, blas.Lower, false, blas.Unit, n, nrhs, 1, f.data, n, x, ldx)
		blas.Trsm(t, blas.Left, blas.Upper, false, blas.NonUnit, n, nrhs, 1, f.data, n, x, ldx)
		return
	}
	blas.Trsm(t, blas.Left, blas.Upper, true, blas.NonUnit, n, nrhs, 1, f.data, n, x, ldx)
	blas.Trsm(t, blas.Left, blas.Lower, true, blas.Unit, n, nrhs, 1, f.data, n, x, ldx)
	factor.Exchange(nrhs, x, ldx, f.piv, false)
}

// L returns the unit lower triangular factor.
func (f *LUFactors) L() *mat.TriDense {
	l := mat.NewTriDense(f.n, mat.Lower, nil)
	for i := range f.n {
		for j := range i {
			l.SetTri(i, j, f.data[i*f.n+j])
		}
		l.SetTri(i, i, 1)
	}
	return l
}

// U returns the upper triangular factor.
func (f *LUFactors) U() *mat.TriDense {
	u := mat.NewTriDense(f.n, mat.Upper, nil)
	for i := range f.n {
		for j := i; j < f.n; j++ {
			u.SetTri(i, j, f.data[i*f.n+j])
		}
	}
	return u
}

// Rows returns the permutation: row i of L·U is row Rows()[i] of A.
func (f *LUFactors) Rows() []int {
	rows := make([]int, f.n)
	for i := range rows {
		rows[i] = i
	}
	for i, p := range f.piv {
		rows[i], rows[p] = rows[p], rows[i]
	}
	return rows
}

// LogDet returns log|det A| and the sign of the determinant: −Inf and 0 for a singular matrix.
func (f *LUFactors) LogDet() (logAbs, sign float64) {
	sign = 1
	for i := range f.n {
		d := f.data[i*f.n+i]
		if d == 0 {
			return math.Inf(-1), 0
		}
		if (d < 0) != (f.piv[i] != i) {
			sign = -sign
		}
		logAbs += math.Log(math.Abs(d))
	}
	return logAbs, sign
}

// Det returns the determinant, which may over- or underflow where LogDet does not.
func (f *LUFactors) Det() float64 {
	logAbs, sign := f.LogDet()
	if math.Abs(logAbs) > 700 {
		return sign * math.Exp(logAbs)
	}
	d := sign
	for i := range f.n {
		d *= math.Abs(f.data[i*f.n+i])
	}
	return d
}

// Cond1 estimates the condition number ‖A‖₁·‖A⁻¹‖₁ from below, nearly always within a factor of 3, by a few solves:
// Higham, "FORTRAN codes for estimating the one-norm of a real or complex matrix", ACM TOMS 14, 1988. It is +Inf for a
// singular matrix.
func (f *LUFactors) Cond1() float64 {
	if f.zero >= 0 {
		return math.Inf(1)
	}
	n := f.n
	var serial parallel.Team
	x := make([]float64, n)
	for i := range x {
		x[i] = 1 / float64(n)
	}
	best := 0.0
	signs := make([]float64, n)
	for range 5 {
		f.apply(serial, false, 1, x, 1)
		norm := blas.Asum(n, x, 1)
		if norm <= best {
			break
		}
		best = norm
		for i, v := range x {
			signs[i] = math.Copysign(1, v)
		}
		f.apply(serial, true, 1, signs, 1)
		j := blas.Iamax(n, signs, 1)
		clear(x)
		x[j] = 1
	}
	for i := range x { // a vector that defeats unlucky cancellation
		x[i] = 1 + float64(i)/float64(max(n-1, 1))
		if i%2 == 1 {
			x[i] = -x[i]
		}
	}
	f.apply(serial, false, 1, x, 1)
	return f.norm * max(best, 2*blas.Asum(n, x, 1)/(3*float64(n)))
}

// Inverse returns A⁻¹, or a *SingularError if A is singular. Solve with a right-hand side is three times as fast as a product with
// an inverse that has to be found first, and more accurate. The cost is 2n³ flops.
func (f *LUFactors) Inverse(ctx context.Context) (*mat.Dense, error) {
	return f.inverse(ctx, "Inverse")
}

func (f *LUFactors) inverse(ctx context.Context, who string) (*mat.Dense, error) {
	if f.zero >= 0 {
		return nil, &SingularError{who, f.zero, f.n}
	}
	x := hugepage.Make[float64](f.n * f.n)
	for i := range f.n {
		x[i*f.n+i] = 1
	}
	if err := f.substitute(ctx, parallel.TeamOf(ctx), f.n, x); err != nil {
		return nil, err
	}
	return mat.NewDense(f.n, f.n, x), nil
}

// Inverse returns the inverse of the square matrix a. It does not modify a. Errors are those of Solve.
func Inverse(ctx context.Context, a mat.Matrix) (*mat.Dense, error) {
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	f, err := luOf(ctx, "Inverse", a, false, work.Floats)
	if err != nil {
		return nil, err
	}
	return f.inverse(ctx, "Inverse")
}

// Solve returns the X with a·X = b for a square matrix a; b has any number of columns. A triangular a is solved by
// substitution, any other by LU. It modifies neither. It returns an error, before any work, if the shapes do not fit or an
// entry is not finite, and a *SingularError if a is singular. Factor once, with LU, to solve with the same a again; use
// LeastSquares for a rectangular a.
func Solve(ctx context.Context, a, b mat.Matrix) (*mat.Dense, error) {
	if tri, ok := a.(mat.RawTriangular); ok {
		return solveTriangular(ctx, a, tri, b)
	}
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	f, err := luOf(ctx, "Solve", a, false, work.Floats)
	if err != nil {
		return nil, err
	}
	return f.solve(ctx, "Solve", b)
}

func solveTriangular(ctx context.Context, a mat.Matrix, tri mat.RawTriangular, b mat.Matrix) (*mat.Dense, error) {
	if _, _, _, err := contents("Solve", a); err != nil {
		return nil, err
	}
	r := tri.RawTriangular()
	nrhs, x, err := rightSide("Solve", r.N, b)
	if err != nil {
		return nil, err
	}
	for i := range r.N {
		if r.Diag == blas.NonUnit && r.Data[i*r.Stride+i] == 0 {
			return nil, &SingularError{"Solve", i, r.N}
		}
	}
	t := parallel.TeamOf(ctx)
	err = strips(ctx, nrhs, float64(r.N)*float64(r.N), func(lo, hi int) {
		blas.Trsm(t, blas.Left, r.Uplo, false, r.Diag, r.N, hi-lo, 1, r.Data, r.Stride, x[lo:], nrhs)
	})
	if err != nil {
		return nil, err
	}
	return mat.NewDense(r.N, nrhs, x), nil
}

// LogDet returns log|det a| and the sign of the determinant of a square matrix, −Inf and 0 if it is singular. Errors are
// those of LU.
func LogDet(ctx context.Context, a mat.Matrix) (logAbs, sign float64, err error) {
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	f, err := luOf(ctx, "LogDet", a, false, work.Floats)
	if err != nil {
		return 0, 0, err
	}
	logAbs, sign = f.LogDet()
	return logAbs, sign, nil
}
