package expr

import (
	"fmt"

	"tandem/symbolic/internal/num"
)

// Parts is a node taken apart, in the layout that Build reads: what a codec writes.
type Parts struct {
	Op   Op
	Q    num.Num   // of numbers, sums and products with a coefficient
	Args []*Node   // as Children
	Coef []num.Num // of a sum's terms
	Sym  *Symbol
}

// Parts takes n apart. The slices must not be changed.
func (n *Node) Parts() Parts { return Parts{n.op, n.q, n.args, n.coef, n.sym} }

// Build is the inverse of Parts. What no constructor would have made is brought into canonical form, or refused where
// it makes no sense.
func Build(p Parts) (*Node, error) {
	bad := func() (*Node, error) {
		return nil, fmt.Errorf("symbolic: a %v of %d arguments", p.Op, len(p.Args))
	}
	k := len(p.Args)
	switch p.Op {
	case OpNum:
		return Number(p.Q), nil
	case OpPi:
		return Pi, nil
	case OpE:
		return E, nil
	case OpI:
		return I, nil
	case OpInfinity:
		return Infinity, nil
	case OpUndefined:
		return Undefined, nil
	case OpSym:
		if p.Sym == nil || p.Sym.Name == "" {
			return nil, fmt.Errorf("symbolic: a symbol without a name")
		}
		return SymAssume(p.Sym.Name, p.Sym.Assume), nil
	case OpAdd:
		if len(p.Coef) != k {
			return bad()
		}
		s := newSum()
		s.AddNum(p.Q)
		for i, a := range p.Args {
			s.AddScaled(p.Coef[i], a)
		}
		return s.done(), nil
	case OpMul:
		if k == 1 {
			return Scale(p.Q, p.Args[0]), nil
		}
		if k%2 != 0 {
			return bad()
		}
		m := newProduct()
		for i := range k / 2 {
			m.Mul(Pow(p.Args[i], p.Args[k/2+i]))
		}
		m.MulNum(p.Q)
		return m.done(), nil
	case OpPow:
		if k != 2 {
			return bad()
		}
		return Pow(p.Args[0], p.Args[1]), nil
	case OpCall:
		if p.Sym == nil || p.Sym.Orders != nil && len(p.Sym.Orders) != k {
			return bad()
		}
		return CallD(p.Sym.Name, p.Sym.Orders, p.Args...), nil
	case OpDerivative, OpIntegral:
		if k < 2 || k > 4 || p.Args[1].op != OpSym {
			return bad()
		}
		return Fn(p.Op, p.Args...), nil
	}
	if !p.Op.IsFunction() || k == 0 || p.Op.Arity() >= 0 && p.Op.Arity() != k {
		return bad()
	}
	return Fn(p.Op, p.Args...), nil
}
