package integrate_test

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"

	"tandem/integrate"
)

var ctx = context.Background()

// show prints an integral to eight digits with its status.
func show(r integrate.Result, err error) {
	fmt.Printf("%.8f %v %v\n", r.Value, r.Status, err)
}

// Kinks inside the range cost evaluations; say where they are.
func ExampleOptions() {
	kink := func(x float64) float64 { return math.Abs(math.Sin(x)) }
	guided, err := integrate.Quad(ctx, kink, 0, 4*math.Pi, integrate.Options{Breakpoints: []float64{math.Pi, 2 * math.Pi, 3 * math.Pi}})
	show(guided, err)
	alone, err := integrate.Quad(ctx, kink, 0, 4*math.Pi, integrate.Options{})
	show(alone, err)
	fmt.Println(guided.Evals < alone.Evals)
	// Output:
	// 8.00000000 converged <nil>
	// 8.00000000 converged <nil>
	// true
}

func ExampleCubature() {
	f := func(x []float64) float64 { return x[0] * x[1] * x[2] }
	show(integrate.Cubature(ctx, f, []float64{0, 0, 0}, []float64{1, 2, 3}, integrate.Options{}))
	// Output: 4.50000000 converged <nil>
}

// Over the triangle 0 < y < x < 1: the inner limits depend on x.
func ExampleQuad2() {
	f := func(x, y float64) float64 { return x + y }
	show(integrate.Quad2(ctx, f, 0, 1, func(float64) float64 { return 0 }, func(x float64) float64 { return x }, integrate.Options{}))
	// Output: 0.50000000 converged <nil>
}

// AbsErr is one standard error; the digits depend on the seed alone.
func ExampleMonteCarlo() {
	disc := func(x []float64) float64 {
		if x[0]*x[0]+x[1]*x[1] < 1 {
			return 4
		}
		return 0
	}
	r, err := integrate.MonteCarlo(ctx, disc, []float64{0, 0}, []float64{1, 1}, integrate.MCOptions{Seed: 1})
	fmt.Println(math.Abs(r.Value-math.Pi) < 4*r.AbsErr, r.Evals, err)
	// Output: true 100000 <nil>
}

func ExampleQuasiMonteCarlo() {
	f := func(x []float64) float64 { return math.Exp(x[0] + x[1] + x[2]) }
	r, err := integrate.QuasiMonteCarlo(ctx, f, []float64{0, 0, 0}, []float64{1, 1, 1}, integrate.MCOptions{Samples: 1 << 18})
	fmt.Printf("%.4f %t %v\n", r.Value, math.Abs(r.Value-math.Pow(math.E-1, 3)) < 1e-5, err)
	// Output: 5.0732 true <nil>
}

// A peak that plain samples hardly hit.
func ExampleVegas() {
	peak := func(x []float64) float64 {
		return math.Exp(-1000 * ((x[0]-0.5)*(x[0]-0.5) + (x[1]-0.5)*(x[1]-0.5)))
	}
	r, err := integrate.Vegas(ctx, peak, []float64{0, 0}, []float64{1, 1}, integrate.MCOptions{Samples: 200_000})
	fmt.Println(math.Abs(r.Value-math.Pi/1000) < 4*r.AbsErr, r.AbsErr < 1e-5, r.Status, err)
	// Output: true true converged <nil>
}

func ExampleQuadVec() {
	powers := func(x float64, y []float64) {
		for k := range y {
			y[k] = math.Pow(x, float64(k))
		}
	}
	r, err := integrate.QuadVec(ctx, powers, 4, 0, 1, integrate.Options{})
	fmt.Printf("%.6f %v %v\n", r.Value, r.Status, err)
	// Output: [1.000000 0.500000 0.333333 0.250000] converged <nil>
}

func ExampleQuadComplex() {
	r, err := integrate.QuadComplex(ctx, func(x float64) complex128 { return cmplx.Exp(complex(0, x)) }, 0, math.Pi, integrate.Options{})
	fmt.Printf("%.6f %v\n", imag(r.Value), err)
	// Output: 2.000000 <nil>
}

// Round a pole, a contour integral is 2πi times the residue.
func ExampleContour() {
	square := []complex128{1 - 1i, 1 + 1i, -1 + 1i, -1 - 1i, 1 - 1i}
	r, err := integrate.Contour(ctx, func(z complex128) complex128 { return 1 / z }, square, integrate.Options{})
	fmt.Printf("%.6f %v\n", imag(r.Value)/(2*math.Pi), err)
	// Output: 1.000000 <nil>
}

// The cost hardly depends on the frequency.
func ExampleFourier() {
	r, err := integrate.Fourier(ctx, func(x float64) float64 { return 1 / (1 + x) }, 1000, 0, math.Inf(1), integrate.Options{})
	fmt.Printf("%.9f %v %v\n", imag(r.Value), r.Status, err) // ∫ sin(1000x)/(1+x)
	// Output: 0.000999998 converged <nil>
}

func ExamplePrincipalValue() {
	show(integrate.PrincipalValue(ctx, math.Exp, -1, 1, 0, integrate.Options{})) // 2·Shi(1)
	// Output: 2.11450175 converged <nil>
}

func ExampleRomberg() {
	show(integrate.Romberg(ctx, math.Exp, 0, 1, integrate.Options{}))
	// Output: 1.71828183 converged <nil>
}

// Ten points are exact for polynomials of degree 19.
func ExampleGaussLegendre() {
	v, err := integrate.GaussLegendre(ctx, func(x float64) float64 { return math.Pow(x, 19) }, 0, 1, 10, integrate.Options{})
	fmt.Printf("%.12f %v\n", v, err)
	// Output: 0.050000000000 <nil>
}

func ExampleWeighted() {
	x, w, err := integrate.HermiteNodes(5) // for the weight exp(−x²)
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := integrate.Weighted(ctx, func(x float64) float64 { return x * x }, x, w, integrate.Options{})
	fmt.Printf("%.10f %v\n", v/math.Sqrt(math.Pi), err)
	// Output: 0.5000000000 <nil>
}

func ExampleSampledSimpson() {
	x := []float64{0, 0.5, 1, 2} // measured where they were measured
	y := []float64{0, 0.25, 1, 4}
	fmt.Println(integrate.SampledSimpson(x, y))
	// Output: 2.6666666666666665 <nil>
}

func ExampleCumulativeTrapezoid() {
	fmt.Println(integrate.CumulativeTrapezoid([]float64{0, 1, 2}, []float64{1, 2, 3}))
	// Output: [0 1.5 4] <nil>
}

func ExampleOnBall() {
	one := integrate.OnBall(func([]float64) float64 { return 1 })
	r, err := integrate.Cubature(ctx, one, []float64{0, 0, 0}, []float64{1, math.Pi, 2 * math.Pi}, integrate.Options{RelTol: 1e-6})
	fmt.Printf("%.5f %.5f %v\n", r.Value, 4*math.Pi/3, err)
	// Output: 4.18879 4.18879 <nil>
}

func ExampleOnSimplex() {
	one := integrate.OnSimplex(func([]float64) float64 { return 1 })
	show(integrate.Cubature(ctx, one, []float64{0, 0}, []float64{1, 1}, integrate.Options{}))
	// Output: 0.50000000 converged <nil>
}
