// Package parse reads infix text.
//
// What is read: numbers (7, 2.5, 1e-3; digits without point or exponent are exact), names, + - * / ^ ** and factorials,
// juxtaposition as a product (2x, 2(x+1), (x+1)(x-1)), calls f(x), primes f'(x), unicode π ∞ √ · × ÷ − and superscripts.
// Powers bind tightest and to the right, so that -x^2 is -(x^2) and a^b^c is a^(b^c); a juxtaposition binds as * does,
// so that 1/2x is (1/2)·x. sin^2(x) is sin(x)^2.
//
// The parser keeps its own stack, one frame for each open parenthesis, and gathers the terms of a sum before it adds
// them: any nesting is read in little memory, and time is near linear in the length of the text.
package parse

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"tandem/symbolic/internal/expr"
)

// An Error says where reading failed and why.
type Error struct {
	Pos    int    // byte offset into the text
	Column int    // in characters, from 1
	Near   string // the text around it
	Msg    string // what is wrong, or what was expected
}

func (e *Error) Error() string {
	return fmt.Sprintf("symbolic: %s at column %d, near %q", e.Msg, e.Column, e.Near)
}

func fail(s string, pos int, msg string) error {
	lo, hi := max(0, pos-12), min(len(s), pos+12)
	for lo > 0 && !utf8.RuneStart(s[lo]) {
		lo--
	}
	for hi < len(s) && !utf8.RuneStart(s[hi]) {
		hi++
	}
	return &Error{Pos: pos, Column: utf8.RuneCountInString(s[:pos]) + 1, Near: s[lo:hi], Msg: msg}
}

// MaxDepth bounds how deep functions and powers may be nested in each other: work on expressions recurses over them.
const MaxDepth = 10_000

const maxOpen = 1_000_000

// maxTermBits bounds the number that the constants of one term multiply to.
const maxTermBits = 1 << 23

// A frame is what is known of the expression inside one open parenthesis.
type frame struct {
	pos     int           // of the parenthesis
	call    *callee       // what the parenthesis belongs to; nil if it only groups
	args    []*expr.Node  // of the call, before the last comma
	terms   []*expr.Node  // finished terms of the current argument
	product []*expr.Node  // finished factors of the current term
	bits    int           // of the numbers among them
	powers  []pendingBase // bases that wait for their exponent
	minus   bool          // the operand to come, with its powers, is negated
	negate  bool          // the current term is negated
	divide  bool          // the factor to come divides
	divPos  int           // where the division sign stands
	atom    *expr.Node    // the operand just read; nil while one is expected
}

type pendingBase struct {
	base  *expr.Node
	minus bool
	pos   int
}

// A callee is a function name waiting for its arguments.
type callee struct {
	name   string
	pos    int
	quoted bool
	power  *expr.Node // sin^2(x)
	orders []int32    // f''(x), D(f, 1, 0)(x, y)
}

type parser struct {
	scanner
	tok     token
	frames  []*frame
	names   map[string]*expr.Node
	symbols map[string]*expr.Node // met so far
}

// Parse reads s. Names that are neither constants nor functions become symbols without assumptions.
func Parse(s string) (*expr.Node, error) { return With(s, nil) }

