package print

import (
	"strings"
	"unicode"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/parse"
)

// Text writes infix text that parses back to the same expression. A graph whose text would exceed MaxText bytes, as
// one with massive sharing may, is cut there and ends in an ellipsis.
func Text(n *expr.Node) string {
	w := writer{}
	w.expr(n, inSum)
	if len(w.buf) > MaxText {
		return string(w.buf[:MaxText]) + "…"
	}
	return string(w.buf)
}

// MaxText bounds the text of one expression.
const MaxText = 64 << 20

// How tightly the surroundings of an expression bind: what binds less is put in parentheses.
type binding int

const (
	inSum     binding = iota // a term of a sum, or alone
	inProduct                // a factor
	inPower                  // the base of a power
)

type writer struct{ buf []byte }

func (w *writer) str(s string) { w.buf = append(w.buf, s...) }

func (w *writer) expr(n *expr.Node, b binding) {
	if len(w.buf) > MaxText {
		return
	}
	switch n.Op() {
	case expr.OpNum:
		q, _ := n.Num()
		w.number(q, b)
	case expr.OpPi:
		w.str("pi")
	case expr.OpE:
		w.str("E")
	case expr.OpI:
		w.str("I")
	case expr.OpInfinity:
		w.str("oo")
	case expr.OpUndefined:
		w.str("undefined")
	case expr.OpSym:
		w.str(symbolName(n.Name()))
	case expr.OpAdd:
		w.parens(b > inSum, func() { w.sum(n) })
	case expr.OpMul:
		f := split(n)
		w.parens(b > inProduct || b == inProduct && (f.negative || len(f.under) > 0 || !f.den.IsOne()), func() { w.product(f) })
	case expr.OpPow:
		f := split(n)
		if len(f.under) > 0 {
			w.parens(b > inSum, func() { w.product(f) })
			return
		}
		w.power(power{n.Arg(0), n.Arg(1)}, b)
	case expr.OpCall:
		w.callee(n.Symbol())
		w.args(n)
	default:
		w.str(n.Op().Name())
		w.args(n)
	}
}

func (w *writer) parens(yes bool, body func()) {
	if yes {
		w.str("(")
	}
	body()
	if yes {
		w.str(")")
	}
}

func (w *writer) number(q num.Num, b binding) {
	s := q.String()
	w.parens(b == inPower && (q.Sign() < 0 || strings.ContainsAny(s, "/e")) || b == inProduct && (q.Sign() < 0 || strings.Contains(s, "/")),
		func() { w.str(s) })
}

// symbolName puts in backquotes what would read as something else.
func symbolName(s string) string {
	plain := s != ""
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			plain = false
		}
	}
	if plain && !parse.Reserved(s) {
		return s
	}
	return "`" + s + "`"
}

func (w *writer) callee(s *expr.Symbol) {
	switch {
	case len(s.Orders) == 1 && s.Orders[0] <= 3:
		w.str(symbolName(s.Name))
		w.str("'''"[:s.Orders[0]])
	case s.Orders != nil:
		w.str("D(")
		w.str(symbolName(s.Name))
		for _, o := range s.Orders {
			w.str(", ")
			w.str(num.Int(int64(o)).String())
		}
		w.str(")")
	default:
		w.str(symbolName(s.Name))
	}
}

func (w *writer) args(n *expr.Node) {
	w.str("(")
	for i, a := range arguments(n) {
		if i > 0 {
			w.str(", ")
		}
		w.expr(a, inSum)
	}
	w.str(")")
}

func (w *writer) sum(n *expr.Node) {
	writeSum(n, w.str, func(c num.Num) { w.number(c, inSum) }, w.product)
}

// writeSum writes the terms of a sum and its constant, which stands last, or before a single term that is negative or
// imaginary: x + 1, but 1 - x and 1 + I.
func writeSum(n *expr.Node, str func(string), number func(num.Num), product func(fraction)) {
	ts := terms(n)
	c := n.Const()
	shown := !c.IsZero() || c.IsFloat()
	first := shown && len(ts) == 1 && c.Sign() > 0 && (ts[0].coef.Sign() < 0 || expr.Has(ts[0].node, expr.I))
	if first {
		number(c)
	}
	for i, t := range ts {
		f := t.fraction()
		switch {
		case i == 0 && !first:
		case f.negative:
			str(" - ")
			f.negative = false
		default:
			str(" + ")
		}
		product(f)
	}
	if shown && !first {
		if c.Sign() < 0 {
			str(" - ")
		} else {
			str(" + ")
		}
		number(c.Abs())
	}
}

func (w *writer) product(f fraction) {
	if f.negative {
		w.str("-")
	}
	first := true
	if !f.num.IsOne() || f.scaledUnit {
		w.number(f.num, inProduct)
		first = false
	}
	for _, p := range f.over {
		if !first {
			w.str("*")
		}
		first = false
		w.power(p, inProduct)
	}
	below := len(f.under)
	if !f.den.IsOne() {
		below++
	}
	if below == 0 {
		return
	}
	w.str("/")
	w.parens(below > 1, func() {
		first := true
		if !f.den.IsOne() {
			w.str(f.den.String())
			first = false
		}
		for _, p := range f.under {
			if !first {
				w.str("*")
			}
			first = false
			w.power(p, inProduct)
		}
	})
}

// power writes base^exp, whose exponent is not a negative number unless the base is e.
func (w *writer) power(p power, b binding) {
	switch {
	case p.exp == expr.One:
		w.expr(p.base, max(b, inProduct))
		return
	case p.base == expr.E:
		w.str("exp(")
		w.expr(p.exp, inSum)
		w.str(")")
		return
	case p.exp == expr.Half:
		w.str("sqrt(")
		w.expr(p.base, inSum)
		w.str(")")
		return
	}
	w.parens(b == inPower, func() {
		w.expr(p.base, inPower)
		w.str("^")
		if k, ok := p.exp.Int64(); ok && k >= 0 || p.exp.Is(expr.OpSym) {
			w.expr(p.exp, inSum)
			return
		}
		w.str("(")
		w.expr(p.exp, inSum)
		w.str(")")
	})
}
