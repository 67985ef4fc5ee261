package arena

import "testing"

func TestArena(t *testing.T) {
	var a Arena
	solve := func() {
		m := a.Mark()
		defer a.Release(m)
		x := a.Zeros(1000)
		inner := a.Mark()
		y := a.Zeros(5000)
		y[0], y[4999] = 1, 1
		a.Release(inner)
		z := a.Zeros(100000)
		for i := range z {
			z[i] = 2
		}
		for i, v := range x {
			if v != 0 {
				t.Fatalf("element %d of a lent slice was overwritten", i)
			}
		}
		if cap(x) != 1000 {
			t.Fatalf("a lent slice can grow into its neighbour: capacity %d", cap(x))
		}
	}
	for range 3 {
		solve()
	}
	if n := testing.AllocsPerRun(10, solve); n != 0 {
		t.Errorf("%v allocations in a later round: want 0", n)
	}
}

// TestSettle checks that the memory of one huge problem is given up when many small ones follow, and not before, and that
// problems of one size keep theirs.
func TestSettle(t *testing.T) {
	var a Arena
	solve := func(n int) {
		m := a.Mark()
		a.Floats(n / 2)
		a.Floats(n)
		a.Release(m)
		a.Settle()
	}
	solve(1 << 20)
	solve(1 << 20)
	for i := range idleProblems - 1 {
		if solve(100); len(a.block) < 1<<20 {
			t.Fatalf("the block is gone after %d small problems", i+1)
		}
	}
	solve(1 << 20)
	for range idleProblems {
		solve(100)
	}
	if len(a.block) > 1<<13 {
		t.Errorf("%d elements are held after %d small problems", len(a.block), idleProblems)
	}
	for range 3 * idleProblems {
		solve(1 << 16)
	}
	if n := testing.AllocsPerRun(3*idleProblems, func() { solve(1 << 16) }); n != 0 {
		t.Errorf("%v allocations for each of many equal problems: want 0", n)
	}
}
