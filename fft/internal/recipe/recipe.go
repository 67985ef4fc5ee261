// Package recipe designs a transform: which method, which factors in which order, for one length on one tier. A Recipe is
// a plain value that can be printed and compared; package engine builds it.
//
// The design depends on the length and the lanes of the tier alone, through a cost formula whose constants were measured
// once and compiled in, so that every process of a program computes the same bits.
package recipe

import (
	"fmt"
	"math"
	"strings"
)

// A Method is a way to compute a transform.
type Method int

const (
	Small     Method = iota // one kernel for the whole length
	Stockham                // passes over the whole array
	FourStep                // columns, roots and transpose, columns
	Rader                   // prime length as a cyclic convolution of length n−1
	Bluestein               // any length as a convolution
	Direct                  // from the definition
	Mixed                   // columns of a smooth length, rows of any other
	Overlap                 // passes over the whole array whose registers overlap where rows end
)

func (m Method) String() string {
	return [...]string{"small", "stockham", "four-step", "rader", "bluestein", "direct", "mixed", "overlap"}[m]
}

// A Recipe tells how to compute a transform of length N.
type Recipe struct {
	N       int
	Method  Method
	Lanes   int     // the width of the kernels
	Radices []int   // Stockham, Overlap: the passes in order. FourStep: those of the first length. Bluestein: those of the columns
	Second  []int   // FourStep: those of the second length. Bluestein: those of the rows, nil for rows of as many as lanes
	Inner   *Recipe // Rader: of the convolution. Mixed: of the rows
	Outer   *Recipe // Mixed: of the columns
	Cost    float64 // predicted nanoseconds on the machine that the constants were measured on
}

// String returns the recipe on one line, as "1000 = stockham/8 8·5·5·5".
func (r *Recipe) String() string {
	switch r.Method {
	case Stockham, Overlap:
		return fmt.Sprintf("%d = %v/%d %s", r.N, r.Method, r.Lanes, dots(r.Radices))
	case FourStep:
		return fmt.Sprintf("%d = %v/%d (%s)×(%s)", r.N, r.Method, r.Lanes, dots(r.Radices), dots(r.Second))
	case Mixed:
		return fmt.Sprintf("%d = %v [%v] × [%v]", r.N, r.Method, r.Outer, r.Inner)
	case Bluestein:
		if r.Second == nil {
			return fmt.Sprintf("%d = %v/%d %d (%s)×%d", r.N, r.Method, r.Lanes, r.Length(), dots(r.Radices), r.Lanes)
		}
		return fmt.Sprintf("%d = %v/%d %d (%s)×(%s)", r.N, r.Method, r.Lanes, r.Length(), dots(r.Radices), dots(r.Second))
	case Rader:
		return fmt.Sprintf("%d = %v [%v]", r.N, r.Method, r.Inner)
	}
	return fmt.Sprintf("%d = %v/%d", r.N, r.Method, r.Lanes)
}

func dots(radices []int) string {
	var b strings.Builder
	for i, r := range radices {
		if i > 0 {
			b.WriteString("·")
		}
		fmt.Fprint(&b, r)
	}
	return b.String()
}

// A Set describes the kernels of one width.
type Set struct {
	Lanes int
	Heads []int // radices of Head
	Mids  []int // radices of First, Mid and Last, 1 aside
	Small []int // lengths of whole kernels
	Opens []int // radices of Open
	Steps []int // radices of Step and Close
	Width int   // values in a register of these
}

// smoothPrimes are the primes that have butterflies.
var smoothPrimes = [...]int{2, 3, 5, 7, 11, 13}

// Smooth reports whether n has no prime factor above 13.
func Smooth(n int) bool {
	for _, p := range smoothPrimes {
		for n%p == 0 {
			n /= p
		}
	}
	return n == 1
}

// Next returns the smallest length ≥ n that has no prime factor above 13.
func Next(n int) int {
	for !Smooth(n) {
		n++
	}
	return n
}

