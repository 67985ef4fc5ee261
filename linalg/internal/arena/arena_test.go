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
