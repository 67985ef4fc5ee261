package linalg

// Arrays to and from NumPy's .npy and .npz (NEP 1 and numpy.lib.format): what numpy.save and numpy.savez write and
// numpy.load reads.

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/sbinet/npyio"
	"gonum.org/v1/gonum/mat"
)

// An Array is what ReadNPY and ReadNPZ can make of a NumPy array: a matrix of two dimensions or a slice of one.
type Array interface {
	*mat.Dense | *mat.CDense | []float64 | []complex128
}

// WriteNPY writes a, in C order, as a file that numpy.load reads: a mat.Vector, []float64 or []complex128 as one
// dimension, any other mat.Matrix or mat.CMatrix as two.
func WriteNPY(w io.Writer, a any) error {
	shape, isComplex, row, err := arrayRows(a)
	if err != nil {
		return err
	}
	if err := writeRows(w, shape, isComplex, row); err != nil {
		return fmt.Errorf("linalg: writing .npy: %w", err)
	}
	return nil
}

// arrayRows returns the shape of a, whether it is complex, and a function that appends row i to a slice, the imaginary part of
// a number behind its real part.
func arrayRows(a any) (shape []int, isComplex bool, row func(i int, to []float64) []float64, err error) {
	switch a := a.(type) {
	case []float64:
		return []int{len(a)}, false, func(_ int, to []float64) []float64 { return append(to, a...) }, nil
	case []complex128:
		return []int{len(a)}, true, func(_ int, to []float64) []float64 {
			for _, z := range a {
				to = append(to, real(z), imag(z))
			}
			return to
		}, nil
	case mat.Vector:
		return []int{a.Len()}, false, func(_ int, to []float64) []float64 {
			for i := range a.Len() {
				to = append(to, a.AtVec(i))
			}
			return to
		}, nil
	case mat.Matrix:
		m, n := a.Dims()
		return []int{m, n}, false, func(i int, to []float64) []float64 {
			for j := range n {
				to = append(to, a.At(i, j))
			}
			return to
		}, nil
	case mat.CMatrix:
		m, n := a.Dims()
		return []int{m, n}, true, func(i int, to []float64) []float64 {
			for j := range n {
				z := a.At(i, j)
				to = append(to, real(z), imag(z))
			}
			return to
		}, nil
	}
	return nil, false, nil, fmt.Errorf("linalg: writing .npy: a %T is no mat.Matrix, mat.CMatrix, []float64 or []complex128", a)
}

func writeRows(w io.Writer, shape []int, isComplex bool, row func(i int, to []float64) []float64) error {
	descr, dims := "<f8", fmt.Sprintf("(%d,)", shape[0])
	if isComplex {
		descr = "<c16"
	}
	rows := 1
	if len(shape) == 2 {
		rows, dims = shape[0], fmt.Sprintf("(%d, %d)", shape[0], shape[1])
	}
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, dims)
	const before, align = 10, 64 // what precedes the header; the numbers begin at a multiple of align
	head += strings.Repeat(" ", align-1-(before+len(head))%align) + "\n"
	out := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(head)))
	if _, err := w.Write(append(out, head...)); err != nil {
		return err
	}
	var numbers []float64
	for i := range rows {
		numbers = row(i, numbers[:0])
		out = out[:0]
		for _, v := range numbers {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		}
		if _, err := w.Write(out); err != nil {
			return err
		}
	}
	return nil
}

// ReadNPY reads an array that numpy.save wrote: of floats, complex numbers, integers or booleans of any width and byte
// order, in C or Fortran order. The array must have the dimensions of A, and be real if A is. Memory grows with what the
// file holds, not with what its header says.
func ReadNPY[A Array](r io.Reader) (a A, err error) {
	defer func() {
		if p := recover(); p != nil { // npyio slices a damaged header out of bounds
			err = fmt.Errorf("damaged header (%v)", p)
		}
		if err != nil {
			err = fmt.Errorf("linalg: reading .npy: %w", err)
		}
	}()
	var first [12]byte // magic, version, and the header's length in 2 bytes, from version 2 on in 4
	if n, err := io.ReadFull(r, first[:]); err != nil {
		return a, fmt.Errorf("a file of %d bytes: %w", n, err)
	}
	const most = 1 << 20 // npyio would take any number for the length
	if length := binary.LittleEndian.Uint32(first[8:]); first[6] > 1 && length > most {
		return a, fmt.Errorf("a header of %d bytes", length)
	}
	r = io.MultiReader(bytes.NewReader(first[:]), r)
	f, err := npyio.NewReader(r)
	if err != nil {
		return a, err
	}
	d := f.Header.Descr
	count := 1
	for _, k := range d.Shape {
		if k < 0 || k > 0 && count > math.MaxInt/16/k {
			return a, fmt.Errorf("an array of shape %v", d.Shape)
		}
		count *= k
	}
	switch to := any(&a).(type) {
	case *[]float64:
		if len(d.Shape) != 1 {
			return a, fmt.Errorf("an array of %d dimensions is no slice", len(d.Shape))
		}
		*to, err = readReal(r, d.Type, count)
	case *[]complex128:
		if len(d.Shape) != 1 {
			return a, fmt.Errorf("an array of %d dimensions is no slice", len(d.Shape))
		}
		*to, err = readComplex(r, d.Type, count)
	case **mat.Dense:
		if err = matrixShape(d.Shape); err != nil {
			return a, err
		}
		var values []float64
		if values, err = readReal(r, d.Type, count); err != nil {
			return a, err
		}
		*to = mat.NewDense(d.Shape[0], d.Shape[1], inRows(values, d.Shape, d.Fortran))
	case **mat.CDense:
		if err = matrixShape(d.Shape); err != nil {
			return a, err
		}
		var values []complex128
		if values, err = readComplex(r, d.Type, count); err != nil {
			return a, err
		}
		*to = mat.NewCDense(d.Shape[0], d.Shape[1], inRows(values, d.Shape, d.Fortran))
	}
	return a, err
}