// With is Parse with a table of names to use first: symbols with assumptions, or abbreviations.
func With(s string, names map[string]*expr.Node) (*expr.Node, error) {
	p := &parser{scanner: scanner{s: s}}
	p.names = names
	p.symbols = map[string]*expr.Node{}
	p.frames = []*frame{{}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	for {
		done, err := p.step()
		if err != nil {
			return nil, err
		}
		if done {
			return p.value()
		}
	}
}

func (p *parser) advance() (err error) {
	p.tok, err = p.next()
	return err
}

func (p *parser) top() *frame { return p.frames[len(p.frames)-1] }

func (p *parser) fail(msg string) error { return fail(p.s, p.tok.pos, msg) }

func describe(t token) string {
	if t.kind == end {
		return "the end of the text"
	}
	return strconv.Quote(t.text)
}

// step consumes one token; it reports whether the text is at its end.
func (p *parser) step() (done bool, err error) {
	f := p.top()
	if f.atom == nil {
		return false, p.operand(f)
	}
	t := p.tok
	switch t.kind {
	case '+', '-':
		if err := p.endTerm(f); err != nil {
			return false, err
		}
		f.negate = t.kind == '-'
	case '*', '/':
		if err := p.endFactor(f); err != nil {
			return false, err
		}
		f.divide, f.divPos = t.kind == '/', t.pos
	case power:
		f.powers = append(f.powers, pendingBase{f.atom, f.minus, t.pos})
		f.atom, f.minus = nil, false
		if t.value != nil {
			f.atom = t.value
		}
	case '!':
		f.atom = expr.Fn(expr.OpGamma, expr.Add(f.atom, expr.One))
		if f.atom == expr.Undefined {
			return false, p.fail("the factorial of a negative integer")
		}
	case ',':
		if f.call == nil {
			return false, p.fail("unexpected \",\" outside the arguments of a function")
		}
		if err := p.endArgument(f); err != nil {
			return false, err
		}
	case ')':
		if len(p.frames) == 1 {
			return false, p.fail("\")\" without \"(\"")
		}
		return false, p.closeParenthesis(f)
	case end:
		if len(p.frames) > 1 {
			return false, fail(p.s, f.pos, "\"(\" without \")\"")
		}
		return true, nil
	case number, name, quoted, '(':
		if t.kind == number {
			return false, p.fail("expected an operator before a number")
		}
		return false, p.endFactor(f) // juxtaposition: the token is read as the next operand
	default:
		return false, p.fail("unexpected " + describe(t))
	}
	return false, p.advance()
}

// operand reads what may start a factor.
func (p *parser) operand(f *frame) error {
	t := p.tok
	switch t.kind {
	case '-':
		f.minus = !f.minus
	case '+':
	case number:
		f.atom = t.value
	case '(':
		if len(p.frames) > maxOpen {
			return p.fail("more than " + strconv.Itoa(maxOpen) + " open parentheses")
		}
		p.frames = append(p.frames, &frame{pos: t.pos})
	case name, quoted:
		return p.named(f)
	default:
		return p.fail("expected a number, a name or \"(\", found " + describe(t))
	}
	return p.advance()
}

// named reads a constant, a symbol or a function's name up to its parenthesis.
func (p *parser) named(f *frame) error {
	t := p.tok
	if err := p.advance(); err != nil {
		return err
	}
	c := &callee{name: t.text, pos: t.pos, quoted: t.kind == quoted}
	known := !c.quoted && isFunction(t.text)
	if t.kind == name && t.text == "D" && p.tok.kind == '(' {
		if err := p.partial(c); err != nil {
			return err
		}
	}
	if known && p.tok.kind == power { // sin^2(x); sin^-1 is refused: it is read both ways
		if err := p.advance(); err != nil {
			return err
		}
		if p.tok.kind != number {
			return p.fail("expected a number between the function's name and its argument")
		}
		c.power = p.tok.value
		if err := p.advance(); err != nil {
			return err
		}
	}
	primes := int32(0)
	for p.tok.kind == '\'' && !known {
		primes++
		if err := p.advance(); err != nil {
			return err
		}
	}
	if primes > 0 {
		c.orders = []int32{primes}
	}
	if p.tok.kind == '(' && (known || c.orders != nil || !isConstant(t.text) || c.quoted) {
		if p.names[t.text] == nil || known {
			p.frames = append(p.frames, &frame{pos: p.tok.pos, call: c})
			return p.advance()
		}
	}
	switch {
	case known:
		return p.fail("expected \"(\" after the function " + t.text)
	case c.orders != nil:
		return p.fail("expected \"(\" after the derivative of " + c.name)
	}
	if t.kind == name {
		if n := p.names[t.text]; n != nil {
			f.atom = n
			return nil
		}
		if n, ok := constants[t.text]; ok {
			f.atom = n
			return nil
		}
	}
	if f.atom = p.symbols[t.text]; f.atom == nil {
		f.atom = expr.Sym(t.text)
		p.symbols[t.text] = f.atom
	}
	return nil
}

// partial reads D(f, 1, 0), the name of a partial derivative.
func (p *parser) partial(c *callee) error {
	if err := p.advance(); err != nil {
		return err
	}
	if p.tok.kind != name && p.tok.kind != quoted {
		return p.fail("expected the name of a function")
	}
	c.name = p.tok.text
	for {
		if err := p.advance(); err != nil {
			return err
		}
		if p.tok.kind == ')' {
			break
		}
		if p.tok.kind != ',' {
			return p.fail("expected \",\" or \")\"")
		}
		if err := p.advance(); err != nil {
			return err
		}
		if p.tok.kind != number {
			return p.fail("expected the order of a derivative")
		}
		k, ok := p.tok.value.Int64()
		if !ok || k < 0 || k > 1<<30 {
			return p.fail("expected the order of a derivative")
		}
		c.orders = append(c.orders, int32(k))
	}
	return p.advance()
}

// endFactor finishes the powers of the operand just read and makes it a factor of the current term.
func (p *parser) endFactor(f *frame) error {
	v := f.atom
	minus := f.minus
	for i := len(f.powers) - 1; i >= 0; i-- {
		b := f.powers[i]
		if minus {
			v = expr.Neg(v)
		}
		w := expr.Pow(b.base, v)
		if w == expr.Undefined && b.base != expr.Undefined && v != expr.Undefined {
			return fail(p.s, b.pos, "a power that is undefined")
		}
		v, minus = w, b.minus
	}
	if minus {
		f.negate = !f.negate
	}
	if f.divide {
		if v.IsZero() {
			return fail(p.s, f.divPos, "division by zero")
		}
		v = expr.Inv(v)
	}
	if q, ok := v.Num(); ok {
		if f.bits += q.BitLen(); f.bits > maxTermBits {
			return fail(p.s, p.tok.pos, "a product of numbers beyond "+strconv.Itoa(maxTermBits)+" bits")
		}
	}
	f.product = append(f.product, v)
	f.powers, f.atom, f.minus, f.divide = f.powers[:0], nil, false, false
	if v.Depth() > MaxDepth {
		return fail(p.s, p.tok.pos, "nested deeper than "+strconv.Itoa(MaxDepth))
	}
	return nil
}

func (p *parser) endTerm(f *frame) error {
	if err := p.endFactor(f); err != nil {
		return err
	}
	t := expr.Mul(f.product...)
	if t == expr.Undefined && !containsUndefined(f.product) {
		return fail(p.s, p.tok.pos, "a product that is undefined")
	}
	if f.negate {
		t = expr.Neg(t)
	}
	f.terms = append(f.terms, t)
	f.product, f.negate, f.bits = f.product[:0], false, 0
	return nil
}

func containsUndefined(ns []*expr.Node) bool {
	for _, n := range ns {
		if n == expr.Undefined {
			return true
		}
	}
	return false
}

// sum finishes the expression of the frame.
func (p *parser) sum(f *frame) (*expr.Node, error) {
	if err := p.endTerm(f); err != nil {
		return nil, err
	}
	n := expr.Add(f.terms...)
	if n == expr.Undefined && !strings.Contains(p.s, "undefined") {
		return nil, fail(p.s, p.tok.pos, "a sum that is undefined")
	}
	f.terms = f.terms[:0]
	return n, nil
}

func (p *parser) endArgument(f *frame) error {
	n, err := p.sum(f)
	if err != nil {
		return err
	}
	f.args = append(f.args, n)
	return nil
}

func (p *parser) closeParenthesis(f *frame) error {
	if f.call == nil {
		n, err := p.sum(f)
		if err != nil {
			return err
		}
		p.frames = p.frames[:len(p.frames)-1]
		p.top().atom = n
		return p.advance()
	}
	if err := p.endArgument(f); err != nil {
		return err
	}
	n, err := p.apply(f.call, f.args)
	if err != nil {
		return err
	}
	p.frames = p.frames[:len(p.frames)-1]
	p.top().atom = n
	return p.advance()
}

func (p *parser) value() (*expr.Node, error) { return p.sum(p.top()) }
