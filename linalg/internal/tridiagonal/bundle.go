package tridiagonal

// bundle is the number of sweeps that run one behind the other.
const bundle = 4

// chain is one sweep on its way up: the state of ql, with the shift.
type chain struct {
	shift, c, s, gamma, p float64
}

func (q *chain) start(d []float64) {
	m := len(d) - 1
	q.c, q.s = 1, 0
	q.gamma = d[m] - q.shift
	q.p = q.gamma * q.gamma
}

// row is the body of ql for row i.
func (q *chain) row(d, e2 []float64, i int) {
	b, alpha := e2[i], d[i]
	r := q.p + b
	e2[i+1] = q.s * r
	if r == 0 { // the sweep before has split the matrix here: a new start
		d[i+1] = q.shift + q.gamma
		q.c, q.s, q.gamma = 1, 0, alpha-q.shift
		q.p = q.gamma * q.gamma
		return
	}
	inv := 1 / r
	g := (float64(q.p*(alpha-q.shift)) - float64(b*q.gamma)) * inv
	d[i+1] = q.gamma + (alpha - g)
	q.gamma = g
	oldc := q.c
	q.c, q.s = q.p*inv, b*inv
	if q.p > smallP {
		q.p = (g * g) * (r / q.p)
	} else {
		q.p = oldc * b
	}
}

func (q *chain) end(d, e2 []float64) {
	e2[0] = q.s * q.p
	d[0] = q.shift + q.gamma
}

// qlBundle makes the sweeps of ql with the given shifts, each two rows behind the one before: a row of a sweep waits for
// the row below of the same sweep alone, a chain of about 25 cycles, and the chains fill each other's gaps.
// d has at least 2·bundle rows.
func qlBundle(d, e2 []float64, shifts *[bundle]float64) {
	m := len(d) - 1
	e2 = e2[:m+1]
	q0, q1, q2, q3 := chain{shift: shifts[0]}, chain{shift: shifts[1]}, chain{shift: shifts[2]}, chain{shift: shifts[3]}
	q0.start(d)
	q0.row(d, e2, m-1)
	q0.row(d, e2, m-2)
	q1.start(d)
	q0.row(d, e2, m-3)
	q1.row(d, e2, m-1)
	q0.row(d, e2, m-4)
	q1.row(d, e2, m-2)
	q2.start(d)
	q0.row(d, e2, m-5)
	q1.row(d, e2, m-3)
	q2.row(d, e2, m-1)
	q0.row(d, e2, m-6)
	q1.row(d, e2, m-4)
	q2.row(d, e2, m-2)
	q3.start(d)
	for i := m - 7; i >= 0; i-- {
		q0.row(d, e2, i)
		q1.row(d, e2, i+2)
		q2.row(d, e2, i+4)
		q3.row(d, e2, i+6)
	}
	q0.end(d, e2)
	q1.row(d, e2, 1)
	q1.row(d, e2, 0)
	q1.end(d, e2)
	for i := 3; i >= 0; i-- {
		q2.row(d, e2, i)
	}
	q2.end(d, e2)
	for i := 5; i >= 0; i-- {
		q3.row(d, e2, i)
	}
	q3.end(d, e2)
}
