package expr

import (
	"slices"
	"sync"

	"tandem/symbolic/internal/num"
)

// A Product gathers factors; Node brings them into canonical form. The zero Product is 1. Like Sum it is scratch memory.
type Product struct {
	c         num.Num
	started   bool
	undefined bool
	factors   []factor
	buf       [8]factor
}

type factor struct{ base, exp *Node }

var products = sync.Pool{New: func() any { return new(Product) }}

func newProduct() *Product {
	p := products.Get().(*Product)
	p.start()
	return p
}

// done returns the product in canonical form and gives the scratch memory back.
func (p *Product) done() *Node {
	n := p.Node()
	p.c, p.undefined = num.One, false
	if p.factors = p.factors[:0]; cap(p.factors) > maxPooled {
		p.factors = p.buf[:0]
	}
	products.Put(p)
	return n
}

func (p *Product) start() {
	if !p.started {
		p.started = true
		p.c = num.One
		p.factors = p.buf[:0:len(p.buf)]
	}
}

// MulNum multiplies by a number.
func (p *Product) MulNum(c num.Num) { p.start(); p.c = p.c.Mul(c) }

// Mul multiplies by n.
func (p *Product) Mul(n *Node) {
	p.start()
	switch n.op {
	case OpNum:
		p.c = p.c.Mul(n.q)
	case OpUndefined:
		p.undefined = true
	case OpMul:
		if n.scaled() {
			p.c = p.c.Mul(n.q)
			p.Mul(n.args[0])
			return
		}
		h := len(n.args) / 2
		for i := range h {
			p.factors = append(p.factors, factor{n.args[i], n.args[h+i]})
		}
	default:
		b, e := n.power()
		p.factors = append(p.factors, factor{b, e})
	}
}

// Node returns the product in canonical form.
func (p *Product) Node() *Node {
	p.start()
	if p.undefined {
		return Undefined
	}
	p.join()
	if p.undefined {
		return Undefined
	}
	for _, f := range p.factors {
		if f.base.op == OpInfinity {
			return p.infinite()
		}
	}
	if p.c.IsZero() {
		for _, f := range p.factors {
			if f.base.HasInfinity() || f.exp.HasInfinity() {
				return Undefined
			}
		}
		return Zero
	}
	switch len(p.factors) {
	case 0:
		return Number(p.c)
	case 1:
		return Scale(p.c, rawPow(p.factors[0].base, p.factors[0].exp))
	}
	return Scale(p.c, rawMul(p.factors))
}

// join sorts the factors and adds the exponents of equal bases. A power whose exponent changed may take another form:
// 2^(1/2)·2^(1/2) is a number, (x²)^(1/2) squared is a power of x; such a power is put back as new factors.
func (p *Product) join() {
	for round := 0; ; round++ {
		f := p.factors
		if len(f) <= 12 {
			for i := 1; i < len(f); i++ {
				for j := i; j > 0 && f[j].base.hash < f[j-1].base.hash; j-- {
					f[j], f[j-1] = f[j-1], f[j]
				}
			}
		} else {
			slices.SortFunc(f, func(a, b factor) int { return Compare(a.base, b.base) })
		}
		out := f[:0]
		var again []*Node
		for i := 0; i < len(f); {
			b, e := f[i].base, f[i].exp
			first := i
			for i++; i < len(f) && f[i].base == b; i++ {
			}
			if i > first+1 {
				e = sumExponents(f[first:i])
				if e == Undefined { // x^∞·x^-∞
					p.undefined = true
					return
				}
				if e == Zero {
					if b.HasInfinity() {
						p.undefined = true
					}
					continue
				}
				if !plainPower(b, e) {
					n := Pow(b, e)
					if nb, ne := n.power(); nb != b || n.op == OpMul || n.op == OpNum {
						again = append(again, n)
						continue
					} else {
						e = ne
					}
				}
			}
			out = append(out, factor{b, e})
		}
		p.factors = out
		if len(again) == 0 {
			return
		}
		for _, n := range again {
			p.Mul(n)
		}
	}
}

// plainPower reports whether base^exp is canonical at once, as it is for most bases and exponents met in products.
func plainPower(b, e *Node) bool {
	switch b.op {
	case OpSym, OpPi, OpCall:
		return true
	case OpNum, OpMul, OpPow, OpI, OpE, OpExp, OpInfinity:
		return false
	}
	_, whole := e.Int64()
	return whole
}

func sumExponents(f []factor) *Node {
	if len(f) == 2 && f[0].exp.op == OpNum && f[1].exp.op == OpNum {
		return Number(f[0].exp.q.Add(f[1].exp.q))
	}
	s := newSum()
	for _, g := range f {
		s.Add(g.exp)
	}
	return s.done()
}

// infinite is the product when ∞ is a factor: of numbers ±∞ or 0, else left as it is.
func (p *Product) infinite() *Node {
	sign := p.c.Sign()
	toZero := false
	for _, f := range p.factors {
		switch {
		case f.base.op == OpInfinity:
			toZero = f.exp.IsNegative() || toZero
		case f.base.IsPositive() && f.exp.IsReal():
		default:
			return Scale(p.c, rawMul(p.factors))
		}
	}
	switch {
	case sign == 0:
		return Undefined
	case toZero:
		return Zero
	}
	return Scale(num.Int(int64(sign)), Infinity)
}

// rawMul interns a product whose factors are sorted and joined already.
func rawMul(f []factor) *Node {
	if len(f) == 1 {
		return rawPow(f[0].base, f[0].exp)
	}
	var buf [24]*Node
	args := buf[:]
	if 2*len(f) > len(args) {
		args = make([]*Node, 2*len(f))
	}
	args = args[:2*len(f)]
	for i, g := range f {
		args[i], args[len(f)+i] = g.base, g.exp
	}
	return intern(OpMul, num.One, args, nil, nil)
}

// rawPow interns a power that is canonical already.
func rawPow(b, e *Node) *Node {
	switch {
	case e == One:
		return b
	case b == E:
		return intern(OpExp, num.Zero, []*Node{e}, nil, nil)
	}
	return intern(OpPow, num.Zero, []*Node{b, e}, nil, nil)
}

// Mul returns the product of the arguments; 1 for none.
func Mul(args ...*Node) *Node {
	switch len(args) {
	case 0:
		return One
	case 1:
		return args[0]
	case 2:
		if args[0].op == OpNum {
			return Scale(args[0].q, args[1])
		}
		if args[1].op == OpNum {
			return Scale(args[1].q, args[0])
		}
	}
	p := newProduct()
	for _, a := range args {
		p.Mul(a)
	}
	return p.done()
}

// Div returns a/b; Undefined if b is 0.
func Div(a, b *Node) *Node { return Mul(a, Inv(b)) }

// Inv returns 1/n; Undefined if n is 0.
func Inv(n *Node) *Node { return Pow(n, NegOne) }
