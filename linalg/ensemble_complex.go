package linalg

// Random matrices of Dyson's threefold way beyond the real and the complex Gaussian ones: quaternion self-dual matrices,
// and the circular ensembles, unitary matrices whose eigenvalues repel on the unit circle as those of the Gaussian
// ensembles do on the line (Mehta, Random Matrices, 3rd ed., chapters 2 and 10).

import (
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

// GSE returns an n×n matrix of quaternions of the Gaussian symplectic ensemble as a Hermitian 2n×2n matrix, each quaternion
// a + b·i + c·j + d·k a block [a+bi c+di; −c+di a−bi]. Off the diagonal E|q|² = 1, on it are reals N(0,1/2). Each eigenvalue
// occurs twice, and the spectrum fills [−2√n, 2√n]. It panics unless 1 ≤ n ≤ 2^20.
func GSE(n int, seed uint64) *mat.CDense {
	elements("GSE", n, n)
	m := 2 * n
	g := mat.NewCDense(m, m, make([]complex128, m*m))
	EnsembleGSE.rows(n, seed, func(i int, s stream) {
		d := complex(s.Normal()*(math.Sqrt2/2), 0)
		g.Set(2*i, 2*i, d)
		g.Set(2*i+1, 2*i+1, d)
		for j := i + 1; j < n; j++ {
			a, b := s.Normal()/2, s.Normal()/2
			c, d := s.Normal()/2, s.Normal()/2
			for _, e := range [4]struct {
				di, dj int
				v      complex128
			}{{0, 0, complex(a, b)}, {0, 1, complex(c, d)}, {1, 0, complex(-c, d)}, {1, 1, complex(a, -b)}} {
				g.Set(2*i+e.di, 2*j+e.dj, e.v)
				g.Set(2*j+e.dj, 2*i+e.di, cmplx.Conj(e.v))
			}
		}
	})
	return g
}

// HaarUnitary returns an n×n unitary matrix, uniform by Haar's measure: Dyson's circular unitary ensemble. It is made as a
// product of reflections of random directions with random phases (Stewart, SIAM J. Numer. Anal. 17, 1980). It panics unless
// 1 ≤ n ≤ 2^20.
func HaarUnitary(n int, seed uint64) *mat.CDense {
	return haarUnitary("HaarUnitary", n, EnsembleHaarUnitary, seed)
}

// haarPanel is the number of reflections that are applied together.
const haarPanel = 32

func haarUnitary(who string, n int, e Ensemble, seed uint64) *mat.CDense {
	u, phases := make([]complex128, elements(who, n, n)), make([]complex128, n)
	v := make([]complex128, n*n) // row i: the conjugate of the unit vector of reflection i, zeros before i
	// Row i draws a vector x of n−i normal entries; H·x = −e^{iθ}‖x‖·e₁ with θ the phase of x₁, and column i of the product
	// of the reflections, times −e^{iθ}, is uniform among the directions that are left.
	e.rows(n, seed, func(i int, s stream) {
		x := v[i*n+i : (i+1)*n]
		square := 0.0
		for k := range x {
			re := s.Normal()
			x[k] = complex(re, -s.Normal())
			square += float64(real(x[k])*real(x[k])) + float64(imag(x[k])*imag(x[k]))
		}
		first := math.Sqrt(float64(real(x[0])*real(x[0])) + float64(imag(x[0])*imag(x[0])))
		phases[i] = complex(-real(x[0])/first, imag(x[0])/first)
		norm := math.Sqrt(square)
		x[0] -= cmplx.Conj(phases[i]) * complex(norm, 0)
		length := complex(math.Sqrt(2*norm*(norm+first)), 0)
		for k := range x {
			x[k] /= length
		}
	})
	for i, phase := range phases {
		u[i*n+i] = phase
	}
	// From the last reflections to the first, H_a·…·H_{a+k−1} = I − V·T·Vᴴ at a time; rows and columns before a stay those
	// of the diagonal.
	serial := parallel.Team{}
	gram, t := make([]complex128, haarPanel*haarPanel), make([]complex128, haarPanel*haarPanel)
	w, tw := make([]complex128, haarPanel*n), make([]complex128, haarPanel*n)
	for a := (n - 1) / haarPanel * haarPanel; a >= 0; a -= haarPanel {
		k, cols := min(haarPanel, n-a), n-a
		panel, rest := v[a*n+a:], u[a*n+a:]
		blas.Zgemm(serial, blas.NoTrans, blas.ConjTrans, k, k, cols, 1, panel, n, panel, n, 0, gram, haarPanel)
		for j := range k { // T[0:j, j] = −2·T[0:j, 0:j]·(Vᴴ·v_j)[0:j], and 2 on the diagonal
			for i := range j {
				var sum complex128
				for p := i; p < j; p++ {
					sum += t[i*haarPanel+p] * gram[p*haarPanel+j]
				}
				t[i*haarPanel+j], t[j*haarPanel+i] = -2*sum, 0
			}
			t[j*haarPanel+j] = 2
		}
		blas.Zgemm(serial, blas.NoTrans, blas.NoTrans, k, cols, cols, 1, panel, n, rest, n, 0, w, n)
		blas.Zgemm(serial, blas.NoTrans, blas.NoTrans, k, cols, k, 1, t, haarPanel, w, n, 0, tw, n)
		blas.Zgemm(serial, blas.ConjTrans, blas.NoTrans, cols, cols, k, -1, panel, n, tw, n, 1, rest, n)
	}
	return mat.NewCDense(n, n, u)
}

// COE returns an n×n matrix of the circular orthogonal ensemble: Uᵀ·U with U uniform among the unitary matrices, a
// symmetric unitary matrix. It panics unless 1 ≤ n ≤ 2^20.
func COE(n int, seed uint64) *mat.CDense {
	u := haarUnitary("COE", n, EnsembleCOE, seed).RawCMatrix()
	c := make([]complex128, n*n)
	blas.Zgemm(parallel.Team{}, blas.Trans, blas.NoTrans, n, n, n, 1, u.Data, n, u.Data, n, 0, c, n)
	for i := range n { // exactly symmetric, as rounding leaves it only nearly
		for j := range i {
			c[i*n+j] = c[j*n+i]
		}
	}
	return mat.NewCDense(n, n, c)
}

// CSE returns an n×n matrix of quaternions of the circular symplectic ensemble as a 2n×2n unitary matrix: J·Uᵀ·Jᵀ·U with U
// uniform among the unitary matrices of order 2n and J the direct sum of blocks [0 1; −1 0]. Each eigenvalue occurs twice.
// It panics unless 1 ≤ n ≤ 2^20.
func CSE(n int, seed uint64) *mat.CDense {
	elements("CSE", n, n)
	m := 2 * n
	u := haarUnitary("CSE", m, EnsembleCSE, seed).RawCMatrix()
	dual, c := make([]complex128, m*m), make([]complex128, m*m) // dual: J·Uᵀ·Jᵀ
	for i := range m {
		for k := range m { // ±U[k′, i′] with the partners k′, i′
			dual[i*m+k] = u.Data[(k^1)*m+i^1]
			if (k^i)&1 == 1 {
				dual[i*m+k] *= -1
			}
		}
	}
	blas.Zgemm(parallel.Team{}, blas.NoTrans, blas.NoTrans, m, m, m, 1, dual, m, u.Data, m, 0, c, m)
	return mat.NewCDense(m, m, c)
}
