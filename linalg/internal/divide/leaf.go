package divide

import (
	"math"

	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/tridiagonal"
)

// leafSize is the size below which the implicit QL iteration is faster than tearing on.
const leafSize = 32

// MaxSweeps is the number of sweeps for one eigenvalue of a leaf before giving up; about 1.7 are needed. Tests lower it.
var MaxSweeps = 50

const eps = 0x1p-53

// leaf finds the eigenvalues of the tridiagonal matrix (d, e) in place, not sorted, with the vectors in the rows of z, by
// the implicit QL iteration with Wilkinson's shift (Parlett, 8.13). e has len(d) elements, the last unused.
func leaf(d, e []float64, z []float64, ldz int) error {
	n := len(d)
	for i := range n {
		row := z[i*ldz : i*ldz+n]
		clear(row)
		row[i] = 1
	}
	// The whole matrix is scaled to norm 1: elements below tiny are far below its rounding errors, and where they are
	// denormal the relative test alone may never hold.
	const tiny = 0x1p-1000
	for first := 0; first < n; first++ {
		for sweep := 0; ; sweep++ {
			m := first
			for m < n-1 && math.Abs(e[m]) > tiny+eps*math.Sqrt(math.Abs(d[m]))*math.Sqrt(math.Abs(d[m+1])) {
				m++
			}
			if m < n-1 {
				e[m] = 0
			}
			if m == first {
				break
			}
			if sweep == MaxSweeps {
				return &tridiagonal.NoConvergence{Row: first, N: n, Sweeps: MaxSweeps}
			}
			g := (d[first+1] - d[first]) / (2 * e[first])
			r := math.Hypot(g, 1)
			g = d[m] - d[first] + e[first]/(g+math.Copysign(r, g))
			s, c, p := 1.0, 1.0, 0.0
			for i := m - 1; i >= first; i-- {
				f, b := s*e[i], c*e[i]
				r := hypot(f, g)
				if i != m-1 {
					e[i+1] = r
				}
				if r == 0 {
					c, s = 1, 0
				} else {
					s, c = f/r, g/r
				}
				g = d[i+1] - p
				t := float64((d[i]-g)*s) + float64(2*c*b)
				p = s * t
				d[i+1] = g + p
				g = float64(c*t) - b
				blas.Rot(n, z[(i+1)*ldz:], 1, z[i*ldz:], 1, c, s)
			}
			d[first] -= p
			e[first] = g
		}
	}
	return nil
}

// hypot is √(f² + g²) for numbers of magnitude about 1 or less; tiny ones take the slow road.
func hypot(f, g float64) float64 {
	if s := float64(f*f) + float64(g*g); s > 0x1p-900 {
		return math.Sqrt(s)
	}
	return math.Hypot(f, g)
}
