package linalg

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"tandem/parallel"
)

func norm(a mat.Matrix) float64 { return mat.Norm(a, 2) }

// backward is ‖a·x − b‖ over (n·ε·(‖a‖·‖x‖ + ‖b‖)): a backward stable solver keeps it below a few tens.
func backward(a, x, b mat.Matrix) float64 {
	r := naive(a, x)
	r.Sub(r, b)
	_, n := a.Dims()
	return norm(r) / (float64(n) * 0x1p-52 * (norm(a)*norm(x) + norm(b)))
}

func TestSolve(t *testing.T) {
	ctx := context.Background()
	rnd := rand.New(rand.NewPCG(21, 22))
	for _, n := range []int{1, 2, 5, 16, 17, 33, 100, 200} {
		a, b := randomDense(rnd, n, n), randomDense(rnd, n, 3)
		x, err := Solve(ctx, a, b)
		if err != nil {
			t.Fatal(err)
		}
		if r := backward(a, x, b); r > 30 {
			t.Errorf("Solve n=%d: residual %v", n, r)
		}
		f, err := LU(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		pa := mat.NewDense(n, n, nil)
		for i, r := range f.Rows() {
			pa.SetRow(i, a.RawRowView(r))
		}
		if r := backward(f.L(), f.U(), pa); r > 30 {
			t.Errorf("LU n=%d: residual %v", n, r)
		}
		if want := mat.Det(a); math.Abs(f.Det()-want) > 1e-11*math.Abs(want) {
			t.Errorf("Det n=%d = %v, want %v", n, f.Det(), want)
		}
		logAbs, sign, err := LogDet(ctx, a)
		if want, wantSign := mat.LogDet(a); err != nil || math.Abs(logAbs-want) > 1e-10 || sign != wantSign {
			t.Errorf("LogDet n=%d = %v, %v, %v, want %v, %v", n, logAbs, sign, err, want, wantSign)
		}
		if got, want := f.Cond1(), mat.Cond(a, 1); got > want*(1+1e-8) || got < want/10 {
			t.Errorf("Cond1 n=%d = %v, exactly %v", n, got, want)
		}
		var spd mat.SymDense
		Gram(ctx, &spd, a)
		for i := range n {
			spd.SetSym(i, i, spd.At(i, i)+1)
		}
		c, err := Cholesky(ctx, &spd)
		if err != nil {
			t.Fatal(err)
		}
		if r := backward(c.U().T(), c.U(), &spd); r > 30 {
			t.Errorf("Cholesky n=%d: residual %v", n, r)
		}
		if x, err = c.Solve(ctx, b); err != nil || backward(&spd, x, b) > 30 {
			t.Errorf("Cholesky.Solve n=%d: %v, residual %v", n, err, backward(&spd, x, b))
		}
		if want, _ := mat.LogDet(&spd); math.Abs(c.LogDet()-want) > 1e-10*(1+math.Abs(want)) {
			t.Errorf("Cholesky.LogDet n=%d = %v, want %v", n, c.LogDet(), want)
		}
		tri := c.U()
		if x, err = Solve(ctx, tri, b); err != nil || backward(tri, x, b) > 30 {
			t.Errorf("Solve of a triangle n=%d: %v", n, err)
		}
	}
}

// A·A⁻¹ is the identity up to the condition of A; singular and infinite matrices are errors.
func TestInverse(t *testing.T) {
	for _, n := range []int{1, 2, 17, 100, 300} {
		a := Ginibre(n, uint64(n))
		x, err := Inverse(threads(1), a)
		if err != nil {
			t.Fatal(err)
		}
		cond, err := Cond(threads(1), a)
		if err != nil {
			t.Fatal(err)
		}
		var r mat.Dense
		r.Mul(a, x)
		for i := range n {
			r.Set(i, i, r.At(i, i)-1)
		}
		if d := norm(&r); !(d <= 4*float64(n)*0x1p-52*cond) {
			t.Errorf("n=%d: ‖A·A⁻¹ − I‖ is %.3g, condition %.3g", n, d, cond)
		}
		if y, err := Inverse(threads(3), a); err != nil || !mat.Equal(x, y) {
			t.Errorf("n=%d: 3 threads give other bits (%v)", n, err)
		}
	}
	var singular *SingularError
	if _, err := Inverse(threads(1), mat.NewDense(2, 2, []float64{1, 2, 2, 4})); !errors.As(err, &singular) || singular.Who != "Inverse" {
		t.Errorf("singular matrix: %v", err)
	}
	if _, err := Inverse(threads(1), mat.NewDense(1, 1, []float64{math.NaN()})); err == nil {
		t.Error("NaN: no error")
	}
}

func TestQR(t *testing.T) {
	ctx := context.Background()
	rnd := rand.New(rand.NewPCG(23, 24))
	for _, s := range [][2]int{{1, 1}, {5, 3}, {3, 5}, {40, 40}, {100, 33}, {33, 100}, {150, 149}} {
		m, n := s[0], s[1]
		a := randomDense(rnd, m, n)
		f, err := QR(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		q, err := f.Q(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if r := backward(q, f.R(), a); r > 30 {
			t.Errorf("QR %v: residual %v", s, r)
		}
		eye := naive(q.T(), q)
		for i := range min(m, n) {
			eye.Set(i, i, eye.At(i, i)-1)
		}
		if d := norm(eye); d > 1e-14*float64(m+n) {
			t.Errorf("QR %v: Q is orthogonal within %v", s, d)
		}
		b := randomDense(rnd, m, 2)
		x, err := LeastSquares(ctx, a, b)
		if err != nil {
			t.Fatal(err)
		}
		var want mat.Dense
		if err := want.Solve(a, b); err != nil {
			t.Fatal(err)
		}
		if !mat.EqualApprox(x, &want, 1e-9) {
			t.Errorf("LeastSquares %v is wrong", s)
		}
		if m > n { // the residual is orthogonal to the columns
			r := naive(a, x)
			r.Sub(b, r)
			if d := norm(naive(a.T(), r)); d > 1e-12*norm(a)*norm(b) {
				t.Errorf("LeastSquares %v: aᵀ·r = %v", s, d)
			}
		}
	}
}

// exactExp sums the series with 400 bits.
func exactExp(a *mat.Dense) *mat.Dense {
	n, _ := a.Dims()
	const prec = 400
	term, sum := make([]*big.Float, n*n), make([]*big.Float, n*n)
	for i := range n * n {
		v := 0.0
		if i/n == i%n {
			v = 1
		}
		term[i], sum[i] = big.NewFloat(v).SetPrec(prec), big.NewFloat(v).SetPrec(prec)
	}
	for k := 1; k < 250; k++ {
		next := make([]*big.Float, n*n)
		for i := range n {
			for j := range n {
				s := new(big.Float).SetPrec(prec)
				for p := range n {
					s.Add(s, new(big.Float).SetPrec(prec).Mul(term[i*n+p], big.NewFloat(a.At(p, j)).SetPrec(prec)))
				}
				next[i*n+j] = s.Quo(s, big.NewFloat(float64(k)).SetPrec(prec))
			}
		}
		term = next
		for i := range sum {
			sum[i].Add(sum[i], term[i])
		}
	}
	out := mat.NewDense(n, n, nil)
	for i := range sum {
		v, _ := sum[i].Float64()
		out.Set(i/n, i%n, v)
	}
	return out
}

func TestExpm(t *testing.T) {
	rnd := rand.New(rand.NewPCG(25, 26))
	for _, scale := range []float64{1e-9, 0.003, 0.05, 0.2, 0.5, 1.2, 5, 12} { // each degree, and squarings
		a := randomDense(rnd, 4, 4)
		a.Scale(scale, a)
		got, err := Expm(context.Background(), a)
		if err != nil {
			t.Fatal(err)
		}
		want := exactExp(a)
		var diff mat.Dense
		diff.Sub(got, want)
		if e := norm(&diff) / norm(want); e > 1e-15*(40+20*norm(a)) {
			t.Errorf("scale %v: relative error %v", scale, e)
		}
	}
	rot, err := Expm(context.Background(), mat.NewDense(2, 2, []float64{0, -math.Pi / 2, math.Pi / 2, 0}))
	if err != nil || !mat.EqualApprox(rot, mat.NewDense(2, 2, []float64{0, -1, 1, 0}), 1e-15) {
		t.Errorf("a quarter turn is %v, %v", mat.Formatted(rot), err)
	}
}

func TestSolversRefuse(t *testing.T) {
	ctx := context.Background()
	nan := mat.NewDense(2, 2, []float64{1, 2, math.NaN(), 4})
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	rnd := rand.New(rand.NewPCG(27, 28))
	big := randomDense(rnd, 300, 300)
	var singular *SingularError
	for _, c := range []struct {
		name string
		call func() error
		want func(error) bool
	}{
		{"NaN", func() error { _, err := Solve(ctx, nan, nan); return err }, says("entry (1, 0) is NaN")},
		{"NaN in b", func() error { _, err := Solve(ctx, mat.NewDense(2, 2, []float64{1, 2, 3, 4}), nan); return err }, says("right-hand side")},
		{"shape", func() error { _, err := LU(ctx, mat.NewDense(2, 3, nil)); return err }, says("2×3 matrix: it must be square")},
		{"rows", func() error { _, err := Solve(ctx, mat.NewDense(1, 1, []float64{1}), nan); return err }, func(err error) bool { return err != nil }},
		{"singular", func() error {
			_, err := Solve(ctx, mat.NewDense(2, 2, []float64{1, 2, 2, 4}), mat.NewDense(2, 1, nil))
			return err
		},
			func(err error) bool { return errors.As(err, &singular) && singular.Index == 1 }},
		{"indefinite", func() error { _, err := Cholesky(ctx, mat.NewSymDense(2, []float64{1, 2, 2, 1})); return err },
			func(err error) bool { return errors.Is(err, ErrNotPositiveDefinite) }},
		{"dependent", func() error {
			_, err := LeastSquares(ctx, mat.NewDense(3, 2, []float64{1, 2, 2, 4, 3, 6}), mat.NewDense(3, 1, nil))
			return err
		},
			func(err error) bool { return errors.As(err, &singular) }},
		{"cancelled LU", func() error { _, err := LU(cancelled, big); return err }, func(err error) bool { return errors.Is(err, context.Canceled) }},
		{"cancelled QR", func() error { _, err := QR(cancelled, big); return err }, func(err error) bool { return errors.Is(err, context.Canceled) }},
		{"cancelled Expm", func() error { _, err := Expm(cancelled, big); return err }, func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		if err := c.call(); !c.want(err) {
			t.Errorf("%s: error %v", c.name, err)
		}
	}
}

func says(part string) func(error) bool {
	return func(err error) bool { return err != nil && strings.Contains(err.Error(), part) }
}

func TestSolversSameBitsForEveryTeam(t *testing.T) {
	rnd := rand.New(rand.NewPCG(29, 30))
	a, b := randomDense(rnd, 260, 260), randomDense(rnd, 260, 40)
	var first []*mat.Dense
	for _, threads := range []int{1, 2, 5} {
		ctx := parallel.WithThreads(context.Background(), threads)
		x, err := Solve(ctx, a, b)
		if err != nil {
			t.Fatal(err)
		}
		f, err := QR(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		q, err := f.Q(ctx)
		if err != nil {
			t.Fatal(err)
		}
		e, err := Expm(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		all := []*mat.Dense{x, q, f.R(), e}
		if first == nil {
			first = all
		}
		for i := range all {
			if !mat.Equal(all[i], first[i]) {
				t.Errorf("%d threads: result %d differs from the serial one", threads, i)
			}
		}
	}
}

func ExampleSolve() {
	a := mat.NewDense(2, 2, []float64{2, 1, 1, 3})
	x, err := Solve(context.Background(), a, mat.NewDense(2, 1, []float64{3, 5}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", mat.Formatted(x))
	// Output:
	// ⎡0.80⎤
	// ⎣1.40⎦
}
