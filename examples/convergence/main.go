// Command convergence draws how the error of quadrature rules falls with their evaluations: in one dimension the fixed rules
// and Quad on a formula, in several dimensions the Monte Carlo rules on the product of that formula over the coordinates,
// whose integral is a power of the first.
//
//	go run ./examples/convergence
//	go run ./examples/convergence -formula "sqrt(x)*log(x)" -from 0 -to 1 -dims 6 -samples 100000000
package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"

	"tandem/examples/internal/program"
	"tandem/integrate"
	"tandem/parallel"
	"tandem/plots"
	"tandem/symbolic"
)

type flags struct {
	Formula string  `default:"exp(-x^2)*sqrt(x)" help:"Integrand, a formula in x."`
	From    float64 `default:"0" help:"Lower limit."`
	To      float64 `default:"3" help:"Upper limit."`
	Dims    int     `default:"4" help:"Dimensions of the Monte Carlo runs."`
	Samples int     `default:"4194304" help:"Samples of the longest Monte Carlo run."`
	Out     string  `default:"out" help:"Folder for convergence.png."`
}

func (f *flags) Validate() error {
	if f.Dims < 1 || f.Dims > 12 {
		return fmt.Errorf("-dims %d: must be from 1 to 12", f.Dims)
	}
	if f.Samples < 256 || f.Samples > 1<<36 {
		return fmt.Errorf("-samples %d: must be from 256 to 2^36", f.Samples)
	}
	if !(f.From < f.To) || math.IsInf(f.To-f.From, 0) {
		return fmt.Errorf("-from %v -to %v: must be finite and ascending", f.From, f.To)
	}
	return program.Folder(f.Out)
}

func main() {
	var f flags
	program.Run("convergence", "Errors of quadrature rules against evaluations.", &f, func(ctx context.Context, _ string) error {
		return run(ctx, &f)
	})
}

func run(ctx context.Context, f *flags) error {
	formula, err := symbolic.Parse(f.Formula)
	if err != nil {
		return err
	}
	compiled, err := symbolic.Compile(formula, symbolic.Sym("x"))
	if err != nil {
		return err
	}
	exact, err := integrate.Quad(ctx, compiled.Batch(), f.From, f.To, integrate.Options{RelTol: 1e-13})
	if err != nil {
		return err
	}
	program.Printf("∫ %v dx from %v to %v is %v\n", formula, f.From, f.To, exact)
	power := math.Pow(exact.Value, float64(f.Dims))
	if exact.Status != integrate.Converged || power == 0 || math.IsInf(power, 0) {
		return fmt.Errorf("errors relative to the integral of %s, %v, or its power %d have no meaning: choose another formula or other limits",
			f.Formula, exact.Value, f.Dims)
	}
	line, err := oneDimension(ctx, f, compiled.Batch(), exact.Value)
	if err != nil {
		return err
	}
	cube, err := manyDimensions(ctx, f, compiled.Func(), power)
	if err != nil {
		return err
	}
	line.Title, cube.Title = "one dimension", fmt.Sprintf("%d dimensions", f.Dims)
	fig := plots.Grid(2, line, cube)
	fig.Title, fig.Footer = "Error of the integral of "+f.Formula, program.Where(parallel.ThisMachine())
	return fig.Save(filepath.Join(f.Out, "convergence.png"))
}
