// Package wire carries expressions between processes: the graph in topological order, each node once, so that an
// expression of massive sharing costs what it holds and not what its text would.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

const version = 1

// order lists n and everything inside, arguments before what uses them, and numbers them.
func order(n *expr.Node) ([]*expr.Node, map[*expr.Node]int) {
	var list []*expr.Node
	index := map[*expr.Node]int{}
	var walk func(n *expr.Node)
	walk = func(n *expr.Node) {
		if _, ok := index[n]; ok {
			return
		}
		for _, a := range n.Children() {
			walk(a)
		}
		index[n] = len(list)
		list = append(list, n)
	}
	walk(n)
	return list, index
}

// Append appends the binary form of n to b:
//
//	version count {op [number] [count {argument}] [count {coefficient}] [name assumptions count {order}]}
//
// An argument is the distance back to it. Counts and distances are varints.
func Append(b []byte, n *expr.Node) []byte {
	list, index := order(n)
	b = append(b, version)
	b = binary.AppendUvarint(b, uint64(len(list)))
	for i, n := range list {
		p := n.Parts()
		b = append(b, byte(p.Op))
		switch p.Op {
		case expr.OpNum, expr.OpAdd, expr.OpMul:
			b = appendNum(b, p.Q)
		}
		b = binary.AppendUvarint(b, uint64(len(p.Args)))
		for _, a := range p.Args {
			b = binary.AppendUvarint(b, uint64(i-index[a]))
		}
		if p.Op == expr.OpAdd {
			for _, c := range p.Coef {
				b = appendNum(b, c)
			}
		}
		if p.Op == expr.OpSym || p.Op == expr.OpCall {
			b = binary.AppendUvarint(b, uint64(len(p.Sym.Name)))
			b = append(b, p.Sym.Name...)
			b = append(b, byte(p.Sym.Assume))
			b = binary.AppendUvarint(b, uint64(len(p.Sym.Orders)))
			for _, o := range p.Sym.Orders {
				b = binary.AppendUvarint(b, uint64(o))
			}
		}
	}
	return b
}

const (
	wholeNum = iota
	ratioNum
	floatNum
	bigNum
)

func appendNum(b []byte, q num.Num) []byte {
	if q.IsFloat() {
		return binary.LittleEndian.AppendUint64(append(b, floatNum), math.Float64bits(q.Float64()))
	}
	if p, d, ok := q.Small(); ok && d == 1 {
		return binary.AppendVarint(append(b, wholeNum), p)
	} else if ok {
		return binary.AppendUvarint(binary.AppendVarint(append(b, ratioNum), p), uint64(d))
	}
	b = append(b, bigNum, byte(q.Sign()+1))
	for _, v := range []*big.Int{q.BigNum(), q.BigDen()} {
		m := v.Bytes()
		b = binary.AppendUvarint(b, uint64(len(m)))
		b = append(b, m...)
	}
	return b
}

type reader struct {
	b   []byte
	err error
}

var errShort = errors.New("symbolic: an encoded expression that ends too early")

func (r *reader) uvarint() uint64 {
	v, k := binary.Uvarint(r.b)
	if k <= 0 {
		r.fail(errShort)
		return 0
	}
	r.b = r.b[k:]
	return v
}

func (r *reader) varint() int64 {
	v, k := binary.Varint(r.b)
	if k <= 0 {
		r.fail(errShort)
		return 0
	}
	r.b = r.b[k:]
	return v
}

// count reads a number of things of which each takes a byte at least.
func (r *reader) count() int {
	v := r.uvarint()
	if v > uint64(len(r.b)) {
		r.fail(errShort)
		return 0
	}
	return int(v)
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.b) {
		r.fail(errShort)
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) byte() byte {
	if b := r.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.b = nil
}

func (r *reader) num() num.Num {
	switch k := r.byte(); k {
	case wholeNum:
		return num.Int(r.varint())
	case ratioNum:
		p, d := r.varint(), r.uvarint()
		if d == 0 || d > math.MaxInt64 {
			r.fail(errors.New("symbolic: an encoded ratio with a bad denominator"))
			return num.Zero
		}
		return num.Ratio(p, int64(d))
	case floatNum:
		if b := r.bytes(8); b != nil {
			return num.Float(math.Float64frombits(binary.LittleEndian.Uint64(b)))
		}
	case bigNum:
		sign := int(r.byte()) - 1
		p := new(big.Int).SetBytes(r.bytes(r.count()))
		d := new(big.Int).SetBytes(r.bytes(r.count()))
		if d.Sign() == 0 {
			r.fail(errors.New("symbolic: an encoded ratio with denominator 0"))
			return num.Zero
		}
		if sign < 0 {
			p.Neg(p)
		}
		return num.FromRat(new(big.Rat).SetFrac(p, d))
	default:
		r.fail(fmt.Errorf("symbolic: an encoded number of unknown kind %d", k))
	}
	return num.Zero
}

// Decode reads what Append wrote.
func Decode(b []byte) (*expr.Node, error) {
	r := &reader{b: b}
	if v := r.byte(); r.err == nil && v != version {
		return nil, fmt.Errorf("symbolic: an encoded expression of version %d, this program reads %d", v, version)
	}
	list := make([]*expr.Node, 0, min(r.count(), 1<<16))
	for len(r.b) > 0 && r.err == nil {
		p := expr.Parts{Op: expr.Op(r.byte()), Q: num.One}
		switch p.Op {
		case expr.OpNum, expr.OpAdd, expr.OpMul:
			p.Q = r.num()
		}
		for range r.count() {
			d := r.uvarint()
			if d == 0 || d > uint64(len(list)) {
				r.fail(errors.New("symbolic: an encoded expression that refers to what it does not hold"))
				break
			}
			p.Args = append(p.Args, list[len(list)-int(d)])
		}
		if p.Op == expr.OpAdd {
			for range p.Args {
				p.Coef = append(p.Coef, r.num())
			}
		}
		if p.Op == expr.OpSym || p.Op == expr.OpCall {
			p.Sym = &expr.Symbol{Name: string(r.bytes(r.count())), Assume: expr.Assumption(r.byte())}
			for range r.count() {
				o := r.uvarint()
				if o > math.MaxInt32 {
					r.fail(errors.New("symbolic: an encoded derivative of absurd order"))
				}
				p.Sym.Orders = append(p.Sym.Orders, int32(o))
			}
		}
		if r.err != nil {
			break
		}
		n, err := expr.Build(p)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	if r.err == nil && len(list) == 0 {
		r.err = errShort
	}
	if r.err != nil {
		return nil, r.err
	}
	return list[len(list)-1], nil
}
