// Package poly is exact polynomial algebra over the rational numbers: sparse polynomials in several variables, dense
// ones in one variable over any field, division, greatest common divisors, resultants, square-free and full
// factorisation, partial fractions, and fields of rational functions with radicals adjoined.
//
// Nothing here is approximate and nothing depends on timing: a result is a function of the input alone. Values are
// immutable once returned and may be shared by goroutines.
package poly

import (
	"math"
	"math/big"
	"math/bits"
)

// A Rat is an exact rational number. Numbers whose numerator and denominator fit in 63 bits are held inline, the rest
// spill to math/big. The zero value is 0.
type Rat struct {
	n int64
	d int64    // denominator; 0 stands for 1, so that the zero value is a number
	b *big.Rat // when not nil, the value; n and d are unused
}

// Int returns the integer k.
func Int(k int64) Rat {
	if k == math.MinInt64 {
		return Rat{b: new(big.Rat).SetInt64(k)}
	}
	return Rat{n: k}
}

// Quo returns p/q. It panics if q is 0.
func Quo(p, q int64) Rat { return Int(p).Div(Int(q)) }

// FromBig returns the value of x, which is not retained.
func FromBig(x *big.Rat) Rat { return demote(new(big.Rat).Set(x)) }

// FromBigInt returns the value of x, which is not retained.
func FromBigInt(x *big.Int) Rat {
	if x.IsInt64() {
		return Int(x.Int64())
	}
	return Rat{b: new(big.Rat).SetInt(x)}
}

func demote(x *big.Rat) Rat {
	if x.Num().IsInt64() && x.Denom().IsInt64() && x.Num().Int64() != math.MinInt64 {
		return Rat{n: x.Num().Int64(), d: x.Denom().Int64()}.tidy()
	}
	return Rat{b: x}
}

func (a Rat) tidy() Rat {
	if a.d == 1 {
		a.d = 0
	}
	return a
}

// Big returns the value as a big.Rat the caller may change.
func (a Rat) Big() *big.Rat {
	if a.b != nil {
		return new(big.Rat).Set(a.b)
	}
	if a.d == 0 {
		return new(big.Rat).SetInt64(a.n)
	}
	return big.NewRat(a.n, a.d)
}

func (a Rat) view() *big.Rat {
	if a.b != nil {
		return a.b
	}
	return a.Big()
}

// Num returns the numerator, which carries the sign, as a new integer.
func (a Rat) Num() *big.Int {
	if a.b != nil {
		return new(big.Int).Set(a.b.Num())
	}
	return big.NewInt(a.n)
}

// Den returns the denominator, which is positive, as a new integer.
func (a Rat) Den() *big.Int {
	if a.b != nil {
		return new(big.Int).Set(a.b.Denom())
	}
	return big.NewInt(a.den())
}

func (a Rat) den() int64 {
	if a.d == 0 {
		return 1
	}
	return a.d
}

// IsZero reports whether a is 0.
func (a Rat) IsZero() bool { return a.b == nil && a.n == 0 }

// IsOne reports whether a is 1.
func (a Rat) IsOne() bool { return a.b == nil && a.n == 1 && a.d == 0 }

// IsInt reports whether a is an integer.
func (a Rat) IsInt() bool {
	if a.b != nil {
		return a.b.IsInt()
	}
	return a.d == 0
}

// Int64 returns a as an int64, and whether that is exact.
func (a Rat) Int64() (int64, bool) {
	if a.b == nil && a.d == 0 {
		return a.n, true
	}
	return 0, false
}

// Sign returns −1, 0 or 1.
func (a Rat) Sign() int {
	switch {
	case a.b != nil:
		return a.b.Sign()
	case a.n > 0:
		return 1
	case a.n < 0:
		return -1
	}
	return 0
}

// Cmp compares a with b.
func (a Rat) Cmp(b Rat) int {
	if a.b == nil && b.b == nil && a.d == b.d {
		switch {
		case a.n < b.n:
			return -1
		case a.n > b.n:
			return 1
		}
		return 0
	}
	return a.view().Cmp(b.view())
}

