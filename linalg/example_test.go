package linalg_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg"
	"tandem/parallel"
)

var ctx = context.Background()

// show prints a matrix or an error.
func show(a mat.Matrix, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f\n", mat.Formatted(a))
}

func ExampleEigenvaluesSym() {
	a := mat.NewSymDense(3, []float64{2, -1, 0, -1, 2, -1, 0, -1, 2})
	values, err := linalg.EigenvaluesSym(ctx, a)
	fmt.Printf("%.6f %v\n", values, err) // 2 − √2, 2, 2 + √2
	// Output: [0.585786 2.000000 3.414214] <nil>
}

func ExampleEigenSym() {
	a := mat.NewSymDense(2, []float64{2, 1, 1, 2})
	values, vectors, err := linalg.EigenSym(ctx, a)
	if err != nil {
		fmt.Println(err)
		return
	}
	var av mat.VecDense
	linalg.MulVec(ctx, &av, a, vectors.ColView(1)) // column 1 belongs to values[1]
	fmt.Printf("%.0f %.3f\n", values, av.AtVec(0)/vectors.At(0, 1))
	// Output: [1 3] 3.000
}

func ExampleEigen() {
	a := mat.NewDense(2, 2, []float64{0, -2, 2, 0})
	values, vectors, err := linalg.Eigen(ctx, a)
	if err != nil {
		fmt.Println(err)
		return
	}
	v := vectors.At(0, 0)
	fmt.Printf("%.0f, unit length: %t\n", values, math.Abs(real(v)*real(v)+imag(v)*imag(v)-0.5) < 1e-15)
	// Output: [(0+2i) (0-2i)], unit length: true
}

func ExampleEigenvaluesSymRange() {
	// The two smallest of a thousand eigenvalues, without the others.
	a := mat.NewSymDense(1000, nil)
	for i := range 1000 {
		a.SetSym(i, i, float64(1000-i))
	}
	values, err := linalg.EigenvaluesSymRange(ctx, a, 0, 2)
	fmt.Printf("%.6f %v\n", values, err)
	// Output: [1.000000 2.000000] <nil>
}

func ExampleEigenvaluesHerm() {
	a := mat.NewCDense(2, 2, []complex128{1, 1i, -1i, 1})
	values, err := linalg.EigenvaluesHerm(ctx, a)
	fmt.Printf("%.6f %v\n", values, err)
	// Output: [0.000000 2.000000] <nil>
}

func ExampleSVD() {
	a := mat.NewDense(3, 2, []float64{3, 0, 0, 4, 0, 0})
	u, s, v, err := linalg.SVD(ctx, a)
	if err != nil {
		fmt.Println(err)
		return
	}
	var us, back mat.Dense
	us.Mul(u, mat.NewDiagDense(2, s))
	linalg.Mul(ctx, &back, &us, v.T())
	fmt.Printf("%.0f, a = u·diag(s)·vᵀ: %t\n", s, mat.EqualApprox(&back, a, 1e-14))
	// Output: [4 3], a = u·diag(s)·vᵀ: true
}

func ExampleLeastSquares() {
	// The line c₀ + c₁·x nearest to (0, 1), (1, 3), (2, 4), (3, 4).
	a := mat.NewDense(4, 2, []float64{1, 0, 1, 1, 1, 2, 1, 3})
	show(linalg.LeastSquares(ctx, a, mat.NewVecDense(4, []float64{1, 3, 4, 4})))
	// Output:
	// ⎡1.500⎤
	// ⎣1.000⎦
}

