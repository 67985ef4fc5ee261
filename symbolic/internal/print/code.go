package print

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// A Language is what distinguishes source code in Go from C.
type Language struct {
	header   func(name string, params []string) string
	assign   string             // of a temporary: name, value
	call     map[expr.Op]string // functions of one argument
	pow      string
	pi, e    string
	inf      string
	reserved map[string]bool
}

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// Go and C, the languages that Code writes.
var (
	Go = &Language{
		header: func(name string, params []string) string {
			in := ""
			if len(params) > 0 {
				in = strings.Join(params, ", ") + " float64"
			}
			return "func " + name + "(" + in + ") "
		},
		assign: "\t%s := %s\n", pow: "math.Pow", pi: "math.Pi", e: "math.E", inf: "math.Inf(1)",
		call: map[expr.Op]string{
			expr.OpExp: "math.Exp", expr.OpLog: "math.Log", expr.OpLog1p: "math.Log1p", expr.OpExpm1: "math.Expm1",
			expr.OpSin: "math.Sin", expr.OpCos: "math.Cos", expr.OpTan: "math.Tan", expr.OpAsin: "math.Asin",
			expr.OpAcos: "math.Acos", expr.OpAtan: "math.Atan", expr.OpSinh: "math.Sinh", expr.OpCosh: "math.Cosh",
			expr.OpTanh: "math.Tanh", expr.OpAsinh: "math.Asinh", expr.OpAcosh: "math.Acosh", expr.OpAtanh: "math.Atanh",
			expr.OpAbs: "math.Abs", expr.OpFloor: "math.Floor", expr.OpCeil: "math.Ceil", expr.OpErf: "math.Erf",
			expr.OpErfc: "math.Erfc", expr.OpGamma: "math.Gamma",
		},
		reserved: words("break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var math float64"),
	}
	C = &Language{
		header: func(name string, params []string) string {
			for i, p := range params {
				params[i] = "double " + p
			}
			return "(" + strings.Join(params, ", ") + ")"
		},
		assign: "\tconst double %s = %s;\n", pow: "pow", pi: "M_PI", e: "M_E", inf: "INFINITY",
		call: map[expr.Op]string{
			expr.OpExp: "exp", expr.OpLog: "log", expr.OpLog1p: "log1p", expr.OpExpm1: "expm1", expr.OpSin: "sin",
			expr.OpCos: "cos", expr.OpTan: "tan", expr.OpAsin: "asin", expr.OpAcos: "acos", expr.OpAtan: "atan",
			expr.OpSinh: "sinh", expr.OpCosh: "cosh", expr.OpTanh: "tanh", expr.OpAsinh: "asinh", expr.OpAcosh: "acosh",
			expr.OpAtanh: "atanh", expr.OpAbs: "fabs", expr.OpFloor: "floor", expr.OpCeil: "ceil", expr.OpErf: "erf",
			expr.OpErfc: "erfc", expr.OpGamma: "tgamma",
		},
		reserved: words("auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while pow exp log sin cos tan out"),
	}
)

// reciprocals are written by the function they are the reciprocal of, and inverse ones by the inverse at 1/x.
var reciprocals = map[expr.Op]expr.Op{
	expr.OpSec: expr.OpCos, expr.OpCsc: expr.OpSin, expr.OpCot: expr.OpTan,
	expr.OpSech: expr.OpCosh, expr.OpCsch: expr.OpSinh, expr.OpCoth: expr.OpTanh,
}

var inverses = map[expr.Op]expr.Op{
	expr.OpAsec: expr.OpAcos, expr.OpAcsc: expr.OpAsin, expr.OpAcot: expr.OpAtan,
	expr.OpAsech: expr.OpAcosh, expr.OpAcsch: expr.OpAsinh, expr.OpAcoth: expr.OpAtanh,
}

// Code writes a function of the variables that returns the values of es (in C, several go to an array out). What
// several places use is computed once. It fails on what has no real value in the language: i, undefined functions,
// special functions beyond its library.
func Code(lang *Language, name string, es []*expr.Node, vars []*expr.Node) (string, error) {
	c := coder{lang: lang, names: map[*expr.Node]string{}, uses: map[*expr.Node]int{}}
	used := map[string]bool{}
	params := make([]string, len(vars))
	for i, v := range vars {
		params[i] = identifier(v.Name(), lang.reserved, used)
		c.names[v] = params[i]
	}
	for c.prefix = "t"; used[c.prefix+"0"]; c.prefix += "_" {
	}
	for _, e := range es {
		c.count(e)
	}
	values := make([]string, len(es))
	for i, e := range es {
		values[i] = c.value(e, inSum)
	}
	if c.err != nil {
		return "", c.err
	}
	return c.assemble(name, params, values), nil
}

