package linalg

// Singular values and vectors: a tall or wide matrix is first reduced by QR, then to bidiagonal form; values alone come by
// QL and Newton's method, vectors by divide and conquer.

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/bidiagonal"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/factor"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// SingularValues returns the min(m, n) singular values of the m×n matrix a in descending order, each within a small multiple
// of ε·‖a‖. It does not modify a. It returns an error, before any work, if a is empty or has an entry that is not finite.
func SingularValues(ctx context.Context, a mat.Matrix) ([]float64, error) {
	_, s, _, err := svd(ctx, "SingularValues", a, false)
	return s, err
}

// SVD returns the thin singular value decomposition a = u·diag(s)·vᵀ of the m×n matrix a: with k = min(m, n), an m×k matrix
// u and an n×k matrix v with orthonormal columns, and s ≥ 0 descending. It does not modify a. Errors are those of
// SingularValues. The cost is about 10·n³ flops for m = n, and 12·n² words.
func SVD(ctx context.Context, a mat.Matrix) (u *mat.Dense, s []float64, v *mat.Dense, err error) {
	return svd(ctx, "SVD", a, true)
}

// tall is the ratio of rows to columns from which reducing by QR first costs less (Chan, ACM TOMS 8, 1982).
const tall = 1.6

func svd(ctx context.Context, who string, a mat.Matrix, vectors bool) (u *mat.Dense, s []float64, v *mat.Dense, err error) {
	m, n, err := dims(who, a)
	if err != nil {
		return nil, nil, nil, err
	}
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	d := decomposition{who: who, long: max(m, n), short: min(m, n), vectors: vectors}
	if float64(d.long) > tall*float64(d.short) {
		err = d.byQR(ctx, a, m < n, work)
	} else {
		err = d.reduce(ctx, a, m > n, work)
	}
	if err != nil {
		return nil, nil, nil, convergence(who, d.exp, err)
	}
	if vectors {
		u, v = mat.NewDense(d.long, d.short, d.z), mat.NewDense(d.short, d.short, d.y)
		if m <= n { // reduce takes a square matrix as it stands: its rows are the short side
			u, v = v, u
		}
	}
	return u, d.values, v, nil
}

// A decomposition is y·diag(values)·zᵀ or its transpose, with y short×short, z long×short.
type decomposition struct {
	who         string
	long, short int
	vectors     bool
	exp         int // the matrix was divided by 2^exp
	values      []float64
	y, z        []float64
}

// reduce decomposes a, or its transpose, which has no more rows than columns.
func (d *decomposition) reduce(ctx context.Context, a mat.Matrix, transpose bool, work *arena.Arena) error {
	ld := bidiagonal.LeadingDimension(d.long)
	g := work.Floats(d.short * ld)
	for i := range d.short {
		clear(g[i*ld+d.long : (i+1)*ld])
	}
	largest, err := load(d.who, a, transpose, g, ld)
	if err != nil {
		return err
	}
	d.exp = scaleExponent(g, largest)
	d.y, d.z, err = d.solve(ctx, d.long, g, work)
	unscale(d.values, d.exp)
	return err
}

// solve decomposes the short×long matrix g = y·diag(values)·zᵀ.
func (d *decomposition) solve(ctx context.Context, long int, g []float64, work *arena.Arena) (y, z []float64, err error) {
	t := parallel.TeamOf(ctx)
	r, err := bidiagonal.Reduce(ctx, t, d.short, long, g, d.vectors, work)
	if err != nil {
		return nil, nil, err
	}
	if d.vectors {
		y, z = hugepage.Make[float64](d.short*d.short), hugepage.Make[float64](long*d.short)
		d.values, err = r.Vectors(ctx, t, z, y, work)
	} else {
		d.values, err = bidiagonal.Values(ctx, t, r.D, r.E)
	}
	return y, z, err
}

// byQR decomposes the long×short matrix a, or aᵀ: a = Q·R, R = x·diag(values)·yᵀ, z = Q·x.
func (d *decomposition) byQR(ctx context.Context, a mat.Matrix, transpose bool, work *arena.Arena) error {
	m, n := d.long, d.short
	data := work.Floats(m * n)
	largest, err := load(d.who, a, transpose, data, n)
	if err != nil {
		return err
	}
	d.exp = scaleExponent(data, largest)
	t, tau := parallel.TeamOf(ctx), work.Floats(n)
	if err := factor.QR(ctx, t, m, n, data, n, tau); err != nil {
		return err
	}
	ld := bidiagonal.LeadingDimension(n)
	g := work.Zeros(n * ld)
	for i := range n {
		copy(g[i*ld+i:i*ld+n], data[i*n+i:(i+1)*n])
	}
	x, y, err := d.solve(ctx, n, g, work)
	if err != nil {
		return err
	}
	unscale(d.values, d.exp)
	if !d.vectors {
		return nil
	}
	d.y, d.z = y, hugepage.Make[float64](m*n)
	copy(d.z, x)
	return factor.ApplyQ(ctx, t, blas.Left, false, m, n, n, data, n, tau, d.z, n)
}

// Cond returns the condition number of the m×n matrix a in the 2-norm, the ratio of its largest singular value to its
// smallest, +Inf if that is 0. Errors are those of SingularValues.
func Cond(ctx context.Context, a mat.Matrix) (float64, error) {
	_, s, _, err := svd(ctx, "Cond", a, false)
	if err != nil {
		return 0, err
	}
	if s[len(s)-1] == 0 {
		return math.Inf(1), nil
	}
	return s[0] / s[len(s)-1], nil
}

// PseudoInverse returns the n×m pseudoinverse a⁺ of Moore and Penrose of the m×n matrix a: a⁺·b is the shortest x with the
// least ‖a·x − b‖, whatever the rank of a. Singular values up to max(m, n)·ε times the largest count as zero. Errors are
// those of SingularValues.
func PseudoInverse(ctx context.Context, a mat.Matrix) (*mat.Dense, error) {
	u, s, v, err := svd(ctx, "PseudoInverse", a, true)
	if err != nil {
		return nil, err
	}
	m, k := u.Dims()
	n, _ := v.Dims()
	limit := float64(max(m, n)) * 0x1p-52 * s[0]
	ud, vd := u.RawMatrix(), v.RawMatrix()
	for i := range n {
		row := vd.Data[i*vd.Stride : i*vd.Stride+k]
		for j, x := range s {
			if x > limit {
				row[j] /= x
			} else {
				row[j] = 0
			}
		}
	}
	out := hugepage.Make[float64](n * m)
	if err := multiply(ctx, parallel.TeamOf(ctx), true, n, m, k, vd.Data, ud.Data, 0, out); err != nil {
		return nil, err
	}
	return mat.NewDense(n, m, out), nil
}
