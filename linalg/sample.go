package linalg

// Spectra of random matrices as a task: what travels to a worker is the recipe of a matrix, never the matrix.

import (
	"cmp"
	"context"
	"fmt"
	"math/cmplx"
	"slices"

	"tandem/parallel"
)

// A Sample is the recipe of one random matrix: 24 bytes that stand for N² numbers.
type Sample struct {
	Ensemble Ensemble // the distribution
	N        int      // order of the matrix
	Seed     uint64   // the same seed gives the same matrix, on every machine of one instruction-set tier
}

// Samples returns count recipes of the ensemble with seeds seed, seed+1, ... It panics if count is negative or beyond 2^40, or
// no matrix can have the order n.
func Samples(e Ensemble, n, count int, seed uint64) []Sample {
	if count < 0 || count > maxElements || n < 1 || n > maxOrder {
		panic(fmt.Sprintf("linalg: Samples: %d matrices of order %d: need 0 to 2^40 of them, of order 1 to 2^20", count, n))
	}
	list := make([]Sample, count)
	for i := range list {
		list[i] = Sample{e, n, seed + uint64(i)}
	}
	return list
}

// RandomEigenvalues makes the matrix of a Sample where it runs and returns its eigenvalues: ascending for the symmetric
// and Hermitian ensembles, in no particular order for the others.
var RandomEigenvalues = parallel.NewTask("tandem/linalg.RandomEigenvalues", randomEigenvalues)

func randomEigenvalues(ctx context.Context, s Sample) ([]complex128, error) {
	if s.N < 1 || s.N > maxOrder {
		return nil, fmt.Errorf("linalg: sample of order %d: it must be 1 to 2^20", s.N)
	}
	switch s.Ensemble {
	case EnsembleGinibre:
		return Eigenvalues(ctx, Ginibre(s.N, s.Seed))
	case EnsembleComplexGinibre:
		return EigenvaluesComplex(ctx, ComplexGinibre(s.N, s.Seed))
	case EnsembleGOE:
		return onRealAxis(EigenvaluesSym(ctx, GOE(s.N, s.Seed)))
	case EnsembleGUE:
		return onRealAxis(EigenvaluesHerm(ctx, GUE(s.N, s.Seed)))
	case EnsembleWishart:
		return onRealAxis(EigenvaluesSym(ctx, Wishart(s.N, 2*s.N, s.Seed)))
	case EnsembleHaar:
		return Eigenvalues(ctx, Haar(s.N, s.Seed))
	case EnsembleBernoulli:
		return Eigenvalues(ctx, Bernoulli(s.N, s.Seed))
	case EnsembleGSE:
		twice, err := EigenvaluesHerm(ctx, GSE(s.N, s.Seed))
		for i := range len(twice) / 2 {
			twice[i] = twice[2*i]
		}
		return onRealAxis(twice[:len(twice)/2], err)
	case EnsembleHaarUnitary:
		return EigenvaluesComplex(ctx, HaarUnitary(s.N, s.Seed))
	case EnsembleCOE:
		return EigenvaluesComplex(ctx, COE(s.N, s.Seed))
	case EnsembleCSE:
		return eachOnce(EigenvaluesComplex(ctx, CSE(s.N, s.Seed)))
	}
	return nil, fmt.Errorf("linalg: sample of the unknown %v", s.Ensemble)
}

// eachOnce drops one of each pair of equal eigenvalues on the unit circle, where pairs are neighbours by angle. The pairs
// may be split by the cut of the angle at ±π: then the first by angle belongs to the last.
func eachOnce(twice []complex128, err error) ([]complex128, error) {
	if err != nil {
		return nil, err
	}
	slices.SortFunc(twice, func(a, b complex128) int { return cmp.Compare(cmplx.Phase(a), cmplx.Phase(b)) })
	n := len(twice)
	first := 0
	if n > 2 && cmplx.Abs(twice[0]-twice[n-1]) < cmplx.Abs(twice[0]-twice[1]) {
		first = 1
	}
	once := make([]complex128, 0, n/2)
	for i := first; i < n; i += 2 {
		once = append(once, twice[i])
	}
	return once, nil
}

func onRealAxis(values []float64, err error) ([]complex128, error) {
	if err != nil {
		return nil, err
	}
	z := make([]complex128, len(values))
	for i, v := range values {
		z[i] = complex(v, 0)
	}
	return z, nil
}
