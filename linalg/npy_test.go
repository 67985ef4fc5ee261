package linalg

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func roundTrip[A Array](t *testing.T, in any) A {
	t.Helper()
	var buf bytes.Buffer
	if err := WriteNPY(&buf, in); err != nil {
		t.Fatal(err)
	}
	if at := bytes.IndexByte(buf.Bytes(), '\n') + 1; at%64 != 0 {
		t.Errorf("the numbers begin at byte %d: want a multiple of 64", at)
	}
	got, err := ReadNPY[A](&buf)
	if err != nil {
		t.Fatal(err)
	}
	if buf.Len() != 0 {
		t.Errorf("%d bytes are left over", buf.Len())
	}
	return got
}

func TestNPY(t *testing.T) {
	a := Ginibre(5, 3)
	for _, m := range []mat.Matrix{a, a.Slice(1, 4, 0, 2), GOE(4, 1), a.T()} {
		if got := roundTrip[*mat.Dense](t, m); !mat.Equal(got, m) {
			t.Errorf("%v, want %v", got, m)
		}
		if got := roundTrip[*mat.CDense](t, m); real(got.At(0, 1)) != m.At(0, 1) {
			t.Errorf("%v, want %v", got, m)
		}
	}
	c := GUE(3, 1)
	if got := roundTrip[*mat.CDense](t, c); !mat.CEqual(got, c) {
		t.Errorf("%v, want %v", got, c)
	}
	x := []float64{1, -2.5, 1e300}
	if got := roundTrip[[]float64](t, x); !slices.Equal(got, x) {
		t.Errorf("%v, want %v", got, x)
	}
	if got := roundTrip[[]float64](t, mat.NewVecDense(3, x)); !slices.Equal(got, x) {
		t.Errorf("%v, want %v", got, x)
	}
	if got := roundTrip[[]float64](t, []float64{}); len(got) != 0 {
		t.Errorf("%v of an empty array", got)
	}
	z := []complex128{1 + 2i, -3}
	if got := roundTrip[[]complex128](t, z); !slices.Equal(got, z) {
		t.Errorf("%v, want %v", got, z)
	}
	if err := WriteNPY(new(bytes.Buffer), []string{"a"}); err == nil {
		t.Error("strings were written")
	}
}

