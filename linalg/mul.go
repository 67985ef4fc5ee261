package linalg

// Products. The operands are used where they lie: transposes, strided views, symmetric and triangular matrices are handed
// to the kernels as they are; only a matrix that shows no storage is copied.

import (
	"context"
	"fmt"
	"unsafe"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	tblas "tandem/linalg/internal/blas"
	"tandem/parallel"
)

// Mul sets dst = a·b. An empty dst takes the size of the product, any other must have it. dst may be a or b themselves
// (the product is then made in a copy), but must not overlap them otherwise. ctx carries only the budget of threads; the
// result has the same bits for every budget. NaN and Inf propagate as in the definition: no zero is skipped.
//
// Mul panics if the shapes do not fit or dst overlaps an operand.
func Mul(ctx context.Context, dst *mat.Dense, a, b mat.Matrix) { MulAdd(ctx, dst, 1, a, b, 0) }

// MulAdd sets dst = alpha·a·b + beta·dst. With beta = 0 the old dst is not read and may be empty. All else is as for Mul.
func MulAdd(ctx context.Context, dst *mat.Dense, alpha float64, a, b mat.Matrix, beta float64) {
	m, k := a.Dims()
	kb, n := b.Dims()
	if k != kb {
		panic(fmt.Sprintf("linalg: Mul of %d×%d by %d×%d", m, k, kb, n))
	}
	fit(dst, m, n, beta)
	left, right := storageOf(a), storageOf(b)
	team := parallel.TeamOf(ctx)
	out := dst.RawMatrix()
	if same, overlap := left.meets(out), right.meets(out); same || overlap {
		tmp := mat.NewDense(m, n, nil)
		if beta != 0 {
			tmp.Copy(dst)
		}
		product(team, alpha, left, right, beta, tmp.RawMatrix())
		dst.Copy(tmp)
		return
	}
	product(team, alpha, left, right, beta, out)
}

// fit makes an empty dst m×n zeros and panics if another one has a different size.
func fit(dst *mat.Dense, m, n int, beta float64) {
	if dst.IsEmpty() && beta == 0 {
		dst.ReuseAs(m, n)
		return
	}
	if r, c := dst.Dims(); r != m || c != n {
		panic(fmt.Sprintf("linalg: Mul into %d×%d: the product is %d×%d", r, c, m, n))
	}
}

// A storage is a matrix as the kernels want it.
type storage struct {
	rows, cols int
	trans      bool // the matrix is the transpose of what follows
	blas64.General
	symmetric bool // only the triangle uplo is stored
	uplo      blas.Uplo
}

// storageOf looks through transposes; triangular and banded matrices, and those that show no storage, are copied.
func storageOf(a mat.Matrix) storage {
	s := storage{}
	s.rows, s.cols = a.Dims()
	for {
		t, ok := a.(mat.Untransposer)
		if !ok {
			break
		}
		a, s.trans = t.Untranspose(), !s.trans
	}
	switch raw := a.(type) {
	case mat.RawMatrixer:
		s.General = raw.RawMatrix()
	case mat.RawSymmetricer:
		r := raw.RawSymmetric()
		s.General, s.symmetric, s.uplo = blas64.General{Rows: r.N, Cols: r.N, Stride: r.Stride, Data: r.Data}, true, r.Uplo
	case mat.RawVectorer:
		r := raw.RawVector()
		s.General = blas64.General{Rows: r.N, Cols: 1, Stride: r.Inc, Data: r.Data}
	default:
		s.General = mat.DenseCopyOf(a).RawMatrix()
	}
	return s
}

// meets reports whether s lies in the memory of out: exactly there, or not at all. It panics if they overlap in part.
func (s storage) meets(out blas64.General) bool {
	if s.Rows*s.Cols == 0 || out.Rows*out.Cols == 0 {
		return false
	}
	lo, hi := span(s.General)
	outLo, outHi := span(out)
	if hi <= outLo || outHi <= lo {
		return false
	}
	if s.Stride == out.Stride {
		if lo == outLo && s.Rows == out.Rows && s.Cols == out.Cols {
			return true
		}
		// Columns of the same larger matrix are apart if their ranges are, counted from the same row start.
		apart := (int(lo) - int(outLo)) / 8 % s.Stride
		if apart < 0 {
			apart += s.Stride
		}
		if apart >= out.Cols && apart+s.Cols <= s.Stride {
			return false
		}
	}
	panic(fmt.Sprintf("linalg: Mul: the %d×%d dst overlaps a %d×%d operand", out.Rows, out.Cols, s.Rows, s.Cols))
}

