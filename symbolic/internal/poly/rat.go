// Package poly is exact polynomial algebra over the rational numbers: sparse polynomials in several variables, dense
// ones in one variable over any field, division, greatest common divisors, resultants, square-free and full
// factorisation, partial fractions, and fields of rational functions with radicals adjoined.
//
// Nothing here is approximate and nothing depends on timing: a result is a function of the input alone. Values are
// immutable once returned and may be shared by goroutines.
package poly

import (
	"math/big"

	"tandem/symbolic/internal/num"
)

// A Rat is an exact rational number: a num.Num that is never a float. The zero value is 0.
type Rat struct{ v num.Num }

// Int returns the integer k.
func Int(k int64) Rat { return Rat{num.Int(k)} }

// Quo returns p/q. It panics if q is 0.
func Quo(p, q int64) Rat { return Rat{num.Ratio(p, q)} }

// FromNum returns the exact number x. It panics if x is a float.
func FromNum(x num.Num) Rat {
	if x.IsFloat() {
		panic("poly: a float is no exact number")
	}
	return Rat{x}
}

// FromBigInt returns the value of x, which is not retained.
func FromBigInt(x *big.Int) Rat { return Rat{num.FromInt(x)} }

// Exact returns a as a coefficient of expressions.
func (a Rat) Exact() num.Num { return a.v }

// Num returns the numerator, which carries the sign, as a new integer.
func (a Rat) Num() *big.Int { return a.v.BigNum() }

// Den returns the denominator, which is positive, as a new integer.
func (a Rat) Den() *big.Int { return a.v.BigDen() }

// IsZero reports whether a is 0.
func (a Rat) IsZero() bool { return a.v == num.Zero }

// IsOne reports whether a is 1.
func (a Rat) IsOne() bool { return a.v.IsOne() }

// IsInt reports whether a is an integer.
func (a Rat) IsInt() bool { return a.v.IsInt() }

// Int64 returns a as an int64, and whether that is exact.
func (a Rat) Int64() (int64, bool) { return a.v.Int64() }

// Float64 returns the nearest float64.
func (a Rat) Float64() float64 { return a.v.Float64() }

// Sign returns −1, 0 or 1.
func (a Rat) Sign() int { return a.v.Sign() }

// Cmp compares a with b.
func (a Rat) Cmp(b Rat) int { return a.v.Cmp(b.v) }

// Equal reports whether a and b are the same number.
func (a Rat) Equal(b Rat) bool { return a.v.Equal(b.v) }

// Add returns a + b.
func (a Rat) Add(b Rat) Rat { return Rat{a.v.Add(b.v)} }

// Sub returns a − b.
func (a Rat) Sub(b Rat) Rat { return Rat{a.v.Sub(b.v)} }

// Neg returns −a.
func (a Rat) Neg() Rat { return Rat{a.v.Neg()} }

// Mul returns a·b.
func (a Rat) Mul(b Rat) Rat { return Rat{a.v.Mul(b.v)} }

// Inv returns 1/a. It panics if a is 0.
func (a Rat) Inv() Rat {
	if a.IsZero() {
		panic("poly: division of a number by zero")
	}
	return Rat{a.v.Inv()}
}

// Div returns a/b. It panics if b is 0.
func (a Rat) Div(b Rat) Rat { return a.Mul(b.Inv()) }

// MulInt returns k·a.
func (a Rat) MulInt(k int64) Rat { return a.Mul(Int(k)) }

// One returns 1, whatever a is: it lets code that is generic over a field find its unit.
func (a Rat) One() Rat { return Int(1) }

// Pow returns aᵏ; a negative k needs a ≠ 0. Unlike num.Num's, its powers may be of any length.
func (a Rat) Pow(k int) Rat {
	if k < 0 {
		return a.Inv().Pow(-k)
	}
	r := Int(1)
	for ; k > 0; k >>= 1 {
		if k&1 == 1 {
			r = r.Mul(a)
		}
		if k > 1 {
			a = a.Mul(a)
		}
	}
	return r
}

// Abs returns |a|.
func (a Rat) Abs() Rat { return Rat{a.v.Abs()} }

// Sqrt returns the exact square root of a, if a has one.
func (a Rat) Sqrt() (Rat, bool) { return a.Root(2) }

// Root returns the real k-th root of a when it is rational; a is not negative for even k.
func (a Rat) Root(k int) (Rat, bool) {
	if a.Sign() < 0 {
		if k%2 == 0 {
			return Rat{}, false
		}
		r, ok := a.Neg().Root(k)
		return r.Neg(), ok
	}
	p, ok1 := introot(a.Num(), k)
	q, ok2 := introot(a.Den(), k)
	if !ok1 || !ok2 {
		return Rat{}, false
	}
	return FromBigInt(p).Div(FromBigInt(q)), true
}

// introot returns the exact k-th root of x ≥ 0, by bisection on bit length and Newton's iteration.
func introot(x *big.Int, k int) (*big.Int, bool) {
	if k == 2 {
		r := new(big.Int).Sqrt(x)
		return r, new(big.Int).Mul(r, r).Cmp(x) == 0
	}
	if x.Sign() == 0 {
		return new(big.Int), true
	}
	kk := big.NewInt(int64(k))
	r := new(big.Int).Lsh(big.NewInt(1), uint(x.BitLen()/k+1))
	for {
		// r' = ((k−1) r + x/r^(k−1)) / k falls to the floor of the root.
		t := new(big.Int).Exp(r, big.NewInt(int64(k-1)), nil)
		t.Quo(x, t)
		t.Add(t, new(big.Int).Mul(r, big.NewInt(int64(k-1))))
		t.Quo(t, kk)
		if t.Cmp(r) >= 0 {
			break
		}
		r = t
	}
	return r, new(big.Int).Exp(r, kk, nil).Cmp(x) == 0
}

// String returns "p" or "p/q".
func (a Rat) String() string { return a.v.String() }
