package integral

import (
	"math/bits"

	"tandem/symbolic/internal/poly"
)

// Linear systems over ℚ by one prime: solve modulo 2⁶¹−1 and read the rationals off by the extended Euclidean algorithm
// (von zur Gathen and Gerhard, 5.10). A wrong reading is no harm: every antiderivative is verified.

const mersenne61 = 1<<61 - 1

func mulM(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	r := lo&mersenne61 + (lo>>61 | hi<<3)
	r = r&mersenne61 + r>>61
	if r >= mersenne61 {
		r -= mersenne61
	}
	return r
}

func subM(a, b uint64) uint64 {
	if a >= b {
		return a - b
	}
	return a + mersenne61 - b
}

func invM(a uint64) uint64 {
	r := uint64(1)
	for k := uint64(mersenne61 - 2); k > 0; k >>= 1 {
		if k&1 == 1 {
			r = mulM(r, a)
		}
		a = mulM(a, a)
	}
	return r
}

// rational returns the fraction with numerator and denominator below 2³⁰ that is a modulo the prime.
func rational(a uint64) (poly.Rat, bool) {
	const bound = 1 << 30
	r0, r1 := int64(mersenne61), int64(a)
	t0, t1 := int64(0), int64(1)
	for r1 >= bound {
		q := r0 / r1
		r0, r1 = r1, r0-q*r1
		t0, t1 = t1, t0-q*t1
	}
	if t1 == 0 || t1 >= bound || t1 <= -bound {
		return poly.Rat{}, false
	}
	return poly.Quo(r1, t1), true
}

// solveSparse solves Σⱼ xⱼ·columns[j] = target over ℚ for polynomials in several variables, by their monomials. Free
// unknowns are 0. A nil x with ok says that there is a solution whose numbers are too long to be read off.
func solveSparse(w *work, columns []poly.Poly, target poly.Poly) (x []poly.Rat, ok bool) {
	index := map[poly.Mono]int{}
	n := len(columns)
	var rows [][]uint64
	put := func(p poly.Poly, j int) bool {
		for _, t := range p {
			i, seen := index[t.M]
			if !seen {
				i = len(rows)
				index[t.M] = i
				rows = append(rows, make([]uint64, n+1))
			}
			v, ok := t.C.Mod(mersenne61)
			if !ok {
				return false
			}
			rows[i][j] = v
		}
		return true
	}
	if !put(target, n) {
		return nil, false
	}
	for j, c := range columns {
		if !put(c, j) {
			return nil, false
		}
	}
	pivot := make([]int, 0, n)
	r := 0
	for j := 0; j < n && r < len(rows); j++ {
		p := -1
		for i := r; i < len(rows); i++ {
			if rows[i][j] != 0 {
				p = i
				break
			}
		}
		if p < 0 {
			continue
		}
		w.spend(1 + len(rows)*(n-j)/256)
		rows[r], rows[p] = rows[p], rows[r]
		row := rows[r]
		inv := invM(row[j])
		for k := j; k <= n; k++ {
			if row[k] != 0 {
				row[k] = mulM(row[k], inv)
			}
		}
		for i := r + 1; i < len(rows); i++ {
			c := rows[i][j]
			if c == 0 {
				continue
			}
			for k := j; k <= n; k++ {
				if row[k] != 0 {
					rows[i][k] = subM(rows[i][k], mulM(c, row[k]))
				}
			}
		}
		pivot = append(pivot, j)
		r++
	}
	for i := r; i < len(rows); i++ {
		if rows[i][n] != 0 {
			return nil, false
		}
	}
	val := make([]uint64, n)
	for i := r - 1; i >= 0; i-- {
		v := rows[i][n]
		for k := pivot[i] + 1; k < n; k++ {
			if val[k] != 0 && rows[i][k] != 0 {
				v = subM(v, mulM(rows[i][k], val[k]))
			}
		}
		val[pivot[i]] = v
	}
	x = make([]poly.Rat, n)
	for j, v := range val {
		if v != 0 {
			if x[j], ok = rational(v); !ok {
				return nil, true
			}
		}
	}
	return x, true
}
