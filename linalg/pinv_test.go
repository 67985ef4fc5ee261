package linalg

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestCond(t *testing.T) {
	rnd := rand.New(rand.NewPCG(41, 42))
	for _, s := range [][2]int{{1, 1}, {4, 4}, {30, 12}, {12, 30}, {60, 60}} {
		a := randomDense(rnd, s[0], s[1])
		got, err := Cond(context.Background(), a)
		if want := mat.Cond(a, 2); err != nil || math.Abs(got-want) > 1e-10*want {
			t.Errorf("Cond %v = %v, %v, want %v", s, got, err, want)
		}
	}
	if c, err := Cond(context.Background(), mat.NewDense(2, 2, []float64{1, 2, 2, 4})); err != nil || c < 1e15 {
		t.Errorf("Cond of a singular matrix = %v, %v", c, err)
	}
}

// TestPseudoInverse checks the four conditions of Penrose that define it.
func TestPseudoInverse(t *testing.T) {
	ctx := context.Background()
	rnd := rand.New(rand.NewPCG(43, 44))
	for _, s := range [][3]int{{1, 1, 1}, {5, 5, 5}, {8, 8, 3}, {20, 7, 7}, {7, 20, 5}, {60, 50, 20}, {3, 4, 0}} {
		m, n, rank := s[0], s[1], s[2]
		a := mat.NewDense(m, n, nil)
		if rank > 0 {
			a = naive(randomDense(rnd, m, rank), randomDense(rnd, rank, n))
		}
		p, r, err := PseudoInverse(ctx, a, 0)
		if err != nil || r != rank {
			t.Fatalf("%v: rank %d, %v", s, r, err)
		}
		ap, pa := naive(a, p), naive(p, a)
		for name, d := range map[string][2]mat.Matrix{
			"a·p·a = a": {naive(ap, a), a}, "p·a·p = p": {naive(pa, p), p}, "a·p symmetric": {ap.T(), ap}, "p·a symmetric": {pa.T(), pa},
		} {
			var diff mat.Dense
			diff.Sub(d[0], d[1])
			if e := norm(&diff); e > 1e-10*(1+norm(d[1])) {
				t.Errorf("%v: %s within %v", s, name, e)
			}
		}
	}
	if _, _, err := PseudoInverse(ctx, mat.NewDense(1, 1, []float64{1}), -1); err == nil {
		t.Error("a negative tolerance was accepted")
	}
}