// span returns the addresses of the first element of g and of the end of its last.
func span(g blas64.General) (lo, hi uintptr) {
	return uintptr(unsafe.Pointer(&g.Data[0])), uintptr(unsafe.Pointer(&g.Data[(g.Rows-1)*g.Stride+g.Cols-1])) + 8
}

// product is out = alpha·a·b + beta·out with out apart from both.
func product(t parallel.Team, alpha float64, a, b storage, beta float64, out blas64.General) {
	m, n, k := a.rows, b.cols, a.cols
	switch {
	case a.symmetric && !b.symmetric && !b.trans:
		tblas.Symm(t, tblas.Left, a.uplo, m, n, alpha, a.Data, a.Stride, b.Data, b.Stride, beta, out.Data, out.Stride)
	case b.symmetric && !a.symmetric && !a.trans:
		tblas.Symm(t, tblas.Right, b.uplo, m, n, alpha, b.Data, b.Stride, a.Data, a.Stride, beta, out.Data, out.Stride)
	case a.symmetric || b.symmetric:
		s := &a
		if b.symmetric {
			s = &b
		}
		*s = s.completed()
		product(t, alpha, a, b, beta, out)
	case n == 1:
		x, inc := b.Data, b.Stride
		if b.trans {
			inc = 1
		}
		tblas.Gemv(t, a.trans, a.Rows, a.Cols, alpha, a.Data, a.Stride, x, inc, beta, out.Data, out.Stride)
	case m == 1:
		x, inc := a.Data, 1
		if a.trans {
			inc = a.Stride
		}
		tblas.Gemv(t, !b.trans, b.Rows, b.Cols, alpha, b.Data, b.Stride, x, inc, beta, out.Data, 1)
	default:
		tblas.Gemm(t, a.trans, b.trans, m, n, k, alpha, a.Data, a.Stride, b.Data, b.Stride, beta, out.Data, out.Stride)
	}
}

// completed returns a copy of a symmetric matrix with both triangles.
func (s storage) completed() storage {
	full := blas64.General{Rows: s.Rows, Cols: s.Rows, Stride: s.Rows, Data: make([]float64, s.Rows*s.Rows)}
	for i := range s.Rows {
		lo, hi := i, s.Rows
		if s.uplo == blas.Lower {
			lo, hi = 0, i+1
		}
		for j := lo; j < hi; j++ {
			v := s.Data[i*s.Stride+j]
			full.Data[i*full.Stride+j], full.Data[j*full.Stride+i] = v, v
		}
	}
	return storage{rows: s.rows, cols: s.cols, General: full}
}

// MulVec sets dst = a·x. An empty dst takes the length of the product. dst must not overlap a or x. It panics if the
// shapes do not fit.
func MulVec(ctx context.Context, dst *mat.VecDense, a mat.Matrix, x mat.Vector) {
	m, n := a.Dims()
	if n != x.Len() {
		panic(fmt.Sprintf("linalg: MulVec of %d×%d by a vector of %d", m, n, x.Len()))
	}
	if dst.IsEmpty() {
		dst.ReuseAsVec(m)
	}
	if dst.Len() != m {
		panic(fmt.Sprintf("linalg: MulVec into a vector of %d: the product has %d", dst.Len(), m))
	}
	raw := dst.RawVector()
	out := blas64.General{Rows: m, Cols: 1, Stride: raw.Inc, Data: raw.Data}
	left, right := storageOf(a), storageOf(x)
	if left.meets(out) || right.meets(out) {
		panic("linalg: MulVec: dst is an operand")
	}
	team := parallel.TeamOf(ctx)
	if left.symmetric {
		tblas.Symv(team, left.uplo, m, 1, left.Data, left.Stride, right.Data, right.Stride, 0, raw.Data, raw.Inc)
		return
	}
	product(team, 1, left, right, 0, out)
}

// Gram sets dst = aᵀ·a, computing one triangle. An empty dst takes its size. dst must not overlap a.
func Gram(ctx context.Context, dst *mat.SymDense, a mat.Matrix) {
	_, n := a.Dims()
	if dst.IsEmpty() {
		dst.ReuseAsSym(n)
	}
	if dst.SymmetricDim() != n {
		panic(fmt.Sprintf("linalg: Gram into order %d: the product has order %d", dst.SymmetricDim(), n))
	}
	s, out := storageOf(a), dst.RawSymmetric()
	if s.symmetric {
		s = storageOf(mat.DenseCopyOf(a))
	}
	if s.meets(blas64.General{Rows: n, Cols: n, Stride: out.Stride, Data: out.Data}) {
		panic("linalg: Gram: dst is the operand")
	}
	k := s.rows
	tblas.Syrk(parallel.TeamOf(ctx), out.Uplo, !s.trans, n, k, 1, s.Data, s.Stride, 0, out.Data, out.Stride)
}
