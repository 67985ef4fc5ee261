// Package complexschur computes the Schur form A = Q·T·Qᴴ of a general complex matrix, T upper triangular, or its eigenvalues
// alone, and the eigenvectors from it.
//
// The matrix is reduced to Hessenberg form in panels (hessenberg.go). Then comes the small-bulge multishift QR iteration with
// aggressive early deflation (Braman, Byers, Mathias: The multishift QR algorithm, parts I and II, SIAM J. Matrix Anal. Appl.
// 23(4), 2002), as in package schur for real matrices. Each round looks at a window at the end of the active block: its own
// Schur form shows which eigenvalues have converged (deflate.go). Those that have not become the shifts of a sweep: chains of
// small bulges, each of which carries one shift and is moved by plane rotations, are driven through the block (sweep.go). Small
// blocks go to the single-shift iteration (local.go).
//
// All scalar work happens in copies of small windows. What a window's rotations do to the rest of the matrix is applied
// afterwards, strip by strip, in the order in which they arose: rotations from the left and from the right commute. For
// eigenvalues alone the rest of the matrix ends at the active block.
//
// Matrices are row-major; the transformation is kept as Qᴴ, so that it too is updated by rows.
package complexschur

import (
	"context"
	"math"
	"unsafe"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/parallel"
	"tandem/parallel/simd"
)

const (
	ulp  = 0x1p-52
	tiny = 0x1p-1022 / ulp
)

// A Problem is a Hessenberg matrix and what is asked for it. Rows and columns outside Lo to Hi-1 are upper triangular already.
type Problem struct {
	N, Lo, Hi int
	H         []complex128 // N×N, overwritten: by its Schur form if Full, else by nothing of use
	Ldh       int
	Z         []complex128 // if not nil, the transformation Qᴴ so far, N rows of Cols; updated. Needs Full
	Ldz, Cols int
	Full      bool
	W         []complex128 // the eigenvalues, by their place on the diagonal
}

// problem is a Problem at work.
type problem struct {
	Problem
	ctx  context.Context
	team parallel.Team
	tier simd.Tier
	tune tuning
	work *arena.Arena
}

// MaxRounds is the number of rounds for each row before the iteration gives up; less than one is needed. Tests lower it.
var MaxRounds = 30

// A tuning holds the sizes that trade one kind of work for another. They depend on the order of the block alone.
type tuning struct {
	small  int             // blocks up to this order go to the single-shift iteration
	nibble int             // a window that deflates more than this per cent of its rows is followed by another at once
	shifts func(n int) int // shifts of a sweep through a block of order n
	window func(n int) int // order of the deflation window
}

// As for real matrices (package schur), where the time is flat near the best; here they were not varied.
var standardTuning = tuning{
	small:  60,
	nibble: 14,
	shifts: func(n int) int { return bySize(n, [4]int{12, 24, 48, 60}) },
	window: func(n int) int { return bySize(n, [4]int{20, 36, 64, 96}) },
}

// bySize picks the entry for a block of order n.
func bySize(n int, entry [4]int) int {
	for i, bound := range [...]int{150, 400, 1000} {
		if n < bound {
			return entry[i]
		}
	}
	return entry[3]
}

// parts are the real and imaginary parts of x in turn, in the same memory.
func parts(x []complex128) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(x))), 2*len(x))
}

// abs1 is the size of z in the norm that costs least.
func abs1(z complex128) float64 { return math.Abs(real(z)) + math.Abs(imag(z)) }

// Solve runs the iteration. It returns 0, or the number of leading rows whose eigenvalues it did not find; those behind are
// final. It returns early with ctx's error.
func Solve(ctx context.Context, t parallel.Team, q Problem, work *arena.Arena) (failed int, err error) {
	p := problem{q, ctx, t, simd.Active(), standardTuning, work}
	for _, side := range [][2]int{{0, p.Lo}, {p.Hi, p.N}} {
		for i := side[0]; i < side[1]; i++ {
			p.W[i] = p.H[i*p.Ldh+i]
		}
	}
	return p.iterate()
}

