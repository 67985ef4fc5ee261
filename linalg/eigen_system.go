package linalg

// Eigenvectors of general real matrices, right and left, and the condition numbers of eigenvalues.

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/eigenvectors"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// Eigen returns the eigenvalues of the n×n matrix a and an n×n matrix whose column j is an eigenvector of unit length
// for values[j]; its largest entry is real. A defective matrix has fewer than n independent eigenvectors: then columns
// are nearly parallel. It does not modify a. Errors are those of Eigenvalues. EigenWith has left eigenvectors and condition
// numbers too.
func Eigen(ctx context.Context, a mat.Matrix) (values []complex128, vectors *mat.CDense, err error) {
	e, err := eigenSystem(ctx, "Eigen", a, EigenOptions{Right: true})
	if err != nil {
		return nil, nil, err
	}
	return e.Values, e.Right, nil
}

// EigenOptions say what EigenWith computes besides the eigenvalues. The zero value asks for nothing more.
type EigenOptions struct {
	Right     bool // eigenvectors: A·v = λ·v
	Left      bool // left eigenvectors: uᴴ·A = λ·uᴴ
	Condition bool // condition numbers of the eigenvalues
	// NoBalance leaves out balancing. Balancing makes eigenvalues of badly scaled matrices more accurate; it can do harm to
	// eigenvectors, by a factor up to the ratio of the scales it chooses, and where tiny entries are rounding errors.
	NoBalance bool
}

// An EigenSystem holds eigenvalues and what was asked for with them.
type EigenSystem struct {
	Values      []complex128 // in conjugate pairs, the one with positive imaginary part first
	Right, Left *mat.CDense  // column j belongs to Values[j]; unit length, largest entry real
	// Condition[j] is 1/|uᴴ·v| ≥ 1 for the left and right eigenvectors of Values[j]: a change of a by δ moves the
	// eigenvalue by about Condition[j]·δ. It is infinite for a defective eigenvalue.
	Condition []float64
}

// EigenWith returns the eigenvalues of a and what opts ask for. Errors are those of Eigenvalues.
func EigenWith(ctx context.Context, a mat.Matrix, opts EigenOptions) (*EigenSystem, error) {
	return eigenSystem(ctx, "EigenWith", a, opts)
}

func eigenSystem(ctx context.Context, who string, a mat.Matrix, opts EigenOptions) (*EigenSystem, error) {
	n, err := squareOrder(who, a)
	if err != nil {
		return nil, err
	}
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	g := general{team: parallel.TeamOf(ctx), who: who, work: work}
	if err := g.load(ctx, a, n, opts.NoBalance); err != nil {
		return nil, err
	}
	vectors := opts.Right || opts.Left || opts.Condition
	if err := g.iterate(ctx, vectors); err != nil {
		return nil, err
	}
	e := &EigenSystem{Values: make([]complex128, n)}
	g.values(e.Values, 0)
	v := work.Floats(n * n)
	if opts.Right || opts.Condition {
		if err := eigenvectors.Right(ctx, g.team, n, g.a, g.ld, g.zt, g.ld, g.re, g.im, v, n); err != nil {
			return nil, err
		}
		g.form.Right(n, v, n)
		e.Right = g.unit(v)
	}
	if opts.Left || opts.Condition {
		if err := eigenvectors.Left(ctx, g.team, n, g.a, g.ld, g.zt, g.ld, g.re, g.im, v, n, work); err != nil {
			return nil, err
		}
		g.form.Left(n, v, n)
		e.Left = g.unit(v)
	}
	if opts.Condition {
		e.Condition = conditions(e.Left.RawCMatrix().Data, e.Right.RawCMatrix().Data, n)
	}
	if !opts.Right {
		e.Right = nil
	}
	if !opts.Left {
		e.Left = nil
	}
	return e, nil
}

// unit returns the eigenvectors in v, real and imaginary parts in neighbouring columns, as complex vectors of unit length
// with a real largest entry.
func (g *general) unit(v []float64) *mat.CDense {
	n := g.n
	u := hugepage.Make[complex128](n * n)
	// By rows, which is how the matrices lie: largest entries, then lengths, then the vectors.
	largest, length := g.work.Zeros(n), g.work.Zeros(n)
	turn := make([]complex128, n)
	for i := range n {
		for j, x := range v[i*n : (i+1)*n] {
			largest[j] = max(largest[j], math.Abs(x))
		}
	}
	for j := range n {
		if g.im[j] > 0 {
			largest[j] = max(largest[j], largest[j+1])
			largest[j+1] = largest[j]
		}
		_, e := math.Frexp(largest[j])
		largest[j] = math.Ldexp(1, -max(-1000, min(1000, e))) // now the scale
	}
	best := g.work.Zeros(n)
	for i := range n {
		row := v[i*n : (i+1)*n]
		for j := 0; j < n; j++ {
			x := row[j] * largest[j]
			if g.im[j] == 0 {
				length[j] += x * x
				continue
			}
			y := row[j+1] * largest[j]
			q := x*x + y*y
			length[j] += q
			if q > best[j] {
				best[j], turn[j] = q, complex(x, -y)
			}
			j++
		}
	}
	for j := range n {
		length[j] = math.Sqrt(length[j])
		if g.im[j] > 0 {
			turn[j] /= complex(math.Sqrt(best[j])*length[j], 0)
		}
	}
	for i := range n {
		row, out := v[i*n:(i+1)*n], u[i*n:(i+1)*n]
		for j := 0; j < n; j++ {
			x := row[j] * largest[j]
			if g.im[j] == 0 {
				out[j] = complex(x/length[j], 0)
				continue
			}
			z := complex(x, row[j+1]*largest[j])
			if q := real(z)*real(z) + imag(z)*imag(z); q == best[j] && real(turn[j])*imag(z) == -imag(turn[j])*real(z) {
				z = complex(math.Sqrt(q)/length[j], 0)
			} else {
				z *= turn[j]
			}
			out[j], out[j+1] = z, complex(real(z), -imag(z))
			j++
		}
	}
	return mat.NewCDense(n, n, u)
}

// conditions returns 1/|uᴴ·v| for the columns u, v of two matrices.
func conditions(left, right []complex128, n int) []float64 {
	re, im := make([]float64, n), make([]float64, n)
	for i := range n {
		for j := range n {
			u, v := left[i*n+j], right[i*n+j]
			re[j] += real(u)*real(v) + imag(u)*imag(v)
			im[j] += real(u)*imag(v) - imag(u)*real(v)
		}
	}
	for j := range re {
		re[j] = max(1, 1/math.Hypot(re[j], im[j]))
	}
	return re
}
