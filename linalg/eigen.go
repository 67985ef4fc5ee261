package linalg

// Eigenvalues and eigenvectors of general real matrices: scale, balance, reduce to Hessenberg form, iterate to Schur form,
// substitute back. The rooms in internal do the work: balance, hessenberg, schur, eigenvectors.

import (
	"context"
	"fmt"
	"math"
	"sync"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/balance"
	"tandem/linalg/internal/hessenberg"
	"tandem/linalg/internal/schur"
	"tandem/parallel"
)

// A ConvergenceError says that an iteration gave up, after many times the steps that are ever needed, and what it had found by
// then. It is not known to happen.
type ConvergenceError struct {
	Who    string // the function that was called
	Row, N int    // where it gave up: a row of the reduced matrix, and its order
	// Values are the eigenvalues found so far, or singular values: for symmetric and Hermitian matrices and singular values
	// real, ascending, and all of them where only vectors did not converge.
	Values []complex128
}

func (e *ConvergenceError) Error() string {
	return fmt.Sprintf("linalg: %s: no convergence at row %d of %d; %d values were found", e.Who, e.Row, e.N, len(e.Values))
}

// Eigenvalues returns the n eigenvalues of the n×n matrix a, in no particular order; complex ones in conjugate pairs,
// the one with positive imaginary part first. It does not modify a. It returns an error, before any work, if a is not
// square, is empty or has an entry that is not finite, a *ConvergenceError if the iteration fails, which is not known to
// happen, and ctx's error soon after ctx is cancelled.
//
// The computed eigenvalues are exact for a matrix that differs from a by a small multiple of ε·‖a‖. The cost is about
// 7·n³ to 10·n³ flops and n² words; a cancelled context ends a computation of order 2000 within 100 ms. On a 2-core Zen 4
// machine (AVX-512, November 2026), milliseconds on 1 and 2 threads, and how many times as long NumPy 1.24 with OpenBLAS 0.3.21
// took on as many, in turn on a quiet machine:
//
//	n             100          200          500          1000         2000
//	Eigenvalues   1.27 1.26    4.97 4.92    42 37        231 196      1620 945
//	  NumPy       1.92 2.01    2.22 2.40    1.96 2.12    1.84 2.22    1.48 1.85
//	Eigen         1.97 2.03    8.4 9.2      76 59        472 347      3210 1880
//	  NumPy       1.99 2.00    1.78 1.79    1.57 2.01    1.41 1.88    1.40 1.62
//
// Measured by go test -run xxx -bench 'Eigen(values)?$' ./linalg beside python3 linalg/testdata/peer_eig.py 1 (and 2).
func Eigenvalues(ctx context.Context, a mat.Matrix) ([]complex128, error) {
	n, err := squareOrder("Eigenvalues", a)
	if err != nil {
		return nil, err
	}
	values := make([]complex128, n)
	return values, eigenvalues(ctx, parallel.TeamOf(ctx), "Eigenvalues", a, values)
}

// EigenvaluesAll returns the eigenvalues of each of the matrices as Eigenvalues does, one matrix to a thread of ctx's
// budget while there are enough of them: for many small matrices that is faster than many threads for each. It returns
// an error that names the first matrix which is at fault, with the values of the others.
//
// On the machine of Eigenvalues, two threads: 64 matrices of order 200 in 160 ms, where NumPy's best pool of processes takes 390;
// two of order 2000 in 1.8 s, where it takes 2.5 (medians of three rounds; python3 linalg/testdata/peer_eig.py pool).
func EigenvaluesAll(ctx context.Context, as []mat.Matrix) ([][]complex128, error) {
	values := make([][]complex128, len(as))
	for i, a := range as {
		n, err := squareOrder("EigenvaluesAll", a)
		if err != nil {
			return nil, fmt.Errorf("matrix %d of %d: %w", i, len(as), err)
		}
		values[i] = make([]complex128, n)
	}
	errs := make([]error, len(as))
	outer := parallel.TeamOf(ctx)
	var inner parallel.Team
	if len(as) < outer.Threads() { // no bit of the result depends on this
		outer, inner = inner, outer
	}
	outer.For(len(as), 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			errs[i] = eigenvalues(ctx, inner, "EigenvaluesAll", as[i], values[i])
		}
	})
	for i, err := range errs {
		if err != nil {
			return values, fmt.Errorf("matrix %d of %d: %w", i, len(as), err)
		}
	}
	return values, nil
}

