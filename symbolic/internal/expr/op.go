package expr

// An Op is the head of a node: what kind of expression it is.
type Op uint8

// The heads. A node's head decides how its arguments are read; see Node.
const (
	OpNum        Op = iota // an exact rational or a float
	OpPi                   // π
	OpE                    // e, which is exp(1)
	OpI                    // the imaginary unit
	OpInfinity             // +∞ of the real line; -∞ is -1 times it
	OpUndefined            // what has no value: 1/0, ∞-∞. Everything formed with it is undefined
	OpSym                  // a symbol
	OpAdd                  // constant + Σ coefficient·term
	OpMul                  // coefficient·Π base^exponent
	OpPow                  // base^exponent
	OpCall                 // an undefined function f(x, …) or a partial derivative of one
	OpDerivative           // Derivative(e, x, n): a derivative left unevaluated
	OpIntegral             // Integral(e, x) or Integral(e, x, a, b), left unevaluated

	OpExp // from here on, functions of the table below
	OpLog
	OpLog1p
	OpExpm1
	OpSin
	OpCos
	OpTan
	OpSec
	OpCsc
	OpCot
	OpAsin
	OpAcos
	OpAtan
	OpAsec
	OpAcsc
	OpAcot
	OpSinh
	OpCosh
	OpTanh
	OpSech
	OpCsch
	OpCoth
	OpAsinh
	OpAcosh
	OpAtanh
	OpAsech
	OpAcsch
	OpAcoth
	OpAbs
	OpSign
	OpFloor
	OpCeil
	OpMin
	OpMax
	OpStep
	OpErf
	OpErfc
	OpErfi
	OpGamma
	OpDigamma
	OpPolygamma // polygamma(n, x), n ≥ 1
	OpEi        // exponential integral
	OpLi        // logarithmic integral
	OpSi        // sine integral
	OpCi        // cosine integral
	OpShi       // hyperbolic sine integral
	OpChi       // hyperbolic cosine integral
	OpDilog     // Li₂(x) = polylog(2, x)
	OpFresnelS  // ∫₀ˣ sin(πt²/2) dt
	OpFresnelC  // ∫₀ˣ cos(πt²/2) dt
	OpAtan2     // atan2(y, x), the angle of x + iy for real x, y
	numOps
)

// info says how a function is written and how many arguments it takes; arity -1 is one or more.
type info struct {
	name  string
	arity int
	canon func(args []*Node) *Node // nil: no rewriting beyond undefined arguments
}

var table [numOps]info

var byName = map[string]Op{}

func init() {
	for op, f := range map[Op]info{
		OpExp: {"exp", 1, canonExp}, OpLog: {"log", 1, canonLog},
		OpLog1p: {"log1p", 1, canonLog1p}, OpExpm1: {"expm1", 1, canonExpm1},
		OpSin: {"sin", 1, canonSin}, OpCos: {"cos", 1, canonCos}, OpTan: {"tan", 1, canonTan},
		OpSec: {"sec", 1, canonSec}, OpCsc: {"csc", 1, canonCsc}, OpCot: {"cot", 1, canonCot},
		OpAsin: {"asin", 1, canonAsin}, OpAcos: {"acos", 1, canonAcos}, OpAtan: {"atan", 1, canonAtan},
		OpAsec: {"asec", 1, canonAsec}, OpAcsc: {"acsc", 1, canonAcsc}, OpAcot: {"acot", 1, canonAcot},
		OpSinh: {"sinh", 1, canonSinh}, OpCosh: {"cosh", 1, canonCosh}, OpTanh: {"tanh", 1, canonTanh},
		OpSech: {"sech", 1, canonSech}, OpCsch: {"csch", 1, canonCsch}, OpCoth: {"coth", 1, canonCoth},
		OpAsinh: {"asinh", 1, canonAsinh}, OpAcosh: {"acosh", 1, canonAcosh}, OpAtanh: {"atanh", 1, canonAtanh},
		OpAsech: {"asech", 1, canonAsech}, OpAcsch: {"acsch", 1, canonAcsch}, OpAcoth: {"acoth", 1, canonAcoth},
		OpAbs: {"abs", 1, canonAbs}, OpSign: {"sign", 1, canonSign},
		OpFloor: {"floor", 1, canonFloor}, OpCeil: {"ceil", 1, canonCeil},
		OpMin: {"min", -1, canonMin}, OpMax: {"max", -1, canonMax}, OpStep: {"step", 1, canonStep},
		OpErf: {"erf", 1, canonErf}, OpErfc: {"erfc", 1, canonErfc}, OpErfi: {"erfi", 1, canonErfi},
		OpGamma: {"gamma", 1, canonGamma}, OpDigamma: {"digamma", 1, canonDigamma}, OpPolygamma: {"polygamma", 2, canonPolygamma},
		OpEi: {"Ei", 1, canonEi}, OpLi: {"li", 1, canonLi}, OpSi: {"Si", 1, canonOddAtZero(OpSi)}, OpCi: {"Ci", 1, canonEi},
		OpShi: {"Shi", 1, canonOddAtZero(OpShi)}, OpChi: {"Chi", 1, canonEi}, OpDilog: {"dilog", 1, canonDilog},
		OpFresnelS: {"fresnels", 1, canonOddAtZero(OpFresnelS)}, OpFresnelC: {"fresnelc", 1, canonOddAtZero(OpFresnelC)},
		OpAtan2: {"atan2", 2, canonAtan2},
	} {
		table[op] = f
		byName[f.name] = op
	}
	table[OpDerivative] = info{"Derivative", -1, nil}
	table[OpIntegral] = info{"Integral", -1, nil}
	byName["Derivative"], byName["Integral"] = OpDerivative, OpIntegral
	initArcs()
}

// IsFunction reports whether op is one of the named functions, of exp's kind.
func (op Op) IsFunction() bool { return op >= OpExp && op < numOps }

// IsPrimitive reports whether op is a logarithm, an inverse or a special function: one whose derivative is algebraic in
// its argument and simpler functions, without op itself.
func (op Op) IsPrimitive() bool {
	switch op {
	case OpLog, OpLog1p, OpAsin, OpAcos, OpAtan, OpAsec, OpAcsc, OpAcot, OpAsinh, OpAcosh, OpAtanh, OpAsech, OpAcsch, OpAcoth,
		OpErf, OpErfi, OpErfc, OpEi, OpLi, OpSi, OpCi, OpShi, OpChi, OpDilog, OpFresnelS, OpFresnelC:
		return true
	}
	return false
}

// Name returns the name under which the function op is written, or "".
func (op Op) Name() string { return table[op].name }

// Arity returns the number of arguments of the function op; -1 means one or more.
func (op Op) Arity() int { return table[op].arity }

// OpByName returns the function written as name.
func OpByName(name string) (Op, bool) { op, ok := byName[name]; return op, ok }

// Functions lists the named functions.
func Functions() []Op {
	var ops []Op
	for op := OpExp; op < numOps; op++ {
		ops = append(ops, op)
	}
	return ops
}

func (op Op) String() string {
	if n := table[op].name; n != "" {
		return n
	}
	return [...]string{"number", "pi", "e", "i", "infinity", "undefined", "symbol", "sum", "product", "power", "call"}[op]
}
