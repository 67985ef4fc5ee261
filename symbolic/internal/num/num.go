// Package num is the arithmetic of coefficients: exact rationals of any size, with those of 64-bit numerator and
// denominator held inline, and float64 for whoever asked for floats.
//
// A Num is a value. The zero Num is 0. Exact arithmetic stays exact; an operation with a float gives a float. Results
// are reduced, and what fits is held inline, so that two exact Nums are equal exactly when their parts are.
package num

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"
)

// Num is a rational number or a float64.
type Num struct {
	a, d int64    // inline: a/(d+1), reduced, d ≥ 0; float: d = -1 and a holds the bits
	r    *big.Rat // not nil: the value, never changed, too large to be inline
}

// Common values.
var (
	Zero   = Num{}
	One    = Int(1)
	NegOne = Int(-1)
	Half   = Ratio(1, 2)
)

// Int returns the integer a.
func Int(a int64) Num { return Num{a: a} }

// Ratio returns a/b. It panics if b is 0.
func Ratio(a, b int64) Num {
	if b == 0 {
		panic("num: Ratio with denominator 0")
	}
	if a == math.MinInt64 || b == math.MinInt64 {
		return FromRat(big.NewRat(a, b))
	}
	if b < 0 {
		a, b = -a, -b
	}
	g := int64(gcd(abs(a), uint64(b)))
	return Num{a: a / g, d: b/g - 1}
}

// Float returns the float f.
func Float(f float64) Num { return Num{a: int64(math.Float64bits(f)), d: -1} }

// FromRat returns the value of r, which may be changed afterwards.
func FromRat(r *big.Rat) Num {
	if n, ok := inline(r); ok {
		return n
	}
	return Num{r: new(big.Rat).Set(r)}
}

// FromInt returns the value of i, which may be changed afterwards.
func FromInt(i *big.Int) Num {
	if i.IsInt64() {
		return Int(i.Int64())
	}
	return Num{r: new(big.Rat).SetInt(i)}
}

// own is FromRat for an r that nobody else holds.
func own(r *big.Rat) Num {
	if n, ok := inline(r); ok {
		return n
	}
	return Num{r: r}
}

func inline(r *big.Rat) (Num, bool) {
	if r.Num().IsInt64() && r.Denom().IsInt64() {
		return Num{a: r.Num().Int64(), d: r.Denom().Int64() - 1}, true
	}
	return Num{}, false
}

func abs(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, 1)
}

// IsFloat reports whether x is a float; otherwise it is exact.
func (x Num) IsFloat() bool { return x.d < 0 }

func (x Num) small() bool { return x.r == nil && x.d >= 0 }

// IsInt reports whether x is an exact integer.
func (x Num) IsInt() bool {
	if x.r != nil {
		return x.r.IsInt()
	}
	return x.d == 0
}

// Int64 returns x if it is an exact integer of 64 bits.
func (x Num) Int64() (int64, bool) { return x.a, x.r == nil && x.d == 0 }

// Small returns numerator and denominator if x is exact and both have 64 bits.
func (x Num) Small() (p, q int64, ok bool) { return x.a, x.d + 1, x.small() }

// Rat returns the exact value of x as a big.Rat of the caller's own. A float gives its exact binary value; NaN and the
// infinities give nil.
func (x Num) Rat() *big.Rat {
	switch {
	case x.r != nil:
		return new(big.Rat).Set(x.r)
	case x.d < 0:
		return new(big.Rat).SetFloat64(x.float())
	}
	return big.NewRat(x.a, x.d+1)
}

// shared returns the value as a big.Rat that must not be changed.
func (x Num) shared() *big.Rat {
	if x.r != nil {
		return x.r
	}
	return big.NewRat(x.a, x.d+1)
}

// BigNum returns the numerator of the exact x, BigDen its positive denominator, each the caller's own.
func (x Num) BigNum() *big.Int {
	if x.r != nil {
		return new(big.Int).Set(x.r.Num())
	}
	return big.NewInt(x.a)
}