func (p *problem) iterate() (failed int, err error) {
	bot := p.Hi
	limit := MaxRounds * max(10, p.Hi-p.Lo)
	stuck := 0 // rounds since the last deflation
	for rounds := 0; bot > p.Lo; rounds++ {
		if err := p.ctx.Err(); err != nil {
			return 0, err
		}
		if rounds == limit {
			return bot, nil
		}
		top := bot - 1
		for top > p.Lo && !negligible(p.H, p.Ldh, top, p.Lo, p.Hi) {
			top--
		}
		if top > p.Lo {
			p.H[top*p.Ldh+top-1] = 0
		}
		size := bot - top
		if size <= p.tune.small {
			if failed := p.solveSmall(top, bot); failed > 0 {
				return top + failed, nil
			}
			bot, stuck = top, 0
			continue
		}
		window := min(p.tune.window(size), size-1)
		if stuck >= 5 { // a larger window may see what this one did not
			window = min(2*window, size-1)
		}
		found, shifts := p.deflate(top, bot, window)
		bot -= found
		size -= found
		stuck++
		if found > 0 {
			stuck = 0
		}
		if 100*found > p.tune.nibble*window || size <= p.tune.small {
			continue
		}
		p.sweep(top, bot, p.chooseShifts(top, bot, min(p.tune.shifts(size), (size-3)/2), shifts, stuck))
	}
	return 0, nil
}

// rest returns the rows and columns that the transformation of a block reaches: rows from first, columns to last.
func (p *problem) rest(top, bot int) (first, last int) {
	if p.Full {
		return 0, p.N
	}
	return top, bot
}

// solveSmall finishes the block of rows top to bot-1 by the single-shift iteration. It returns the number of its leading rows
// that did not converge.
func (p *problem) solveSmall(top, bot int) (failed int) {
	defer p.work.Release(p.work.Mark())
	l := p.newLocal(bot-top, p.Full)
	l.load(p.H, p.Ldh, top)
	failed = l.qr(p.tier, p.Full, p.W[top:bot])
	if p.Full {
		l.store(p.H, p.Ldh, top)
		p.applyDense(&l, l.n, top, 0, p.N)
	}
	return failed
}

// applyDense applies the transformation of a window at rows k to k+l.n-1 to the rest of the matrix: to rows first to k-1 from the
// right, as far as the first cols columns of the window go, to columns k+l.n to last-1 from the left, and to Z.
func (p *problem) applyDense(l *local, cols, k, first, last int) {
	n, ldh := l.n, p.Ldh
	if rows := k - first; rows > 0 && cols > 0 { // cols is 0 where a whole window has deflated
		p.replace(blas.NoTrans, blas.ConjTrans, rows, cols, n, p.H[first*ldh+k:], ldh, l.v, l.ld, p.H[first*ldh+k:], ldh)
	}
	if right := last - (k + n); right > 0 {
		p.replace(blas.NoTrans, blas.NoTrans, n, right, n, l.v, l.ld, p.H[k*ldh+k+n:], ldh, p.H[k*ldh+k+n:], ldh)
	}
	if p.Z != nil {
		p.replace(blas.NoTrans, blas.NoTrans, n, p.Cols, n, l.v, l.ld, p.Z[k*p.Ldz:], p.Ldz, p.Z[k*p.Ldz:], p.Ldz)
	}
}

// replace overwrites c, one of the factors, by the product of a and b, m×k and k×n.
func (p *problem) replace(transA, transB blas.Transpose, m, n, k int, a []complex128, lda int, b []complex128, ldb int, c []complex128, ldc int) {
	defer p.work.Release(p.work.Mark())
	x := p.work.Complex(m * n)
	blas.Zgemm(p.team, transA, transB, m, n, k, 1, a, lda, b, ldb, 0, x, n)
	for i := range m {
		copy(c[i*ldc:i*ldc+n], x[i*n:])
	}
}
