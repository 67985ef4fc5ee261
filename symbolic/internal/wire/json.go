package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// jsonNode is one node in JSON: {"op":"sum","q":"1","args":[0,2],"coef":["2","-1/3"]}. The last node of the list is the
// expression; args are places in the list.
type jsonNode struct {
	Op     string   `json:"op"`
	Q      string   `json:"q,omitempty"`
	Args   []int    `json:"args,omitempty"`
	Coef   []string `json:"coef,omitempty"`
	Name   string   `json:"name,omitempty"`
	Assume uint8    `json:"assume,omitempty"`
	Orders []int32  `json:"orders,omitempty"`
}

var opNames = map[string]expr.Op{}

func init() {
	for op := expr.OpNum; op <= expr.OpCall; op++ {
		opNames[op.String()] = op
	}
	for _, op := range append(expr.Functions(), expr.OpDerivative, expr.OpIntegral) {
		opNames[op.String()] = op
	}
}

// JSON returns n as a list of nodes.
func JSON(n *expr.Node) ([]byte, error) {
	list, index := order(n)
	out := make([]jsonNode, len(list))
	for i, n := range list {
		p := n.Parts()
		j := jsonNode{Op: p.Op.String()}
		if p.Op == expr.OpNum || p.Op == expr.OpAdd || p.Op == expr.OpMul {
			j.Q = p.Q.String()
		}
		for _, a := range p.Args {
			j.Args = append(j.Args, index[a])
		}
		for _, c := range p.Coef {
			j.Coef = append(j.Coef, c.String())
		}
		if p.Sym != nil {
			j.Name, j.Assume, j.Orders = p.Sym.Name, uint8(p.Sym.Assume), p.Sym.Orders
		}
		out[i] = j
	}
	return json.Marshal(out)
}

// FromJSON reads what JSON wrote.
func FromJSON(b []byte) (*expr.Node, error) {
	var in []jsonNode
	if err := json.Unmarshal(b, &in); err != nil {
		return nil, fmt.Errorf("symbolic: an expression in JSON: %w", err)
	}
	if len(in) == 0 {
		return nil, errors.New("symbolic: an expression in JSON without nodes")
	}
	list := make([]*expr.Node, len(in))
	for i, j := range in {
		op, ok := opNames[j.Op]
		if !ok {
			return nil, fmt.Errorf("symbolic: node %d in JSON is of unknown kind %q", i, j.Op)
		}
		p := expr.Parts{Op: op, Q: num.One}
		var err error
		if j.Q != "" {
			if p.Q, err = readNum(j.Q); err != nil {
				return nil, err
			}
		}
		for _, a := range j.Args {
			if a < 0 || a >= i {
				return nil, fmt.Errorf("symbolic: node %d in JSON refers to node %d, which is not before it", i, a)
			}
			p.Args = append(p.Args, list[a])
		}
		for _, c := range j.Coef {
			q, err := readNum(c)
			if err != nil {
				return nil, err
			}
			p.Coef = append(p.Coef, q)
		}
		if op == expr.OpSym || op == expr.OpCall {
			p.Sym = &expr.Symbol{Name: j.Name, Assume: expr.Assumption(j.Assume), Orders: j.Orders}
		}
		if list[i], err = expr.Build(p); err != nil {
			return nil, err
		}
	}
	return list[len(list)-1], nil
}

// maxDigits bounds the decimal numbers that are read, whose reading takes quadratic time.
const maxDigits = 700_000

func readNum(s string) (num.Num, error) {
	if len(s) > maxDigits {
		return num.Zero, fmt.Errorf("symbolic: a number of %d digits in JSON: at most %d", len(s), maxDigits)
	}
	if strings.ContainsAny(s, ".eINn") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return num.Zero, fmt.Errorf("symbolic: %q is no number", s)
		}
		return num.Float(f), nil
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return num.Zero, fmt.Errorf("symbolic: %q is no number", s)
	}
	return num.FromRat(r), nil
}
