package integrate

// Gauss rules. The nodes of the n-point rule for a weight are the roots of its orthogonal polynomial of degree n; the rule
// is exact for polynomials to degree 2n−1. Legendre roots are found by Newton's method from an asymptotic guess; the
// others are the eigenvalues of the symmetric tridiagonal matrix of the three-term recurrence, with weights from the first
// components of its eigenvectors (Golub and Welsch, Math. Comp. 23, 1969).

import (
	"context"
	"fmt"
	"math"
	"slices"

	"tandem/integrate/internal/kernel"
)

const mostNodes = 1 << 20

// GaussLegendre integrates f over [a, b] by the n-point Gauss–Legendre rule: for smooth integrands. Errors are those of
// Midpoint; of opts it uses Concurrent.
func GaussLegendre[F Integrand](ctx context.Context, f F, a, b float64, n int, opts Options) (float64, error) {
	if err := checkRange("GaussLegendre", a, b); err != nil {
		return 0, err
	}
	x, w, err := LegendreNodes(n)
	if err != nil {
		return 0, err
	}
	mid, h := a+(b-a)/2, (b-a)/2
	for i := range x {
		x[i] = mid + float64(h*x[i])
	}
	v, err := Weighted(ctx, f, x, w, opts)
	return v * h, err
}

// ClenshawCurtis integrates f over [a, b] by the rule on n+1 Chebyshev points, the ends included: exact to degree n, in
// practice nearly as good as Gauss (Trefethen, SIAM Review 50, 2008). n must be even and at least 2.
func ClenshawCurtis[F Integrand](ctx context.Context, f F, a, b float64, n int, opts Options) (float64, error) {
	if err := checkRange("ClenshawCurtis", a, b); err != nil {
		return 0, err
	}
	if n < 2 || n%2 == 1 || n > 1<<13 {
		return 0, fmt.Errorf("integrate: ClenshawCurtis with n = %d: must be even, from 2 to %d", n, 1<<13)
	}
	mid, h := a+(b-a)/2, (b-a)/2
	x, w := make([]float64, n+1), make([]float64, n+1)
	for k := range x {
		θ := math.Pi * float64(k) / float64(n)
		x[k] = mid - float64(h*math.Cos(θ))
		sum := 0.5 // of the even Chebyshev coefficients' integrals, halved at both ends
		for j := 1; j <= n/2; j++ {
			term := math.Cos(2*float64(j)*θ) / float64(1-4*j*j)
			if j == n/2 {
				term /= 2
			}
			sum += term
		}
		w[k] = 4 * sum / float64(n)
		if k == 0 || k == n {
			w[k] /= 2
		}
	}
	x[0], x[n] = a, b
	v, err := Weighted(ctx, f, x, w, opts)
	return v * h, err
}

// Weighted returns Σ w[i]·f(x[i]), summed like the fixed rules. It fails if the lengths differ.
func Weighted[F Integrand](ctx context.Context, f F, x, w []float64, opts Options) (float64, error) {
	if len(x) != len(w) {
		return 0, fmt.Errorf("integrate: Weighted with %d nodes and %d weights", len(x), len(w))
	}
	return sumOver(ctx, f, len(x), opts.Concurrent,
		func(_ kernel.Loops, dst []float64, first int) { copy(dst, x[first:]) },
		func(y []float64, first int) {
			for i := range y {
				y[i] *= w[first+i]
			}
		})
}

// LegendreNodes returns the nodes, ascending, and the weights of the n-point Gauss–Legendre rule on [−1, 1] for the weight 1.
func LegendreNodes(n int) (x, w []float64, err error) {
	if err := checkNodes(n); err != nil {
		return nil, nil, err
	}
	x, w = make([]float64, n), make([]float64, n)
	for i := range (n + 1) / 2 {
		// Tricomi's asymptotic root, good to n⁻⁴.
		m := float64(n)
		root := (1 - (m-1)/(8*m*m*m)) * math.Cos(math.Pi*(4*float64(i)+3)/(4*m+2))
		var slope float64
		for range 10 {
			p, q := 1.0, 0.0 // P_n and P_{n−1}
			for k := range n {
				p, q = (float64(float64(2*k+1)*root*p)-float64(float64(k)*q))/float64(k+1), p
			}
			slope = m * (q - float64(root*p)) / ((1 - root) * (1 + root))
			step := p / slope
			root -= step
			if math.Abs(step) <= epsilon*math.Abs(root) || (2*i+1 == n) {
				break
			}
		}
		if 2*i+1 == n {
			root = 0
		}
		x[i], x[n-1-i] = -root, root
		w[i] = 2 / ((1 - root) * (1 + root) * slope * slope)
		w[n-1-i] = w[i]
	}
	return x, w, nil
}

