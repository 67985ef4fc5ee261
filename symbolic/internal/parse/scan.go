package parse

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// kind is what a token is; operators are their own ASCII character.
type kind rune

const (
	end    kind = -1 - iota
	number      // value holds it
	name        // text holds it
	quoted      // a name in backquotes: always a symbol or undefined function
	power       // ^ or **; for a superscript, value holds the exponent
)

type token struct {
	kind  kind
	pos   int // byte offset
	text  string
	value *expr.Node
}

type scanner struct {
	s   string
	pos int
}

// What people type for an operator, and how it is read.
var alike = map[rune]kind{'−': '-', '–': '-', '·': '*', '×': '*', '⋅': '*', '÷': '/', '[': '(', ']': ')', '{': '(', '}': ')'}

var superscripts = map[rune]int64{'²': 2, '³': 3, '⁰': 0, '¹': 1, '⁴': 4, '⁵': 5, '⁶': 6, '⁷': 7, '⁸': 8, '⁹': 9}

func (sc *scanner) next() (token, error) {
	for sc.pos < len(sc.s) {
		c := sc.s[sc.pos]
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			sc.pos++
			continue
		}
		break
	}
	start := sc.pos
	if start >= len(sc.s) {
		return token{kind: end, pos: start}, nil
	}
	c := sc.s[start]
	switch {
	case '0' <= c && c <= '9', c == '.':
		return sc.number()
	case c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
		return sc.name(), nil
	case c == '*' && strings.HasPrefix(sc.s[start:], "**"):
		sc.pos += 2
		return token{kind: power, pos: start, text: "**"}, nil
	case c == '^':
		sc.pos++
		return token{kind: power, pos: start, text: "^"}, nil
	case c == '`':
		if i := strings.IndexByte(sc.s[start+1:], '`'); i > 0 {
			sc.pos = start + i + 2
			return token{kind: quoted, pos: start, text: sc.s[start+1 : start+1+i]}, nil
		}
		return token{}, fail(sc.s, start, "a name in backquotes without its end")
	case strings.IndexByte("+-*/(),!'", c) >= 0:
		sc.pos++
		return token{kind: kind(c), pos: start, text: sc.s[start:sc.pos]}, nil
	}
	r, size := utf8.DecodeRuneInString(sc.s[start:])
	if k, ok := alike[r]; ok {
		sc.pos += size
		return token{kind: k, pos: start, text: sc.s[start:sc.pos]}, nil
	}
	if _, ok := superscripts[r]; ok {
		v := int64(0)
		for {
			r, size := utf8.DecodeRuneInString(sc.s[sc.pos:])
			d, ok := superscripts[r]
			if !ok || v > 1e15 {
				break
			}
			v = 10*v + d
			sc.pos += size
		}
		return token{kind: power, pos: start, text: sc.s[start:sc.pos], value: expr.Int(v)}, nil
	}
	switch r {
	case '√', '∞':
		sc.pos += size
		return token{kind: name, pos: start, text: sc.s[start:sc.pos]}, nil
	}
	if unicode.IsLetter(r) {
		return sc.name(), nil
	}
	if r == utf8.RuneError {
		return token{}, fail(sc.s, start, "text that is not UTF-8")
	}
	return token{}, fail(sc.s, start, "unexpected character "+strconv.QuoteRune(r))
}

func (sc *scanner) name() token {
	start := sc.pos
	for sc.pos < len(sc.s) {
		r, size := utf8.DecodeRuneInString(sc.s[sc.pos:])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == utf8.RuneError {
			break
		}
		sc.pos += size
	}
	return token{kind: name, pos: start, text: sc.s[start:sc.pos]}
}

// maxDigits bounds numbers: reading decimals takes time that grows with the square of their length.
const maxDigits = 300_000

func (sc *scanner) number() (token, error) {
	s, start := sc.s, sc.pos
	digits := func() {
		for sc.pos < len(s) && '0' <= s[sc.pos] && s[sc.pos] <= '9' {
			sc.pos++
		}
	}
	digits()
	float := false
	if sc.pos < len(s) && s[sc.pos] == '.' {
		float = true
		sc.pos++
		digits()
		if sc.pos == start+1 {
			return token{}, fail(s, start, "a point without digits")
		}
	}
	if sc.pos < len(s) && (s[sc.pos] == 'e' || s[sc.pos] == 'E') { // an exponent only if digits follow: 2e is 2·e
		i := sc.pos + 1
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if i < len(s) && '0' <= s[i] && s[i] <= '9' {
			float = true
			sc.pos = i
			digits()
		}
	}
	text := s[start:sc.pos]
	if len(text) > maxDigits {
		return token{}, fail(s, start, "a number of "+strconv.Itoa(len(text))+" digits: at most "+strconv.Itoa(maxDigits))
	}
	t := token{kind: number, pos: start, text: text}
	if float {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(f, 0) {
			return token{}, fail(s, start, "a float out of range: "+text)
		}
		t.value = expr.Float(f)
		return t, nil
	}
	if len(text) < 19 {
		v, _ := strconv.ParseInt(text, 10, 64)
		t.value = expr.Int(v)
		return t, nil
	}
	v, _ := new(big.Int).SetString(text, 10)
	t.value = expr.Number(num.FromInt(v))
	return t, nil
}
