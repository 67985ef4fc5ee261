package wire

import (
	"crypto/sha256"
	"math/big"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
)

type leaf struct {
	N     int
	Names map[string][]float64
	any   int // does not travel
}

type tree struct {
	Leaf *leaf
	Any  any
	Kids []*tree
}

func digestOf[T any](t *testing.T, vs ...T) string {
	t.Helper()
	h := sha256.New()
	if err := Digest(h, vs); err != nil {
		t.Fatal(err)
	}
	return string(h.Sum(nil))
}

// Equal values have equal digests, however their maps lie, and different ones different digests.
func TestDigest(t *testing.T) {
	grow := func(change func(*tree)) *tree {
		names := map[string][]float64{}
		for _, k := range strings.Split("abcdefghijklmnop", "") {
			names[k] = []float64{float64(k[0])}
		}
		r := &tree{Leaf: &leaf{N: 3, Names: names}, Any: map[string]any{"x": 1, "y": []int{2}}, Kids: []*tree{nil, {}}}
		change(r)
		return r
	}
	same := digestOf(t, grow(func(*tree) {}))
	for range 20 {
		if digestOf(t, grow(func(r *tree) { r.Leaf.any = 5 })) != same {
			t.Fatal("equal values, different digests")
		}
	}
	seen := map[string]string{same: "the first"}
	for name, change := range map[string]func(*tree){
		"a number":           func(r *tree) { r.Leaf.N = 4 },
		"a nil":              func(r *tree) { r.Leaf = nil },
		"a value in a map":   func(r *tree) { r.Leaf.Names["c"] = []float64{0} },
		"a key less":         func(r *tree) { delete(r.Leaf.Names, "c") },
		"an interface":       func(r *tree) { r.Any = 1 },
		"its type":           func(r *tree) { r.Any = uint(1) },
		"a slice, empty":     func(r *tree) { r.Kids = []*tree{} },
		"a slice, nil":       func(r *tree) { r.Kids = nil },
		"the order of kids":  func(r *tree) { r.Kids[0], r.Kids[1] = r.Kids[1], r.Kids[0] },
		"a map for a struct": func(r *tree) { r.Any = map[string]any{"x": 1, "y": []int{2, 0}} },
	} {
		d := digestOf(t, grow(change))
		if other, ok := seen[d]; ok {
			t.Errorf("%s: the same digest as %s", name, other)
		}
		seen[d] = name
	}
	if digestOf(t, "ab", "c") == digestOf(t, "a", "bc") {
		t.Error("borders of strings do not count")
	}
	if digestOf(t, time.Unix(1, 0)) == digestOf(t, time.Unix(2, 0)) || digestOf(t, big.NewInt(1)) == digestOf(t, big.NewInt(2)) {
		t.Error("types that marshal themselves do not count")
	}
	for _, m := range []mat.Matrix{mat.NewDense(1, 2, []float64{1, 2}), mat.NewSymDense(1, []float64{3}), mat.NewVecDense(2, []float64{1, 2})} {
		a := digestOf(t, m)
		switch m := m.(type) {
		case *mat.Dense:
			m.Set(0, 1, 9)
		case *mat.SymDense:
			m.SetSym(0, 0, 9)
		case *mat.VecDense:
			m.SetVec(1, 9)
		}
		if digestOf(t, m) == a {
			t.Errorf("numbers of a %T do not count", m)
		}
	}
	c := mat.NewCDense(1, 1, []complex128{1})
	before := digestOf(t, c)
	if c.Set(0, 0, 2); digestOf(t, c) == before {
		t.Error("numbers of a CDense do not count")
	}
	loop := &tree{}
	loop.Kids = []*tree{loop}
	if err := Digest(sha256.New(), []*tree{loop}); err == nil || !strings.Contains(err.Error(), "cycle") {
		t.Errorf("a cycle: %v", err)
	}
}

func BenchmarkDigest(b *testing.B) {
	type row struct {
		Name string
		X    int
	}
	rows := make([]row, 100000)
	for b.Loop() {
		if err := Digest(sha256.New(), rows); err != nil {
			b.Fatal(err)
		}
	}
}
