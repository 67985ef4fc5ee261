package print

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// LaTeX writes n for math mode with the commands of amsmath.
func LaTeX(n *expr.Node) string {
	w := latex{}
	w.expr(n, inSum)
	return string(w.buf)
}

type latex struct{ writer }

var latexNames = map[expr.Op]string{
	expr.OpExp: `\exp`, expr.OpLog: `\log`, expr.OpSin: `\sin`, expr.OpCos: `\cos`, expr.OpTan: `\tan`, expr.OpSec: `\sec`,
	expr.OpCsc: `\csc`, expr.OpCot: `\cot`, expr.OpAsin: `\arcsin`, expr.OpAcos: `\arccos`, expr.OpAtan: `\arctan`,
	expr.OpSinh: `\sinh`, expr.OpCosh: `\cosh`, expr.OpTanh: `\tanh`, expr.OpCoth: `\coth`, expr.OpMin: `\min`,
	expr.OpMax: `\max`, expr.OpGamma: `\Gamma`, expr.OpDigamma: `\psi`, expr.OpFresnelS: `S`, expr.OpFresnelC: `C`,
	expr.OpDilog: `\operatorname{Li}_{2}`,
}

// raised are the functions whose powers are written at the name: sin²(x).
var raised = map[expr.Op]bool{
	expr.OpSin: true, expr.OpCos: true, expr.OpTan: true, expr.OpSec: true, expr.OpCsc: true, expr.OpCot: true,
	expr.OpSinh: true, expr.OpCosh: true, expr.OpTanh: true, expr.OpCoth: true, expr.OpLog: true,
}

var greek = map[string]string{}

func init() {
	for _, s := range strings.Fields("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau " +
		"upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega") {
		greek[s] = `\` + s
	}
	upper, lower := "ΓΔΘΛΞΣΥΦΨΩ", "αβγδεζηθικλμνξρστυφχψω"
	for i, s := range strings.Fields("Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega") {
		greek[string([]rune(upper)[i])] = `\` + s
	}
	for i, s := range strings.Fields("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau " +
		"upsilon phi chi psi omega") {
		greek[string([]rune(lower)[i])] = `\` + s
	}
}

// latexName writes x_1, alpha, x12 and long names so that TeX sets them as a reader expects.
func latexName(s string) string {
	base, sub, found := strings.Cut(s, "_")
	if !found {
		i := len(s)
		for i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
			i--
		}
		if i > 0 && i < len(s) {
			base, sub = s[:i], s[i:]
		}
	}
	if g, ok := greek[base]; ok {
		base = g
	} else if utf8.RuneCountInString(base) != 1 || !isLatexLetter(base) {
		base = `\mathrm{` + escapeTeX(base) + `}`
	}
	if sub == "" {
		return base
	}
	if g, ok := greek[sub]; ok {
		sub = g
	}
	if strings.HasPrefix(sub, `\`) || len(sub) == 1 || isDigits(sub) {
		return base + "_{" + strings.ReplaceAll(sub, "_", `\_`) + "}"
	}
	return base + `_{\mathrm{` + escapeTeX(sub) + `}}`
}

func isLatexLetter(s string) bool {
	return len(s) == 1 && (s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z')
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func escapeTeX(s string) string {
	return strings.NewReplacer(`\`, `\backslash `, "_", `\_`, "#", `\#`, "$", `\$`, "%", `\%`, "&", `\&`, "{", `\{`, "}", `\}`,
		"^", `\hat{}`, "~", `\sim `).Replace(s)
}

func (w *latex) parens(yes bool, body func()) {
	if yes {
		w.str(`\left(`)
	}
	body()
	if yes {
		w.str(`\right)`)
	}
}

