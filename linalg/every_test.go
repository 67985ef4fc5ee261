package linalg

import (
	"context"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// everyDriver lists the functions of one general matrix: what they return, without the error.
var everyDriver = []struct {
	name   string
	square bool // it takes square matrices alone
	run    func(ctx context.Context, a mat.Matrix) ([]any, error)
}{
	{"Eigenvalues", true, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		v, err := Eigenvalues(ctx, a)
		return []any{v}, err
	}},
	{"EigenvaluesAll", true, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		v, err := EigenvaluesAll(ctx, []mat.Matrix{a, a, a})
		return []any{v}, err
	}},
	{"Eigen", true, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		v, w, err := Eigen(ctx, a)
		return []any{v, w}, err
	}},
	{"EigenWith", true, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		e, err := EigenWith(ctx, a, EigenOptions{Left: true, Condition: true, NoBalance: true})
		return []any{e}, err
	}},
	{"Schur", true, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		s, z, v, err := Schur(ctx, a)
		return []any{s, z, v}, err
	}},
	{"SingularValues", false, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		s, err := SingularValues(ctx, a)
		return []any{s}, err
	}},
	{"SVD", false, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		u, s, v, err := SVD(ctx, a)
		return []any{u, s, v}, err
	}},
	{"Cond", false, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		c, err := Cond(ctx, a)
		return []any{c}, err
	}},
	{"PseudoInverse", false, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		x, err := PseudoInverse(ctx, a)
		return []any{x}, err
	}},
	{"QR", false, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		f, err := QR(ctx, a)
		if err != nil {
			return nil, err
		}
		q, err := f.Q(ctx)
		return []any{q, f.R()}, err
	}},
	{"LeastSquares", false, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		rows := 1
		if a != nil {
			rows, _ = a.Dims()
		}
		x, err := LeastSquares(ctx, a, gaussian(max(rows, 1), 2, EnsembleGinibre, 9))
		return []any{x}, err
	}},
	{"LU", true, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		f, err := LU(ctx, a)
		if err != nil {
			return nil, err
		}
		return []any{f.L(), f.U(), f.Rows(), f.Cond1()}, err
	}},
	{"Solve", true, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		rows := 1
		if a != nil {
			rows, _ = a.Dims()
		}
		x, err := Solve(ctx, a, gaussian(max(rows, 1), 2, EnsembleGinibre, 9))
		return []any{x}, err
	}},
	{"Inverse", true, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		x, err := Inverse(ctx, a)
		return []any{x}, err
	}},
	{"LogDet", true, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		l, s, err := LogDet(ctx, a)
		return []any{l, s}, err
	}},
	{"Expm", true, func(ctx context.Context, a mat.Matrix) ([]any, error) {
		x, err := Expm(ctx, a)
		return []any{x}, err
	}},
}

// TestEveryDriver holds all of them to what the package promises: bad input is an error that names the function, before any work;
// arguments are not modified; where a matrix lies, transposed or not, and how many threads there are changes no bit; a cancelled
// context is an error.
func TestEveryDriver(t *testing.T) {
	large := Ginibre(60, 7)
	before := slices.Clone(large.RawMatrix().Data)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, d := range everyDriver {
		t.Run(d.name, func(t *testing.T) {
			ctx := threads(2)
			poisoned := func(v float64) mat.Matrix {
				a := mat.DenseCopyOf(large)
				a.Set(59, 58, v)
				return a
			}
			bad := map[string]mat.Matrix{"nil": nil, "empty": &mat.Dense{}, "NaN": poisoned(math.NaN()), "Inf": poisoned(math.Inf(-1))}
			if d.square {
				bad["wide"], bad["tall"] = large.Slice(0, 1, 0, 9), large.Slice(0, 9, 0, 1)
			}
			for name, a := range bad {
				if _, err := d.run(ctx, a); err == nil || !strings.Contains(err.Error(), "linalg: ") || !strings.Contains(err.Error(), d.name) {
					t.Errorf("%s: error %v: want one that names the function", name, err)
				}
			}
			if _, err := d.run(cancelled, large); err == nil {
				t.Error("no error from a cancelled context")
			}
			shapes := []mat.Matrix{large.Slice(2, 3, 4, 5), large.Slice(7, 47, 3, 43), large.Slice(7, 47, 3, 43).T(), large}
			if !d.square {
				shapes = append(shapes, large.Slice(2, 3, 4, 30), large.Slice(2, 30, 4, 5), large.Slice(1, 50, 3, 20), large.Slice(1, 50, 3, 20).T())
			}
			for _, a := range shapes {
				m, n := a.Dims()
				want, err := d.run(threads(1), mat.DenseCopyOf(a))
				if err != nil {
					t.Errorf("%d×%d: %v", m, n, err)
					continue
				}
				for count := 1; count <= 5; count++ {
					if got, err := d.run(threads(count), a); err != nil || !reflect.DeepEqual(got, want) {
						t.Errorf("%d×%d in a larger one, %d threads: other bits than a copy on one (%v)", m, n, count, err)
					}
				}
			}
		})
	}
	if !slices.Equal(before, large.RawMatrix().Data) {
		t.Error("an argument was modified")
	}
}
