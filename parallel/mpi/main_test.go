//go:build mpi && cgo && linux

package mpi

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"

	"gonum.org/v1/gonum/mat"

	"tandem/parallel"
)

var (
	square = parallel.NewTask("mpi.square", func(_ context.Context, x int) (int, error) { return x * x, nil })
	total  = parallel.NewTask("mpi.total", func(_ context.Context, a *mat.Dense) (float64, error) { return mat.Sum(a), nil })
	give   = parallel.NewTask("mpi.give", func(_ context.Context, n int) (*mat.Dense, error) {
		if r, _ := given.Dims(); r != n { // what a task's own memory costs is not what the benchmarks measure
			given = mat.NewDense(n, n, slices.Repeat([]float64{1}, n*n))
		}
		return given, nil
	})
	given = mat.NewDense(1, 1, nil)
)

// The tests of this package start mpirun themselves, with this binary in a role; with -bench they expect to run under mpirun.
func TestMain(m *testing.M) {
	for name, v := range map[string]*int{"TANDEM_TEST_PIECE": &piece, "TANDEM_TEST_SILENCE": &silence} {
		if s := os.Getenv(name); s != "" {
			*v, _ = strconv.Atoi(s)
		}
	}
	parallel.Main()
	if r := os.Getenv("TANDEM_TEST_ROLE"); r != "" {
		play(r)
	}
	code := m.Run()
	if err := Finalize(); err != nil {
		fmt.Println(err)
		code = 1
	}
	os.Exit(code)
}
