package expr

import "tandem/symbolic/internal/num"

// Numbers from -smallInts to smallInts are made once and kept.
const smallInts = 512

var ints [2*smallInts + 1]*Node

// The atoms.
var (
	Zero, One, Two, NegOne, Half *Node
	Pi, E, I                     *Node
	Infinity, Undefined          *Node
)

func init() {
	for i := range ints {
		ints[i] = intern(OpNum, num.Int(int64(i-smallInts)), nil, nil, nil)
	}
	Zero, One, Two, NegOne = Int(0), Int(1), Int(2), Int(-1)
	Half = Ratio(1, 2)
	atom := func(op Op) *Node { return intern(op, num.Zero, nil, nil, nil) }
	Pi, E, I, Infinity, Undefined = atom(OpPi), atom(OpE), atom(OpI), atom(OpInfinity), atom(OpUndefined)
}

// Int returns the integer v.
func Int(v int64) *Node {
	if -smallInts <= v && v <= smallInts && ints[v+smallInts] != nil {
		return ints[v+smallInts]
	}
	return intern(OpNum, num.Int(v), nil, nil, nil)
}

// Ratio returns p/q. It panics if q is 0.
func Ratio(p, q int64) *Node { return Number(num.Ratio(p, q)) }

// Number returns the number q.
func Number(q num.Num) *Node {
	if v, ok := q.Int64(); ok {
		return Int(v)
	}
	return intern(OpNum, q, nil, nil, nil)
}

// Float returns the float f.
func Float(f float64) *Node { return Number(num.Float(f)) }

// Sym returns the symbol of that name, about which nothing is assumed.
func Sym(name string) *Node { return SymAssume(name, 0) }

// SymAssume returns the symbol of that name and assumptions; it differs from the symbol of the same name with others.
// Positive includes NonNegative and Real, as Integer does.
func SymAssume(name string, a Assumption) *Node {
	if a&Positive != 0 {
		a |= NonNegative
	}
	if a != 0 {
		a |= Real
	}
	return intern(OpSym, num.Zero, nil, nil, &Symbol{Name: name, Assume: a})
}

// Call returns the undefined function name of the arguments.
func Call(name string, args ...*Node) *Node { return CallD(name, nil, args...) }

// CallD returns the partial derivative of the undefined function name, orders[i] times by argument i, at args.
func CallD(name string, orders []int32, args ...*Node) *Node {
	for _, a := range args {
		if a == Undefined {
			return a
		}
	}
	zero := true
	for _, o := range orders {
		zero = zero && o == 0
	}
	if zero {
		orders = nil
	}
	return intern(OpCall, num.Zero, args, nil, &Symbol{Name: name, Orders: orders})
}
