package kernel

import (
	"math"
	"unsafe"

	"tandem/fft/internal/twiddle"
)

// The portable kernels: groups of one lane, so that a group is a complex number and First, Mid, Head and Last differ by
// the edge alone.

var (
	portable64 = portable[float64]()
	portable32 = portable[float32]()
)

func portable[T Float]() *Family[T] {
	f := &Family[T]{Name: "portable", V: 1, Order: []int{0}, Turn: turn[T], Return: comeBack[T], Weigh: weigh[T],
		Ring: ring[T], Untangle: untangle[T], Tangle: tangle[T],
		Product: product[T], Gather: gather[T], Scatter: scatter[T], Fold: fold[T], Define: define[T], Small: map[int]Whole[T]{}}
	for _, r := range []int{1, 2, 3, 4, 5, 7, 8, 11, 13} {
		odd := oddTable[T](r)
		half := (r + 1) / 2
		f.Mid[r] = func(dst, src, tw *T, s *Shape, _ *Edge[T]) { onePass(r, r, r, odd, dst, src, tw, s, 1, 1, 1) }
		f.Plain[r] = func(dst, src, _ *T, s *Shape, _ *Edge[T]) { onePass(r, r, r, odd, dst, src, nil, s, 1, 1, 1) }
		f.First[r] = func(dst, src, tw *T, s *Shape, e *Edge[T]) { onePass(r, r, r, odd, dst, src, tw, s, e.Sign, 1, 1) }
		f.Start[r] = func(dst, src, tw *T, s *Shape, e *Edge[T]) { onePass(r, half, r, odd, dst, src, tw, s, e.Sign, 1, 1) }
		f.Last[r] = func(dst, src, _ *T, s *Shape, e *Edge[T]) { onePass(r, r, r, odd, dst, src, nil, s, 1, e.Re, e.Im) }
		f.Finish[r] = func(dst, src, _ *T, s *Shape, e *Edge[T]) { onePass(r, r, half, odd, dst, src, nil, s, 1, e.Re, e.Im) }
		f.Head[r] = f.First[r]
		f.Small[r] = func(dst, src *T, e *Edge[T]) { plainWhole(r, odd, dst, src, e) }
	}
	return f
}

// onePass is the loop of the package comment for groups of one lane, with the first in values of each butterfly, the rest
// zero, and its first out results; imaginary parts are multiplied by sign on the way in, results by fr and fi on the way out.
func onePass[T Float](r, in, out int, odd []T, dst, src, tw *T, s *Shape, sign, fr, fi T) {
	var re, im [MaxRadix]T
	size := int(unsafe.Sizeof(*dst))
	scaled := fr != 1 || fi != 1
	for p := range s.M {
		for q := range s.Cnt {
			from := at(src, p*s.SrcP+q*s.SrcQ)
			for k := range in {
				a := at(from, k*s.SrcK)
				re[k], im[k] = *a, *at(a, size)*sign
			}
			for k := in; k < r; k++ {
				re[k], im[k] = 0, 0
			}
			butterfly(r, odd, &re, &im)
			if tw != nil {
				for k := 1; k < r; k++ {
					w := at(tw, (p*(r-1)+k-1)*2*size)
					c, d := *w, *at(w, size)
					re[k], im[k] = T(re[k]*c)-T(im[k]*d), T(re[k]*d)+T(im[k]*c)
				}
			}
			if scaled {
				for k := range r {
					re[k], im[k] = re[k]*fr, im[k]*fi
				}
			}
			to := at(dst, p*s.DstP+q*s.DstQ)
			for k := range out {
				b := at(to, k*s.DstK)
				*b, *at(b, size) = re[k], im[k]
			}
		}
	}
}

// turn is the Turner of one lane: a twiddled copy, transposed by its pitch alone.
func turn[T Float](dst, src, outer, inner *T, n, _, step int) {
	twiddled(dst, src, outer, inner, n, bytesOfOne[T](), step)
}

// comeBack is Return for one lane.
func comeBack[T Float](dst, src, outer, inner *T, n, _, step int) {
	twiddled(dst, src, outer, inner, n, step, bytesOfOne[T]())
}

// bytesOfOne is the size of a complex number.
func bytesOfOne[T Float]() int { return 2 * int(unsafe.Sizeof(*new(T))) }

// twiddled multiplies n values, to and from bytes apart, by the roots of a Turner.
func twiddled[T Float](dst, src, outer, inner *T, n, to, from int) {
	u, v := unsafe.Slice(outer, 2*n), unsafe.Slice(inner, 2*n)
	for i := range n {
		x, y := (*[2]T)(unsafe.Add(unsafe.Pointer(src), i*from)), (*[2]T)(unsafe.Add(unsafe.Pointer(dst), i*to))
		j := 2 * i
		c := T(u[j]*v[j]) - T(u[j+1]*v[j+1])
		d := T(u[j]*v[j+1]) + T(u[j+1]*v[j])
		y[0], y[1] = T(x[0]*c)-T(x[1]*d), T(x[0]*d)+T(x[1]*c)
	}
}

// plainWhole is a whole transform of radix r.
func plainWhole[T Float](r int, odd []T, dst, src *T, e *Edge[T]) {
	var re, im [MaxRadix]T
	x, y := unsafe.Slice(src, 2*r), unsafe.Slice(dst, 2*r)
	for k := range r {
		re[k], im[k] = x[2*k], x[2*k+1]*e.Sign
	}
	butterfly(r, odd, &re, &im)
	for k := range r {
		y[2*k], y[2*k+1] = re[k]*e.Re, im[k]*e.Im
	}
}

// Plain returns the Untanglers of one lane, for what is left over of whole blocks.
func Plain[T Float]() (forward, back Untangler[T]) { return untangle[T], tangle[T] }

