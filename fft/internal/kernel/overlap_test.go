package kernel

import (
	"fmt"
	"math"
	"testing"
)

// Open, Step and Close of every radix and type are the definition for rows that registers fill and rows that they do not,
// between guard cells; a NaN in one butterfly stays there.
func TestOverlappingPasses(t *testing.T) {
	each(t, func(t *testing.T, f *Family[float64]) { testOverlap(t, f, 1e-13) },
		func(t *testing.T, f *Family[float32]) { testOverlap(t, f, 1e-4) })
}

func testOverlap[T Float](t *testing.T, f *Family[T], bound float64) {
	e := NewEdge[T](true, 0.5)
	size := bytesOfOne[T]()
	for r := 2; r <= MaxRadix; r++ {
		for _, k := range []struct {
			name string
			pass Pass[T]
		}{{"open", f.Open[r]}, {"step", f.Step[r]}, {"close", f.Close[r]}} {
			if k.pass == nil {
				continue
			}
			for cnt := f.W; cnt <= 3*f.W+1; cnt++ {
				name := fmt.Sprintf("%s%d of %s, %d in a row", k.name, r, f.Name, cnt)
				m := 3
				if k.name == "open" {
					m = 1
				}
				total := 2 * r * m * cnt
				x, y := make([]T, total), make([]T, total+2*guard)
				for i, v := range values[T](total) {
					x[i] = v
				}
				nan := total / 2
				x[nan] = T(math.NaN())
				for i := range y {
					y[i] = 77
				}
				// roots by place: (row p, or column j of Open) and k
				root := func(at, k int) complex128 {
					sin, cos := math.Sincos(float64(1 + at*r + k))
					return complex(cos, sin)
				}
				var tw []T
				if k.name == "open" {
					for j := 0; j < cnt; j += f.W {
						j := min(j, cnt-f.W)
						for b := 1; b < r; b++ {
							for i := range 2 * f.W {
								tw = append(tw, T(real(root(j+i/2, b))))
							}
							for i := range 2 * f.W {
								tw = append(tw, T(imag(root(j+i/2, b))))
							}
						}
					}
				} else {
					for p := range m {
						for b := 1; b < r; b++ {
							tw = append(tw, T(real(root(p, b))), T(imag(root(p, b))))
						}
					}
				}
				row := size * cnt
				s := Shape{M: m, Cnt: cnt, SrcP: row, SrcQ: size, SrcK: row * m, DstP: row * r, DstQ: size, DstK: row}
				k.pass(&y[guard], &x[0], &tw[0], &s, &e)
				for i := range guard {
					if y[i] != 77 || y[len(y)-1-i] != 77 {
						t.Fatalf("%s wrote outside its results", name)
					}
				}
				for p := range m {
					for q := range cnt {
						for b := range r {
							var sum complex128
							for a := range r {
								i := 2 * ((a*m+p)*cnt + q)
								v := complex(float64(x[i]), float64(x[i+1]))
								if k.name == "open" {
									v = complex(real(v), -imag(v))
								}
								sin, cos := math.Sincos(-2 * math.Pi * float64(a*b%r) / float64(r))
								sum += v * complex(cos, sin)
							}
							at := 2 * ((p*r+b)*cnt + q)
							switch {
							case k.name == "open":
								at = 2 * (q*r + b)
								if b > 0 {
									sum *= root(q, b)
								}
							case k.name == "close":
								sum = complex(0.5*real(sum), -0.5*imag(sum))
							case b > 0:
								sum *= root(p, b)
							}
							got := complex(float64(y[guard+at]), float64(y[guard+at+1]))
							if touched := nan/2/cnt%m == p && nan/2%cnt == q; touched {
								if !math.IsNaN(real(got)) && !math.IsNaN(imag(got)) {
									t.Fatalf("%s lost a NaN", name)
								}
								continue
							}
							d := got - sum
							if !(math.Hypot(real(d), imag(d)) <= bound) {
								t.Fatalf("%s: result %d of butterfly %d, %d is %v, want %v", name, b, p, q, got, sum)
							}
						}
					}
				}
			}
		}
	}
}