// Equal reports whether a and b are the same number.
func (a Rat) Equal(b Rat) bool {
	if a.b == nil && b.b == nil {
		return a.n == b.n && a.d == b.d
	}
	if a.b == nil || b.b == nil {
		return false
	}
	return a.b.Cmp(b.b) == 0
}

func addOverflows(a, b int64) (int64, bool) {
	c := a + b
	return c, (a > 0 && b > 0 && c < 0) || (a < 0 && b < 0 && c >= 0) || c == math.MinInt64
}

func mulOverflows(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(uint64(abs64(a)), uint64(abs64(b)))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, true
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), false
	}
	return int64(lo), false
}

func abs64(a int64) int64 {
	if a < 0 {
		return -a
	}
	return a
}

func gcd64(a, b int64) int64 {
	a, b = abs64(a), abs64(b)
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Add returns a + b.
func (a Rat) Add(b Rat) Rat {
	if a.b == nil && b.b == nil {
		if a.d == 0 && b.d == 0 {
			if c, over := addOverflows(a.n, b.n); !over {
				return Rat{n: c}
			}
		} else if p, o1 := mulOverflows(a.n, b.den()); !o1 {
			if q, o2 := mulOverflows(b.n, a.den()); !o2 {
				if s, o3 := addOverflows(p, q); !o3 {
					if d, o4 := mulOverflows(a.den(), b.den()); !o4 {
						return small(s, d)
					}
				}
			}
		}
	}
	return demote(new(big.Rat).Add(a.view(), b.view()))
}

func small(n, d int64) Rat {
	if g := gcd64(n, d); g > 1 {
		n, d = n/g, d/g
	}
	if d < 0 {
		n, d = -n, -d
	}
	return Rat{n: n, d: d}.tidy()
}

// Sub returns a − b.
func (a Rat) Sub(b Rat) Rat { return a.Add(b.Neg()) }

// Neg returns −a.
func (a Rat) Neg() Rat {
	if a.b != nil {
		return Rat{b: new(big.Rat).Neg(a.b)}
	}
	return Rat{n: -a.n, d: a.d}
}

// Mul returns a·b.
func (a Rat) Mul(b Rat) Rat {
	if a.b == nil && b.b == nil {
		if p, o1 := mulOverflows(a.n, b.n); !o1 {
			if a.d == 0 && b.d == 0 {
				return Rat{n: p}
			}
			if q, o2 := mulOverflows(a.den(), b.den()); !o2 {
				return small(p, q)
			}
		}
	}
	return demote(new(big.Rat).Mul(a.view(), b.view()))
}

// Inv returns 1/a. It panics if a is 0.
func (a Rat) Inv() Rat {
	if a.b != nil {
		return demote(new(big.Rat).Inv(a.b))
	}
	if a.n == 0 {
		panic("poly: division of a number by zero")
	}
	if a.n < 0 {
		return Rat{n: -a.den(), d: -a.n}.tidy()
	}
	return Rat{n: a.den(), d: a.n}.tidy()
}

// Div returns a/b. It panics if b is 0.
func (a Rat) Div(b Rat) Rat { return a.Mul(b.Inv()) }

// MulInt returns k·a.
func (a Rat) MulInt(k int64) Rat { return a.Mul(Int(k)) }

// One returns 1, whatever a is: it lets code that is generic over a field find its unit.
func (a Rat) One() Rat { return Rat{n: 1} }

// Pow returns aᵏ; a negative k needs a ≠ 0.
func (a Rat) Pow(k int) Rat {
	if k < 0 {
		return a.Inv().Pow(-k)
	}
	r := Rat{n: 1}
	for ; k > 0; k >>= 1 {
		if k&1 == 1 {
			r = r.Mul(a)
		}
		a = a.Mul(a)
	}
	return r
}

// Abs returns |a|.
func (a Rat) Abs() Rat {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

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
func (a Rat) String() string {
	if a.IsInt() {
		return a.Num().String()
	}
	return a.view().RatString()
}