// untangle is the Untangler of one lane.
func untangle[T Float](toLow, toHigh, low, high, roots *T, blocks int) {
	size := int(unsafe.Sizeof(*low))
	for i := range blocks {
		up, down := 2*size*i, -2*size*i
		ar, ai, br, bi := *at(low, up), *at(low, up+size), *at(high, down), *at(high, down+size)
		c, d := *at(roots, up), *at(roots, up+size)
		er, ei, or, oi := (ar+br)/2, (ai-bi)/2, ai+bi, br-ar
		tr, ti := T(or*c)-T(oi*d), T(or*d)+T(oi*c)
		*at(toLow, up), *at(toLow, up+size) = er+tr, ei+ti
		*at(toHigh, down), *at(toHigh, down+size) = er-tr, ti-ei
	}
}

// tangle undoes untangle, but for a factor of 2.
func tangle[T Float](toLow, toHigh, low, high, roots *T, blocks int) {
	size := int(unsafe.Sizeof(*low))
	for i := range blocks {
		up, down := 2*size*i, -2*size*i
		ar, ai, br, bi := *at(low, up), *at(low, up+size), *at(high, down), *at(high, down+size)
		c, d := 2**at(roots, up), 2**at(roots, up+size)
		er, ei, fr, fi := ar+br, ai-bi, ar-br, ai+bi
		or, oi := T(fr*c)+T(fi*d), T(fi*c)-T(fr*d)
		*at(toLow, up), *at(toLow, up+size) = er-oi, ei+or
		*at(toHigh, down), *at(toHigh, down+size) = er+oi, or-ei
	}
}

// butterfly computes the discrete Fourier transform of length r in place.
func butterfly[T Float](r int, odd []T, re, im *[MaxRadix]T) {
	switch r {
	case 1:
	case 2:
		re[0], re[1] = re[0]+re[1], re[0]-re[1]
		im[0], im[1] = im[0]+im[1], im[0]-im[1]
	case 4:
		dft4(re, im, 0, 1)
	case 8:
		dft8(re, im)
	default:
		dftOdd(r, odd, re, im)
	}
}

// dft4 transforms the four values at i, i+d, i+2d, i+3d.
func dft4[T Float](re, im *[MaxRadix]T, i, d int) {
	a, b, c, e := i, i+d, i+2*d, i+3*d
	sr, si, tr, ti := re[a]+re[c], im[a]+im[c], re[a]-re[c], im[a]-im[c]
	ur, ui, vr, vi := re[b]+re[e], im[b]+im[e], re[b]-re[e], im[b]-im[e]
	re[a], im[a], re[c], im[c] = sr+ur, si+ui, sr-ur, si-ui
	re[b], im[b], re[e], im[e] = tr+vi, ti-vr, tr-vi, ti+vr // −i·v = (vi, −vr)
}

// dft8 is two transforms of length 4, of the even and of the odd values, joined with the eighth roots.
func dft8[T Float](re, im *[MaxRadix]T) {
	dft4(re, im, 0, 2)
	dft4(re, im, 1, 2)
	const h = math.Sqrt2 / 2
	r1, i1 := T(h)*(re[3]+im[3]), T(h)*(im[3]-re[3])
	r2, i2 := im[5], -re[5]
	r3, i3 := T(h)*(im[7]-re[7]), T(-h)*(re[7]+im[7])
	e0r, e0i, e1r, e1i, e2r, e2i, e3r, e3i := re[0], im[0], re[2], im[2], re[4], im[4], re[6], im[6]
	o0r, o0i := re[1], im[1]
	re[0], im[0], re[4], im[4] = e0r+o0r, e0i+o0i, e0r-o0r, e0i-o0i
	re[1], im[1], re[5], im[5] = e1r+r1, e1i+i1, e1r-r1, e1i-i1
	re[2], im[2], re[6], im[6] = e2r+r2, e2i+i2, e2r-r2, e2i-i2
	re[3], im[3], re[7], im[7] = e3r+r3, e3i+i3, e3r-r3, e3i-i3
}

// oddTable returns cos and sin of 2π·jk/r for j, k = 1 … (r−1)/2: first all cosines, k by k, then all sines.
func oddTable[T Float](r int) []T {
	h := r / 2
	t := make([]T, 2*h*h)
	roots := twiddle.New(r)
	for k := 1; k <= h; k++ {
		for j := 1; j <= h; j++ {
			x, y := roots.At(j * k % r)
			t[(k-1)*h+j-1], t[(h+k-1)*h+j-1] = T(x), T(-y)
		}
	}
	return t
}

// dftOdd is the transform of odd length r: pairs a[j] ± a[r−j] halve the products of the definition.
func dftOdd[T Float](r int, table []T, re, im *[MaxRadix]T) {
	h := r / 2
	var pr, pi, mr, mi [MaxRadix / 2]T
	r0, i0 := re[0], im[0]
	for j := 1; j <= h; j++ {
		pr[j-1], pi[j-1] = re[j]+re[r-j], im[j]+im[r-j]
		mr[j-1], mi[j-1] = re[j]-re[r-j], im[j]-im[r-j]
		re[0] += pr[j-1]
		im[0] += pi[j-1]
	}
	for k := 1; k <= h; k++ {
		c, s := table[(k-1)*h:k*h], table[(h+k-1)*h:(h+k)*h]
		ar, ai := r0, i0
		var br, bi T
		for j, cj := range c {
			ar += T(cj * pr[j])
			ai += T(cj * pi[j])
			br += T(s[j] * mi[j])
			bi += T(s[j] * mr[j])
		}
		re[k], im[k], re[r-k], im[r-k] = ar+br, ai-bi, ar-br, ai+bi
	}
}
