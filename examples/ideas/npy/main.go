// Command npy exchanges matrices with NumPy and with the MatrixMarket collection.
//
// In Python: numpy.load("a.npy"), numpy.save; scipy.io.mmread, mmwrite.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg"
)

// through writes a with one function to a file and reads it back with another.
func through(path string, a *mat.Dense, write func(io.Writer, mat.Matrix) error, read func(io.Reader) (*mat.Dense, error)) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := write(f, a); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	b, err := read(f)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes; what was read is what was written: %t\n", path, info.Size(), mat.Equal(a, b))
	return nil
}

func main() {
	n := flag.Int("n", 50, "order of the matrix")
	out := flag.String("out", ".", "folder for a.npy and a.mtx")
	flag.Parse()
	log.SetFlags(0)
	if *n < 1 || *n > 10_000 {
		log.Fatalf("-n %d: must be from 1 to 10000", *n)
	}

	a := linalg.Ginibre(*n, 1)
	npy := func(w io.Writer, a mat.Matrix) error { return linalg.WriteNPY(w, a) } // it takes vectors and spectra too
	if err := through(filepath.Join(*out, "a.npy"), a, npy, linalg.ReadNPY[*mat.Dense]); err != nil {
		log.Fatal(err)
	}
	if err := through(filepath.Join(*out, "a.mtx"), a, linalg.WriteMatrixMarket, linalg.ReadMatrixMarket); err != nil {
		log.Fatal(err)
	}
	fmt.Println(`in Python: numpy.load("a.npy"), scipy.io.mmread("a.mtx")`)
}