func ExampleLU() {
	f, err := linalg.LU(ctx, mat.NewDense(2, 2, []float64{0, 2, 3, 4}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("determinant", f.Det())
	for _, b := range [][]float64{{2, 7}, {4, 11}} { // one factorisation, many right-hand sides
		show(f.Solve(ctx, mat.NewVecDense(2, b)))
	}
	// Output:
	// determinant -6
	// ⎡1.000⎤
	// ⎣1.000⎦
	// ⎡1.000⎤
	// ⎣2.000⎦
}

func ExampleCholesky() {
	f, err := linalg.Cholesky(ctx, mat.NewSymDense(2, []float64{4, 2, 2, 5}))
	if err != nil {
		fmt.Println(err)
		return
	}
	show(f.U(), nil)
	_, err = linalg.Cholesky(ctx, mat.NewSymDense(2, []float64{1, 2, 2, 1}))
	fmt.Println(errors.Is(err, linalg.ErrNotPositiveDefinite))
	// Output:
	// ⎡2.000  1.000⎤
	// ⎣0.000  2.000⎦
	// true
}

func ExampleQR() {
	f, err := linalg.QR(ctx, mat.NewDense(3, 2, []float64{3, 5, 4, 0, 0, 2}))
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := f.Q(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	var qq mat.Dense
	qq.Mul(q.T(), q)
	fmt.Println("orthonormal columns:", mat.EqualApprox(&qq, mat.NewDiagDense(2, []float64{1, 1}), 1e-14))
	// Output: orthonormal columns: true
}

func ExampleSingularError() {
	_, err := linalg.Solve(ctx, mat.NewDense(2, 2, []float64{1, 2, 2, 4}), mat.NewVecDense(2, []float64{1, 1}))
	var singular *linalg.SingularError
	fmt.Println(errors.As(err, &singular))
	show(linalg.PseudoInverse(ctx, mat.NewDense(2, 2, []float64{1, 2, 2, 4}))) // works for every rank
	// Output:
	// true
	// ⎡0.040  0.080⎤
	// ⎣0.080  0.160⎦
}

func ExampleExpm() {
	show(linalg.Expm(ctx, mat.NewDense(2, 2, []float64{0, 1, 0, 0})))
	// Output:
	// ⎡1.000  1.000⎤
	// ⎣0.000  1.000⎦
}

func ExampleLogDet() {
	a := mat.NewDiagDense(400, nil)
	for i := range 400 {
		a.SetDiag(i, -10)
	}
	logAbs, sign, err := linalg.LogDet(ctx, a) // 10^400 would overflow
	fmt.Printf("%.6f %g %v\n", logAbs/math.Log(10), sign, err)
	// Output: 400.000000 1 <nil>
}

func ExampleCond() {
	fmt.Println(linalg.Cond(ctx, mat.NewDense(2, 2, []float64{100, 0, 0, 1})))
	// Output: 100 <nil>
}

func ExampleUseInGonum() {
	linalg.UseInGonum() // at the start of a program; from now on gonum/mat computes on Tandem's kernels
	var c mat.Dense
	c.Mul(mat.NewDense(1, 2, []float64{1, 2}), mat.NewDense(2, 1, []float64{3, 4}))
	fmt.Println(c.At(0, 0))
	// Output: 11
}

func ExampleWriteNPY() {
	var file bytes.Buffer
	if err := linalg.WriteNPY(&file, mat.NewDense(2, 2, []float64{1, 2, 3, 4})); err != nil {
		fmt.Println(err)
		return
	}
	show(linalg.ReadNPY[*mat.Dense](&file)) // numpy.load reads it too
	// Output:
	// ⎡1.000  2.000⎤
	// ⎣3.000  4.000⎦
}

func ExampleReadMatrixMarket() {
	show(linalg.ReadMatrixMarket(strings.NewReader("%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 5\n2 1 7\n")))
	// Output:
	// ⎡5.000  7.000⎤
	// ⎣7.000  0.000⎦
}

func ExampleWriteMatrixMarket() {
	linalg.WriteMatrixMarket(os.Stdout, mat.NewDense(1, 2, []float64{0.5, -2}))
	// Output:
	// %%MatrixMarket matrix array real general
	// 1 2
	// 0.5
	// -2
}

// Recipes travel to the workers; matrices are made there.
func ExampleSamples() {
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Goroutines, Workers: 2, Threads: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer pool.Close()
	spectra, err := linalg.RandomEigenvalues.Map(ctx, pool, linalg.Samples(linalg.EnsembleGinibre, 50, 3, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, values := range spectra {
		var sum complex128
		for _, v := range values {
			sum += v
		}
		fmt.Printf("%d values; their sum is the trace: %t\n", len(values), math.Abs(real(sum)-mat.Trace(linalg.Ginibre(50, 1+uint64(i)))) < 1e-10)
	}
	// Output:
	// 50 values; their sum is the trace: true
	// 50 values; their sum is the trace: true
	// 50 values; their sum is the trace: true
}

func ExampleCountBelow() {
	// How many eigenvalues of a GOE matrix of order 10,000 lie below 0? Its tridiagonal form needs only two vectors.
	d, e := linalg.BetaHermite(10_000, 1, 1)
	counts, err := linalg.CountBelow(ctx, d, e, []float64{0})
	fmt.Println(counts[0] > 4950 && counts[0] < 5050, err)
	// Output: true <nil>
}

func ExampleSemicircle() {
	rho := linalg.Semicircle(2)
	fmt.Printf("%.4f %.4f %g\n", rho(0), 1/math.Pi, rho(2.5))
	// Output: 0.3183 0.3183 0
}
