package linalg

// Condition numbers and pseudo-inverses by singular values.

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/factor"
	"tandem/parallel"
)

// augmented returns the symmetric matrix [0 A; Aᵀ 0] of order m+n for the m×n matrix in data. Its eigenvalues are ±σ for
// each singular value σ of A, and zeros; an eigenvector for σ > 0 is (u, v)/√2 (Golub and Kahan, SIAM J. Numer. Anal. 2, 1965).
func augmented(m, n int, data []float64) *mat.SymDense {
	s := mat.NewSymDense(m+n, nil)
	raw := s.RawSymmetric()
	for i := range m {
		copy(raw.Data[i*raw.Stride+m:i*raw.Stride+m+n], data[i*n:])
	}
	return s
}

// squareFactor returns the R of a tall matrix's QR factors, or of its transpose's if it is wide; it has A's singular values.
func squareFactor(ctx context.Context, who string, a mat.Matrix) (f *QRFactors, wide bool, r []float64, err error) {
	m, n := a.Dims()
	if wide = m < n; wide {
		a = a.T()
	}
	f, err = qrOf(ctx, who, a)
	if err != nil {
		return nil, wide, nil, err
	}
	return f, wide, f.R().RawMatrix().Data, nil
}

// Cond returns the condition number σ_max/σ_min of a in the 2-norm, for any shape: +Inf if a has less than full rank. Above
// about 1/ε = 4·10¹⁵ it says no more than that a is singular to working precision. LUFactors.Cond1 is a cheaper estimate.
// It returns an error, before any work, if a is empty or has an entry that is not finite.
func Cond(ctx context.Context, a mat.Matrix) (float64, error) {
	if _, _, _, err := contents("Cond", a); err != nil {
		return 0, err
	}
	_, _, r, err := squareFactor(ctx, "Cond", a)
	if err != nil {
		return 0, err
	}
	k := int(math.Sqrt(float64(len(r))))
	values, err := EigenvaluesSym(ctx, augmented(k, k, r))
	if err != nil {
		return 0, err
	}
	// The k upper eigenvalues are the singular values, ascending.
	if values[k] <= 0 {
		return math.Inf(1), nil
	}
	return values[2*k-1] / values[k], nil
}

// PseudoInverse returns the n×m Moore–Penrose inverse of the m×n matrix a: Σ v·uᵀ/σ over the singular values σ above
// tol·σ_max, and the number of these, the rank of a to that tolerance. tol = 0 means max(m, n)·ε. PseudoInverse·b is the
// shortest least-squares solution for any rank. It does not modify a. It returns an error, before any work, if a is empty,
// has an entry that is not finite, or tol is not in [0, 1).
func PseudoInverse(ctx context.Context, a mat.Matrix, tol float64) (inverse *mat.Dense, rank int, err error) {
	m, n, _, err := contents("PseudoInverse", a)
	if err != nil {
		return nil, 0, err
	}
	if !(tol >= 0 && tol < 1) {
		return nil, 0, fmt.Errorf("linalg: PseudoInverse with tolerance %v: it must be at least 0 and below 1", tol)
	}
	if tol == 0 {
		tol = float64(max(m, n)) * 0x1p-52
	}
	f, wide, r, err := squareFactor(ctx, "PseudoInverse", a)
	if err != nil {
		return nil, 0, err
	}
	k := min(m, n)
	values, vectors, err := EigenSym(ctx, augmented(k, k, r))
	if err != nil {
		return nil, 0, err
	}
	largest := values[2*k-1]
	for rank < k && values[2*k-1-rank] > tol*largest {
		rank++
	}
	long := max(m, n)
	if rank == 0 {
		return mat.NewDense(n, m, nil), 0, nil
	}
	// r = U·Σ·Vᵀ, so the inverse of Q·r is V·Σ⁻¹·(Q·U)ᵀ. The halves of an eigenvector have length 1/√2.
	u, v := make([]float64, long*rank), make([]float64, k*rank)
	for c := range rank {
		j := 2*k - 1 - c
		var lu, lv float64
		for i := range k {
			u[i*rank+c], v[i*rank+c] = vectors.At(i, j), vectors.At(k+i, j)
			lu, lv = math.Hypot(lu, u[i*rank+c]), math.Hypot(lv, v[i*rank+c])
		}
		for i := range k {
			u[i*rank+c] /= lu
			v[i*rank+c] /= lv * values[j]
		}
	}
	t := parallel.TeamOf(ctx)
	if err := factor.ApplyQ(ctx, t, blas.Left, false, long, rank, k, f.data, f.n, f.tau, u, rank); err != nil {
		return nil, 0, err
	}
	out := mat.NewDense(n, m, nil)
	raw := out.RawMatrix()
	if wide { // a = (Q·r)ᵀ
		blas.Gemm(t, false, true, n, m, rank, 1, u, rank, v, rank, 0, raw.Data, raw.Stride)
	} else {
		blas.Gemm(t, false, true, n, m, rank, 1, v, rank, u, rank, 0, raw.Data, raw.Stride)
	}
	return out, rank, nil
}
