package parse

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tandem/symbolic/internal/expr"
)

func TestErrorsSayWhere(t *testing.T) {
	for _, c := range []struct {
		text string
		col  int
		msg  string
	}{
		{"", 1, "expected a number"},
		{"2+", 3, "expected a number"},
		{"(x", 1, "without \")\""},
		{"x)", 2, "without \"(\""},
		{"1/0", 2, "division by zero"},
		{"1/(x-x)", 2, "division by zero"},
		{"0^-1", 2, "undefined"},
		{"log(0)", 1, "undefined"},
		{"tan(pi/2)", 1, "undefined"},
		{"oo-oo", 6, "undefined"},
		{"sin", 4, "expected \"(\""},
		{"sin(x, y)", 1, "takes 1"},
		{"x $ y", 3, "unexpected character"},
		{"2 3", 3, "operator"},
		{"π + é + #", 9, "unexpected character"},
		{"x, y", 2, "outside"},
		{"1e999", 1, "out of range"},
		{"f''", 4, "expected \"(\""},
		{"D(f, x)(x)", 6, "order"},
		{"Derivative(x, 2)", 1, "symbol"},
		{"`a", 1, "backquotes"},
		{"\xff", 1, "UTF-8"},
		{"x^*2", 3, "expected a number"},
	} {
		_, err := Parse(c.text)
		var e *Error
		if !errors.As(err, &e) || e.Column != c.col || !strings.Contains(e.Msg, c.msg) {
			t.Errorf("Parse(%q): %v, want %q at column %d", c.text, err, c.msg, c.col)
		}
	}
}

// Hostile input ends quickly, in an error or an exact expression.
func TestHostileInput(t *testing.T) {
	rep := strings.Repeat
	for _, c := range []struct {
		name, text string
		bad        bool
	}{
		{"100,000 parentheses", rep("(", 100_000) + "x" + rep(")", 100_000), false},
		{"100,000 open", rep("(", 100_000), true},
		{"100,000 functions", rep("sin(", 100_000) + "x" + rep(")", 100_000), true},
		{"100,000 minus signs", rep("-", 100_000) + "x", false},
		{"tower", "9^9^9^9^9^9^9^9", false},
		{"long tower", rep("x^", 100_000) + "x", true},
		{"huge exponent", "x^" + rep("9", 1000), false},
		{"huge power", "(3/7)^" + rep("9", 1000), false},
		{"10 MB of digits", rep("7", 10<<20), true},
		{"10 MB of terms", rep("x+", 5<<20) + "x", false},
		{"many powers", rep("9^99999*", 1000) + "1", true},
		{"many factorials", "19999!" + rep("*19999!", 100), true},
		{"10 MB of parentheses", rep("(", 10<<20), true},
		{"products", rep("x*y*", 1<<20) + "z", false},
	} {
		start := time.Now()
		_, err := Parse(c.text)
		if (err != nil) != c.bad {
			t.Errorf("%s: error %v", c.name, err)
		}
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("%s took %v", c.name, d)
		} else if d > time.Second {
			t.Logf("%s took %v", c.name, d)
		}
	}
}

func TestNames(t *testing.T) {
	p := expr.SymAssume("x", expr.Positive)
	n, err := With("sqrt(x^2)", map[string]*expr.Node{"x": p})
	if err != nil || n != p {
		t.Errorf("sqrt(x^2) of positive x: %v %v", n, err)
	}
}