// Design returns the cheapest recipe for length n ≥ 1 with the given kernels.
func Design(n int, sets []Set) *Recipe {
	if n == 1 {
		return &Recipe{N: 1, Method: Stockham, Lanes: 1, Radices: []int{1}, Cost: call}
	}
	if Smooth(n) {
		best := smooth(n, sets)
		if best.Lanes == sets[0].Lanes || best.Method == Small {
			return best
		}
		// The lanes do not divide n well.
		return cheaper(cheaper(best, Definition(n, sets)), Near(n, sets[0]))
	}
	best := cheaper(Chirp(n, sets), Definition(n, sets))
	p := largestFactor(n)
	if p < n {
		// The columns take the smooth part; without one, all but the largest prime factor.
		outer := n
		for _, q := range smoothPrimes {
			for outer%q == 0 {
				outer /= q
			}
		}
		if outer == n {
			outer = p
		}
		return cheaper(best, Product(n/outer, outer, sets))
	}
	if Smooth(n - 1) {
		best = cheaper(best, Cyclic(n, sets))
	}
	return best
}

// Product returns the recipe of length a·b by columns of length a and rows of length b.
func Product(a, b int, sets []Set) *Recipe {
	n, v := a*b, sets[0].Lanes
	outer, inner := Design(a, sets), Design(b, sets)
	cost := float64(a)*(inner.Cost+3*call) + (productPoint*widen(v)+turnPoint)*beyond(n)*float64(n) + 5*call
	if radices := Columns(a, sets[0]); radices != nil {
		blocks := (b + v - 1) / v
		for _, r := range radices {
			cost += float64(blocks) * passCost(v, r, a*v, afar(v, a*v))
		}
		if b%v != 0 {
			cost += edgePoint * float64(a*v)
		}
		cost += blockCall * float64(blocks)
	} else {
		cost += float64(b)*outer.Cost + edgePoint*float64(n)
	}
	return &Recipe{N: n, Method: Mixed, Outer: outer, Inner: inner, Cost: cost}
}

// largestFactor returns the largest prime factor of n > 1.
func largestFactor(n int) int {
	for p := 2; p*p <= n; p++ {
		for n%p == 0 && n > p {
			n /= p
		}
	}
	return n
}

// Definition returns the recipe of the direct method, or nil if n is too short for every set.
func Definition(n int, sets []Set) *Recipe {
	var best *Recipe
	for _, s := range sets {
		if n <= 2*s.Lanes {
			continue
		}
		blocks := (n/2 + s.Lanes - 1) / s.Lanes
		terms := float64((n/2 + 1) / 2 * blocks)
		cost := 5*call + directPoint*widen(s.Lanes)*float64(n) + directTerms(s.Lanes)*terms
		best = cheaper(best, &Recipe{N: n, Method: Direct, Lanes: s.Lanes, Cost: cost})
	}
	return best
}

// Cyclic returns the recipe of Rader's method for an odd prime n with smooth n−1.
func Cyclic(n int, sets []Set) *Recipe {
	inner := smooth(n-1, sets)
	return &Recipe{N: n, Method: Rader, Inner: inner, Cost: 2*inner.Cost + (productPoint+permutePoint)*widen(sets[0].Lanes)*beyond(n)*float64(n)}
}

func cheaper(a, b *Recipe) *Recipe {
	if a == nil || b != nil && b.Cost < a.Cost {
		return b
	}
	return a
}

// smooth designs a length without large prime factors.
func smooth(n int, sets []Set) *Recipe {
	var best *Recipe
	for _, s := range sets {
		for _, small := range s.Small {
			if small == n {
				return &Recipe{N: n, Method: Small, Lanes: s.Lanes, Cost: call + passCost(s.Lanes, 8, n, 0)}
			}
		}
		best = cheaper(best, stockham(n, s))
		best = cheaper(best, Lapped(n, s))
		best = cheaper(best, fourStep(n, s))
	}
	return best
}

// stockham puts the radices in order: a head, then the rest by falling size, for which large factors meet short rows.
func stockham(n int, s Set) *Recipe {
	var best *Recipe
	for _, h := range s.Heads {
		if n%h != 0 || n/h < s.Lanes {
			continue
		}
		rest, cost := factor(n/h, n, s, afar(s.Lanes, n))
		if rest == nil && n != h {
			continue
		}
		head := (n/h + s.Lanes - 1) / s.Lanes * s.Lanes * h // with what the last block does again
		cost += passCost(s.Lanes, h, head, afar(s.Lanes, n))
		if s.Lanes > 1 {
			cost += headPoint * float64(head)
		}
		if head > n {
			cost += call
		}
		cost *= beyond(n)
		best = cheaper(best, &Recipe{N: n, Method: Stockham, Lanes: s.Lanes, Radices: append([]int{h}, rest...), Cost: cost + call})
	}
	return best
}

