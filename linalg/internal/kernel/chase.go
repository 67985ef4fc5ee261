package kernel

// Bulge chasing: one reflector of a band matrix whose order is the band's width, H = I − τ·v·vᵀ with v[0] = 1, acts from both
// sides on the diagonal block it meets, and from the left on the block right of that, which the next reflector enters from
// the right (Lang, SIAM J. Sci. Comput. 14, 1993).

// Band is the order of the blocks.
const Band = 24

// chaseDiagonalGo is A = H·A·H for a symmetric A in the upper triangle of a: with w = τ·A·v − ½τ²(vᵀAv)·v, A −= v·wᵀ + w·vᵀ.
func chaseDiagonalGo(a []float64, lda int, v []float64, tau float64, w []float64) {
	v, w = v[:Band], w[:Band]
	clear(w)
	for i, vi := range v {
		row, out, x := a[i*lda+i:i*lda+Band], w[i:], v[i:]
		s := float64(row[0] * vi)
		for j := 1; j < len(row); j++ {
			s += float64(row[j] * x[j])
			out[j] += float64(row[j] * vi)
		}
		out[0] += s
	}
	s := 0.0
	for i, vi := range v {
		s += float64(vi * w[i])
	}
	s *= -0.5 * tau * tau
	for i, vi := range v {
		w[i] = float64(tau*w[i]) + float64(s*vi)
	}
	for i, vi := range v {
		wi, row, x, y := w[i], a[i*lda+i:i*lda+Band], v[i:], w[i:]
		for j := range row {
			row[j] -= float64(vi*y[j]) + float64(wi*x[j])
		}
	}
}

// chaseLeftGo is u = τ·Bᵀ·v, and x the first row of H·B = B − v·uᵀ. It does not change b.
func chaseLeftGo(b []float64, ldb int, v []float64, tau float64, u, x []float64) {
	u, x = u[:Band], x[:Band]
	clear(u)
	for i, vi := range v[:Band] {
		for j, e := range b[i*ldb : i*ldb+Band] {
			u[j] += float64(vi * e)
		}
	}
	for j := range u {
		u[j] = float64(u[j] * tau)
		x[j] = b[j] - u[j]
	}
}

// chaseRightGo is B = (B − v·uᵀ)·(I − τ·x·xᵀ), with z = τ·(B − v·uᵀ)·x on the way.
func chaseRightGo(b []float64, ldb int, v, u, x []float64, tau float64, z []float64) {
	v, u, x, z = v[:Band], u[:Band], x[:Band], z[:Band]
	ux := 0.0
	for j, uj := range u {
		ux += float64(uj * x[j])
	}
	for i, vi := range v {
		row := b[i*ldb : i*ldb+Band]
		s := 0.0
		for j, e := range row {
			s += float64(e * x[j])
		}
		zi := float64(tau * (s - float64(ux*vi)))
		z[i] = zi
		for j := range row {
			row[j] -= float64(vi*u[j]) + float64(zi*x[j])
		}
	}
}