// BigDen returns the positive denominator of the exact x.
func (x Num) BigDen() *big.Int {
	if x.r != nil {
		return new(big.Int).Set(x.r.Denom())
	}
	return big.NewInt(x.d + 1)
}

// Numer and Denom give numerator and denominator as Nums.
func (x Num) Numer() Num {
	if x.r != nil {
		return FromInt(x.r.Num())
	}
	return Int(x.a)
}

// Denom returns the positive denominator of the exact x.
func (x Num) Denom() Num {
	if x.r != nil {
		return FromInt(x.r.Denom())
	}
	return Int(x.d + 1)
}

func (x Num) float() float64 { return math.Float64frombits(uint64(x.a)) }

// Float64 returns the nearest float64.
func (x Num) Float64() float64 {
	switch {
	case x.r != nil:
		f, _ := x.r.Float64()
		return f
	case x.d < 0:
		return x.float()
	case x.d == 0:
		return float64(x.a)
	}
	if abs(x.a) < 1<<53 && x.d < 1<<53 {
		return float64(x.a) / float64(x.d+1)
	}
	f, _ := big.NewRat(x.a, x.d+1).Float64()
	return f
}

// Sign returns -1, 0 or 1; NaN gives 0.
func (x Num) Sign() int {
	if x.r != nil {
		return x.r.Sign()
	}
	if x.d < 0 {
		switch f := x.float(); {
		case f > 0:
			return 1
		case f < 0:
			return -1
		}
		return 0
	}
	switch {
	case x.a > 0:
		return 1
	case x.a < 0:
		return -1
	}
	return 0
}

// IsZero reports whether x is 0, exact or float.
func (x Num) IsZero() bool {
	if x.d < 0 {
		return x.float() == 0
	}
	return x.a == 0 && x.r == nil
}

// IsOne reports whether x is the exact 1.
func (x Num) IsOne() bool { return x == One }

// IsNegOne reports whether x is the exact -1.
func (x Num) IsNegOne() bool { return x == NegOne }

// Equal reports whether x and y are the same: exact values equal, or floats equal by bits.
func (x Num) Equal(y Num) bool {
	if x.r != nil && y.r != nil {
		return x.r == y.r || x.r.Cmp(y.r) == 0
	}
	return x == y
}

// Cmp compares x and y by value; a NaN compares equal to all.
func (x Num) Cmp(y Num) int {
	if x.d < 0 || y.d < 0 {
		f, g := x.Float64(), y.Float64()
		switch {
		case f < g:
			return -1
		case f > g:
			return 1
		}
		return 0
	}
	if x.small() && y.small() && x.d == 0 && y.d == 0 {
		switch {
		case x.a < y.a:
			return -1
		case x.a > y.a:
			return 1
		}
		return 0
	}
	return x.shared().Cmp(y.shared())
}

// Neg returns -x.
func (x Num) Neg() Num {
	switch {
	case x.r != nil:
		return own(new(big.Rat).Neg(x.r))
	case x.d < 0:
		return Float(-x.float())
	case x.a == math.MinInt64:
		return own(new(big.Rat).Neg(x.shared()))
	}
	return Num{a: -x.a, d: x.d}
}

// Abs returns |x|.
func (x Num) Abs() Num {
	if x.d < 0 {
		return Float(math.Abs(x.float()))
	}
	if x.Sign() < 0 {
		return x.Neg()
	}
	return x
}

// Add returns x + y.
func (x Num) Add(y Num) Num {
	if x.r == nil && y.r == nil {
		if x.d == 0 && y.d == 0 {
			if s := x.a + y.a; (s > x.a) == (y.a > 0) {
				return Num{a: s}
			}
		} else if x.d < 0 || y.d < 0 {
			return Float(x.Float64() + y.Float64())
		} else if s, ok := addSmall(x, y); ok {
			return s
		}
	} else if x.d < 0 || y.d < 0 {
		return Float(x.Float64() + y.Float64())
	}
	return own(new(big.Rat).Add(x.shared(), y.shared()))
}

