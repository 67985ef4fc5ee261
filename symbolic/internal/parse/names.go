package parse

import (
	"strconv"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

var constants = map[string]*expr.Node{
	"pi": expr.Pi, "Pi": expr.Pi, "π": expr.Pi, "e": expr.E, "E": expr.E, "I": expr.I,
	"oo": expr.Infinity, "inf": expr.Infinity, "infinity": expr.Infinity, "∞": expr.Infinity, "undefined": expr.Undefined,
}

func isConstant(s string) bool { _, ok := constants[s]; return ok }

// aliases are other spellings of functions of one head.
var aliases = map[string]expr.Op{
	"ln": expr.OpLog, "arcsin": expr.OpAsin, "arccos": expr.OpAcos, "arctan": expr.OpAtan, "arccot": expr.OpAcot,
	"arcsec": expr.OpAsec, "arccsc": expr.OpAcsc, "arcsinh": expr.OpAsinh, "arccosh": expr.OpAcosh,
	"arctanh": expr.OpAtanh, "arccoth": expr.OpAcoth, "arcsech": expr.OpAsech, "arccsch": expr.OpAcsch,
	"arsinh": expr.OpAsinh, "arcosh": expr.OpAcosh, "artanh": expr.OpAtanh, "Abs": expr.OpAbs, "sgn": expr.OpSign,
	"ceiling": expr.OpCeil, "Min": expr.OpMin, "Max": expr.OpMax, "Heaviside": expr.OpStep, "heaviside": expr.OpStep,
	"Gamma": expr.OpGamma, "psi": expr.OpDigamma,
}

// composed are names for combinations of functions.
var composed = map[string]func(u *expr.Node) *expr.Node{
	"sqrt":      expr.Sqrt,
	"√":         expr.Sqrt,
	"cbrt":      func(u *expr.Node) *expr.Node { return expr.Pow(u, expr.Ratio(1, 3)) },
	"log2":      func(u *expr.Node) *expr.Node { return expr.Div(expr.Log(u), expr.Log(expr.Two)) },
	"log10":     func(u *expr.Node) *expr.Node { return expr.Div(expr.Log(u), expr.Log(expr.Int(10))) },
	"factorial": func(u *expr.Node) *expr.Node { return expr.Fn(expr.OpGamma, expr.Add(u, expr.One)) },
}

func function(s string) (expr.Op, bool) {
	if op, ok := expr.OpByName(s); ok {
		return op, true
	}
	op, ok := aliases[s]
	return op, ok
}

func isFunction(s string) bool {
	_, known := function(s)
	return known || composed[s] != nil || s == "polylog"
}

// apply forms the call of c.
func (p *parser) apply(c *callee, args []*expr.Node) (*expr.Node, error) {
	wrong := func(want string) error {
		return fail(p.s, c.pos, c.name+" takes "+want+", not "+strconv.Itoa(len(args)))
	}
	var n *expr.Node
	op, known := function(c.name)
	switch {
	case c.quoted || c.orders != nil || !known && composed[c.name] == nil && c.name != "polylog":
		if c.orders != nil && len(c.orders) != len(args) {
			return nil, wrong(strconv.Itoa(len(c.orders)) + " arguments")
		}
		n = expr.CallD(c.name, c.orders, args...)
	case composed[c.name] != nil:
		if len(args) != 1 {
			return nil, wrong("1 argument")
		}
		n = composed[c.name](args[0])
	case c.name == "polylog":
		if len(args) != 2 || !args[0].Equals(2) {
			return nil, fail(p.s, c.pos, "polylog is known for order 2: polylog(2, x)")
		}
		n = expr.Fn(expr.OpDilog, args[1])
	case op == expr.OpDerivative || op == expr.OpIntegral:
		var err error
		if n, err = p.unevaluated(op, c, args); err != nil {
			return nil, err
		}
	case op == expr.OpLog && len(args) == 2:
		n = expr.Div(expr.Log(args[0]), expr.Log(args[1]))
	case op.Arity() >= 0 && len(args) != op.Arity():
		return nil, wrong(strconv.Itoa(op.Arity()) + " argument(s)")
	default:
		n = expr.Fn(op, args...)
	}
	if n == expr.Undefined && !containsUndefined(args) {
		return nil, fail(p.s, c.pos, c.name+" is undefined at this argument")
	}
	if c.power != nil {
		n = expr.Pow(n, c.power)
	}
	if n.Depth() > MaxDepth {
		return nil, fail(p.s, c.pos, "nested deeper than "+strconv.Itoa(MaxDepth))
	}
	if q, ok := n.Num(); ok && q.BitLen() > num.MaxBits*2 {
		return nil, fail(p.s, c.pos, "a number beyond "+strconv.Itoa(2*num.MaxBits)+" bits")
	}
	return n, nil
}

// unevaluated reads Derivative(e, x, n) and Integral(e, x) or Integral(e, x, a, b).
func (p *parser) unevaluated(op expr.Op, c *callee, args []*expr.Node) (*expr.Node, error) {
	bad := func(msg string) (*expr.Node, error) { return nil, fail(p.s, c.pos, msg) }
	if len(args) < 2 || args[1].Op() != expr.OpSym {
		return bad(c.name + " takes an expression and a symbol")
	}
	if op == expr.OpIntegral {
		if len(args) != 2 && len(args) != 4 {
			return bad("Integral takes an expression, a symbol, and two limits or none")
		}
		return expr.Fn(op, args...), nil
	}
	if len(args) == 2 {
		args = append(args, expr.One)
	}
	if k, ok := args[2].Int64(); len(args) != 3 || !ok || k < 0 {
		return bad("Derivative takes an expression, a symbol and an order")
	}
	return expr.Fn(op, args...), nil
}

// Reserved reports whether a symbol of this name must be written in backquotes: the name is a constant or a function.
func Reserved(s string) bool { return isConstant(s) || isFunction(s) || s == "D" }
