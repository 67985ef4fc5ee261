package linalg

// Matrices to and from MatrixMarket's exchange format (Boisvert, Pozo and Remington, NISTIR 5935, 1996), dense and sparse.

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// WriteMatrixMarket writes a in MatrixMarket's dense format; a symmetric matrix as its lower triangle.
func WriteMatrixMarket(w io.Writer, a mat.Matrix) error {
	m, n := a.Dims()
	out := bufio.NewWriter(w)
	_, symmetric := a.(mat.Symmetric)
	kind := "general"
	if symmetric {
		kind = "symmetric"
	}
	fmt.Fprintf(out, "%%%%MatrixMarket matrix array real %s\n%d %d\n", kind, m, n)
	for j := range n {
		first := 0
		if symmetric {
			first = j
		}
		for i := first; i < m; i++ {
			out.WriteString(strconv.FormatFloat(a.At(i, j), 'g', -1, 64))
			out.WriteByte('\n')
		}
	}
	return out.Flush()
}

// ReadMatrixMarket reads a real, integer or pattern matrix, dense ("array") or sparse ("coordinate"), general, symmetric or
// skew-symmetric; the result is dense. Entries that a sparse file leaves out are 0, those of a pattern are 1.
func ReadMatrixMarket(r io.Reader) (*mat.Dense, error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<20)
	line := 0
	bad := func(format string, args ...any) error {
		return fmt.Errorf("linalg: MatrixMarket, line %d: %s", line, fmt.Sprintf(format, args...))
	}
	// next returns the fields of the next line that is not empty and no comment.
	next := func() ([]string, error) {
		for in.Scan() {
			line++
			if s := strings.TrimSpace(in.Text()); s != "" && s[0] != '%' {
				return strings.Fields(s), nil
			}
		}
		if err := in.Err(); err != nil {
			return nil, bad("%v", err)
		}
		return nil, bad("the file ends too early")
	}
	if !in.Scan() {
		return nil, bad("the file is empty")
	}
	line++
	head := strings.Fields(strings.ToLower(in.Text()))
	if len(head) != 5 || head[0] != "%%matrixmarket" || head[1] != "matrix" {
		return nil, bad("must be %q and a format, a field, a symmetry", "%%MatrixMarket matrix")
	}
	format, field, symmetry := head[2], head[3], head[4]
	sparse, pattern := format == "coordinate", field == "pattern"
	switch {
	case format != "array" && format != "coordinate":
		return nil, bad("unknown format %q", format)
	case field != "real" && field != "integer" && field != "double" && !(pattern && sparse):
		return nil, bad("a %s matrix of %s numbers cannot be read", format, field)
	case symmetry != "general" && symmetry != "symmetric" && symmetry != "skew-symmetric":
		return nil, bad("a %s matrix cannot be read", symmetry)
	}
	size, err := next()
	if err != nil {
		return nil, err
	}
	want := 2
	if sparse {
		want = 3
	}
	dims := make([]int, want)
	for i := range dims {
		if len(size) == want {
			dims[i], err = strconv.Atoi(size[i])
		}
		if len(size) != want || err != nil || dims[i] < 0 || i < 2 && dims[i] < 1 {
			return nil, bad("%q is no size of %d numbers", strings.Join(size, " "), want)
		}
	}
	m, n := dims[0], dims[1]
	const most = 1 << 31 // numbers: 16 GiB
	if m > most/n {
		return nil, bad("a dense %d×%d matrix is too large", m, n)
	}
	if symmetry != "general" && m != n {
		return nil, bad("a %s matrix of %d×%d", symmetry, m, n)
	}
	a := mat.NewDense(m, n, nil)
	set := func(i, j int, v float64) {
		a.Set(i, j, v)
		switch symmetry {
		case "symmetric":
			a.Set(j, i, v)
		case "skew-symmetric":
			a.Set(j, i, -v)
			if i == j {
				a.Set(i, i, 0)
			}
		}
	}
	if sparse {
		for range dims[2] {
			f, err := next()
			if err != nil {
				return nil, err
			}
			v, columns := 1.0, 3
			if pattern {
				columns = 2
			}
			if len(f) != columns {
				return nil, bad("%q has %d fields, not %d", strings.Join(f, " "), len(f), columns)
			}
			i, err1 := strconv.Atoi(f[0])
			j, err2 := strconv.Atoi(f[1])
			if err1 != nil || err2 != nil || i < 1 || i > m || j < 1 || j > n {
				return nil, bad("entry (%s, %s) is outside of %d×%d", f[0], f[1], m, n)
			}
			if !pattern {
				if v, err = strconv.ParseFloat(f[2], 64); err != nil {
					return nil, bad("%q is no number", f[2])
				}
			}
			set(i-1, j-1, v)
		}
		return a, nil
	}
	for j := range n {
		first := 0
		switch symmetry {
		case "symmetric":
			first = j
		case "skew-symmetric":
			first = j + 1
		}
		for i := first; i < m; i++ {
			f, err := next()
			if err != nil {
				return nil, err
			}
			v, err := strconv.ParseFloat(f[0], 64)
			if err != nil || len(f) != 1 {
				return nil, bad("%q is no number", strings.Join(f, " "))
			}
			set(i, j, v)
		}
	}
	return a, nil
}
