package fft

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"tandem/parallel/simd"
)

// A pair is an unevaluated sum of two float64, about 106 bits: the arithmetic of the reference, written apart from the
// library's own so that they share no mistake.
type pair struct{ hi, lo float64 }

func fast(a, b float64) pair { s := a + b; return pair{s, b - (s - a)} }

func (a pair) plus(b pair) pair {
	s := a.hi + b.hi
	t := s - a.hi
	return fast(s, (a.hi-(s-t))+(b.hi-t)+(a.lo+b.lo))
}

func (a pair) times(b pair) pair {
	p := a.hi * b.hi
	return fast(p, math.FMA(a.hi, b.hi, -p)+(a.hi*b.lo+a.lo*b.hi))
}

func (a pair) negative() pair { return pair{-a.hi, -a.lo} }

// root2 is exp(−2πi·k/n) by halving the angle until its series converges at once and squaring back.
func root2(k, n int) (c, s pair) {
	const halvings = 6
	x := pair{2 * math.Pi, 2.4492935982947064e-16}.times(pair{float64(k), 0})
	q := x.hi / float64(n)
	x = fast(q, (math.FMA(-q, float64(n), x.hi)+x.lo)/float64(n))
	x = pair{x.hi / (1 << halvings), x.lo / (1 << halvings)}
	c, s = pair{}, x // c is cos − 1, which keeps its digits
	term := x
	for i := 2; i < 24; i++ {
		term = term.times(x)
		q := term.hi / float64(i)
		term = fast(q, (math.FMA(-q, float64(i), term.hi)+term.lo)/float64(i))
		switch i % 4 {
		case 0:
			c = c.plus(term)
		case 1:
			s = s.plus(term)
		case 2:
			c = c.plus(term.negative())
		case 3:
			s = s.plus(term.negative())
		}
	}
	for range halvings { // cos 2x − 1 = −2·sin²x, sin 2x = 2·sin x·(1 + (cos x − 1))
		c, s = s.times(s).times(pair{-2, 0}), s.times(c.plus(pair{1, 0})).times(pair{2, 0})
	}
	return c.plus(pair{1, 0}), s.negative()
}

// exact is the transform in pairs: recursion over the smallest prime factor, the definition at the primes.
func exact(re, im []pair, wr, wi []pair, step int) ([]pair, []pair) {
	n := len(re)
	if n == 1 {
		return re, im
	}
	p := n
	for d := 2; d*d <= n; d++ {
		if n%d == 0 {
			p = d
			break
		}
	}
	m := n / p
	outR, outI := make([]pair, n), make([]pair, n)
	for j := range p {
		ar, ai := make([]pair, m), make([]pair, m)
		for i := range m {
			ar[i], ai[i] = re[i*p+j], im[i*p+j]
		}
		ar, ai = exact(ar, ai, wr, wi, step*p)
		for k := range n {
			e := j * k % n * step
			r, i := ar[k%m], ai[k%m]
			outR[k] = outR[k].plus(r.times(wr[e])).plus(i.times(wi[e]).negative())
			outI[k] = outI[k].plus(r.times(wi[e])).plus(i.times(wr[e]))
		}
	}
	return outR, outI
}

// relativeError returns the relative L2 error of the library's transform of n uniform numbers.
func relativeError(t *testing.T, n int) float64 {
	r := rand.New(rand.NewPCG(3, uint64(n)))
	x := make([]complex128, n)
	re, im := make([]pair, n), make([]pair, n)
	wr, wi := make([]pair, n), make([]pair, n)
	for j := range x {
		x[j] = complex(2*r.Float64()-1, 2*r.Float64()-1)
		re[j], im[j] = pair{real(x[j]), 0}, pair{imag(x[j]), 0}
		wr[j], wi[j] = root2(j, n)
	}
	re, im = exact(re, im, wr, wi, 1)
	y, err := FFT(ctx, x)
	if err != nil {
		t.Fatal(err)
	}
	var d, s float64
	for k, v := range y {
		a, b := re[k].plus(pair{-real(v), 0}).hi, im[k].plus(pair{-imag(v), 0}).hi
		d += a*a + b*b
		s += re[k].hi*re[k].hi + im[k].hi*im[k].hi
	}
	return math.Sqrt(d / s)
}

// The error stays below 0.6·ε·√log₂n for smooth lengths, three times that for the others, ε = 2⁻⁵². With
// TANDEM_LONG=1 all lengths up to 2048 and longer ones follow, and the worst are printed, for the package comment.
func TestAccuracy(t *testing.T) {
	smooth := []int{16, 64, 100, 128, 243, 360, 512, 625, 1000, 1001, 1024, 2187, 3125, 4096, 5040}
	rough := []int{17, 67, 97, 257, 509, 1009, 2003}
	if os.Getenv("TANDEM_LONG") != "" {
		smooth = append(smooth, 10000, 16384, 19683, 65536, 100000, 1<<17, 1<<18)
		rough = append(rough, 4099, 10007)
		for n := 2; n <= 2048; n++ {
			rest := n
			for _, p := range []int{2, 3, 5, 7, 11, 13} {
				for rest%p == 0 {
					rest /= p
				}
			}
			if rest == 1 {
				smooth = append(smooth, n)
			} else {
				rough = append(rough, n)
			}
		}
	}
	for _, tier := range simd.Tiers() {
		restore := simd.Force(tier)
		var worst [2]float64
		var where [2]int
		for i, n := range append(append([]int(nil), smooth...), rough...) {
			factor, kind := 0.6, 0
			if i >= len(smooth) {
				factor, kind = 1.8, 1
			}
			got, unit := relativeError(t, n), 0x1p-52*math.Sqrt(math.Log2(float64(n)))
			if got/unit > worst[kind] {
				worst[kind], where[kind] = got/unit, n
			}
			if !(got <= factor*unit) {
				t.Errorf("%v, n = %d: error %.3g is %.2f·ε·√log₂n, want at most %.1f", tier, n, got, got/unit, factor)
			}
		}
		restore()
		t.Logf("%v: at worst %.2f·ε·√log₂n (n = %d) for smooth lengths, %.2f (n = %d) for others", tier, worst[0], where[0], worst[1], where[1])
	}
}
