package symbolic

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/print"
	"tandem/symbolic/internal/wire"
)

// AppendBinary appends an encoding of e to b: the graph, each shared node once. An Expr is sent by encoding/gob and
// between Tandem's processes in this form, and what is read back equals (==) what was written.
func (e Expr) AppendBinary(b []byte) ([]byte, error) { return wire.Append(b, e.node()), nil }

// MarshalBinary returns the encoding of AppendBinary.
func (e Expr) MarshalBinary() ([]byte, error) { return wire.Append(nil, e.node()), nil }

// UnmarshalBinary reads what AppendBinary wrote.
func (e *Expr) UnmarshalBinary(b []byte) error {
	n, err := wire.Decode(b)
	if err != nil {
		return err
	}
	e.n = n
	return nil
}

// MarshalJSON returns e as a list of nodes, of which the last is e.
func (e Expr) MarshalJSON() ([]byte, error) { return wire.JSON(e.node()) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *Expr) UnmarshalJSON(b []byte) error {
	n, err := wire.FromJSON(b)
	if err != nil {
		return err
	}
	e.n = n
	return nil
}

// LaTeX writes e for math mode with the commands of the package amsmath.
func LaTeX(e Expr) string { return print.LaTeX(e.node()) }

// GoCode returns the source of a Go function that evaluates es at the variables, in float64, and needs package math.
// What several places use is computed once. It fails on what has no value there: i, undefined functions, symbols that
// are not among vars.
func GoCode(name string, es []Expr, vars ...Expr) (string, error) {
	return code(print.Go, name, es, vars)
}

// CCode is GoCode for C with math.h. A function of one expression returns it; one of several writes them to an array.
func CCode(name string, es []Expr, vars ...Expr) (string, error) {
	return code(print.C, name, es, vars)
}

func code(lang *print.Language, name string, es, vars []Expr) (string, error) {
	return print.Code(lang, name, nodes(es), nodes(vars))
}

func nodes(es []Expr) []*expr.Node {
	ns := make([]*expr.Node, len(es))
	for i, e := range es {
		ns[i] = e.node()
	}
	return ns
}
