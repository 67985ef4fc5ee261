package integrate

// The 43- and 87-point rules that extend the 21-point Gauss–Kronrod rule: each keeps all nodes of the one before and adds
// those that raise the degree most, to 65 and 131 (Patterson, Math. Comp. 22, 1968). Twenty-two evaluations more square the
// error of an analytic integrand, where halving its segment costs forty-two; and an oscillation, which bisection must chase
// down to less than a period a node on every segment, is resolved whole.

import "math"

// fresh43 and fresh87 are the positive nodes that each rule adds, descending.
var fresh43 = [11]float64{
	0.9993333609019320813940993239199108, 0.9874334029080888697959614783812087, 0.9548079348142662992579192002904726,
	0.9001486957483282936250994940690916, 0.82519831498311415084706673258852, 0.7321483889893049826123548487554614,
	0.6228479705377252386411591203443226, 0.4994795740710564999522148854997554, 0.364901661346580768043989548502644,
	0.2222549197766012964982609280662124, 0.0746506174613833220439144357965059,
}

var fresh87 = [22]float64{
	0.9999029772627292344905298305915816, 0.9979898959866787454274963223659596, 0.992175497860687222808523352251425,
	0.9813581635727127735719169416238937, 0.9650576238583846191282841106079258, 0.9431676131336705968164166345074261,
	0.9158064146855072095918264307200503, 0.8832216577713165013721175487441631, 0.8457107484624156666059020115048546,
	0.8035576580352309827887394749809637, 0.7570057306854955583289427934320205, 0.7062732097873218198240942747408401,
	0.651589466501177922534422205016736, 0.5932233740579610888752737703491445, 0.5314936059708319322852689485626711,
	0.4667636230420228448719667816592698, 0.3994248478592188047321016658179234, 0.3298748771061882882650533718245974,
	0.2585035592021615518022809754290252, 0.185695396568346652015917141167606, 0.1118422131799074681723983592413623,
	0.03735212339461987081499816543770361,
}

// weights43 and weights87 belong to the non-negative nodes, descending; the last is that of 0.
var weights43 = [22]float64{
	0.001844477640212414100389106552965158, 0.005768556059769796184184327908654614, 0.0107986895858916517404654067412932,
	0.01629673428966656492428197461766251, 0.0218953638677954281025231230751493, 0.02737189059324884208127606928915106,
	0.03259746397534568944388222252613709, 0.03752287612086950146161379589811462, 0.04216313793519181184762792432795519,
	0.04656082691042883074333915443382358, 0.05074193960018457778018902009208398, 0.0546949020582554421472126854650048,
	0.05837939554261924837547536933020631, 0.06174499520144256449624033603088324, 0.06474640495144588554468925951751087,
	0.06735541460947808607555316630217449, 0.06956619791235648452863331503840487, 0.07138726726869339776855911442551602,
	0.07282444147183320815093953519284184, 0.07387019963239395343214069525136712, 0.07450775101417511827357181384288879,
	0.0747221475174030055944251682804227,
}

var weights87 = [44]float64{
	0.0002741455637620723500165270928808305, 0.0009152833452022413608433925499478471, 0.00180712415505794294834131175325435,
	0.002884872430211530501334156248695147, 0.004096869282759164864458070683479784, 0.005399280219300471367738743391053247,
	0.006758290051847378699816577897423919, 0.008148377384149172900002878448189545, 0.00954995767220164653605358132537744,
	0.01094767960111893113432782685680791, 0.01232944765224485369462663996377955, 0.01368594602271270188895003527312774,
	0.01501044734638895237669728604194312, 0.01629873169678733526266570322328014, 0.01754896798624319109966535292590015,
	0.01876143820156282224393505900379357, 0.01993803778644088820227819273071406, 0.02108156888920383511243306018819,
	0.02219493596101228679633210295949933, 0.02328041350288831112340929103040425, 0.02433914712600080547036064704145429,
	0.02537096976925382724346799983171012, 0.0263745054148392072415037865526151, 0.02734745105005228616158282974128343,
	0.02828691078877120065996800298796032, 0.02918969775647575250144615408491961, 0.03005258112809269532252111034734116,
	0.03087249761171335867546639412644163, 0.03164675137143992940458605107888279, 0.03237320246720278968578819488959546,
	0.033050413419978503290785944862689, 0.03367770731163793004658105695758782, 0.03425509970422606178708282104682077,
	0.03478309895036514275078199794959642, 0.03526241266015668103378271799842841, 0.03569363363941877071935135545704373,
	0.03607698962288870118550031800389473, 0.03641222073135178756280116368757711, 0.03669860449845609449801804744109414,
	0.03693509982042790761458958674249879, 0.03712054926983257611411995841359903, 0.03725387550304770853959200119122649,
	0.03733422875193504032123544909469813, 0.03736107376267902341032124176659916,
}

// A rule is one of the nested rules on [−1, 1].
type rule struct {
	nodes, weights []float64 // ascending
	fresh, old     []int     // indices of the nodes that it adds, and of those of the rule before
	bary           []float64 // weights of the interpolant through all nodes
}

// ladder holds the rules of 21, 43 and 87 points.
var ladder = func() [3]rule {
	first := rule{nodes: nodes[:], weights: mirrored(kronrodWeights[:]), bary: barycentric(nodes[:])}
	for i := range nodes {
		first.fresh = append(first.fresh, i)
	}
	second := first.extended(fresh43[:], weights43[:])
	return [3]rule{first, second, second.extended(fresh87[:], weights87[:])}
}()

// mirrored spreads the weights of the non-negative nodes over all nodes.
func mirrored(half []float64) []float64 {
	n := 2*len(half) - 1
	w := make([]float64, n)
	for i, v := range half {
		w[i], w[n-1-i] = v, v
	}
	return w
}

