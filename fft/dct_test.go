package fft

import (
	"math"
	"runtime/debug"
	"testing"

	"tandem/parallel"
)

// trig is the definition of the eight transforms, from their comments.
func trig(x []float64, kind Kind, sine bool) []float64 {
	n := len(x)
	y := make([]float64, n)
	N := float64(n)
	for k := range y {
		K := float64(k)
		for j, v := range x {
			J, w := float64(j), 2.0
			switch {
			case kind == I && !sine:
				if j == 0 || j == n-1 {
					w = 1
				}
				w *= math.Cos(math.Pi * J * K / (N - 1))
			case kind == II && !sine:
				w *= math.Cos(math.Pi * K * (2*J + 1) / (2 * N))
			case kind == III && !sine:
				if j == 0 {
					w = 1
				}
				w *= math.Cos(math.Pi * J * (2*K + 1) / (2 * N))
			case !sine:
				w *= math.Cos(math.Pi * (2*J + 1) * (2*K + 1) / (4 * N))
			case kind == I:
				w *= math.Sin(math.Pi * (J + 1) * (K + 1) / (N + 1))
			case kind == II:
				w *= math.Sin(math.Pi * (K + 1) * (2*J + 1) / (2 * N))
			case kind == III:
				if j == n-1 {
					w = 1
				}
				w *= math.Sin(math.Pi * (J + 1) * (2*K + 1) / (2 * N))
			default:
				w *= math.Sin(math.Pi * (2*J + 1) * (2*K + 1) / (4 * N))
			}
			y[k] += v * w
		}
	}
	return y
}

func TestTrigonometricAgainstDefinition(t *testing.T) {
	for n := 1; n <= 70; n++ {
		x := randomReal(n)
		x32 := make([]float32, n)
		for j, v := range x {
			x32[j] = float32(v)
		}
		for kind := I; kind <= IV; kind++ {
			for _, sine := range []bool{false, true} {
				if n == 1 && kind == I && !sine {
					continue
				}
				there, back, there32 := DCT[float64], IDCT[float64], DCT[float32]
				if sine {
					there, back, there32 = DST[float64], IDST[float64], DST[float32]
				}
				want := trig(x, kind, sine)
				got, err := there(ctx, x, kind)
				if err != nil || apartReal(got, want) > tolerance {
					t.Fatalf("n = %d kind %d sine %v: off by %.2g, %v\n%v\n%v", n, kind, sine, apartReal(got, want), err, got, want)
				}
				want32 := make([]float32, n)
				for j, v := range want {
					want32[j] = float32(v)
				}
				got32, err := there32(ctx, x32, kind)
				if err != nil || apartReal(got32, want32) > 2*tolerance32 {
					t.Fatalf("float32 n = %d kind %d sine %v: off by %.2g, %v", n, kind, sine, apartReal(got32, want32), err)
				}
				for _, norm := range []Norm{Backward, Ortho, Forward} {
					y, err := there(ctx, x, kind, Options{Norm: norm})
					z, err2 := back(ctx, y, kind, Options{Norm: norm})
					if err != nil || err2 != nil || apartReal(z, x) > tolerance {
						t.Fatalf("n = %d kind %d sine %v norm %v: inverse off by %.2g, %v, %v", n, kind, sine, norm, apartReal(z, x), err, err2)
					}
					if norm == Ortho && math.Abs(energy(y)-energy(x)) > 1e-12*energy(x) {
						t.Fatalf("n = %d kind %d sine %v: not orthogonal: %g, %g", n, kind, sine, energy(y), energy(x))
					}
				}
			}
		}
	}
}

func TestTrigPlans(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection may empty pools, which is no fault
	serial := parallel.WithThreads(ctx, 1)
	for _, n := range []int{2, 9, 64, 1000, 1009, 3000} {
		for kind := I; kind <= IV; kind++ {
			for _, sine := range []bool{false, true} {
				p, err := newTrigPlan(n, kind, sine)
				if err != nil || p.Len() != n {
					t.Fatal(err)
				}
				x, y := randomReal(n), make([]float64, n)
				want, _ := trigonometric(ctx, x, kind, sine, false, []Options{{Norm: Ortho}})
				if err := p.Forward(serial, y, x, Ortho); err != nil || apartReal(y, want) != 0 {
					t.Errorf("n = %d kind %d sine %v: other bits, %v", n, kind, sine, err)
				}
				z := append([]float64(nil), x...)
				if err := p.Forward(parallel.WithThreads(ctx, 3), z, z, Ortho); err != nil || apartReal(z, want) != 0 {
					t.Errorf("n = %d kind %d sine %v: other bits in place with 3 threads, %v", n, kind, sine, err)
				}
				if allocs := steady(func() { p.Inverse(serial, y, y, Backward) }); allocs != 0 {
					t.Errorf("n = %d kind %d sine %v: %v allocations", n, kind, sine, allocs)
				}
			}
		}
	}
	p, _ := NewDCTPlan32(8, II)
	q, _ := NewDSTPlan32(8, II)
	x := make([]float32, 8)
	for _, err := range []error{p.Forward(ctx, x, x[:7], Ortho), q.Inverse(ctx, x, x, 7), p.Forward(ctx, x[1:], x[:7], Ortho)} {
		if err == nil {
			t.Error("no error")
		}
	}
	if _, err := NewDSTPlan(0, I); err == nil {
		t.Error("no error for length 0")
	}
}

func energy(x []float64) (e float64) {
	for _, v := range x {
		e += v * v
	}
	return e
}
