package linalg

// Random numbers that are the same on every machine.
//
// The bits come from ChaCha8, keyed by (tag, seed, sample, block): each row of a random matrix has a stream of its own,
// so a matrix can be made in any order, by any number of threads. Normal variates come from the ziggurat of Marsaglia
// and Tsang (J. Stat. Softw. 5(8), 2000) with 256 layers and, after Doornik, different bits for the layer and for the
// position in it. math/rand/v2's NormFloat64 would do, but it calls math.Exp and math.Log, which differ in the last bit
// between processors; here both are polynomials whose every product is rounded before the sum.

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"sync"
)

// A stream draws random numbers from one ChaCha8 key.
type stream struct{ bits *rand.ChaCha8 }

// newStream keys a stream. The same four numbers give the same variates on every machine.
func newStream(tag, seed, sample, block uint64) stream {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[0:], tag)
	binary.LittleEndian.PutUint64(key[8:], seed)
	binary.LittleEndian.PutUint64(key[16:], sample)
	binary.LittleEndian.PutUint64(key[24:], block)
	return stream{rand.NewChaCha8(key)}
}

// Uniform returns a number in (0, 1): the midpoints of 2^52 equal cells, so neither end occurs.
func (s stream) Uniform() float64 {
	return float64(float64(s.bits.Uint64()>>12)+0.5) * 0x1p-52
}

const (
	layers    = 256
	tailStart = 3.6541528853610088   // where the base layer's rectangle ends and its tail begins
	layerArea = 0.004928673233992336 // the area under exp(-x²/2) in each layer
)

// The ziggurat: layer i lies left of zigguratX[i], and zigguratY[i] = exp(-zigguratX[i]²/2).
var ziggurat = sync.OnceValue(func() *[2][layers + 1]float64 {
	var t [2][layers + 1]float64
	x, y := &t[0], &t[1]
	x[1] = tailStart
	y[1] = expOf(-0.5 * tailStart * tailStart)
	x[0] = layerArea / y[1] // a rectangle as large as the base layer with its tail
	for i := 1; i < layers-1; i++ {
		y[i+1] = y[i] + layerArea/x[i]
		x[i+1] = math.Sqrt(-2 * logOf(y[i+1]))
	}
	x[layers], y[layers] = 0, 1
	return &t
})

// Normal returns a standard normal variate.
func (s stream) Normal() float64 {
	t := ziggurat()
	x, y := &t[0], &t[1]
	for {
		b := s.bits.Uint64()
		i := b & (layers - 1)
		v := float64(int64(b)>>11) * 0x1p-52 * x[i] // bits 11 to 63, signed: in [-x[i], x[i])
		a := math.Abs(v)
		switch {
		case a < x[i+1]:
			return v
		case i == 0:
			return math.Copysign(s.tail(), v)
		case y[i]+float64(s.Uniform()*(y[i+1]-y[i])) < expOf(-0.5*float64(a*a)):
			return v
		}
	}
}

// tail returns a normal variate given that it exceeds tailStart: Marsaglia's rejection from an exponential.
func (s stream) tail() float64 {
	for {
		x := -logOf(s.Uniform()) / tailStart
		y := -logOf(s.Uniform())
		if y+y >= float64(x*x) {
			return tailStart + x
		}
	}
}

// expOf is exp(x) for -700 < x ≤ 0, to about 1 ulp, with the same bits on every processor.
func expOf(x float64) float64 {
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	const ln2Hi, ln2Lo = 6.93147180369123816490e-01, 1.90821492927058770002e-10 // ln 2 in two parts; k·ln2Hi is exact
	r := x - float64(k*ln2Hi) - float64(k*ln2Lo)
	p := 1.0 / 6227020800 // Taylor's series of degree 13 on |r| ≤ ln(2)/2
	for _, c := range [...]float64{1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
		1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1} {
		p = float64(p*r) + c
	}
	return math.Ldexp(p, int(k))
}

// logOf is log(x) for normal x > 0, to about 2 ulp, with the same bits on every processor.
func logOf(x float64) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = 2*m, e-1
	}
	s := (m - 1) / (m + 1)
	s2 := float64(s * s)
	p := 1.0 / 23 // log m = 2·artanh s = 2s(1 + s²/3 + s⁴/5 + …), |s| ≤ 0.172
	for d := 21.0; d >= 1; d -= 2 {
		p = float64(p*s2) + 1/d
	}
	return float64(float64(e)*math.Ln2) + float64(2*s*p)
}