func (w *latex) expr(n *expr.Node, b binding) {
	if len(w.buf) > MaxText {
		return
	}
	switch n.Op() {
	case expr.OpNum:
		q, _ := n.Num()
		w.parens(b > inSum && q.Sign() < 0 || b == inPower && !q.IsInt(), func() { w.number(q) })
	case expr.OpPi:
		w.str(`\pi`)
	case expr.OpE:
		w.str("e")
	case expr.OpI:
		w.str("i")
	case expr.OpInfinity:
		w.str(`\infty`)
	case expr.OpUndefined:
		w.str(`\mathrm{undefined}`)
	case expr.OpSym:
		w.str(latexName(n.Name()))
	case expr.OpAdd:
		w.parens(b > inSum, func() { w.sum(n) })
	case expr.OpMul:
		f := split(n)
		w.parens(b > inProduct || b == inProduct && f.negative, func() { w.product(f) })
	case expr.OpPow:
		if f := split(n); len(f.under) > 0 {
			w.parens(b == inPower, func() { w.product(f) })
			return
		}
		w.power(power{n.Arg(0), n.Arg(1)}, b)
	case expr.OpExp:
		w.power(power{expr.E, n.Arg(0)}, b)
	case expr.OpCall:
		w.str(latexName(n.Name()))
		if o := n.Symbol().Orders; len(o) == 1 && o[0] <= 3 {
			w.str(strings.Repeat("'", int(o[0])))
		} else if o != nil {
			w.str("^{(")
			for i, k := range o {
				if i > 0 {
					w.str(",")
				}
				w.str(num.Int(int64(k)).String())
			}
			w.str(")}")
		}
		w.args(n)
	case expr.OpAbs:
		w.str(`\left|`)
		w.expr(n.Arg(0), inSum)
		w.str(`\right|`)
	case expr.OpFloor, expr.OpCeil:
		side := "floor"
		if n.Is(expr.OpCeil) {
			side = "ceil"
		}
		w.str(`\left\l` + side + " ")
		w.expr(n.Arg(0), inSum)
		w.str(`\right\r` + side)
	case expr.OpDerivative:
		k := ""
		if n.Arg(2) != expr.One {
			k = "^{" + Text(n.Arg(2)) + "}"
		}
		w.str(`\frac{d` + k + `}{d`)
		w.expr(n.Arg(1), inPower)
		w.str(k + `}`)
		w.parens(true, func() { w.expr(n.Arg(0), inSum) })
	case expr.OpIntegral:
		w.str(`\int`)
		if n.NArgs() == 4 {
			w.str("_{")
			w.expr(n.Arg(2), inSum)
			w.str("}^{")
			w.expr(n.Arg(3), inSum)
			w.str("}")
		}
		w.str(" ")
		w.expr(n.Arg(0), inProduct)
		w.str(`\,d`)
		w.expr(n.Arg(1), inSum)
	default:
		name, ok := latexNames[n.Op()]
		if !ok {
			name = `\operatorname{` + n.Op().Name() + `}`
		}
		w.str(name)
		w.args(n)
	}
}

func (w *latex) args(n *expr.Node) {
	w.parens(true, func() {
		for i, a := range arguments(n) {
			if i > 0 {
				w.str(", ")
			}
			w.expr(a, inSum)
		}
	})
}

func (w *latex) number(q num.Num) {
	s := q.String()
	if q.IsFloat() {
		if m, e, ok := strings.Cut(s, "e"); ok {
			s = m + ` \cdot 10^{` + strings.TrimPrefix(e, "+") + `}`
		}
	} else if p, d, ok := strings.Cut(s, "/"); ok {
		sign := ""
		if strings.HasPrefix(p, "-") {
			sign, p = "-", p[1:]
		}
		s = sign + `\frac{` + p + `}{` + d + `}`
	}
	w.str(s)
}

func (w *latex) sum(n *expr.Node) { writeSum(n, w.str, w.number, w.product) }

func (w *latex) product(f fraction) {
	if f.negative {
		w.str("-")
	}
	if len(f.under) == 0 && f.den.IsOne() {
		w.factors(f.num, f.over)
		return
	}
	w.str(`\frac{`)
	w.factors(f.num, f.over)
	w.str(`}{`)
	w.factors(f.den, f.under)
	w.str(`}`)
}

// factors writes a coefficient and powers side by side. Digits that would touch get a dot.
func (w *latex) factors(c num.Num, ps []power) {
	if len(ps) == 0 {
		w.number(c)
		return
	}
	shown := !c.IsOne()
	if shown {
		w.number(c)
	}
	for i, p := range ps {
		switch {
		case i > 0:
			w.str(" ")
		case shown && p.base.IsNum() && p.exp != expr.Half:
			w.str(` \cdot `)
		case shown:
			w.str(" ")
		}
		b := inProduct
		if len(ps) == 1 && !shown {
			b = inSum
		}
		w.power(p, b)
	}
}

func (w *latex) power(p power, b binding) {
	switch {
	case p.exp == expr.One:
		w.expr(p.base, b)
		return
	case p.exp == expr.Half:
		w.str(`\sqrt{`)
		w.expr(p.base, inSum)
		w.str("}")
		return
	}
	if q, ok := p.exp.Exact(); ok && q.Numer().IsOne() && !q.IsInt() && q.Sign() > 0 {
		w.str(`\sqrt[` + q.Denom().String() + `]{`)
		w.expr(p.base, inSum)
		w.str("}")
		return
	}
	if k, ok := p.exp.Int64(); ok && k > 1 && raised[p.base.Op()] {
		w.parens(b == inPower, func() {
			w.str(latexNames[p.base.Op()] + "^{" + strconv.FormatInt(k, 10) + "}")
			w.args(p.base)
		})
		return
	}
	w.parens(b == inPower, func() {
		if p.base.Op().IsFunction() && !p.base.Is(expr.OpExp) { // a function is set in parentheses as a base
			w.parens(true, func() { w.expr(p.base, inSum) })
		} else {
			w.expr(p.base, inPower)
		}
		w.str("^{")
		w.expr(p.exp, inSum)
		w.str("}")
	})
}