func TestNPYErrors(t *testing.T) {
	head := func(descr, shape string) string {
		return "\x93NUMPY\x01\x00v\x00{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }" +
			strings.Repeat(" ", 60-len(descr)-len(shape)) + "\n"
	}
	for name, data := range map[string]string{
		"empty": "", "text": "hello, world", "cut in the header": "\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3, 3), }\n",
		"no numbers": head("<f8", "(3, 3)"), "cut": head("<f8", "(1, 2)") + "01234567", "three dimensions": head("<f8", "(1, 1, 1)") + "01234567",
		"no dimension": head("<f8", "()") + "01234567", "empty matrix": head("<f8", "(0, 3)"), "complex": head("<c16", "(1, 1)") + "0123456789abcdef",
		"strings": head("<U4", "(1, 1)") + "0123456789abcdef", "larger than memory": head("<f8", "(1099511627776, 1048576)"),
		"product overflows": head("<f8", "(4611686018427387904, 16)"), "negative": head("<f8", "(-1, -1)") + "01234567",
	} {
		if m, err := ReadNPY[*mat.Dense](strings.NewReader(data)); err == nil {
			t.Errorf("%s: no error, %v", name, m)
		} else if !strings.HasPrefix(err.Error(), "linalg: reading .npy: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadNPY(f *testing.F) {
	var buf bytes.Buffer
	if err := WriteNPY(&buf, Ginibre(2, 1)); err != nil {
		f.Fatal(err)
	}
	f.Add(buf.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		if a, err := ReadNPY[*mat.Dense](bytes.NewReader(data)); err == nil {
			if m, n := a.Dims(); m*n > len(data) {
				t.Errorf("%d numbers from %d bytes", m*n, len(data))
			}
		}
	})
}

func TestNPZ(t *testing.T) {
	a, values := Ginibre(3, 1), []complex128{1i, 2}
	var buf bytes.Buffer
	if err := WriteNPZ(&buf, map[string]any{"a": a, "values": values}); err != nil {
		t.Fatal(err)
	}
	file := bytes.NewReader(buf.Bytes())
	gotA, err := ReadNPZ[*mat.Dense](file, file.Size(), "a")
	if err != nil || !mat.Equal(gotA, a) {
		t.Errorf("%v, %v", gotA, err)
	}
	got, err := ReadNPZ[[]complex128](file, file.Size(), "values")
	if err != nil || !slices.Equal(got, values) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err = ReadNPZ[[]float64](file, file.Size(), "b"); err == nil || !strings.Contains(err.Error(), "a, values") {
		t.Errorf("%v: want the names", err)
	}
	if _, err = ReadNPZ[[]float64](file, file.Size(), "values"); err == nil || !strings.Contains(err.Error(), "complex") {
		t.Errorf("%v: want to hear of complex numbers", err)
	}
	if _, err = ReadNPZ[[]float64](file, file.Size()/2, "a"); err == nil {
		t.Error("half a file was read")
	}
	if err := WriteNPZ(new(bytes.Buffer), map[string]any{"text": "x"}); err == nil || !strings.Contains(err.Error(), `"text"`) {
		t.Errorf("%v: want the name of what cannot be written", err)
	}
}

// NumPy itself reads what we write, and we read what it writes: types, byte orders, both layouts, compressed archives.
func TestNPYWithNumPy(t *testing.T) {
	python := "/usr/bin/python3"
	if exec.Command(python, "-c", "import numpy").Run() != nil {
		t.Skip("no NumPy here: apt-get install python3-numpy")
	}
	dir := t.TempDir()
	a := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	f, err := os.Create(filepath.Join(dir, "a.npz"))
	if err != nil {
		t.Fatal(err)
	}
	if err := WriteNPZ(f, map[string]any{"a": a, "z": []complex128{1 + 2i}}); err != nil {
		t.Fatal(err)
	}
	f.Close()
	cmd := exec.Command(python, "-c", `
import numpy as np
f = np.load('a.npz'); a, z = f['a'], f['z']
assert a.shape == (2, 3) and z.shape == (1,) and z[0] == 1+2j and a.dtype == np.float64, (a, z)
kinds = ['<f8', '>f8', '<f4', '>f4', '<i8', '>i8', '<i4', '<i2', '>i2', 'i1', '<u8', '<u4', '>u2', 'u1', '<c16', '>c16', '<c8']
np.savez_compressed('b.npz', f=np.asfortranarray(2*a), b=a > 2, **{'k%d' % i: a.astype(k) for i, k in enumerate(kinds)})
print(len(kinds))`)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "17" {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(dir, "b.npz"))
	if err != nil {
		t.Fatal(err)
	}
	file := bytes.NewReader(data)
	var want mat.Dense
	want.Scale(2, a)
	if got, err := ReadNPZ[*mat.Dense](file, file.Size(), "f"); err != nil || !mat.Equal(got, &want) {
		t.Errorf("Fortran order: %v, %v", got, err)
	}
	if got, err := ReadNPZ[*mat.Dense](file, file.Size(), "b"); err != nil || !mat.Equal(got, mat.NewDense(2, 3, []float64{0, 0, 1, 1, 1, 1})) {
		t.Errorf("booleans: %v, %v", got, err)
	}
	for _, name := range strings.Fields("k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 k10 k11 k12 k13 k14 k15 k16") {
		got, err := ReadNPZ[*mat.CDense](file, file.Size(), name)
		if err != nil || got.At(1, 0) != 4 || got.At(0, 2) != 3 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}
