package program

import "math"

// exp, log, sin and cos of one number: the twin of the assembly, step for step with fused multiply-adds, so that every
// tier, every place in a block and the scalar evaluation give the same bits. Each is within 2 units of the last place
// (see accuracy_test.go). Polynomials are Taylor polynomials, whose remainder at the end of the reduced range is below
// 2⁻⁵⁷ of the value: their coefficients are quotients of integers, rounded.

const (
	magic  = 0x1.8p52 // added, it rounds to an integer and leaves it in the low bits
	log2e  = 0x1.71547652b82fep+0
	ln2hi  = 0x1.62e42fefa39efp-1 // ln 2 in two parts of 53 bits
	ln2lo  = 0x1.abc9e3b39803fp-56
	twoPi  = 0x1.45f306dc9c883p-1 // 2/π
	pio2a  = 0x1.921fb54442d18p+0 // π/2 in three parts of 53 bits
	pio2b  = 0x1.1a62633145c07p-54
	pio2c  = -0x1.f1976b7ed8fbcp-110
	maxArg = 1 << 30 // beyond it sin and cos reduce by math's Payne–Hanek

	expHigh, expLow = 712.0, -750.0 // beyond, the result is ∞ or 0 anyway

	sqrtHalf = 0x3fe6a09e667f3bcd // the bits of √½
	one      = 0x3ff0000000000000 // the bits of 1
)

// expTaylor are 1/13!, …, 1/2!; logTaylor 2/23, …, 2/3; sinTaylor 1/17!, -1/15!, …, -1/3!; cosTaylor 1/16!, …, 1/4!.
var (
	expTaylor [12]float64
	logTaylor [11]float64
	sinTaylor [8]float64
	cosTaylor [7]float64
)

func init() {
	fact := 1.0
	for k := 2; k <= 17; k++ {
		fact *= float64(k)
		if k <= 13 {
			expTaylor[13-k] = 1 / fact
		}
		switch {
		case k%4 == 3:
			sinTaylor[(17-k)/2] = -1 / fact
		case k%4 == 1:
			sinTaylor[(17-k)/2] = 1 / fact
		case k%4 == 2 && k >= 4:
			cosTaylor[(16-k)/2] = -1 / fact
		case k >= 4:
			cosTaylor[(16-k)/2] = 1 / fact
		}
	}
	for k := range logTaylor {
		logTaylor[k] = 2 / float64(23-2*k)
	}
}

// exp1 is e^x: x = k·ln 2 + r with |r| ≤ ln 2/2, the Taylor polynomial of e^r, and 2^k in two factors, so that results
// go to ∞ and through the subnormal numbers to 0.
func exp1(x float64) float64 {
	if x > expHigh {
		x = expHigh
	}
	if x < expLow {
		x = expLow
	}
	k := math.FMA(x, log2e, magic) - magic
	r := math.FMA(-k, ln2hi, x)
	r = math.FMA(-k, ln2lo, r)
	p := expTaylor[0]
	for _, c := range expTaylor[1:] {
		p = math.FMA(p, r, c)
	}
	p = math.FMA(float64(r*r), p, r) + 1
	t := math.FMA(k, 0.5, magic)
	h := t - magic
	u := (k - h) + magic
	return float64(p*math.Float64frombits(math.Float64bits(t)<<52+one)) * math.Float64frombits(math.Float64bits(u)<<52+one)
}

// log1 is the natural logarithm: x = 2^e·m with √½ ≤ m < √2, s = (m-1)/(m+1), log m = 2·artanh s. In f = m-1 it is
// f - s·(f - s²·R(s²)), where 2s = f - s·f; the part that is not rounded away first, f and e·ln 2, is added last.
func log1(x float64) float64 {
	b := math.Float64bits(x)
	t := b - 1<<52
	if int64(t|(t+1<<53)) < 0 {
		return math.Log(x) // zero, subnormal, negative, infinite or no number
	}
	return log1Normal(x)
}

func log1Normal(x float64) float64 {
	b := math.Float64bits(x)
	eu := (b + (one - sqrtHalf)) >> 52
	e := math.Float64frombits(eu|0x4330000000000000) - (1<<52 + 1023)
	f := math.Float64frombits(b-eu<<52+one) - 1
	s := f / (f + 2)
	z := float64(s * s)
	r := logTaylor[0]
	for _, c := range logTaylor[1:] {
		r = math.FMA(r, z, c)
	}
	// log m = 2s + s·z·r, and 2s = f - s·f.
	w := math.FMA(float64(s*z), r, float64(e*ln2lo))
	w = math.FMA(-s, f, w)
	hi := math.FMA(e, ln2hi, f)
	lo := math.FMA(e, ln2hi, -hi) + f
	return hi + (lo + w)
}

// trig reduces x = q·π/2 + r, |r| ≤ π/4, and returns the sine or cosine of x by the polynomial of the quadrant.
// quarter is 0 for the sine, 1 for the cosine.
func trig(x float64, quarter uint64) float64 {
	t := math.FMA(x, twoPi, magic)
	k := t - magic
	r := math.FMA(-k, pio2a, x) // exact: both are multiples of one ulp of the result
	r = math.FMA(-k, pio2b, r)
	r = math.FMA(-k, pio2c, r)
	q := math.Float64bits(t) + quarter
	z := float64(r * r)
	s := sinTaylor[0]
	for _, c := range sinTaylor[1:] {
		s = math.FMA(s, z, c)
	}
	s = math.FMA(float64(s*z), r, r)
	c := cosTaylor[0]
	for _, a := range cosTaylor[1:] {
		c = math.FMA(c, z, a)
	}
	h := float64(0.5 * z)
	w := 1 - h
	c = w + math.FMA(float64(z*z), c, (1-w)-h)
	v := math.Float64bits(s)
	if q&1 == 1 {
		v = math.Float64bits(c)
	}
	return math.Float64frombits(v ^ (q&2)<<62)
}

func large(x float64) bool {
	const limit = 0x41d0000000000000 // the bits of maxArg
	return int64(limit-math.Float64bits(x)&^(1<<63)) < 0
}

func sin1(x float64) float64 {
	if large(x) {
		return math.Sin(x)
	}
	return trig(x, 0)
}

func cos1(x float64) float64 {
	if large(x) {
		return math.Cos(x)
	}
	return trig(x, 1)
}