// Split returns the four-step recipe of length n1·n2 with the kernels of the given lanes.
func Split(n1, n2 int, sets []Set, lanes int) *Recipe {
	for _, s := range sets {
		if s.Lanes == lanes {
			return split(n1, n2, s)
		}
	}
	return nil
}

// fourStep splits n into two lengths near its root.
func fourStep(n int, s Set) *Recipe {
	var best *Recipe
	root := int(math.Sqrt(float64(n)))
	tried := 0
	for a := root; a > 1 && tried < 4; a-- {
		if n%a != 0 {
			continue
		}
		tried++
		if s.Lanes == 1 && n < 1<<15 {
			continue // one lane wastes nothing, so that passes serve every short length
		}
		best = cheaper(best, split(n/a, a, s))
		best = cheaper(best, split(a, n/a, s))
	}
	return best
}

func split(n1, n2 int, s Set) *Recipe {
	up := func(k int) int { return (k + s.Lanes - 1) / s.Lanes * s.Lanes }
	first, ca := factor(n1, n1*up(n2), s, afar(s.Lanes, n1*up(n2)))
	second, cb := factor(n2, n2*up(n1), s, afar(s.Lanes, n2*up(n1)))
	if first == nil || second == nil {
		return nil
	}
	ca += fromAfar(first, n1*n2)
	cb += fromAfar(second, n1*n2)
	cost := ca + cb + turnPoint*float64(up(n1)*up(n2)) + fourStepCall
	if n2%s.Lanes != 0 {
		cost += edgePoint * float64(n1*s.Lanes)
	}
	if n1%s.Lanes != 0 {
		cost += edgePoint * float64(n2*s.Lanes)
	}
	cost += blockCall * float64(up(n1)+up(n2)) / float64(s.Lanes)
	return &Recipe{N: n1 * n2, Method: FourStep, Lanes: s.Lanes, Radices: first, Second: second, Cost: cost}
}

// fromAfar puts the largest radix of at most farRadix first and returns what the first pass costs when the columns of an
// array of n values are far from the processor: a butterfly asks for one row of each of its radix parts, and only so many
// requests, in lines that meet in one set of a cache of eight ways, can be under way at once.
func fromAfar(radices []int, n int) float64 {
	if n < Far {
		return 0
	}
	for i, r := range radices {
		if r <= farRadix {
			copy(radices[1:], radices[:i])
			radices[0] = r
			return 0
		}
	}
	return farFirst * float64(n)
}

// factor splits n into the radices of s with the least cost for an array of size values, largest first; far is that of passCost.
func factor(n, size int, s Set, far float64) ([]int, float64) {
	type state struct {
		radix int
		cost  float64
	}
	memo := map[int]state{1: {1, 0}}
	var solve func(n int) state
	solve = func(n int) state {
		if got, ok := memo[n]; ok {
			return got
		}
		best := state{0, math.Inf(1)}
		for _, r := range s.Mids {
			if n%r != 0 {
				continue
			}
			if c := solve(n/r).cost + passCost(s.Lanes, r, size, far); c < best.cost {
				best = state{r, c}
			}
		}
		memo[n] = best
		return best
	}
	total := solve(n).cost
	if math.IsInf(total, 1) {
		return nil, total
	}
	var rs []int
	for n > 1 {
		r := memo[n].radix
		rs = append(rs, r)
		n /= r
	}
	sortDown(rs)
	return rs, total
}

func sortDown(rs []int) {
	for i := 1; i < len(rs); i++ {
		for j := i; j > 0 && rs[j] > rs[j-1]; j-- {
			rs[j], rs[j-1] = rs[j-1], rs[j]
		}
	}
}

// Columns returns the radices for columns of length n side by side, or nil if n has a prime factor above 13 or is 1.
func Columns(n int, s Set) []int {
	if n == 1 || !Smooth(n) {
		return nil
	}
	radices, _ := factor(n, n*s.Lanes, s, afar(s.Lanes, n*s.Lanes))
	fromAfar(radices, Far)
	return radices
}
