// Package complexschur computes the Schur form A = Q·T·Qᴴ of a general complex matrix: Householder reduction to
// Hessenberg form, then the implicit single-shift QR iteration with Wilkinson's shifts (Golub and Van Loan, Matrix
// Computations, 4th ed., sections 7.4 and 7.5). Matrices are row-major with leading dimension n.
package complexschur

import (
	"context"
	"math"
	"math/cmplx"

	"tandem/linalg/internal/blas"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

const eps = 0x1p-52

// Hessenberg overwrites the n×n matrix a by the upper Hessenberg matrix Qᴴ·a·Q. If q is not nil it is overwritten by Q. It
// returns early with ctx's error.
func Hessenberg(ctx context.Context, t parallel.Team, n int, a, q []complex128) error {
	if q != nil {
		clear(q[:n*n])
		for i := range n {
			q[i*n+i] = 1
		}
	}
	v := make([]complex128, n)
	w := make([]complex128, n)
	for k := 0; k+2 < n; k++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		// P = I - 2·v·vᴴ with |v| = 1 sends a[k+1:, k] to a multiple of e₁.
		var scale float64
		for i := k + 1; i < n; i++ {
			scale = max(scale, math.Abs(real(a[i*n+k])), math.Abs(imag(a[i*n+k])))
		}
		if scale == 0 {
			continue
		}
		var sum float64
		for i := k + 1; i < n; i++ {
			x := a[i*n+k] / complex(scale, 0)
			v[i] = x
			sum += real(x)*real(x) + imag(x)*imag(x)
		}
		norm := math.Sqrt(sum)
		head := v[k+1]
		phase := complex(1, 0)
		if head != 0 {
			phase = head / complex(cmplx.Abs(head), 0)
		}
		v[k+1] += phase * complex(norm, 0)
		length := math.Sqrt(2 * norm * (norm + cmplx.Abs(head)))
		for i := k + 1; i < n; i++ {
			v[i] /= complex(length, 0)
		}
		// From the left on rows k+1… of columns k…, from the right on columns k+1… of all rows.
		x := v[k+1:]
		below := a[(k+1)*n+k:]
		blas.Zgemv(t, blas.ConjTrans, len(x), n-k, 2, below, n, x, 1, 0, w[k:], 1)
		blas.Zgerc(t, len(x), n-k, -1, x, 1, w[k:], 1, below, n)
		for i := k + 2; i < n; i++ {
			a[i*n+k] = 0
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, m := range [][]complex128{a, q} {
			if m != nil {
				blas.Zgemv(t, blas.NoTrans, n, len(x), 2, m[k+1:], n, x, 1, 0, w, 1)
				blas.Zgerc(t, n, len(x), -1, w, 1, x, 1, m[k+1:], n)
			}
		}
	}
	return ctx.Err()
}

// Iterate overwrites the n×n upper Hessenberg matrix h by its Schur form, if full is set, and multiplies q by the
// unitary matrix that takes it there, if q is not nil (then full must be set). Without full only the diagonal of h is
// meaningful on return. It returns 0, or 1 + the last row of the block that did not converge; the diagonal below is
// final then.
func Iterate(ctx context.Context, n int, h, q []complex128, full bool) (failed int, err error) {
	abs1 := func(z complex128) float64 { return math.Abs(real(z)) + math.Abs(imag(z)) }
	var norm float64
	for _, z := range h {
		norm = max(norm, abs1(z))
	}
	tiny := math.Max(0x1p-1022/eps, norm*0x1p-1000)
	hi := n - 1
	for steps := 0; hi > 0; {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		lo := hi
		for ; lo > 0; lo-- {
			s := abs1(h[(lo-1)*n+lo-1]) + abs1(h[lo*n+lo])
			if s == 0 {
				s = norm
			}
			if abs1(h[lo*n+lo-1]) <= math.Max(eps*s, tiny) {
				h[lo*n+lo-1] = 0
				break
			}
		}
		if lo == hi {
			hi--
			steps = 0
			continue
		}
		if steps == 30+10*n/(hi+1) {
			return hi + 1, nil
		}
		steps++
		// Wilkinson's shift: the eigenvalue of the last 2×2 block nearer to its last entry. Every tenth step another one,
		// which breaks cycles.
		d := h[hi*n+hi]
		shift := d + complex(0.75*abs1(h[hi*n+hi-1]), 0)
		if steps%10 != 0 {
			a, bc := h[(hi-1)*n+hi-1], h[(hi-1)*n+hi]*h[hi*n+hi-1]
			half := (a - d) / 2
			root := cmplx.Sqrt(half*half + bc)
			if real(half)*real(root)+imag(half)*imag(root) < 0 {
				root = -root
			}
			shift = d
			if half+root != 0 {
				shift = d - bc/(half+root)
			}
		}
		first, last := lo, hi+1
		if full {
			first, last = 0, n
		}
		x, y := h[lo*n+lo]-shift, h[(lo+1)*n+lo]
		for k := lo; k < hi; k++ {
			if k%32 == 31 {
				if err := ctx.Err(); err != nil {
					return 0, err
				}
			}
			if k > lo {
				x, y = h[k*n+k-1], h[(k+1)*n+k-1]
			}
			c, s, r := rotation(x, y)
			if k > lo {
				h[k*n+k-1], h[(k+1)*n+k-1] = r, 0
			}
			top, bottom := h[k*n:(k+1)*n], h[(k+1)*n:(k+2)*n]
			sc := cmplx.Conj(s)
			for j := k; j < last; j++ {
				t, b := top[j], bottom[j]
				top[j] = c*t + s*b
				bottom[j] = c*b - sc*t
			}
			for i := first; i <= min(k+2, hi); i++ {
				l, m := h[i*n+k], h[i*n+k+1]
				h[i*n+k] = c*l + sc*m
				h[i*n+k+1] = c*m - s*l
			}
			if q != nil {
				for i := range n {
					l, m := q[i*n+k], q[i*n+k+1]
					q[i*n+k] = c*l + sc*m
					q[i*n+k+1] = c*m - s*l
				}
			}
		}
	}
	return 0, nil
}

// rotation returns c (real) and s with [c s; -s̄ c]·[x; y] = [r; 0].
func rotation(x, y complex128) (c, s, r complex128) {
	if y == 0 {
		return 1, 0, x
	}
	ax, ay := cmplx.Abs(x), cmplx.Abs(y)
	if ax == 0 {
		return 0, cmplx.Conj(y) / complex(ay, 0), complex(ay, 0)
	}
	norm := math.Hypot(ax, ay)
	phase := x / complex(ax, 0)
	return complex(ax/norm, 0), phase * cmplx.Conj(y) / complex(norm, 0), phase * complex(norm, 0)
}

// Vectors returns the n×n matrix whose column j is a unit eigenvector of Q·T·Qᴴ for T[j, j], by back-substitution in the
// upper triangular t. Diagonal differences below ε·‖T‖ are raised to it, which perturbs T no more than rounding did. It returns
// early with ctx's error.
func Vectors(ctx context.Context, team parallel.Team, n int, t, q []complex128) ([]complex128, error) {
	var norm float64
	for _, z := range t {
		norm = max(norm, math.Abs(real(z)), math.Abs(imag(z)))
	}
	least := math.Max(eps*norm, 0x1p-1000)
	out := hugepage.Make[complex128](n * n)
	x := make([]complex128, n)
	const group = 32 // vectors that are multiplied by Q together
	y := make([]complex128, n*group)
	for first := 0; first < n; first += group {
		end := min(first+group, n)
		width := end - first
		for j := first; j < end; j++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			solve(n, j, t, least, x)
			for i := range end {
				y[i*width+j-first] = 0
				if i <= j {
					y[i*width+j-first] = x[i]
				}
			}
		}
		blas.Zgemm(team, blas.NoTrans, blas.NoTrans, n, width, end, 1, q, n, y, width, 0, out[first:], n)
	}
	normalise(n, out)
	return out, ctx.Err()
}

