package linalg

// Spectra of random matrices as a task: what travels to a worker is the recipe of a matrix, never the matrix.

import (
	"context"
	"fmt"

	"tandem/parallel"
)

// A Sample is the recipe of one random matrix: 24 bytes that stand for N² numbers.
type Sample struct {
	Ensemble Ensemble
	N        int
	Seed     uint64
}

// Samples returns count recipes of the ensemble with seeds seed, seed+1, ...
func Samples(e Ensemble, n, count int, seed uint64) []Sample {
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
	if s.N < 1 {
		return nil, fmt.Errorf("linalg: sample of order %d: it must be at least 1", s.N)
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
	}
	return nil, fmt.Errorf("linalg: sample of the unknown %v", s.Ensemble)
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
