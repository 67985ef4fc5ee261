package linalg

// Random matrices of Dyson's threefold way beyond the real and the complex Gaussian ones: quaternion self-dual matrices,
// and the circular ensembles, unitary matrices whose eigenvalues repel on the unit circle as those of the Gaussian
// ensembles do on the line (Mehta, Random Matrices, 3rd ed., chapters 2 and 10).

import (
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/mat"
)

// GSE returns an n×n matrix of quaternions of the Gaussian symplectic ensemble as a Hermitian 2n×2n matrix, each quaternion
// a + b·i + c·j + d·k a block [a+bi c+di; −c+di a−bi]. Off the diagonal E|q|² = 1, on it are reals N(0,1/2). Each eigenvalue
// occurs twice, and the spectrum fills [−2√n, 2√n]. It panics if n < 1.
func GSE(n int, seed uint64) *mat.CDense {
	m := 2 * max(n, 0)
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
// product of reflections of random directions with random phases (Stewart, SIAM J. Numer. Anal. 17, 1980). It panics if
// n < 1.
func HaarUnitary(n int, seed uint64) *mat.CDense { return haarUnitary(n, EnsembleHaarUnitary, seed) }

func haarUnitary(n int, e Ensemble, seed uint64) *mat.CDense {
	u := make([]complex128, max(n, 0)*max(n, 0))
	for i := range n {
		u[i*n+i] = 1
	}
	// Row i draws a vector x of n−i normal entries; H·x = −e^{iθ}‖x‖·e₁ with θ the phase of x₁, and column i of the product
	// of the reflections, times −e^{iθ}, is uniform among the directions that are left.
	vectors := make([][]complex128, n)
	phases := make([]complex128, n)
	e.rows(n, seed, func(i int, s stream) {
		x := make([]complex128, n-i)
		square := 0.0
		for k := range x {
			re := s.Normal()
			x[k] = complex(re, s.Normal())
			square += float64(real(x[k])*real(x[k])) + float64(imag(x[k])*imag(x[k]))
		}
		first := math.Sqrt(float64(real(x[0])*real(x[0])) + float64(imag(x[0])*imag(x[0])))
		phases[i] = complex(-real(x[0])/first, -imag(x[0])/first)
		norm := math.Sqrt(square)
		x[0] -= phases[i] * complex(norm, 0)
		length := complex(math.Sqrt(2*norm*(norm+first)), 0)
		for k := range x {
			x[k] /= length
		}
		vectors[i] = x
	})
	for i := n - 1; i >= 0; i-- { // rows and columns i.. of u become H·u, column i scaled first
		v := vectors[i]
		u[i*n+i] = phases[i]
		sums := make([]complex128, n-i)
		for k, vk := range v {
			row := u[(i+k)*n+i : (i+k+1)*n]
			c := cmplx.Conj(vk)
			for j, x := range row {
				sums[j] += c * x
			}
		}
		for k, vk := range v {
			row := u[(i+k)*n+i : (i+k+1)*n]
			for j := range row {
				row[j] -= 2 * vk * sums[j]
			}
		}
	}
	return mat.NewCDense(n, n, u)
}

// COE returns an n×n matrix of the circular orthogonal ensemble: Uᵀ·U with U uniform among the unitary matrices, a
// symmetric unitary matrix. It panics if n < 1.
func COE(n int, seed uint64) *mat.CDense {
	u := haarUnitary(n, EnsembleCOE, seed)
	return gramWith(u, func(k, i int) complex128 { return u.At(k, i) })
}

// CSE returns an n×n matrix of quaternions of the circular symplectic ensemble as a 2n×2n unitary matrix: J·Uᵀ·Jᵀ·U with U
// uniform among the unitary matrices of order 2n and J the direct sum of blocks [0 1; −1 0]. Each eigenvalue occurs twice.
// It panics if n < 1.
func CSE(n int, seed uint64) *mat.CDense {
	u := haarUnitary(2*n, EnsembleCSE, seed)
	return gramWith(u, func(k, i int) complex128 { // column i of Jᵀ·…: (J·Uᵀ·Jᵀ)[i, k] = ±U[k′, i′] with partners k′, i′
		v := u.At(k^1, i^1)
		if (k^i)&1 == 1 {
			return -v
		}
		return v
	})
}

// gramWith returns the matrix with entries Σₖ left(k, i)·u[k, j].
func gramWith(u *mat.CDense, left func(k, i int) complex128) *mat.CDense {
	n, _ := u.Dims()
	raw := u.RawCMatrix()
	out := make([]complex128, n*n)
	for i := range n {
		row := out[i*n : (i+1)*n]
		for k := range n {
			c := left(k, i)
			for j, x := range raw.Data[k*raw.Stride : k*raw.Stride+n] {
				row[j] += c * x
			}
		}
	}
	return mat.NewCDense(n, n, out)
}
