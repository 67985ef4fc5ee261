package complexschur

// Eigenvectors from the Schur form Q·T·Qᴴ. The eigenvector y of T for the eigenvalue λ in row j solves (T - λI)·y = 0 with y[j] = 1:
// back-substitution with a shifted triangle. It is done for many eigenvalues at once, block by block of rows from below; each
// finished block updates all rows above with one product. (Gates, Haidar, Dongarra, Accelerating computation of eigenvectors in
// the dense nonsymmetric eigenvalue problem, VECPAR 2014; one scale for each vector protects from overflow: Kjelgaard Mikkelsen,
// Schwarz, Karlsson, Parallel robust solution of triangular linear systems, 2019.)

import (
	"context"
	"math"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

const (
	groupSize = 32      // eigenvectors that are found together
	blockRows = 32      // rows of a block
	large     = 0x1p300 // an entry beyond makes its vector be scaled down
)

// Vectors overwrites v, an n×n matrix without gaps, by the eigenvectors of Q·T·Qᴴ: column j is that for T[j, j]. Qᴴ is in z. The
// vectors are not normalised, beyond having no entry that overflows. It returns early with ctx's error.
func Vectors(ctx context.Context, team parallel.Team, n int, t []complex128, ldt int, z []complex128, ldz int, v []complex128) error {
	var norm float64
	for i := range n {
		norm = max(norm, blas.Asum(2*(n-i), parts(t[i*ldt+i:i*ldt+n]), 1))
	}
	tier := simd.Active()
	team.For((n+groupSize-1)/groupSize, 1, func(lo, hi int) {
		var work arena.Arena
		for g := lo; g < hi; g++ {
			if ctx.Err() != nil {
				return
			}
			mark := work.Mark()
			b := batch{tier: tier, t: t, ldt: ldt, norm: norm, first: g * groupSize, cols: min(groupSize, n-g*groupSize)}
			b.solve(&work)
			rows := b.first + b.cols
			blas.Zgemm(serial, blas.ConjTrans, blas.NoTrans, n, b.cols, rows, 1, z, ldz, b.y, b.cols, 0, v[b.first:], n)
			work.Release(mark)
		}
	})
	return ctx.Err()
}

// A batch is a group of eigenvectors at work, those for rows first to first+cols-1 of t: row i of y holds entry i of all of them.
type batch struct {
	tier        simd.Tier
	t           []complex128
	ldt         int
	norm        float64 // the largest row sum of t
	first, cols int
	y           []complex128
}

func (b *batch) solve(work *arena.Arena) {
	rows := b.first + b.cols
	b.y = work.ComplexZeros(rows * b.cols)
	for hi := rows; hi > 0; {
		lo := max(hi-blockRows, 0)
		for i := hi - 1; i >= lo; i-- {
			b.row(i, hi)
		}
		blas.Zgemm(serial, blas.NoTrans, blas.NoTrans, lo, b.cols, hi-lo, -1, b.t[lo:], b.ldt, b.y[lo*b.cols:], b.cols, 1, b.y, b.cols)
		hi = lo
	}
}

// row finds row i of the vectors from the rows behind it: their products with t are there already but for those of rows before hi.
func (b *batch) row(i, hi int) {
	cols := b.cols
	row := b.y[i*cols : (i+1)*cols]
	for j := i + 1; j < hi; {
		count := 4
		if hi-j < 4 {
			count = 1
		}
		var coef [8]float64
		for r := range count {
			e := b.t[i*b.ldt+j+r]
			coef[2*r], coef[2*r+1] = -real(e), -imag(e)
		}
		kernel.ComplexUpdate(b.tier, count, cols, parts(b.y[j*cols:]), 2*cols, 0, coef[:], parts(row))
		j += count
	}
	d := b.t[i*b.ldt+i]
	for k, s := range row {
		switch {
		case b.first+k == i:
			row[k] = 1
		case s != 0:
			// A smaller pivot is no more than a rounding error of T. This also keeps the growth in one step below 2^200.
			at := b.t[(b.first+k)*b.ldt+b.first+k]
			pivot, least := d-at, max(ulp*abs1(at), 0x1p-200*b.norm, 0x1p-1000)
			if abs1(pivot) < least {
				pivot = complex(least, 0)
			}
			if row[k] = divide(s, pivot); abs1(row[k]) > large {
				b.shrink(k, i)
			}
		}
	}
}

// divide returns a/b by Smith's method.
func divide(a, b complex128) complex128 {
	ar, ai, br, bi := real(a), imag(a), real(b), imag(b)
	if math.Abs(br) >= math.Abs(bi) {
		q := bi / br
		d := 1 / (br + float64(bi*q))
		return complex((ar+float64(ai*q))*d, (ai-float64(ar*q))*d)
	}
	q := br / bi
	d := 1 / (float64(br*q) + bi)
	return complex((float64(ar*q)+ai)*d, (float64(ai*q)-ar)*d)
}

// shrink scales vector k, found down to row i, so that its largest entry is about 1.
func (b *batch) shrink(k, i int) {
	var largest float64
	for at := i*b.cols + k; at < len(b.y); at += b.cols {
		largest = max(largest, abs1(b.y[at]))
	}
	_, e := math.Frexp(largest)
	s := complex(math.Ldexp(1, -e), 0)
	for at := k; at < len(b.y); at += b.cols {
		b.y[at] *= s
	}
}

// Normalise gives the columns of the n×n matrix v unit length and makes the largest entry of each real. It goes by rows, as the
// matrix lies.
func Normalise(n int, v []complex128) {
	scale, best, length := make([]float64, n), make([]float64, n), make([]float64, n)
	turn, at := make([]complex128, n), make([]int, n) // the largest entry of a column, its conjugate and its row
	for i := range n {
		for j, z := range v[i*n : (i+1)*n] {
			scale[j] = max(scale[j], math.Abs(real(z)), math.Abs(imag(z)))
		}
	}
	for j, largest := range scale { // powers of 2
		_, e := math.Frexp(largest)
		scale[j] = math.Ldexp(1, -max(-1000, min(1000, e)))
	}
	for i := range n {
		row := v[i*n : (i+1)*n]
		for j, z := range row {
			x, y := real(z)*scale[j], imag(z)*scale[j]
			row[j] = complex(x, y)
			q := float64(x*x) + float64(y*y)
			length[j] += q
			if q > best[j] {
				best[j], turn[j], at[j] = q, complex(x, -y), i
			}
		}
	}
	for j := range n {
		turn[j] /= complex(math.Sqrt(best[j])*math.Sqrt(length[j]), 0)
	}
	for i := range n {
		row := v[i*n : (i+1)*n]
		for j, z := range row {
			x, y, c, s := real(z), imag(z), real(turn[j]), imag(turn[j])
			row[j] = complex(float64(x*c)-float64(y*s), float64(x*s)+float64(y*c))
			if i == at[j] {
				row[j] = complex(real(row[j]), 0)
			}
		}
	}
}
