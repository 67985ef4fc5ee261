package tridiagonal

import (
	"math"

	"tandem/linalg/internal/blas"
)

// Squares below tiny lose digits to underflow, squares above huge may overflow when summed.
const (
	tinySquare = 0x1p-900
	hugeSquare = 0x1p+900
	// Below tiny a β may be denormal, with too few digits for a reflector that is orthogonal; scaled by 2^lift it is normal.
	tiny = 0x1p-960
	lift = 600
)

// norm returns the Euclidean norm of x; out of the comfortable range of squares it scales first.
func norm(x []float64) float64 {
	s := blas.Dot(len(x), x, 1, x, 1)
	if tinySquare < s && s < hugeSquare {
		return math.Sqrt(s)
	}
	big := 0.0
	for _, v := range x {
		big = max(big, math.Abs(v))
	}
	if big == 0 {
		return 0
	}
	_, exp := math.Frexp(big)
	s = 0
	for _, v := range x {
		v = math.Ldexp(v, -exp)
		s += float64(v * v)
	}
	return math.Ldexp(math.Sqrt(s), exp)
}

// Reflect turns x into the vector v of a reflector, v[0] = 1, with H·x = β·e₁, and returns β and τ. τ is 0 and H the
// identity if x is a multiple of e₁ already.
func Reflect(x []float64) (beta, tau float64) {
	alpha := x[0]
	rest := norm(x[1:])
	x[0] = 1
	if rest == 0 {
		clear(x[1:])
		return alpha, 0
	}
	if max(math.Abs(alpha), rest) < tiny {
		x[0] = alpha
		for i, v := range x {
			x[i] = math.Ldexp(v, lift)
		}
		beta, tau = Reflect(x)
		return math.Ldexp(beta, -lift), tau
	}
	beta = -math.Copysign(math.Hypot(alpha, rest), alpha)
	tau = (beta - alpha) / beta
	pivot := alpha - beta // no cancellation: the signs differ
	if scale := 1 / pivot; math.Abs(scale) < hugeSquare {
		blas.Scal(len(x)-1, scale, x[1:], 1)
	} else {
		for i := range x[1:] {
			x[1+i] /= pivot
		}
	}
	return beta, tau
}