// solve sets x[:j+1] to an eigenvector of the upper triangular t for t[j, j], of any length that does not overflow.
func solve(n, j int, t []complex128, least float64, x []complex128) {
	x[j] = 1
	for i := j - 1; i >= 0; i-- {
		var s complex128
		for k := i + 1; k <= j; k++ {
			s += t[i*n+k] * x[k]
		}
		d := t[j*n+j] - t[i*n+i]
		if cmplx.Abs(d) < least {
			d = complex(least, 0)
		}
		x[i] = s / d
		if big := cmplx.Abs(x[i]); big > 0x1p400 {
			for k := i; k <= j; k++ {
				x[k] /= complex(big, 0)
			}
		}
	}
}

// normalise gives the columns of the n×n matrix v unit length. It goes by rows, as the matrix lies.
func normalise(n int, v []complex128) {
	largest, sum := make([]float64, n), make([]float64, n)
	for i := range n {
		for j, z := range v[i*n : (i+1)*n] {
			largest[j] = max(largest[j], math.Abs(real(z)), math.Abs(imag(z)))
		}
	}
	for i := range n {
		row := v[i*n : (i+1)*n]
		for j := range row {
			row[j] = complex(real(row[j])/largest[j], imag(row[j])/largest[j])
			sum[j] += float64(real(row[j])*real(row[j])) + float64(imag(row[j])*imag(row[j]))
		}
	}
	for j, s := range sum {
		sum[j] = math.Sqrt(s)
	}
	for i := range n {
		row := v[i*n : (i+1)*n]
		for j := range row {
			row[j] = complex(real(row[j])/sum[j], imag(row[j])/sum[j])
		}
	}
}
