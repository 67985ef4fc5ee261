package linalg

// Random matrices of the classical ensembles. The entries depend on (ensemble, n, seed) alone: each row has a random
// stream of its own, see normal.go.

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/factor"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// An Ensemble names a law of random matrices.
type Ensemble int

// The ensembles. The scale is the usual one of random-matrix theory: entries of variance 1 away from the diagonal, so
// that eigenvalues grow as √n (Wishart: as n, Haar: on the unit circle).
const (
	EnsembleGinibre        Ensemble = iota // independent N(0,1) entries
	EnsembleComplexGinibre                 // independent complex entries, E|a|² = 1
	EnsembleGOE                            // symmetric: N(0,1) off the diagonal, N(0,2) on it
	EnsembleGUE                            // Hermitian: E|a|² = 1 off the diagonal, N(0,1) on it
	EnsembleWishart                        // X·Xᵀ with X n×2n of independent N(0,1) entries
	EnsembleHaar                           // orthogonal, uniform by Haar's measure
	EnsembleBernoulli                      // independent entries ±1
	EnsembleGSE                            // quaternion self-dual: E|q|² = 1 off the diagonal, N(0,1/2) on it
	EnsembleHaarUnitary                    // unitary, uniform by Haar's measure: Dyson's circular unitary ensemble
	EnsembleCOE                            // Dyson's circular orthogonal ensemble: symmetric unitary
	EnsembleCSE                            // Dyson's circular symplectic ensemble: self-dual unitary
)

var ensembleNames = [...]string{"ginibre", "complex-ginibre", "goe", "gue", "wishart", "haar", "bernoulli",
	"gse", "haar-unitary", "coe", "cse"}

// String returns the name that ParseEnsemble reads.
func (e Ensemble) String() string {
	if e < 0 || int(e) >= len(ensembleNames) {
		return fmt.Sprintf("Ensemble(%d)", int(e))
	}
	return ensembleNames[e]
}

// Ensembles lists all ensembles.
func Ensembles() []Ensemble {
	list := make([]Ensemble, len(ensembleNames))
	for i := range list {
		list[i] = Ensemble(i)
	}
	return list
}

// ParseEnsemble returns the ensemble with the given name.
func ParseEnsemble(name string) (Ensemble, error) {
	for i, s := range ensembleNames {
		if s == name {
			return Ensemble(i), nil
		}
	}
	return 0, fmt.Errorf("linalg: unknown ensemble %q: use one of %v", name, ensembleNames)
}

// A matrix that is made has at most maxElements elements, 8 TiB of them.
const (
	maxElements = 1 << 40
	maxOrder    = 1 << 20
)

// elements returns m·n, or panics in the name of who, before anything is allocated, for a matrix that is empty or beyond any
// memory.
func elements(who string, m, n int) int {
	if m < 1 || n < 1 || m > maxElements/n {
		panic(fmt.Sprintf("linalg: %s of a %d×%d matrix: it must have 1 to 2^40 elements", who, m, n))
	}
	return m * n
}

// rows calls fill(i, stream of row i) for each of m rows.
func (e Ensemble) rows(m int, seed uint64, fill func(i int, s stream)) {
	for i := range m {
		fill(i, newStream(0x656c626d65736e65, seed, uint64(e), uint64(i))) // the tag reads "ensemble"
	}
}

// Ginibre returns an n×n matrix of independent standard normal entries. It panics unless 1 ≤ n ≤ 2^20.
func Ginibre(n int, seed uint64) *mat.Dense {
	elements("Ginibre", n, n)
	return gaussian(n, n, EnsembleGinibre, seed)
}

// gaussian returns an m×n matrix of independent standard normal entries.
func gaussian(m, n int, e Ensemble, seed uint64) *mat.Dense {
	a := hugepage.Make[float64](m * n)
	e.rows(m, seed, func(i int, s stream) {
		for j := range n {
			a[i*n+j] = s.Normal()
		}
	})
	return mat.NewDense(m, n, a)
}

