package linalg

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"tandem/parallel"
)

func randomDense(rnd *rand.Rand, m, n int) *mat.Dense {
	d := mat.NewDense(m, n, nil)
	for i := range m {
		for j := range n {
			d.Set(i, j, rnd.NormFloat64())
		}
	}
	return d
}

// opaque hides the storage of a matrix.
type opaque struct{ mat.Matrix }

func (o opaque) T() mat.Matrix { return mat.Transpose{Matrix: o} }

// forms returns an m×n matrix in every form that an operand can have.
func forms(rnd *rand.Rand, m, n int) map[string]mat.Matrix {
	all := map[string]mat.Matrix{
		"dense":     randomDense(rnd, m, n),
		"view":      randomDense(rnd, m+3, n+5).Slice(2, m+2, 1, n+1),
		"transpose": randomDense(rnd, n, m).T(),
		"opaque":    opaque{randomDense(rnd, m, n)},
	}
	if m == n {
		sym := mat.NewSymDense(n, nil)
		tri := mat.NewTriDense(n, mat.Lower, nil)
		for i := range n {
			for j := range i + 1 {
				sym.SetSym(i, j, rnd.NormFloat64())
				tri.SetTri(i, j, rnd.NormFloat64())
			}
		}
		lower := &mat.SymDense{}
		lower.SetRawSymmetric(blas64.Symmetric{N: n, Stride: n, Uplo: blas.Upper, Data: append([]float64(nil), sym.RawSymmetric().Data...)})
		all["symmetric"], all["triangle"], all["symmetric transposed"] = sym, tri, mat.Transpose{Matrix: lower}
	}
	if n == 1 {
		all["vector"] = randomDense(rnd, m, 4).ColView(2)
	}
	if m == 1 {
		all["row"] = randomDense(rnd, n, 4).ColView(2).T()
	}
	return all
}

func naive(a, b mat.Matrix) *mat.Dense {
	m, k := a.Dims()
	_, n := b.Dims()
	c := mat.NewDense(m, n, nil)
	for i := range m {
		for j := range n {
			s := 0.0
			for p := range k {
				s += a.At(i, p) * b.At(p, j)
			}
			c.Set(i, j, s)
		}
	}
	return c
}

func TestMulForms(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	ctx := context.Background()
	for _, s := range [][3]int{{1, 1, 1}, {5, 5, 5}, {7, 3, 4}, {40, 40, 1}, {1, 30, 30}, {30, 1, 20}} {
		for an, a := range forms(rnd, s[0], s[1]) {
			for bn, b := range forms(rnd, s[1], s[2]) {
				want := naive(a, b)
				var got mat.Dense
				Mul(ctx, &got, a, b)
				if !mat.EqualApprox(&got, want, 1e-12) {
					t.Errorf("%v: %s · %s is wrong", s, an, bn)
				}
				old := randomDense(rnd, s[0], s[2])
				got.CloneFrom(old)
				MulAdd(ctx, &got, 2, a, b, -1)
				want.Scale(2, want)
				want.Sub(want, old)
				if !mat.EqualApprox(&got, want, 1e-12) {
					t.Errorf("%v: 2·%s·%s − dst is wrong", s, an, bn)
				}
				if s[2] == 1 && bn == "vector" {
					var v mat.VecDense
					MulVec(ctx, &v, a, b.(mat.Vector))
					if !mat.EqualApprox(&v, naive(a, b), 1e-12) {
						t.Errorf("%v: MulVec of %s is wrong", s, an)
					}
				}
			}
			var g mat.SymDense
			Gram(ctx, &g, a)
			if !mat.EqualApprox(&g, naive(a.T(), a), 1e-12) {
				t.Errorf("%v: Gram of %s is wrong", s, an)
			}
		}
	}
}

func TestMulInPlace(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	a, b := randomDense(rnd, 20, 20), randomDense(rnd, 20, 20)
	want := naive(a, b)
	Mul(context.Background(), a, a, b)
	if !mat.EqualApprox(a, want, 1e-12) {
		t.Error("Mul(a, a, b) is wrong")
	}
	want = naive(a.T(), a)
	Mul(context.Background(), a, a.T(), a)
	if !mat.EqualApprox(a, want, 1e-9) {
		t.Error("Mul(a, aᵀ, a) is wrong")
	}
	big := randomDense(rnd, 40, 40)
	left, right := big.Slice(0, 20, 0, 20), big.Slice(0, 20, 20, 40).(*mat.Dense)
	want = naive(left, b)
	Mul(context.Background(), right, left, b) // neighbours in one matrix do not overlap
	if !mat.EqualApprox(right, want, 1e-12) {
		t.Error("Mul into a neighbouring view is wrong")
	}
}

func TestMulPanics(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 3))
	big := randomDense(rnd, 10, 10)
	for want, call := range map[string]func(){
		"linalg: Mul of 3×4 by 5×2": func() { Mul(context.Background(), &mat.Dense{}, randomDense(rnd, 3, 4), randomDense(rnd, 5, 2)) },
		"linalg: Mul into 3×3: the product is 3×2": func() {
			Mul(context.Background(), randomDense(rnd, 3, 3), randomDense(rnd, 3, 5), randomDense(rnd, 5, 2))
		},
		"linalg: Mul: the 4×4 dst overlaps a 4×4 operand": func() {
			Mul(context.Background(), big.Slice(0, 4, 0, 4).(*mat.Dense), big.Slice(2, 6, 2, 6), randomDense(rnd, 4, 4))
		},
		"linalg: MulVec of 3×4 by a vector of 5": func() {
			MulVec(context.Background(), &mat.VecDense{}, randomDense(rnd, 3, 4), mat.NewVecDense(5, nil))
		},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != want {
					t.Errorf("panic %q, want %q", got, want)
				}
			}()
			call()
		}()
	}
}

func TestMulSameBitsForEveryTeam(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 4))
	a, b := randomDense(rnd, 230, 310), randomDense(rnd, 310, 190)
	var first mat.Dense
	Mul(parallel.WithThreads(context.Background(), 1), &first, a, b)
	for _, threads := range []int{2, 3, 8} {
		var c mat.Dense
		Mul(parallel.WithThreads(context.Background(), threads), &c, a, b)
		for i, v := range c.RawMatrix().Data {
			if math.Float64bits(v) != math.Float64bits(first.RawMatrix().Data[i]) {
				t.Fatalf("%d threads: element %d differs", threads, i)
			}
		}
	}
}

func ExampleMul() {
	a := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	var c mat.Dense
	Mul(context.Background(), &c, a, a.T())
	fmt.Println(mat.Formatted(&c))
	// Output:
	// ⎡14  32⎤
	// ⎣32  77⎦
}
