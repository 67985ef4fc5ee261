package linalg

import (
	"bytes"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestMatrixMarket(t *testing.T) {
	a := Ginibre(4, 2)
	for _, m := range []mat.Matrix{a, a.Slice(0, 3, 1, 3), GOE(3, 1)} {
		var buf bytes.Buffer
		if err := WriteMatrixMarket(&buf, m); err != nil {
			t.Fatal(err)
		}
		if got, err := ReadMatrixMarket(&buf); err != nil || !mat.Equal(got, m) {
			t.Errorf("%v, %v", got, err)
		}
	}
	for _, c := range []struct {
		file string
		want *mat.Dense
	}{
		{"%%MatrixMarket matrix coordinate real general\n% a comment\n\n2 3 2\n1 3 2.5\n2 1 -1e3\n", mat.NewDense(2, 3, []float64{0, 0, 2.5, -1000, 0, 0})},
		{"%%MatrixMarket matrix coordinate pattern symmetric\n2 2 2\n1 1\n2 1\n", mat.NewDense(2, 2, []float64{1, 1, 1, 0})},
		{"%%MatrixMarket matrix coordinate integer skew-symmetric\n2 2 1\n2 1 7\n", mat.NewDense(2, 2, []float64{0, -7, 7, 0})},
		{"%%MatrixMarket matrix array real skew-symmetric\n2 2\n3\n", mat.NewDense(2, 2, []float64{0, -3, 3, 0})},
	} {
		if got, err := ReadMatrixMarket(strings.NewReader(c.file)); err != nil || !mat.Equal(got, c.want) {
			t.Errorf("%s: %v, %v", c.file, got, err)
		}
	}
	head := "%%MatrixMarket matrix "
	for _, file := range []string{"", "hello", head + "array real hermitian\n1 1\n1\n", head + "array complex general\n1 1\n1 1\n",
		head + "array real general\n2 2\n1\n2\n3\n", head + "array real general\n0 2\n", head + "array real symmetric\n1 2\n1\n",
		head + "coordinate real general\n2 2 1\n3 1 1\n", head + "coordinate real general\n2 2 1\n1 1\n",
		head + "coordinate real general\n2 2 1\n1 1 x\n", head + "array real general\n999999999 999999999\n", head + "array pattern general\n1 1\n1\n"} {
		if _, err := ReadMatrixMarket(strings.NewReader(file)); err == nil {
			t.Errorf("%q: no error", file)
		}
	}
}
