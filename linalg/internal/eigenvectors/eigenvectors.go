// Package eigenvectors computes the eigenvectors of a matrix from its real Schur form Z·T·Zᵀ.
//
// The eigenvector y of T for the eigenvalue λ in row j solves (T - λI)·y = 0 with y[j] = 1: back-substitution with a
// shifted triangle. It is done for many eigenvalues at once, so that it becomes matrix products: the vectors of a group
// lie side by side, the real parts left of the imaginary ones, and are found block by block of rows from below; each
// finished block updates all rows above with one product. Inside a block every step is a loop over the group. (The
// blocking is that of Gates, Haidar, Dongarra, Accelerating computation of eigenvectors in the dense nonsymmetric
// eigenvalue problem, VECPAR 2014; the protection against overflow, one scale for each vector, that of Kjelgaard
// Mikkelsen, Schwarz, Karlsson, Parallel robust solution of triangular linear systems, 2019.)
//
// Matrices are row-major; eigenvectors are stored by columns in a real matrix: that of a real eigenvalue in one column,
// real and imaginary part for the first eigenvalue of a conjugate pair in two.
package eigenvectors

import (
	"context"
	"math"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

const (
	ulp       = 0x1p-52
	groupSize = 64      // eigenvectors that are found together, pairs counted twice
	blockRows = 32      // rows of a block
	large     = 0x1p300 // an entry beyond makes its vector be scaled down
)

// A form is a Schur form and the transposed transformation.
type form struct {
	n      int
	t      []float64
	ldt    int
	zt     []float64
	ldz    int
	re, im []float64
	norm   float64 // the largest row sum of t
}

// Right overwrites v, an n×n matrix, by the right eigenvectors of Z·T·Zᵀ: T is in t with eigenvalues re ± im, Zᵀ in zt. The
// vectors are not normalised, beyond having no entry that overflows. It returns early with ctx's error.
func Right(ctx context.Context, team parallel.Team, n int, t []float64, ldt int, zt []float64, ldz int, re, im, v []float64, ldv int) error {
	f := &form{n: n, t: t, ldt: ldt, zt: zt, ldz: ldz, re: re, im: im}
	return f.vectors(ctx, team, v, ldv, func(j int) int { return j }, 1)
}

// Left is Right for left eigenvectors: uᴴ·A = λ·uᴴ. They are right eigenvectors of Tᵀ for the conjugate eigenvalues, and with
// rows and columns in reverse order Tᵀ is a standard Schur form again.
func Left(ctx context.Context, team parallel.Team, n int, t []float64, ldt int, zt []float64, ldz int, re, im, v []float64, ldv int, work *arena.Arena) error {
	defer work.Release(work.Mark())
	f := &form{n: n, t: work.Floats(n * n), ldt: n, zt: work.Floats(n * n), ldz: n, re: work.Floats(n), im: work.Floats(n)}
	for i := range n {
		for j := range n {
			f.t[(n-1-j)*n+n-1-i] = t[i*ldt+j]
		}
		copy(f.zt[(n-1-i)*n:(n-i)*n], zt[i*ldz:])
		f.re[n-1-i], f.im[n-1-i] = re[i], -im[i] // of a pair, the one with positive imaginary part comes first again
	}
	return f.vectors(ctx, team, v, ldv, func(j int) int { return n - 1 - j }, -1)
}

// vectors finds all eigenvectors. The vector for row j, which place sends to its column, is that of the eigenvalue for
// conj = 1, of its conjugate for conj = -1.
func (f *form) vectors(ctx context.Context, team parallel.Team, v []float64, ldv int, place func(j int) int, conj float64) error {
	for i := range f.n {
		f.norm = max(f.norm, blas.Asum(f.n-max(i-1, 0), f.t[i*f.ldt+max(i-1, 0):], 1))
	}
	// Groups of rows of the form: real eigenvalues by themselves, pairs by themselves, so that no work is done on
	// imaginary parts that vanish.
	var groups [][]int
	var reals, pairs []int
	flush := func(list *[]int) {
		if len(*list) > 0 {
			groups = append(groups, *list)
			*list = nil
		}
	}
	for j := 0; j < f.n; j++ {
		if f.im[j] == 0 {
			if reals = append(reals, j); len(reals) == groupSize {
				flush(&reals)
			}
			continue
		}
		if pairs = append(pairs, j); len(pairs) == groupSize/2 {
			flush(&pairs)
		}
		j++
	}
	flush(&reals)
	flush(&pairs)
	team.For(len(groups), 1, func(lo, hi int) {
		var work arena.Arena
		for _, g := range groups[lo:hi] {
			if ctx.Err() != nil {
				return
			}
			f.group(g, v, ldv, place, conj, &work)
		}
	})
	return ctx.Err()
}

// A batch is a group at work: row i of y holds entry i of all vectors, real parts, then imaginary parts if there are any.
type batch struct {
	*form
	js     []int
	y      []float64
	cols   int       // length of a row of y
	lr, li []float64 // the eigenvalues
}

func (f *form) group(js []int, v []float64, ldv int, place func(j int) int, conj float64, work *arena.Arena) {
	defer work.Release(work.Mark())
	count := len(js)
	paired := f.im[js[0]] != 0
	b := batch{form: f, js: js, cols: count}
	rows := js[count-1] + 1
	if paired {
		b.cols, rows = 2*count, rows+1
	}
	b.y = work.Zeros(rows * b.cols)
	b.lr, b.li = work.Floats(count), work.Zeros(count)
	for k, j := range js {
		b.lr[k] = f.re[j]
		if paired {
			b.li[k] = math.Abs(f.im[j])
		}
	}
	for hi := rows; hi > 0; {
		lo := max(hi-blockRows, 0)
		if lo > 0 && f.t[lo*f.ldt+lo-1] != 0 {
			lo-- // do not cut a pair
		}
		b.solveBlock(lo, hi)
		blas.Gemm(parallel.Team{}, false, false, lo, b.cols, hi-lo, -1, f.t[lo:], f.ldt, b.y[lo*b.cols:], b.cols, 1, b.y, b.cols)
		hi = lo
	}
	x := work.Floats(f.n * b.cols)
	blas.Gemm(parallel.Team{}, true, false, f.n, b.cols, rows, 1, f.zt, f.ldz, b.y, b.cols, 0, x, b.cols)
	for k, j := range js {
		c := place(j)
		if !paired {
			for i := range f.n {
				v[i*ldv+c] = x[i*b.cols+k]
			}
			continue
		}
		c = min(c, place(j+1))
		for i := range f.n {
			v[i*ldv+c], v[i*ldv+c+1] = x[i*b.cols+k], conj*x[i*b.cols+count+k]
		}
	}
}

// solveBlock finds rows lo to hi-1 of the vectors, whose right-hand sides stand there, complete but for what these rows do
// to each other.
func (b *batch) solveBlock(lo, hi int) {
	t, ld, cols := b.t, b.ldt, b.cols
	for i := hi - 1; i >= lo; i-- {
		first := i
		if i > lo && t[i*ld+i-1] != 0 {
			first = i - 1
			b.solvePair(first)
		} else {
			b.solveRow(i)
		}
		for k := lo; k < first; k++ {
			row := b.y[k*cols : (k+1)*cols]
			for c := first; c <= i; c++ {
				blas.Axpy(cols, -t[k*ld+c], b.y[c*cols:(c+1)*cols], 1, row, 1)
			}
		}
		i = first
	}
}

// least is the smallest pivot for eigenvalue k: a smaller one is no more than a rounding error of T. It also keeps the growth
// in one step below 2^200.
func (b *batch) least(k int) float64 {
	return max(ulp*(math.Abs(b.lr[k])+b.li[k]), 0x1p-200*b.norm, 0x1p-1000)
}

// raise returns z, or least in its place if it is smaller.
func raise(re, im, least float64) (float64, float64) {
	if math.Abs(re)+math.Abs(im) < least {
		return least, 0
	}
	return re, im
}

// divide returns (ar + i·ai) / (br + i·bi) by Smith's method.
func divide(ar, ai, br, bi float64) (float64, float64) {
	if math.Abs(br) >= math.Abs(bi) {
		q := bi / br
		d := 1 / (br + bi*q)
		return (ar + ai*q) * d, (ai - ar*q) * d
	}
	q := br / bi
	d := 1 / (br*q + bi)
	return (ar*q + ai) * d, (ai*q - ar) * d
}

// solveRow finds row i, which is a diagonal block by itself.
func (b *batch) solveRow(i int) {
	count := len(b.js)
	d := b.t[i*b.ldt+i]
	re := b.y[i*b.cols : i*b.cols+count]
	if b.cols == count {
		for k, s := range re {
			if b.js[k] == i {
				re[k] = 1
			} else if s != 0 {
				p, _ := raise(d-b.lr[k], 0, b.least(k))
				if re[k] = s / p; math.Abs(re[k]) > large {
					b.shrink(k, i)
				}
			}
		}
		// A vector starts at the row of its eigenvalue: the rows above take T's column as right-hand side by the updates.
		return
	}
	im := b.y[i*b.cols+count : (i+1)*b.cols]
	for k := range re {
		if re[k] == 0 && im[k] == 0 {
			continue
		}
		pr, pi := raise(d-b.lr[k], -b.li[k], b.least(k))
		re[k], im[k] = divide(re[k], im[k], pr, pi)
		if math.Abs(re[k])+math.Abs(im[k]) > large {
			b.shrink(k, i)
		}
	}
}

// solvePair finds rows i and i+1, a diagonal block (a, b; c, a) with eigenvalues μ = a ± i·√(-b·c). It uses Cramer's rule with
// the determinant (μ₁ - λ)·(μ₂ - λ), which is free of cancellation.
func (b *batch) solvePair(i int) {
	count := len(b.js)
	a, up, down := b.t[i*b.ldt+i], b.t[i*b.ldt+i+1], b.t[(i+1)*b.ldt+i]
	mu := math.Sqrt(math.Abs(up)) * math.Sqrt(math.Abs(down))
	row1, row2 := b.y[i*b.cols:(i+1)*b.cols], b.y[(i+1)*b.cols:(i+2)*b.cols]
	for k, j := range b.js {
		var r1, i1, r2, i2 float64
		complexVectors := b.cols > count
		r1, r2 = row1[k], row2[k]
		if complexVectors {
			i1, i2 = row1[count+k], row2[count+k]
		}
		switch {
		case j == i: // (T - λI)·y = 0 in this block: -i·μ·y₁ + b·y₂ = 0, and the larger of b and c divides
			if math.Abs(up) >= math.Abs(down) {
				row1[k], row2[count+k] = 1, mu/up
			} else {
				row1[k], row2[count+k] = -mu/down, 1
			}
			continue
		case r1 == 0 && r2 == 0 && i1 == 0 && i2 == 0:
			continue
		}
		least := b.least(k)
		dr, di := a-b.lr[k], -b.li[k]
		p1r, p1i := raise(dr, di+mu, least)
		p2r, p2i := raise(dr, di-mu, least)
		x1r, x1i := dr*r1-di*i1-up*r2, dr*i1+di*r1-up*i2
		x2r, x2i := dr*r2-di*i2-down*r1, dr*i2+di*r2-down*i1
		x1r, x1i = divide(x1r, x1i, p1r, p1i)
		x1r, x1i = divide(x1r, x1i, p2r, p2i)
		x2r, x2i = divide(x2r, x2i, p1r, p1i)
		x2r, x2i = divide(x2r, x2i, p2r, p2i)
		row1[k], row2[k] = x1r, x2r
		if complexVectors {
			row1[count+k], row2[count+k] = x1i, x2i
		}
		if math.Abs(x1r)+math.Abs(x1i)+math.Abs(x2r)+math.Abs(x2i) > large {
			b.shrink(k, i)
		}
	}
}

// shrink scales vector k, found down to row i, so that its largest entry is about 1.
func (b *batch) shrink(k, i int) {
	count := len(b.js)
	rows := len(b.y) / b.cols
	var largest float64
	for c := k; c < b.cols; c += count {
		for r := i; r < rows; r++ {
			largest = max(largest, math.Abs(b.y[r*b.cols+c]))
		}
	}
	_, e := math.Frexp(largest)
	s := math.Ldexp(1, -e)
	for c := k; c < b.cols; c += count {
		for r := range rows {
			b.y[r*b.cols+c] *= s
		}
	}
}