func addSmall(x, y Num) (Num, bool) {
	p, ok1 := mul64(x.a, y.d+1)
	q, ok2 := mul64(y.a, x.d+1)
	s := p + q
	if !ok1 || !ok2 || (s > p) != (q > 0) || s == math.MinInt64 {
		return Num{}, false
	}
	d, ok := mul64(x.d+1, y.d+1)
	if !ok {
		return Num{}, false
	}
	return Ratio(s, d), true
}

func mul64(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(abs(a), abs(b))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

// Sub returns x - y.
func (x Num) Sub(y Num) Num { return x.Add(y.Neg()) }

// Mul returns x·y.
func (x Num) Mul(y Num) Num {
	if x.r == nil && y.r == nil {
		if x.d == 0 && y.d == 0 {
			if p, ok := mul64(x.a, y.a); ok {
				return Num{a: p}
			}
		} else if x.d < 0 || y.d < 0 {
			return Float(x.Float64() * y.Float64())
		} else {
			g := int64(gcd(abs(x.a), uint64(y.d+1)))
			h := int64(gcd(abs(y.a), uint64(x.d+1)))
			p, ok1 := mul64(x.a/g, y.a/h)
			q, ok2 := mul64((x.d+1)/h, (y.d+1)/g)
			if ok1 && ok2 {
				return Num{a: p, d: q - 1}
			}
		}
	} else if x.d < 0 || y.d < 0 {
		return Float(x.Float64() * y.Float64())
	} else if y.r == nil && x.r.IsInt() {
		return mulSmall(x.r.Num(), y)
	} else if x.r == nil && y.r.IsInt() {
		return mulSmall(y.r.Num(), x)
	}
	return own(new(big.Rat).Mul(x.shared(), y.shared()))
}

// mulSmall is b·y for a long integer and a short fraction: the common divisor is found in one pass over b, where a
// big.Rat would take the greatest common divisor of long numbers.
func mulSmall(b *big.Int, y Num) Num {
	if y.a == 0 {
		return Zero
	}
	q := big.NewInt(y.d + 1)
	g := int64(gcd(new(big.Int).Rem(b, q).Uint64(), uint64(y.d+1)))
	p := new(big.Int)
	if g > 1 {
		b = p.Quo(b, big.NewInt(g))
	}
	p = new(big.Int).Mul(b, big.NewInt(y.a))
	if y.d+1 == g {
		return FromInt(p)
	}
	r := new(big.Rat).SetInt64((y.d + 1) / g)
	return own(r.SetFrac(p, r.Num()))
}

// Inv returns 1/x. It panics if x is the exact 0.
func (x Num) Inv() Num {
	switch {
	case x.r != nil:
		return own(new(big.Rat).Inv(x.r))
	case x.d < 0:
		return Float(1 / x.float())
	}
	return Ratio(x.d+1, x.a)
}

// Div returns x/y. It panics if y is the exact 0.
func (x Num) Div(y Num) Num { return x.Mul(y.Inv()) }

// GCD returns the largest rational of which the exact x and y are integer multiples, 0 if both are 0: the greatest common
// divisor of the numerators over the least common multiple of the denominators.
func GCD(x, y Num) Num {
	switch {
	case x.IsZero():
		return y.Abs()
	case y.IsZero():
		return x.Abs()
	}
	if x.small() && y.small() {
		if g := gcd(abs(x.a), abs(y.a)); g <= math.MaxInt64 {
			d := int64(gcd(uint64(x.d+1), uint64(y.d+1)))
			if l, ok := mul64(x.d+1, (y.d+1)/d); ok {
				return Num{a: int64(g), d: l - 1}
			}
		}
	}
	n, m := x.BigNum(), y.BigNum()
	n.GCD(nil, nil, n.Abs(n), m.Abs(m))
	d, e := x.BigDen(), y.BigDen()
	g := new(big.Int).GCD(nil, nil, d, e)
	return own(new(big.Rat).SetFrac(n, d.Mul(d, e.Quo(e, g))))
}

// BitLen returns the bits of the longer of numerator and denominator; 64 for a float.
func (x Num) BitLen() int {
	switch {
	case x.r != nil:
		return max(x.r.Num().BitLen(), x.r.Denom().BitLen())
	case x.d < 0:
		return 64
	}
	return max(bits.Len64(abs(x.a)), bits.Len64(uint64(x.d+1)))
}

// MaxBits bounds the integers that Pow forms: larger powers stay symbolic.
const MaxBits = 1 << 20

// Pow returns x^n, or false if x is 0 and n negative, or if the power would have more than MaxBits bits.
func (x Num) Pow(n int64) (Num, bool) {
	switch {
	case n == 0:
		return One, true
	case n == 1:
		return x, true
	case x.d < 0:
		return Float(math.Pow(x.float(), float64(n))), true
	case x.IsZero():
		return x, n > 0
	case x.d == 0 && x.r == nil && (x.a == 1 || x.a == -1):
		if x.a == 1 || n%2 == 0 {
			return One, true
		}
		return NegOne, true
	}
	m := abs(n)
	if hi, lo := bits.Mul64(m, uint64(x.BitLen())); hi != 0 || lo > MaxBits {
		return Num{}, false
	}
	r := x.shared()
	e := new(big.Int).SetUint64(m)
	p, q := new(big.Int).Exp(r.Num(), e, nil), new(big.Int).Exp(r.Denom(), e, nil)
	if n < 0 {
		p, q = q, p
		if q.Sign() < 0 {
			p.Neg(p)
			q.Neg(q)
		}
	}
	if p.IsInt64() && q.IsInt64() {
		return Num{a: p.Int64(), d: q.Int64() - 1}, true
	}
	return own(new(big.Rat).SetFrac(p, q)), true
}

// Floor returns the largest integer that is not above x; a float stays a float.
func (x Num) Floor() Num {
	switch {
	case x.d < 0:
		return Float(math.Floor(x.float()))
	case x.IsInt():
		return x
	}
	q, m := new(big.Int), new(big.Int)
	q.DivMod(x.shared().Num(), x.shared().Denom(), m) // Euclidean: the denominator is positive, so this is the floor
	return FromInt(q)
}

// Hash returns a hash that is the same in every process.
func (x Num) Hash() uint64 {
	if x.r == nil {
		return Mix(Mix(0x2545f4914f6cdd1d, uint64(x.a)), uint64(x.d))
	}
	h := uint64(x.r.Sign()) ^ 0x9e3779b97f4a7c15
	for _, w := range x.r.Num().Bits() {
		h = Mix(h, uint64(w))
	}
	h = Mix(h, 0x51)
	for _, w := range x.r.Denom().Bits() {
		h = Mix(h, uint64(w))
	}
	return h
}

// Mix folds v into the hash h.
func Mix(h, v uint64) uint64 {
	hi, lo := bits.Mul64(h^0xa0761d6478bd642f, v^0xe7037ed1a0b428db)
	return hi ^ lo ^ bits.RotateLeft64(h, 23)
}

// String gives 3, -7/2, or a float with a point or exponent so that it reads back as a float.
func (x Num) String() string {
	switch {
	case x.r != nil:
		return x.r.RatString()
	case x.d < 0:
		s := strconv.FormatFloat(x.float(), 'g', -1, 64)
		for _, c := range s {
			if c == '.' || c == 'e' || c == 'n' || c == 'I' || c == 'N' {
				return s
			}
		}
		return s + ".0"
	case x.d == 0:
		return strconv.FormatInt(x.a, 10)
	}
	return strconv.FormatInt(x.a, 10) + "/" + strconv.FormatInt(x.d+1, 10)
}
