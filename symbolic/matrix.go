package symbolic

import (
	"errors"
	"fmt"
	"strings"
)

// A Matrix is a rectangle of expressions. The zero Matrix is 0×0. Methods that return a Matrix leave their operands
// alone.
type Matrix struct {
	rows, cols int
	e          []Expr
}

// NewMatrix returns the zero matrix of the given size.
func NewMatrix(rows, cols int) Matrix { return Matrix{rows, cols, make([]Expr, rows*cols)} }

// MatrixOf returns the matrix of the given rows, which must be equally long.
func MatrixOf(rows ...[]Expr) Matrix {
	if len(rows) == 0 {
		return Matrix{}
	}
	m := NewMatrix(len(rows), len(rows[0]))
	for i, r := range rows {
		if len(r) != m.cols {
			panic(fmt.Sprintf("symbolic: MatrixOf a row of %d after one of %d", len(r), m.cols))
		}
		copy(m.e[i*m.cols:], r)
	}
	return m
}

// Dims returns the numbers of rows and columns.
func (m Matrix) Dims() (rows, cols int) { return m.rows, m.cols }

// At returns the element in row i, column j.
func (m Matrix) At(i, j int) Expr { return m.e[m.index(i, j)] }

// Set changes the element in row i, column j.
func (m Matrix) Set(i, j int, e Expr) { m.e[m.index(i, j)] = Expr{e.node()} }

func (m Matrix) index(i, j int) int {
	if i < 0 || i >= m.rows || j < 0 || j >= m.cols {
		panic(fmt.Sprintf("symbolic: element (%d, %d) of a %d×%d matrix", i, j, m.rows, m.cols))
	}
	return i*m.cols + j
}

// Mul returns the product m·b.
func (m Matrix) Mul(b Matrix) Matrix {
	if m.cols != b.rows {
		panic(fmt.Sprintf("symbolic: Mul of %d×%d by %d×%d", m.rows, m.cols, b.rows, b.cols))
	}
	c := NewMatrix(m.rows, b.cols)
	terms := make([]Expr, m.cols)
	for i := range m.rows {
		for j := range b.cols {
			for k := range terms {
				terms[k] = Mul(m.At(i, k), b.At(k, j))
			}
			c.Set(i, j, Add(terms...))
		}
	}
	return c
}

// Map returns the matrix of f of each element.
func (m Matrix) Map(f func(Expr) Expr) Matrix {
	c := NewMatrix(m.rows, m.cols)
	for i, e := range m.e {
		c.e[i] = f(Expr{e.node()})
	}
	return c
}

// String writes the matrix as nested lists.
func (m Matrix) String() string {
	var b strings.Builder
	b.WriteByte('[')
	for i := range m.rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('[')
		for j := range m.cols {
			if j > 0 {
				b.WriteString(", ")
			}
			b.WriteString(m.At(i, j).String())
		}
		b.WriteByte(']')
	}
	b.WriteByte(']')
	return b.String()
}

// ErrSingularMatrix is returned by Inverse when the determinant is zero.
var ErrSingularMatrix = errors.New("symbolic: the matrix is singular")
