package kernel

// The arithmetic of the secular equation 1/ρ + Σ zᵢ²/(dᵢ − λ) = 0 and its vectors, all of it divisions.

func secularSumsGo(d, z []float64, origin, tau float64) (s, ds float64) {
	z = z[:len(d)]
	for i, di := range d {
		t := z[i] / (di - origin - tau)
		s += float64(z[i] * t)
		ds += float64(t * t)
	}
	return s, ds
}

func secularProductGo(p, q, d []float64, c float64) {
	q, d = q[:len(p)], d[:len(p)]
	for i := range p {
		p[i] *= q[i] / (d[i] - c)
	}
}

func secularQuotientGo(p, q, d []float64) {
	q, d = q[:len(p)], d[:len(p)]
	for i := range p {
		p[i] = q[i] / d[i]
	}
}
