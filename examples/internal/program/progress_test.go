package program

import "testing"

func TestFit(t *testing.T) {
	for _, c := range []struct {
		title, next string
		room        int
		want        string
	}{
		{"π by Vegas", "3.14 ± 0.01", 30, "π by Vegas 3.14 ± 0.01"},
		{"π by Vegas", "3.14 ± 0.01", 22, "π by Vegas 3.14 ± 0.01"},
		{"π by Vegas", "3.14 ± 0.01", 21, "3.14 ± 0.01"},
		{"π by Vegas", "3.14 ± 0.01", 6, "3.14 ±"},
		{"π by Vegas", "", 20, "π by Vegas"},
		{"π by Vegas", "", 4, "π by"},
		{"π by Vegas", "3.14", -8, ""},
	} {
		if got := fit(c.title, c.next, c.room); got != c.want {
			t.Errorf("%q and %q in %d places: %q, want %q", c.title, c.next, c.room, got, c.want)
		}
	}
}