// JacobiNodes returns the nodes and weights on [−1, 1] for the weight (1−x)^α·(1+x)^β; α and β must exceed −1.
func JacobiNodes(n int, α, β float64) (x, w []float64, err error) {
	if err := checkNodes(n); err != nil {
		return nil, nil, err
	}
	if !(α > -1) || !(β > -1) || math.IsInf(α+β, 0) {
		return nil, nil, fmt.Errorf("integrate: Jacobi weight with α = %v, β = %v: both must exceed −1", α, β)
	}
	diag, off := make([]float64, n), make([]float64, n)
	for k := range n {
		s := 2*float64(k) + α + β
		switch {
		case k == 0:
			diag[0] = (β - α) / (α + β + 2)
		default:
			diag[k] = (β - α) * (β + α) / (s * (s + 2))
		}
		j := float64(k + 1)
		t := 2*j + α + β
		b := 4 * j * (j + α) * (j + β) / (t * t * (t + 1))
		if k == 0 {
			b = 4 * (1 + α) * (1 + β) / (t * t * (t + 1)) // the general term, whose (j+α+β)/(t−1) is 0/0 at α+β = −1
		} else {
			b *= (j + α + β) / (t - 1)
		}
		off[k] = math.Sqrt(b)
	}
	la, _ := math.Lgamma(α + 1)
	lb, _ := math.Lgamma(β + 1)
	lab, _ := math.Lgamma(α + β + 2)
	return golubWelsch(diag, off, math.Exp((α+β+1)*math.Ln2+la+lb-lab))
}

// HermiteNodes returns the nodes and weights on (−∞, ∞) for the weight exp(−x²).
func HermiteNodes(n int) (x, w []float64, err error) {
	if err := checkNodes(n); err != nil {
		return nil, nil, err
	}
	diag, off := make([]float64, n), make([]float64, n)
	for k := range n {
		off[k] = math.Sqrt(float64(k+1) / 2)
	}
	if x, w, err = golubWelsch(diag, off, math.Sqrt(math.Pi)); err != nil {
		return nil, nil, err
	}
	for i, j := 0, n-1; i <= j; i, j = i+1, j-1 { // symmetric, down to the last bit
		x[j], w[j] = (x[j]-x[i])/2, (w[j]+w[i])/2
		x[i], w[i] = -x[j], w[j]
	}
	if n%2 == 1 {
		x[n/2] = 0
	}
	return x, w, nil
}

// LaguerreNodes returns the nodes and weights on [0, ∞) for the weight x^α·exp(−x); α must exceed −1.
func LaguerreNodes(n int, α float64) (x, w []float64, err error) {
	if err := checkNodes(n); err != nil {
		return nil, nil, err
	}
	if !(α > -1) || α > 150 {
		return nil, nil, fmt.Errorf("integrate: Laguerre weight with α = %v: must exceed −1 and be at most 150", α)
	}
	diag, off := make([]float64, n), make([]float64, n)
	for k := range n {
		diag[k] = 2*float64(k) + 1 + α
		off[k] = math.Sqrt(float64(k+1) * (float64(k+1) + α))
	}
	return golubWelsch(diag, off, math.Gamma(α+1))
}

func checkNodes(n int) error {
	if n < 1 || n > mostNodes {
		return fmt.Errorf("integrate: a rule of %d nodes: must be from 1 to %d", n, mostNodes)
	}
	return nil
}

// golubWelsch returns the eigenvalues of the symmetric tridiagonal matrix with the given diagonal and off-diagonal
// (off[n−1] is not used), ascending, and total times the squares of the eigenvectors' first components. It is the implicit
// QL method (Dubrulle, Martin, Wilkinson 1968) that carries one row of the eigenvectors: O(n²). It overwrites its arguments.
func golubWelsch(d, e []float64, total float64) (x, w []float64, err error) {
	n := len(d)
	first := make([]float64, n)
	first[0] = 1
	e[n-1] = 0
	for l := range n {
		for sweep := 0; ; sweep++ {
			m := l
			for ; m < n-1; m++ {
				if math.Abs(e[m]) <= epsilon*(math.Abs(d[m])+math.Abs(d[m+1])) {
					break
				}
			}
			if m == l {
				break
			}
			if sweep == 60 {
				return nil, nil, fmt.Errorf("integrate: no convergence at node %d of %d", l, n)
			}
			g := (d[l+1] - d[l]) / (2 * e[l])
			g = d[m] - d[l] + e[l]/(g+math.Copysign(math.Hypot(g, 1), g))
			s, c, p := 1.0, 1.0, 0.0
			for i := m - 1; i >= l; i-- {
				f, b := s*e[i], c*e[i]
				r := math.Hypot(f, g)
				e[i+1] = r
				if r == 0 {
					d[i+1] -= p
					e[m] = 0
					break
				}
				s, c = f/r, g/r
				g = d[i+1] - p
				r = float64((d[i]-g)*s) + float64(2*c*b)
				p = s * r
				d[i+1] = g + p
				g = float64(c*r) - b
				first[i], first[i+1] = float64(c*first[i])-float64(s*first[i+1]), float64(s*first[i])+float64(c*first[i+1])
				if i == l {
					d[l] -= p
					e[l], e[m] = g, 0
				}
			}
		}
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if d[a] < d[b] {
			return -1
		}
		return 1
	})
	x, w = make([]float64, n), make([]float64, n)
	for i, at := range order {
		x[i], w[i] = d[at], total*first[at]*first[at]
	}
	return x, w, nil
}
