package expr

import (
	"slices"
	"sync"

	"tandem/symbolic/internal/num"
)

// A Sum gathers terms; Node brings them into canonical form. The zero Sum is 0. Sums are scratch memory: this package
// takes them from a pool, since the most frequent ones are a few terms long and soon done.
type Sum struct {
	c         num.Num
	terms     []term
	infinity  int8 // 1: +∞ is a term, -1: -∞, 2: both, or a term is undefined
	undefined bool
	buf       [8]term
}

// maxPooled bounds the scratch memory that is kept for the next user.
const maxPooled = 1024

var sums = sync.Pool{New: func() any { return new(Sum) }}

func newSum() *Sum { return sums.Get().(*Sum) }

// done returns the sum in canonical form and gives the scratch memory back.
func (s *Sum) done() *Node {
	n := s.Node()
	s.c, s.infinity, s.undefined = num.Zero, 0, false
	if s.terms = s.terms[:0]; cap(s.terms) > maxPooled {
		s.terms = nil
	}
	sums.Put(s)
	return n
}

type term struct {
	coef num.Num
	node *Node
}

// AddNum adds a number.
func (s *Sum) AddNum(c num.Num) { s.c = s.c.Add(c) }

// Add adds n.
func (s *Sum) Add(n *Node) { s.AddScaled(num.One, n) }

// AddScaled adds c·n. A sum n, also one with a coefficient, is taken apart into its terms.
func (s *Sum) AddScaled(c num.Num, n *Node) {
	if c.IsZero() && !n.HasInfinity() && n.op != OpUndefined {
		return
	}
	if s.terms == nil {
		s.terms = s.buf[:0]
	}
	switch n.op {
	case OpNum:
		s.c = s.c.Add(c.Mul(n.q))
	case OpAdd:
		s.c = s.c.Add(c.Mul(n.q))
		one := c.IsOne()
		for i, t := range n.args {
			k := n.coef[i]
			if !one {
				k = k.Mul(c)
			}
			s.push(k, t)
		}
	case OpMul:
		if n.scaled() {
			if k := c.Mul(n.q); n.args[0].op == OpAdd {
				s.AddScaled(k, n.args[0])
			} else {
				s.push(k, n.args[0])
			}
			return
		}
		s.push(c, n)
	case OpUndefined:
		s.undefined = true
	default:
		s.push(c, n)
	}
}

func (s *Sum) push(c num.Num, n *Node) {
	if n.op == OpInfinity {
		sign := int8(c.Sign())
		if sign == 0 || s.infinity != 0 && s.infinity != sign {
			s.undefined = true
		}
		s.infinity = sign
		return
	}
	s.terms = append(s.terms, term{c, n})
}

// Node returns the sum in canonical form.
func (s *Sum) Node() *Node {
	if s.undefined {
		return Undefined
	}
	t := collect(s.terms)
	if s.infinity != 0 {
		finite := true
		for _, e := range t {
			finite = finite && e.node.syms == 0 && !e.node.HasInfinity()
		}
		if finite {
			return Scale(num.Int(int64(s.infinity)), Infinity)
		}
		t = collect(append(t, term{num.Int(int64(s.infinity)), Infinity}))
	}
	switch {
	case len(t) == 0:
		return Number(s.c)
	case len(t) == 1 && s.c == num.Zero:
		return Scale(t[0].coef, t[0].node)
	}
	return rawAdd(s.c, t)
}

// collect sorts terms, joins equal ones and drops those that vanish.
func collect(t []term) []term {
	if len(t) < 2 {
		return t
	}
	if len(t) <= 12 {
		for i := 1; i < len(t); i++ {
			for j := i; j > 0 && t[j].node.hash < t[j-1].node.hash; j-- {
				t[j], t[j-1] = t[j-1], t[j]
			}
		}
	} else {
		slices.SortFunc(t, func(a, b term) int { return Compare(a.node, b.node) })
	}
	out := t[:0]
	for i := 0; i < len(t); {
		c, n := t[i].coef, t[i].node
		for i++; i < len(t) && t[i].node == n; i++ {
			c = c.Add(t[i].coef)
		}
		if !c.IsZero() {
			out = append(out, term{c, n})
		}
	}
	return out
}

// rawAdd interns a sum whose terms are sorted and joined already, at least two parts.
func rawAdd(c num.Num, t []term) *Node {
	var nodes [16]*Node
	var coefs [16]num.Num
	n, k := nodes[:0], coefs[:0]
	if len(t) > len(nodes) {
		n, k = make([]*Node, 0, len(t)), make([]num.Num, 0, len(t))
	}
	for _, e := range t {
		n, k = append(n, e.node), append(k, e.coef)
	}
	return intern(OpAdd, c, n, k, nil)
}

// Add returns the sum of the arguments; 0 for none.
func Add(args ...*Node) *Node {
	switch len(args) {
	case 0:
		return Zero
	case 1:
		return args[0]
	}
	s := newSum()
	for _, a := range args {
		s.Add(a)
	}
	return s.done()
}

// Sub returns a - b.
func Sub(a, b *Node) *Node {
	s := newSum()
	s.Add(a)
	s.AddScaled(num.NegOne, b)
	return s.done()
}

// Neg returns -n, a sum by negating its terms.
func Neg(n *Node) *Node { return Scale(num.NegOne, n) }

// Scale returns c·n. A sum is multiplied through only by -1: 2·(x+1) stays a product, -(x-1) is 1-x.
func Scale(c num.Num, n *Node) *Node {
	if c.IsOne() {
		return n
	}
	switch n.op {
	case OpNum:
		return Number(c.Mul(n.q))
	case OpUndefined:
		return n
	case OpInfinity:
		switch c.Sign() {
		case 0:
			return Undefined
		case 1:
			return n
		}
		return intern(OpMul, num.NegOne, []*Node{n}, nil, nil)
	case OpMul:
		if n.scaled() {
			return Scale(c.Mul(n.q), n.args[0])
		}
	case OpAdd:
		if c.IsNegOne() {
			t := make([]term, len(n.args))
			for i, a := range n.args {
				t[i] = term{n.coef[i].Neg(), a}
			}
			return rawAdd(n.q.Neg(), t)
		}
	}
	if c.IsZero() {
		if n.HasInfinity() {
			return Undefined
		}
		return Zero
	}
	return intern(OpMul, c, []*Node{n}, nil, nil)
}
