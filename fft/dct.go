package fft

import (
	"context"
	"fmt"
	"math"
	"unsafe"

	"tandem/fft/internal/twiddle"
)

// A Kind is one of the four common cosine or sine transforms, which differ in where the signal is mirrored.
type Kind int

const (
	I   Kind = 1 + iota // DCT: at the first and last point; DST: one step outside
	II                  // half a step outside: "the" DCT
	III                 // the inverse of II
	IV                  // half a step in both domains
)

// DCT returns the cosine transform of x without modifying it. Under norm Backward, for n = len(x):
//
//	I:   x[0] + (−1)^k·x[n−1] + 2·Σ_{0<j<n−1} x[j]·cos(π·jk/(n−1))
//	II:  2·Σ x[j]·cos(π·k(2j+1)/2n)
//	III: x[0] + 2·Σ_{j>0} x[j]·cos(π·j(2k+1)/2n)
//	IV:  2·Σ x[j]·cos(π·(2j+1)(2k+1)/4n)
//
// Under Forward they are divided by 2n, kind I by 2(n−1). Under Ortho the transform is an orthogonal matrix.
func DCT[F Float](ctx context.Context, x []F, kind Kind, opts ...Options) ([]F, error) {
	return trigonometric(ctx, x, kind, false, false, opts)
}

// IDCT is the inverse of DCT with the same kind and norm.
func IDCT[F Float](ctx context.Context, x []F, kind Kind, opts ...Options) ([]F, error) {
	return trigonometric(ctx, x, kind, false, true, opts)
}

// DST returns the sine transform of x without modifying it. Under norm Backward, for n = len(x):
//
//	I:   2·Σ x[j]·sin(π·(j+1)(k+1)/(n+1))
//	II:  2·Σ x[j]·sin(π·(k+1)(2j+1)/2n)
//	III: (−1)^k·x[n−1] + 2·Σ_{j<n−1} x[j]·sin(π·(j+1)(2k+1)/2n)
//	IV:  2·Σ x[j]·sin(π·(2j+1)(2k+1)/4n)
//
// Under Forward they are divided by 2n, kind I by 2(n+1). Under Ortho the transform is an orthogonal matrix.
func DST[F Float](ctx context.Context, x []F, kind Kind, opts ...Options) ([]F, error) {
	return trigonometric(ctx, x, kind, true, false, opts)
}

// IDST is the inverse of DST with the same kind and norm.
func IDST[F Float](ctx context.Context, x []F, kind Kind, opts ...Options) ([]F, error) {
	return trigonometric(ctx, x, kind, true, true, opts)
}

func trigonometric[F Float](ctx context.Context, x []F, kind Kind, sine, inverse bool, opts []Options) ([]F, error) {
	o, err := one(opts)
	if err != nil {
		return nil, err
	}
	n := len(x)
	if o.N > 0 {
		n = o.N
	}
	if kind < I || kind > IV {
		return nil, fmt.Errorf("fft: kind %d of cosine or sine transform: use I, II, III or IV", int(kind))
	}
	if err := checkPlan(n, 4*int(unsafe.Sizeof(*new(F)))); err != nil {
		return nil, err
	}
	period := 2 * n // of the mirrored signal
	if kind == I && sine {
		period = 2 * (n + 1)
	} else if kind == I {
		if n < 2 {
			return nil, fmt.Errorf("fft: DCT of kind I of %d points: needs at least 2", n)
		}
		period = 2 * (n - 1)
	}
	y := append(make([]F, 0, n), resize(x, n)...)
	if inverse { // the matrix of II is the transpose of that of III; I and IV are their own
		kind = [...]Kind{I: I, II: III, III: II, IV: IV}[kind]
	}
	// Under Ortho the mirrored ends count √2: on the way in for III, on the way out for II, both ways for I.
	end := 0
	if sine {
		end = n - 1
	}
	if o.Norm == Ortho && kind == III {
		y[end] *= F(math.Sqrt2)
	} else if o.Norm == Ortho && kind == I && !sine {
		y[0] *= F(math.Sqrt2)
		y[n-1] *= F(math.Sqrt2)
	}
	if err := unscaled(ctx, y, kind, sine); err != nil {
		return nil, err
	}
	if f := F(o.Norm.factor(float64(period), inverse)); f != 1 {
		for k := range y {
			y[k] *= f
		}
	}
	if o.Norm == Ortho && kind == II {
		y[end] *= F(math.Sqrt2 / 2)
	} else if o.Norm == Ortho && kind == I && !sine {
		y[0] *= F(math.Sqrt2 / 2)
		y[n-1] *= F(math.Sqrt2 / 2)
	}
	return y, nil
}