func (c *coder) assemble(name string, params, values []string) string {
	body := c.body.String()
	if c.lang == Go {
		out := "float64"
		if len(values) != 1 {
			out = "(" + strings.TrimSuffix(strings.Repeat("float64, ", len(values)), ", ") + ")"
		}
		return Go.header(name, params) + out + " {\n" + body + "\treturn " + strings.Join(values, ", ") + "\n}\n"
	}
	sig := C.header(name, params)
	if len(values) == 1 {
		return "double " + name + sig + " {\n" + body + "\treturn " + values[0] + ";\n}\n"
	}
	for i, v := range values {
		body += fmt.Sprintf("\tout[%d] = %s;\n", i, v)
	}
	sig = strings.TrimSuffix(sig, ")")
	if len(params) > 0 {
		sig += ", "
	}
	return "void " + name + sig + "double *out) {\n" + body + "}\n"
}

// identifier makes a legal name of s that is not taken.
func identifier(s string, reserved, used map[string]bool) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r < 0x80 && (r == '_' || unicode.IsLetter(r) || i > 0 && unicode.IsDigit(r)):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "u%x", r)
		}
	}
	name := b.String()
	for reserved[name] || used[name] || name == "" || name == "_" {
		name += "_"
	}
	used[name] = true
	return name
}

type coder struct {
	lang   *Language
	prefix string
	names  map[*expr.Node]string // of variables and temporaries
	uses   map[*expr.Node]int
	body   strings.Builder
	temps  int
	err    error
}

// count counts by how many places each node is used, a node below a shared one once.
func (c *coder) count(n *expr.Node) {
	if c.uses[n]++; c.uses[n] > 1 {
		return
	}
	for _, a := range n.Children() {
		c.count(a)
	}
}

func (c *coder) fail(n *expr.Node) string {
	if c.err == nil {
		c.err = fmt.Errorf("symbolic: no code for %s", Text(n))
	}
	return ""
}

// value returns source for n; one that is used twice and costs something becomes a temporary first.
func (c *coder) value(n *expr.Node, b binding) string {
	if s, ok := c.names[n]; ok {
		return s
	}
	if c.uses[n] > 1 && len(n.Children()) > 0 {
		s := c.formula(n, inSum)
		t := c.prefix + strconv.Itoa(c.temps)
		c.temps++
		fmt.Fprintf(&c.body, c.lang.assign, t, s)
		c.names[n] = t
		return t
	}
	return c.formula(n, b)
}

func wrap(yes bool, s string) string {
	if yes {
		return "(" + s + ")"
	}
	return s
}

func (c *coder) formula(n *expr.Node, b binding) string {
	switch n.Op() {
	case expr.OpNum:
		q, _ := n.Num()
		return wrap(q.Sign() < 0 && b > inSum, literal(q))
	case expr.OpPi:
		return c.lang.pi
	case expr.OpE:
		return c.lang.e
	case expr.OpInfinity:
		return c.lang.inf
	case expr.OpAdd:
		return wrap(b > inSum, c.sum(n))
	case expr.OpMul:
		return wrap(b > inSum, c.product(split(n), n))
	case expr.OpPow:
		return c.power(n.Arg(0), n.Arg(1), b)
	case expr.OpSign:
		u := c.value(n.Arg(0), inProduct)
		if c.lang == Go {
			return "func(u float64) float64 { if u == 0 { return 0 }; return math.Copysign(1, u) }(" + u + ")"
		}
		return "((" + u + " > 0) - (" + u + " < 0))"
	case expr.OpStep:
		u := c.value(n.Arg(0), inProduct)
		if c.lang == Go {
			return "func(u float64) float64 { if u == 0 { return 0.5 }; return max(0, math.Copysign(1, u)) }(" + u + ")"
		}
		return "(" + u + " > 0 ? 1.0 : " + u + " < 0 ? 0.0 : 0.5)"
	case expr.OpMin, expr.OpMax:
		args := arguments(n)
		s := c.value(args[0], inSum)
		for _, a := range args[1:] {
			f := map[bool]string{true: n.Op().Name(), false: "f" + n.Op().Name()}[c.lang == Go]
			s = f + "(" + s + ", " + c.value(a, inSum) + ")"
		}
		return s
	case expr.OpAtan2:
		f := map[bool]string{true: "math.Atan2", false: "atan2"}[c.lang == Go]
		return f + "(" + c.value(n.Arg(0), inSum) + ", " + c.value(n.Arg(1), inSum) + ")"
	}
	if f, ok := c.lang.call[n.Op()]; ok {
		return f + "(" + c.value(n.Arg(0), inSum) + ")"
	}
	if of, ok := reciprocals[n.Op()]; ok {
		return wrap(b > inSum, "1/"+c.lang.call[of]+"("+c.value(n.Arg(0), inSum)+")")
	}
	if of, ok := inverses[n.Op()]; ok {
		return c.lang.call[of] + "(1/" + c.value(n.Arg(0), inPower) + ")"
	}
	return c.fail(n)
}