// Schur returns the real Schur form a = Z·T·Zᵀ: Z orthogonal, T zero below its diagonal but for blocks of order 2, one for
// each pair of complex eigenvalues, with equal diagonal entries. values are the eigenvalues in the order of T's diagonal. It
// does not balance and does not modify a. Errors are those of Eigenvalues.
func Schur(ctx context.Context, a mat.Matrix) (t, z *mat.Dense, values []complex128, err error) {
	n, err := squareOrder("Schur", a)
	if err != nil {
		return nil, nil, nil, err
	}
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	g := general{team: parallel.TeamOf(ctx), who: "Schur", work: work}
	if err := g.load(ctx, a, n, true); err != nil {
		return nil, nil, nil, err
	}
	if err := g.iterate(ctx, true); err != nil {
		return nil, nil, nil, err
	}
	t, z = mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	unscale := math.Ldexp(1, -g.exponent)
	for i := range n {
		for j := max(i-1, 0); j < n; j++ {
			t.Set(i, j, g.a[i*g.ld+j]*unscale)
		}
		for j := range n {
			z.Set(i, j, g.zt[j*g.ld+i])
		}
	}
	values = make([]complex128, n)
	g.values(values, 0)
	return t, z, values, nil
}

// arenas are the workspaces of callers that have none; a worker that solves one matrix after another finds its own again.
var arenas = sync.Pool{New: func() any { return new(arena.Arena) }}

func release(work *arena.Arena, m arena.Mark) {
	work.Release(m)
	work.Settle()
	arenas.Put(work)
}

func eigenvalues(ctx context.Context, team parallel.Team, who string, a mat.Matrix, values []complex128) error {
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	g := general{team: team, who: who, work: work}
	if err := g.load(ctx, a, len(values), false); err != nil {
		return err
	}
	if err := g.iterate(ctx, false); err != nil {
		return err
	}
	g.values(values, 0)
	return nil
}

// A general eigenproblem at work.
type general struct {
	team     parallel.Team
	who      string
	work     *arena.Arena
	n, ld    int
	a        []float64 // the matrix, then its Schur form
	exponent int       // the matrix was multiplied by 2^exponent
	form     balance.Form
	zt       []float64 // the transposed transformation, if asked for
	re, im   []float64
}

// load copies, checks, scales and balances the matrix.
func (g *general) load(ctx context.Context, a mat.Matrix, n int, noBalance bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.n = n
	g.ld = (n + 7) &^ 7
	if g.ld%64 == 0 { // else the elements of a column compete for a few places in the cache
		g.ld += 8
	}
	g.a = g.work.Floats(n * g.ld)
	largest, err := load(g.who, a, false, g.a, g.ld)
	if err != nil {
		return err
	}
	// Powers of 2 keep products of entries far from over- and underflow.
	if _, e := math.Frexp(largest); largest > 0 && (e < -200 || e > 200) {
		g.exponent = -e
		for i := range n {
			for j, v := range g.a[i*g.ld : i*g.ld+n] {
				g.a[i*g.ld+j] = math.Ldexp(v, -e)
			}
		}
	}
	g.form = balance.None(n)
	if !noBalance {
		g.form = balance.Balance(n, g.a, g.ld)
	}
	return nil
}

// iterate brings the matrix to Schur form, or finds its eigenvalues alone.
func (g *general) iterate(ctx context.Context, full bool) error {
	n := g.n
	g.re, g.im = g.work.Floats(n), g.work.Floats(n)
	tau := g.work.Floats(n)
	if err := hessenberg.Reduce(ctx, g.team, n, g.form.Lo, g.form.Hi, g.a, g.ld, tau, !full, g.work); err != nil {
		return err
	}
	if full {
		g.zt = g.work.Floats(n * g.ld)
		if err := hessenberg.Transposed(ctx, g.team, n, g.form.Lo, g.form.Hi, g.a, g.ld, tau, g.zt, g.ld, g.work); err != nil {
			return err
		}
	}
	hessenberg.Clear(n, g.a, g.ld)
	failed, err := schur.Solve(ctx, g.team, schur.Problem{N: n, Lo: g.form.Lo, Hi: g.form.Hi, H: g.a, Ldh: g.ld,
		Z: g.zt, Ldz: g.ld, Cols: n, Full: full, Re: g.re, Im: g.im}, g.work)
	if err != nil {
		return err
	}
	if failed > 0 {
		found := make([]complex128, g.form.Lo+n-failed)
		g.values(found[:g.form.Lo], 0) // balancing had split these off
		g.values(found[g.form.Lo:], failed)
		return &ConvergenceError{g.who, failed - 1, n, found}
	}
	return nil
}

// values writes the eigenvalues of rows first and behind.
func (g *general) values(dst []complex128, first int) {
	for i := range dst {
		dst[i] = complex(math.Ldexp(g.re[first+i], -g.exponent), math.Ldexp(g.im[first+i], -g.exponent))
	}
}
