package main

import (
	"context"
	"fmt"
	"math"

	"tandem/examples/internal/program"
	"tandem/integrate"
	"tandem/plots"
)

// oneDimension draws the fixed rules at 4, 8, … 4096 points, and Quad at tolerances of 1e−1, 1e−2, … 1e−13.
func oneDimension(ctx context.Context, f *flags, g func(x, y []float64), exact float64) (*plots.Figure, error) {
	curves := []plots.Curve{{Name: "midpoint"}, {Name: "Simpson"}, {Name: "Clenshaw–Curtis"}, {Name: "Gauss–Legendre"}, {Name: "Quad"}}
	add := func(k, evals int, value float64) {
		curves[k].Points = append(curves[k].Points, plots.Point{X: float64(evals), Y: math.Abs(value/exact - 1)})
	}
	rules := []func(context.Context, func(x, y []float64), float64, float64, int, integrate.Options) (float64, error){
		integrate.Midpoint[func(x, y []float64)], integrate.Simpson[func(x, y []float64)],
		integrate.ClenshawCurtis[func(x, y []float64)], integrate.GaussLegendre[func(x, y []float64)],
	}
	for k, rule := range rules {
		for n := 4; n <= 4096; n *= 2 {
			value, err := rule(ctx, g, f.From, f.To, n, integrate.Options{})
			if err != nil {
				return nil, fmt.Errorf("%s of %s: %w", curves[k].Name, f.Formula, err)
			}
			add(k, n, value)
		}
	}
	for digits := 1; digits <= 13; digits++ {
		r, err := integrate.Quad(ctx, g, f.From, f.To, integrate.Options{RelTol: math.Pow(10, -float64(digits))})
		if err != nil {
			return nil, err
		}
		add(len(rules), r.Evals, r.Value)
	}
	return plots.Convergence("evaluations", "relative error", curves...), nil
}

// manyDimensions draws the Monte Carlo rules with 256, 1024, … samples of the product of g over the coordinates.
func manyDimensions(ctx context.Context, f *flags, g func(float64) float64, exact float64) (*plots.Figure, error) {
	lo, hi := make([]float64, f.Dims), make([]float64, f.Dims)
	for i := range lo {
		lo[i], hi[i] = f.From, f.To
	}
	product := func(x []float64) float64 {
		p := 1.0
		for _, v := range x {
			p *= g(v)
		}
		return p
	}
	curves := []plots.Curve{{Name: "plain"}, {Name: "stratified"}, {Name: "Vegas"}, {Name: "Sobol, scrambled"}}
	rules := []func(context.Context, func(x []float64) float64, []float64, []float64, integrate.MCOptions) (integrate.Result, error){
		integrate.MonteCarlo, integrate.Stratified, integrate.Vegas, integrate.QuasiMonteCarlo,
	}
	for k, rule := range rules {
		for n := 256; n <= f.Samples; n *= 4 {
			bar := program.NewProgress(fmt.Sprintf("%s, %d samples", curves[k].Name, n), 100)
			done := 0
			r, err := rule(ctx, product, lo, hi, integrate.MCOptions{Samples: n, Seed: 1, Concurrent: true, Progress: func(r integrate.Result) {
				for ; done < min(100, r.Evals*100/n); done++ {
					bar.Step(fmt.Sprintf("%.6g ± %.1g", r.Value, r.AbsErr))
				}
			}})
			bar.Close()
			if err != nil {
				return nil, err
			}
			curves[k].Points = append(curves[k].Points, plots.Point{X: float64(r.Evals), Y: math.Abs(r.Value/exact - 1)})
		}
	}
	return plots.Convergence("evaluations", "relative error", curves...), nil
}
