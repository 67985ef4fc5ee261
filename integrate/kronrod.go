package integrate

// The 21-point Gauss–Kronrod rule, with the error estimate that Quad lives on.
//
// QUADPACK (Piessens et al. 1983) estimates the error of the 21-point rule K from its distance to the embedded 10-point
// Gauss rule G by (200·|K−G|)^1.5, which is pessimistic where the integrand is analytic and optimistic where it has a
// kink. Here two more embedded rules of lower degree, R on 9 and S on 5 of the nodes, tell the two cases apart (the idea of
// null-rule sequences: Berntsen and Espelid 1991, Laurie 1985): for an analytic integrand the errors of S, R, G, K fall
// geometrically, so that |K−G|/|K−R| is what the next step gains; for a rough one they do not fall, and the largest counts.

import "math"

// kronrodNodes are the non-negative nodes of K, descending; those at odd indices are the nodes of G (and 0 is not).
var kronrodNodes = [11]float64{
	0.995657163025808080735527280689003, 0.973906528517171720077964012084452,
	0.930157491355708226001207180059508, 0.865063366688984510732096688423493,
	0.780817726586416897063717578345042, 0.679409568299024406234327365114874,
	0.562757134668604683339000099272694, 0.433395394129247190799265943165784,
	0.294392862701460198131126602303866, 0.148874338981631210884826001129720,
	0,
}

var kronrodWeights = [11]float64{
	0.011694638867371874278064396062192, 0.032558162307964727478818972459390,
	0.054755896574351996031381300244580, 0.075039674810919952767043140916190,
	0.093125454583697605535065465083366, 0.109387158802297641899210590325805,
	0.123491976262065851077958109585166, 0.134709217311473325928054001771707,
	0.142775938577060080797094273138717, 0.147739104901338491374841515972068,
	0.149445554002916905664936468389821,
}

var gaussWeights = [5]float64{
	0.066671344308688137593568809893332, 0.149451349150580593145863396957658,
	0.219086362515982043995534934228163, 0.269266719309996355091226921569469,
	0.295524224714752870173815619188769,
}

// The lower rules: which nodes, and the weights that make them exact for as many polynomials as they have nodes.
var (
	nineAt      = [5]int{0, 2, 5, 8, 10}
	nineWeights = interpolatory(nineAt[:])
	fiveAt      = [3]int{1, 6, 10}
	fiveWeights = interpolatory(fiveAt[:])
)

// nodes holds all 21 nodes, ascending.
var nodes = func() (x [21]float64) {
	for i, v := range kronrodNodes {
		x[i], x[20-i] = -v, v
	}
	return x
}()

// interpolatory returns the weights of the symmetric rule on the nodes ±kronrodNodes[at[k]] (the last is 0) that
// integrates the even Legendre polynomials P₀, P₂, …, one for each node, by Gaussian elimination.
func interpolatory(at []int) []float64 {
	n := len(at)
	m := make([][]float64, n)
	for row := range m {
		m[row] = make([]float64, n+1)
		for col, i := range at {
			m[row][col] = legendre(2*row, kronrodNodes[i])
			if i != 10 {
				m[row][col] *= 2
			}
		}
	}
	m[0][n] = 2 // ∫P₀ over [−1, 1]; the others vanish
	for col := range n {
		pivot := col
		for row := col; row < n; row++ {
			if math.Abs(m[row][col]) > math.Abs(m[pivot][col]) {
				pivot = row
			}
		}
		m[col], m[pivot] = m[pivot], m[col]
		for row := range n {
			if row != col {
				factor := m[row][col] / m[col][col]
				for k := col; k <= n; k++ {
					m[row][k] -= float64(factor * m[col][k])
				}
			}
		}
	}
	w := make([]float64, n)
	for i := range w {
		w[i] = m[i][n] / m[i][i]
	}
	return w
}

// legendre returns P_n(x) by the three-term recurrence.
func legendre(n int, x float64) float64 {
	p, q := 1.0, 0.0
	for k := range n {
		p, q = (float64(float64(2*k+1)*x*p)-float64(float64(k)*q))/float64(k+1), p
	}
	return p
}