// unscaled computes a cosine or sine transform in place, without a factor. Sine transforms of kinds II to IV are cosine
// transforms of the signal reversed or with every other sign changed.
func unscaled[F Float](ctx context.Context, y []F, kind Kind, sine bool) error {
	switch {
	case kind == I:
		return mirrored(ctx, y, sine)
	case !sine && kind == II:
		return cosine2(ctx, y)
	case !sine && kind == III:
		return cosine3(ctx, y)
	case !sine:
		return cosine4(ctx, y)
	case kind == II:
		alternate(y)
		if err := cosine2(ctx, y); err != nil {
			return err
		}
		reverse(y)
		return nil
	case kind == III:
		reverse(y)
		if err := cosine3(ctx, y); err != nil {
			return err
		}
	default:
		reverse(y)
		if err := cosine4(ctx, y); err != nil {
			return err
		}
	}
	alternate(y)
	return nil
}

func alternate[F Float](y []F) {
	for k := 1; k < len(y); k += 2 {
		y[k] = -y[k]
	}
}

func reverse[F Float](y []F) {
	for i, j := 0, len(y)-1; i < j; i, j = i+1, j-1 {
		y[i], y[j] = y[j], y[i]
	}
}

// mirrored computes kind I as the transform of the signal mirrored to its whole period.
func mirrored[F Float](ctx context.Context, y []F, sine bool) error {
	n := len(y)
	if sine {
		period := make([]F, 2*(n+1))
		for j, v := range y {
			period[j+1], period[2*n+1-j] = v, -v
		}
		spectrum, err := packed(ctx, period)
		for k := range y {
			y[k] = -spectrum[2*(k+1)+1]
		}
		return err
	}
	period := make([]F, 2*(n-1))
	for j, v := range y {
		period[j] = v
		if j > 0 && j < n-1 {
			period[2*(n-1)-j] = v
		}
	}
	spectrum, err := packed(ctx, period)
	for k := range y {
		y[k] = spectrum[2*k]
	}
	return err
}

// cosine2 computes kind II by one real transform of the same length (Makhoul, IEEE Trans. ASSP 28 (1980) 27): the even
// places, then the odd ones backwards.
func cosine2[F Float](ctx context.Context, y []F) error {
	n := len(y)
	v := make([]F, n)
	for j := range n {
		if j%2 == 0 {
			v[j/2] = y[j]
		} else {
			v[n-1-j/2] = y[j]
		}
	}
	s, err := packed(ctx, v)
	if err != nil {
		return err
	}
	w := twiddle.New(4 * n)
	for k := 0; k <= n/2; k++ {
		c, d := w.At(k)
		re, im := F(c), F(d)
		y[k] = 2 * (F(s[2*k]*re) - F(s[2*k+1]*im))
		if k > 0 {
			y[n-k] = -2 * (F(s[2*k]*im) + F(s[2*k+1]*re))
		}
	}
	return nil
}