// literal writes a number as a float constant: 3.0/7.0 is rounded once, as a division of doubles is.
func literal(q num.Num) string {
	f := q.Float64()
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return "(0.0/0.0)"
	}
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

func (c *coder) sum(n *expr.Node) string {
	var b strings.Builder
	for i, t := range terms(n) {
		var s string
		if k := t.coef.Abs(); k.IsOne() {
			s = c.value(t.node, inSum)
		} else {
			s = literal(k) + "*" + c.value(t.node, inProduct)
		}
		switch {
		case t.coef.Sign() < 0 && i == 0:
			b.WriteString("-")
		case t.coef.Sign() < 0:
			b.WriteString(" - ")
		case i > 0:
			b.WriteString(" + ")
		}
		b.WriteString(s)
	}
	if k := n.Const(); k.Sign() < 0 {
		b.WriteString(" - " + literal(k.Abs()))
	} else if !k.IsZero() {
		b.WriteString(" + " + literal(k))
	}
	return b.String()
}

func (c *coder) product(f fraction, n *expr.Node) string {
	if q := n.Coef(); !q.IsOne() { // share the product without its coefficient
		_, rest := n.Split()
		k := ""
		switch {
		case q.IsNegOne():
			k = "-"
		default:
			k = literal(q) + "*"
		}
		return k + c.value(rest, inProduct)
	}
	side := func(ps []power) string {
		var parts []string
		for _, p := range ps {
			parts = append(parts, c.power(p.base, p.exp, inProduct))
		}
		return strings.Join(parts, "*")
	}
	over := "1.0"
	if len(f.over) > 0 {
		over = side(f.over)
	}
	if len(f.under) == 0 {
		return over
	}
	return over + "/" + wrap(len(f.under) > 1, side(f.under))
}

// power writes small integer powers as products of a name, roots by sqrt, others by the library's power.
func (c *coder) power(base, exp *expr.Node, b binding) string {
	if base == expr.E {
		if exp == expr.One {
			return c.lang.e
		}
		return c.value(expr.Exp(exp), b)
	}
	if exp == expr.One {
		return c.value(base, b)
	}
	sqrt := strings.TrimSuffix(c.lang.pow, "Pow") + "Sqrt"
	if c.lang == C {
		sqrt = "sqrt"
	}
	if exp == expr.Half {
		return sqrt + "(" + c.value(base, inSum) + ")"
	}
	q, exact := exp.Exact()
	if k, ok := q.Int64(); exact && ok {
		s := c.value(base, inPower)
		if simple := c.names[base] == s; simple && k >= -4 && k <= 4 {
			m := max(k, -k)
			p := strings.TrimSuffix(strings.Repeat(s+"*", int(m)), "*")
			if k < 0 {
				return wrap(b > inSum, "1/"+wrap(m > 1, p))
			}
			return wrap(b > inSum, p)
		}
		if k == -1 {
			return wrap(b > inSum, "1/"+s)
		}
		return c.lang.pow + "(" + s + ", " + literal(q) + ")"
	}
	return c.lang.pow + "(" + c.value(base, inSum) + ", " + c.value(exp, inSum) + ")"
}