// legendreWeights holds, for the degrees 4 to 15, the weights of the Legendre coefficient ∫f·P at the non-negative nodes.
var legendreWeights = func() (w [12][11]float64) {
	for k := range w {
		for i, x := range kronrodNodes {
			w[k][i] = kronrodWeights[i] * legendre(k+4, x)
		}
	}
	return w
}()

// spectrum returns the root sums of squares of the coefficients of degrees 12 to 15, 8 to 11 and 4 to 7.
func spectrum(v *[21]float64) (top, middle, low float64) {
	var even, odd [11]float64
	for i := range 10 {
		even[i], odd[i] = v[20-i]+v[i], v[20-i]-v[i]
	}
	even[10] = v[10]
	var squares [3]float64
	for k := 0; k < 12; k += 2 {
		var a, b float64
		for i, w := range &legendreWeights[k] {
			a += float64(w * even[i])
		}
		for i, w := range &legendreWeights[k+1] {
			b += float64(w * odd[i])
		}
		squares[k/4] += float64(a*a) + float64(b*b)
	}
	return math.Sqrt(squares[2]), math.Sqrt(squares[1]), math.Sqrt(squares[0])
}

// An estimate is what one application of the rule tells of a segment.
type estimate struct {
	value  float64
	err    float64 // of value
	abs    float64 // ∫|f|
	rough  bool    // the errors of the embedded rules do not fall: the segment has a feature that the nodes do not resolve
	fall   float64 // by how much the errors of the embedded rules fall from one to the next
	slow   float64 // err, if they do not fall
	step   float64 // |K − G|, the change by the last rule
	values [21]float64
}

// apply evaluates the rules from the 21 values of f on a segment of half-length h.
func (e *estimate) apply(h float64) {
	v := &e.values
	k, g := float64(kronrodWeights[10]*v[10]), 0.0
	abs := float64(kronrodWeights[10] * math.Abs(v[10]))
	for i := range 10 {
		lo, hi := v[i], v[20-i]
		pair := lo + hi
		k += float64(kronrodWeights[i] * pair)
		abs += float64(kronrodWeights[i] * (math.Abs(lo) + math.Abs(hi)))
		if i%2 == 1 {
			g += float64(gaussWeights[i/2] * pair)
		}
	}
	lower := func(at []int, weights []float64) (sum float64) {
		for j, i := range at {
			if i == 10 {
				sum += float64(weights[j] * v[10])
			} else {
				sum += float64(weights[j] * (v[i] + v[20-i]))
			}
		}
		return sum
	}
	d1 := math.Abs(k - g)
	d2 := math.Abs(k - lower(nineAt[:], nineWeights))
	d3 := math.Abs(k - lower(fiveAt[:], fiveWeights))
	h = math.Abs(h)
	e.abs = abs * h
	// Rounding: each of 21 products and sums carries half an ε of the values' size, with random signs.
	noise := 2 * epsilon * abs
	// A difference may be small by luck, and is on functions that are odd about the middle; the coefficients are not, all at
	// once. G, exact to degree 19, errs by about what they come to at degree 20 where they fall slowly. 0.5 is what nine in
	// ten kinks and poles exceed; those of entire functions fall faster, and their differences may be believed.
	top, middle, low := spectrum(v)
	slowly := 0.0
	if r := max(top/max(middle, noise), middle/max(low, noise)); r > 0.15 {
		slowly = 0.5 * top * math.Pow(r, 1.6)
		d1 = max(d1, slowly)
	}
	// For an analytic integrand the errors of S, R, G, K go like ρ to the −6, −10, −20, −32.
	step := d2 / max(d3, noise)
	e.fall = max(d1/max(d2, noise), step*step*math.Sqrt(step))
	e.slow = max(1.5*d1, d2/4, d3/16, 16*slowly) * h
	switch e.rough = e.fall > 0.1; {
	case d1 <= noise:
		e.err, e.rough = noise*h, false
	case e.rough:
		e.err = e.slow
	default:
		e.err = max(min(1, 4*math.Sqrt(e.fall))*d1, noise) * h
	}
	e.value, e.step = k*h, d1*h
	if math.IsNaN(e.err) {
		e.err = math.Inf(1)
	}
}
