package expr

// What is known of a node's value for all values that its symbols may take, wherever it is defined. The bits are
// derived once, from the bits of the arguments, when a node is made, so that asking costs nothing.
type flags uint8

const (
	isReal     flags = 1 << iota
	isPositive       // and real
	isNonNeg         // and real
	isInteger        // and real
	hasFloat         // a float occurs inside
	hasInfinity
)

// IsReal reports whether n is known to be real where it is defined.
func (n *Node) IsReal() bool { return n.flags&isReal != 0 }

// IsPositive reports whether n is known to be real and above 0.
func (n *Node) IsPositive() bool { return n.flags&isPositive != 0 }

// IsNonNegative reports whether n is known to be real and at least 0.
func (n *Node) IsNonNegative() bool { return n.flags&isNonNeg != 0 }

// IsInteger reports whether n is known to be an integer.
func (n *Node) IsInteger() bool { return n.flags&isInteger != 0 }

// IsNegative reports whether n is known to be real and below 0.
func (n *Node) IsNegative() bool {
	c, rest := n.Split()
	return c.Sign() < 0 && rest.IsPositive()
}

// HasFloat reports whether a float occurs in n.
func (n *Node) HasFloat() bool { return n.flags&hasFloat != 0 }

// HasInfinity reports whether ∞ occurs in n.
func (n *Node) HasInfinity() bool { return n.flags&hasInfinity != 0 }

func (n *Node) deriveFlags() flags {
	const inherited = hasFloat | hasInfinity
	var f flags
	if n.q.IsFloat() {
		f = hasFloat
	}
	for _, a := range n.args {
		f |= a.flags & inherited
	}
	for _, c := range n.coef {
		if c.IsFloat() {
			f |= hasFloat
		}
	}
	switch n.op {
	case OpNum:
		f |= isReal
		if n.q.Sign() > 0 {
			f |= isPositive | isNonNeg
		}
		if n.q.IsZero() {
			f |= isNonNeg
		}
		if n.q.IsInt() {
			f |= isInteger
		}
	case OpPi, OpE:
		f |= isReal | isPositive | isNonNeg
	case OpInfinity:
		f |= isReal | isPositive | isNonNeg | hasInfinity
	case OpSym:
		a := n.sym.Assume
		if a != 0 {
			f |= isReal
		}
		if a&Positive != 0 {
			f |= isPositive | isNonNeg
		}
		if a&NonNegative != 0 {
			f |= isNonNeg
		}
		if a&Integer != 0 {
			f |= isInteger
		}
	case OpAdd:
		f |= n.sumFlags()
	case OpMul:
		if !n.q.IsOne() {
			r := n.args[0].flags
			f |= r & isReal
			if n.q.Sign() > 0 {
				f |= r & (isPositive | isNonNeg)
			}
			if n.q.IsInt() {
				f |= r & isInteger
			}
			break
		}
		all := isReal | isPositive | isNonNeg | isInteger
		for i := range len(n.args) / 2 {
			all &= powerFlags(n.args[i], n.args[len(n.args)/2+i])
		}
		f |= all
	case OpPow:
		f |= powerFlags(n.args[0], n.args[1])
	default:
		if n.op.IsFunction() {
			f |= n.functionFlags()
		}
	}
	return f
}

func (n *Node) sumFlags() flags {
	real, whole, nonneg, positive := true, n.q.IsInt(), n.q.Sign() >= 0, n.q.Sign() > 0
	for i, t := range n.args {
		real = real && t.IsReal()
		whole = whole && n.coef[i].IsInt() && t.IsInteger()
		up := n.coef[i].Sign() > 0
		nonneg = nonneg && up && t.IsNonNegative()
		positive = positive || up && t.IsPositive()
	}
	var f flags
	if real {
		f |= isReal
	}
	if whole {
		f |= isInteger
	}
	if nonneg && real {
		f |= isNonNeg
		if positive {
			f |= isPositive
		}
	}
	return f
}

func powerFlags(b, e *Node) flags {
	var f flags
	switch {
	case b.IsPositive() && e.IsReal():
		f = isReal | isPositive | isNonNeg
	case b.IsNonNegative() && e.IsReal():
		f = isReal | isNonNeg
	case b.IsReal() && e.IsInteger():
		f = isReal
		if v, ok := e.Int64(); ok && v%2 == 0 {
			f |= isNonNeg
		}
	}
	if b.IsInteger() && e.IsInteger() && e.IsNonNegative() {
		f |= isInteger
	}
	return f
}

func (n *Node) functionFlags() flags {
	real := true
	for _, a := range n.args {
		real = real && a.IsReal()
	}
	switch n.op {
	case OpExp, OpCosh, OpSech:
		if real {
			return isReal | isPositive | isNonNeg
		}
	case OpAbs:
		if n.args[0].IsPositive() {
			return isReal | isPositive | isNonNeg
		}
		return isReal | isNonNeg
	case OpLog:
		if n.args[0].IsNonNegative() {
			return isReal
		}
	case OpSin, OpCos, OpTan, OpSec, OpCsc, OpCot, OpTanh, OpCoth, OpCsch, OpAcot, OpAcsch, OpExpm1, OpGamma, OpDigamma,
		OpSign, OpAtan2:
		if real {
			return isReal
		}
	case OpSinh, OpAsinh, OpAtan, OpErf, OpErfi, OpSi, OpShi, OpFresnelS, OpFresnelC:
		if real { // increasing through 0, or of the sign of the argument
			return isReal | n.args[0].flags&(isPositive|isNonNeg)
		}
	case OpErfc:
		if real {
			return isReal | isPositive | isNonNeg
		}
	case OpFloor, OpCeil:
		if real {
			return isReal | isInteger | n.args[0].flags&isNonNeg
		}
	case OpStep:
		if real {
			return isReal | isNonNeg
		}
	case OpMin, OpMax:
		if !real {
			return 0
		}
		all := isPositive | isNonNeg | isInteger
		var some flags
		for _, a := range n.args {
			all &= a.flags
			some |= a.flags & (isPositive | isNonNeg)
		}
		if n.op == OpMax {
			all |= some
		}
		return isReal | all
	}
	return 0
}
