package poly

// An Effort bounds a computation whose length nobody can foresee: in several variables the coefficients of remainder
// sequences explode, and images at large integers grow long. It counts units of some ten nanoseconds, the same on
// every machine; what would take more than maxEffort ends with a TooLarge panic.
type Effort struct {
	Poll  func() // if not nil, called every few milliseconds; it may end the computation by a panic
	spent int
	next  int // when Poll is called next
}

const (
	maxEffort  = 1 << 27
	pollEffort = 1 << 18
)

func (e *Effort) spend(units int) {
	if e.spent += units; e.spent > maxEffort {
		panic(TooLarge{})
	}
	if e.spent >= e.next {
		e.next = e.spent + pollEffort
		if e.Poll != nil {
			e.Poll()
		}
	}
}

// words is the length of p's leading coefficient, in words; the others are taken to be like it.
func (p Poly) words() int { return p[0].C.v.BitLen()/64 + 1 }

// mul returns a·b and pays for it.
func (e *Effort) mul(a, b Poly) Poly {
	if len(a) > 0 && len(b) > 0 {
		e.spend(len(a) * len(b) * (7 + a.words()*b.words()))
	}
	return a.Mul(b)
}

// GCD returns the greatest common divisor of p and q: an integer polynomial with coprime coefficients and positive
// leading coefficient. GCD(0, 0) is 0.
func GCD(p, q Poly) Poly { return new(Effort).GCD(p, q) }

// Factor returns c and the irreducible factors over ℚ of p, primitive with positive leading coefficients, such that
// p = c·Π Pᵢ^Kᵢ. Polynomials in several variables whose image under Kronecker's substitution has a degree above
// maxKronecker are split by contents and multiplicities only.
func Factor(p Poly) (c Rat, factors []Power) { return new(Effort).Factor(p) }

// SquareFree writes p as c·Π Pᵢ^Kᵢ with the Pᵢ square-free, pairwise coprime, primitive and of positive degree in v,
// except that the content of p in v (a polynomial in the other variables) is left in content: p = content·Π Pᵢ^Kᵢ.
// The multiplicities ascend (Yun's algorithm).
func SquareFree(p Poly, v int) (content Poly, parts []Power) { return new(Effort).squareFree(p, v) }

// Resultant returns the resultant of p and q with respect to v.
func Resultant(p, q Poly, v int) Poly { return new(Effort).Resultant(p, q, v) }