func matrixShape(shape []int) error {
	if len(shape) != 2 {
		return fmt.Errorf("an array of %d dimensions is no matrix", len(shape))
	}
	if shape[0] == 0 || shape[1] == 0 {
		return fmt.Errorf("a matrix of %d×%d", shape[0], shape[1])
	}
	return nil
}

// inRows returns the values of a matrix row by row; they come column by column if fortran is set.
func inRows[E float64 | complex128](values []E, shape []int, fortran bool) []E {
	if !fortran {
		return values
	}
	m, n := shape[0], shape[1]
	rows := make([]E, len(values))
	for j := range n {
		for i := range m {
			rows[i*n+j] = values[j*m+i]
		}
	}
	return rows
}

func readReal(r io.Reader, descr string, count int) ([]float64, error) {
	numbers, isComplex, err := readNumbers(r, descr, count)
	if isComplex && err == nil {
		return nil, errors.New("the numbers are complex: read a *mat.CDense or a []complex128")
	}
	return numbers, err
}

func readComplex(r io.Reader, descr string, count int) ([]complex128, error) {
	numbers, pairs, err := readNumbers(r, descr, count)
	if err != nil {
		return nil, err
	}
	values := make([]complex128, count)
	for i := range values {
		if pairs {
			values[i] = complex(numbers[2*i], numbers[2*i+1])
		} else {
			values[i] = complex(numbers[i], 0)
		}
	}
	return values, nil
}

// readNumbers reads count numbers of the type that descr names; complex ones are pairs of floats.
func readNumbers(r io.Reader, descr string, count int) (numbers []float64, isComplex bool, err error) {
	size, number, isComplex, err := numberType(descr)
	if err != nil {
		return nil, false, err
	}
	if isComplex {
		count *= 2
	}
	buf := make([]byte, min(count*size, 1<<20/size*size))
	for len(numbers) < count {
		part := buf[:min(len(buf), (count-len(numbers))*size)]
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, false, fmt.Errorf("the file ends after %d of %d numbers: %w", len(numbers), count, err)
		}
		for ; len(part) > 0; part = part[size:] {
			numbers = append(numbers, number(part))
		}
	}
	return numbers, isComplex, nil
}

// numberType returns the width in bytes of a number of the NumPy type that descr names, and how to read it; of a complex type,
// those of its parts.
func numberType(descr string) (size int, number func(b []byte) float64, isComplex bool, err error) {
	var order binary.ByteOrder = binary.LittleEndian
	if strings.HasPrefix(descr, ">") {
		order = binary.BigEndian
	}
	switch strings.TrimLeft(descr, "<>|=") {
	case "f8":
		return 8, func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }, false, nil
	case "f4":
		return 4, func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }, false, nil
	case "c16":
		return 8, func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }, true, nil
	case "c8":
		return 4, func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }, true, nil
	case "i8":
		return 8, func(b []byte) float64 { return float64(int64(order.Uint64(b))) }, false, nil
	case "i4":
		return 4, func(b []byte) float64 { return float64(int32(order.Uint32(b))) }, false, nil
	case "i2":
		return 2, func(b []byte) float64 { return float64(int16(order.Uint16(b))) }, false, nil
	case "i1":
		return 1, func(b []byte) float64 { return float64(int8(b[0])) }, false, nil
	case "u8":
		return 8, func(b []byte) float64 { return float64(order.Uint64(b)) }, false, nil
	case "u4":
		return 4, func(b []byte) float64 { return float64(order.Uint32(b)) }, false, nil
	case "u2":
		return 2, func(b []byte) float64 { return float64(order.Uint16(b)) }, false, nil
	case "u1", "b1":
		return 1, func(b []byte) float64 { return float64(b[0]) }, false, nil
	}
	return 0, nil, false, fmt.Errorf("numbers of NumPy's type %q cannot be read", descr)
}

// WriteNPZ writes arrays, each of a kind that WriteNPY takes, under their names as a file that numpy.load reads.
func WriteNPZ(w io.Writer, arrays map[string]any) error {
	z := zip.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(arrays)) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name + ".npy", Method: zip.Store})
		if err != nil {
			return fmt.Errorf("linalg: writing .npz: %w", err)
		}
		if err := WriteNPY(f, arrays[name]); err != nil {
			return fmt.Errorf("linalg: array %q of the .npz: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("linalg: writing .npz: %w", err)
	}
	return nil
}

// ReadNPZ reads the array of the given name from a file of size bytes that numpy.savez or numpy.savez_compressed wrote. If
// there is none, the error lists the names.
func ReadNPZ[A Array](r io.ReaderAt, size int64, name string) (a A, err error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return a, fmt.Errorf("linalg: reading .npz: %w", err)
	}
	var names []string
	for _, f := range z.File {
		if f.Name != name+".npy" {
			names = append(names, strings.TrimSuffix(f.Name, ".npy"))
			continue
		}
		in, err := f.Open()
		if err != nil {
			return a, fmt.Errorf("linalg: reading .npz: %w", err)
		}
		defer in.Close()
		if a, err = ReadNPY[A](in); err != nil {
			return a, fmt.Errorf("linalg: array %q of the .npz: %w", name, err)
		}
		return a, nil
	}
	return a, fmt.Errorf("linalg: reading .npz: no array is called %q, there are %s", name, strings.Join(names, ", "))
}