// ComplexGinibre returns an n×n matrix of independent complex normal entries a with E|a|² = 1. It panics unless 1 ≤ n ≤ 2^20.
func ComplexGinibre(n int, seed uint64) *mat.CDense {
	a := hugepage.Make[complex128](elements("ComplexGinibre", n, n))
	EnsembleComplexGinibre.rows(n, seed, func(i int, s stream) {
		for j := range n {
			re := s.Normal()
			a[i*n+j] = complex(re*(math.Sqrt2/2), s.Normal()*(math.Sqrt2/2))
		}
	})
	return mat.NewCDense(n, n, a)
}

// GOE returns an n×n matrix of the Gaussian orthogonal ensemble: symmetric, N(0,1) off the diagonal and N(0,2) on it, so
// that the spectrum fills [-2√n, 2√n]. It panics unless 1 ≤ n ≤ 2^20.
func GOE(n int, seed uint64) *mat.SymDense {
	a := hugepage.Make[float64](elements("GOE", n, n))
	EnsembleGOE.rows(n, seed, func(i int, s stream) {
		a[i*n+i] = s.Normal() * math.Sqrt2
		for j := i + 1; j < n; j++ {
			a[i*n+j] = s.Normal()
		}
	})
	return mat.NewSymDense(n, a)
}

// GUE returns an n×n matrix of the Gaussian unitary ensemble: Hermitian, E|a|² = 1 off the diagonal and N(0,1) on it, so
// that the spectrum fills [-2√n, 2√n]. It panics unless 1 ≤ n ≤ 2^20.
func GUE(n int, seed uint64) *mat.CDense {
	a := hugepage.Make[complex128](elements("GUE", n, n))
	EnsembleGUE.rows(n, seed, func(i int, s stream) {
		a[i*n+i] = complex(s.Normal(), 0)
		for j := i + 1; j < n; j++ {
			re := s.Normal() * (math.Sqrt2 / 2)
			im := s.Normal() * (math.Sqrt2 / 2)
			a[i*n+j] = complex(re, im)
			a[j*n+i] = complex(re, -im)
		}
	})
	return mat.NewCDense(n, n, a)
}

// Wishart returns X·Xᵀ for an n×m matrix X of independent standard normal entries. It panics unless n, m ≥ 1 and
// neither n·m nor n² is beyond 2^40.
func Wishart(n, m int, seed uint64) *mat.SymDense {
	elements("Wishart", n, m)
	elements("Wishart", n, n)
	x, w := gaussian(n, m, EnsembleWishart, seed).RawMatrix().Data, mat.NewSymDense(n, nil)
	blas.Syrk(parallel.Team{}, blas.Upper, false, n, m, 1, x, m, 0, w.RawSymmetric().Data, n)
	return w
}

// Haar returns an n×n orthogonal matrix, uniform by Haar's measure: the factor Q of a Ginibre matrix, each column times
// the sign of R's diagonal entry (without which the law is not uniform: Mezzadri, Notices AMS 54, 2007). It panics unless
// 1 ≤ n ≤ 2^20.
func Haar(n int, seed uint64) *mat.Dense {
	elements("Haar", n, n)
	a := gaussian(n, n, EnsembleHaar, seed).RawMatrix().Data
	tau, q := make([]float64, n), hugepage.Make[float64](n*n)
	ctx, serial := context.Background(), parallel.Team{}
	_ = factor.QR(ctx, serial, n, n, a, n, tau) // errors are the context's alone
	_ = factor.FormQ(ctx, serial, n, n, n, a, n, tau, q, n)
	for j := range n {
		if a[j*n+j] < 0 {
			blas.Scal(n, -1, q[j:], n)
		}
	}
	return mat.NewDense(n, n, q)
}

// Bernoulli returns an n×n matrix of independent entries, +1 or -1 with equal chance. It panics unless 1 ≤ n ≤ 2^20.
func Bernoulli(n int, seed uint64) *mat.Dense {
	a := hugepage.Make[float64](elements("Bernoulli", n, n))
	EnsembleBernoulli.rows(n, seed, func(i int, s stream) {
		var bits uint64
		for j := range n {
			if j%64 == 0 {
				bits = s.bits.Uint64()
			}
			a[i*n+j] = 1 - 2*float64(bits&1)
			bits >>= 1
		}
	})
	return mat.NewDense(n, n, a)
}