// cosine3 undoes cosine2, but for the factor 2n.
func cosine3[F Float](ctx context.Context, y []F) error {
	n := len(y)
	s := make([]F, 2*(n/2+1))
	w := twiddle.New(4 * n)
	s[0] = y[0]
	for k := 1; k <= n/2; k++ {
		c, d := w.At(k)
		re, im := F(c), F(-d) // the conjugate root
		a, b := y[k], -y[n-k]
		s[2*k], s[2*k+1] = F(a*re)-F(b*im), F(a*im)+F(b*re)
	}
	v, err := unpacked(ctx, s, n)
	if err != nil {
		return err
	}
	for j := range n {
		if j%2 == 0 {
			y[j] = v[j/2]
		} else {
			y[j] = v[n-1-j/2]
		}
	}
	return nil
}

// cosine4 computes kind IV: for even n by one complex transform of half the length, for odd n by one of twice the length.
func cosine4[F Float](ctx context.Context, y []F) error {
	n := len(y)
	w := twiddle.New(8 * n)
	turn := func(z []F, k, e int) { // z[k] *= exp(−2πi·e/8n)
		c, d := w.At(e % (8 * n))
		re, im := F(c), F(d)
		z[2*k], z[2*k+1] = F(z[2*k]*re)-F(z[2*k+1]*im), F(z[2*k]*im)+F(z[2*k+1]*re)
	}
	if n%2 == 1 {
		z := make([]F, 4*n)
		for j, v := range y {
			z[2*j] = v
			turn(z, j, 2*j)
		}
		if err := complexInPlace(ctx, z); err != nil {
			return err
		}
		for k := range y {
			turn(z, k, 2*k+1)
			y[k] = 2 * z[2*k]
		}
		return nil
	}
	z := make([]F, n)
	for j := range n / 2 {
		z[2*j], z[2*j+1] = y[2*j], y[n-1-2*j]
		turn(z, j, 4*j+1)
	}
	if err := complexInPlace(ctx, z); err != nil {
		return err
	}
	for k := range n / 2 {
		turn(z, k, 4*k) // (4j+1)(4k+1) = 16jk + (4j+1) + 4k
		y[2*k], y[n-1-2*k] = 2*z[2*k], -2*z[2*k+1]
	}
	return nil
}

// packed returns the n/2+1 values of the real transform of v as pairs.
func packed[F Float](ctx context.Context, v []F) ([]F, error) {
	s := make([]F, 2*(len(v)/2+1))
	switch v := any(v).(type) {
	case []float64:
		p, err := cached(len(v), realPlan, NewRealPlan)
		if err != nil {
			return nil, err
		}
		return s, p.Forward(ctx, pairs[complex128](s), v, Backward)
	case []float32:
		p, err := cached(len(v), realPlan32, NewRealPlan32)
		if err != nil {
			return nil, err
		}
		return s, p.Forward(ctx, pairs[complex64](s), v, Backward)
	}
	panic("unreachable: Float has two types")
}

// unpacked returns the n values of the inverse real transform, without a factor.
func unpacked[F Float](ctx context.Context, s []F, n int) ([]F, error) {
	v := make([]F, n)
	switch out := any(v).(type) {
	case []float64:
		p, err := cached(n, realPlan, NewRealPlan)
		if err != nil {
			return nil, err
		}
		return v, p.Inverse(ctx, out, pairs[complex128](s), Forward)
	case []float32:
		p, err := cached(n, realPlan32, NewRealPlan32)
		if err != nil {
			return nil, err
		}
		return v, p.Inverse(ctx, out, pairs[complex64](s), Forward)
	}
	panic("unreachable: Float has two types")
}

func complexInPlace[F Float](ctx context.Context, z []F) error {
	if _, double := any(z).([]float64); double {
		c := pairs[complex128](z)
		return transformInto(ctx, c, c, false, Backward)
	}
	c := pairs[complex64](z)
	return transformInto(ctx, c, c, false, Backward)
}

// pairs sees consecutive pairs as complex numbers, without copying.
func pairs[C Complex, F Float](s []F) []C {
	return unsafe.Slice((*C)(unsafe.Pointer(&s[0])), len(s)/2)
}