// extended returns the rule with the given positive nodes and their negatives added.
func (r rule) extended(fresh, weights []float64) rule {
	next := rule{weights: mirrored(weights)}
	n := len(fresh)
	added := make([]float64, 2*n)
	for i, v := range fresh {
		added[i], added[2*n-1-i] = -v, v
	}
	for i, k := 0, 0; i < len(r.nodes) || k < len(added); {
		at := len(next.nodes)
		if k == len(added) || i < len(r.nodes) && r.nodes[i] < added[k] {
			next.nodes, next.old, i = append(next.nodes, r.nodes[i]), append(next.old, at), i+1
		} else {
			next.nodes, next.fresh, k = append(next.nodes, added[k]), append(next.fresh, at), k+1
		}
	}
	next.bary = barycentric(next.nodes)
	return next
}

// barycentric returns the weights of the interpolant through the nodes (Berrut and Trefethen 2004, eq. 3.2), scaled.
func barycentric(nodes []float64) []float64 {
	w := make([]float64, len(nodes))
	for i := range w {
		w[i] = 1
		for j := range w {
			if j != i {
				w[i] /= 2 * (nodes[i] - nodes[j])
			}
		}
	}
	return w
}

// interpolate returns the polynomial through the values at u in [−1, 1], not a node.
func (r *rule) interpolate(values []float64, u float64) float64 {
	var num, den float64
	for i, v := range values {
		t := r.bary[i] / (u - r.nodes[i])
		num += float64(t * v)
		den += t
	}
	return num / den
}

// extend applies the next rule of the ladder to s.
func (q *quad) extend(s *segment) {
	next := &ladder[s.level+1]
	n := len(next.fresh)
	buf := make([]float64, 3*n)
	x, dx, y := buf[:n], buf[n:2*n], buf[2*n:]
	mid, h := s.lo+(s.hi-s.lo)/2, (s.hi-s.lo)/2
	if s.on != nil && s.level+1 < len(s.on.nodes) {
		s.on.nodes[s.level+1].put(s.piece, x, dx)
	} else {
		for i, at := range next.fresh {
			x[i], dx[i] = s.at(mid + float64(h*next.nodes[at]))
		}
	}
	q.evals += n
	q.complain(q.weigh(x, dx, y))
	values := make([]float64, len(next.nodes))
	for i, v := range s.samples() {
		values[next.old[i]] = v
	}
	for i, v := range y {
		values[next.fresh[i]] = v
	}
	s.turnsBefore, s.turns = turns(s.samples(), s.value/(2*h)), turns(values, s.value/(2*h))
	s.level, s.more, s.probed = s.level+1, values, false
	var sum, abs float64
	for i, v := range values {
		sum += float64(next.weights[i] * v)
		abs += float64(next.weights[i] * math.Abs(v))
	}
	d, noise := math.Abs(sum*h-s.value), 2*epsilon*abs*h
	s.fall = d / max(s.step, noise)
	s.slow = max(d, s.step/4)
	switch s.rough = s.fall > 0.1; {
	case d <= noise:
		s.err, s.rough = noise, false
	case s.step > 0.02*abs*h && q.missed(s):
		s.rough, s.slow = true, max(s.slow, abs*h/8)
		s.err = s.slow
	case s.rough:
		s.err = s.slow
	default:
		s.err = max(min(1, 4*math.Sqrt(s.fall))*d, noise)
	}
	s.value, s.abs, s.step = sum*h, abs*h, d
	if math.IsNaN(s.err) {
		s.err = math.Inf(1)
	}
}

// missed reports whether the integrand is far from the interpolant through the samples of s. Where nothing was known before, two
// rules on an oscillation that neither resolves agree by chance now and then.
func (q *quad) missed(s *segment) bool {
	nodes, top := ladder[s.level].nodes, 0.0
	for _, v := range s.samples() {
		top = max(top, math.Abs(v))
	}
	for _, i := range [2]int{len(nodes) / 3, 3 * len(nodes) / 5} {
		t := nodes[i] + 0.535*(nodes[i+1]-nodes[i])
		if math.Abs(q.at(s.piece, s.lo+(s.hi-s.lo)*(t+1)/2)-s.interpolate(t)) > 0.01*top {
			return true
		}
	}
	return false
}

// samples returns the values at the nodes of the last rule applied to s.
func (s *segment) samples() []float64 {
	if s.level == 0 {
		return s.values[:]
	}
	return s.more
}

// interpolate returns the polynomial through all values of s at t in [−1, 1].
func (s *segment) interpolate(t float64) float64 { return ladder[s.level].interpolate(s.samples(), t) }

// turns counts how often the values cross the mean.
func turns(values []float64, mean float64) int {
	n := 0
	for i := 1; i < len(values); i++ {
		if (values[i] > mean) != (values[i-1] > mean) {
			n++
		}
	}
	return n
}

// oscillating crossings of the mean among 21 values look like an oscillation: a jump, kink, peak or singularity has one or two.
const oscillating = 6

// extensible reports whether the next rule of the ladder promises more than halves do: where squaring the error meets the
// tolerance, and where the integrand oscillates and more turns came to light with the last extension.
func (s *segment) extensible(tol float64) bool {
	switch {
	case s.level == len(ladder)-1:
		return false
	case s.rough:
		return s.level == 0 && turns(s.values[:], s.value/(s.hi-s.lo)) >= oscillating || s.unresolved()
	}
	return s.err*(s.err/s.abs) <= tol
}

// unresolved reports whether s oscillates and its last extension showed more turns than the rule before.
func (s *segment) unresolved() bool {
	return s.rough && s.level > 0 && s.turns >= oscillating && s.turns > s.turnsBefore+2
}
