// Fit finds the parameters of a model that is given as text, in two ways: gradient descent with gradients from the graphs
// of github.com/itsubaki/autograd, and BFGS of gonum/optimize with the symbolic gradient, compiled.
//
//	go run ./examples/fit
//	go run ./examples/fit -model "a/(1+exp(-b*(t-c)))" -truth a=2,b=3,c=4 -start a=1,b=1,c=5 -loss "log(1+(m-y)^2)"
//
// The data are values of the model with the true parameters at n times t, plus normal noise. It prints the parameters that
// both ways find and draws fit.png: the data with the fitted model, and the loss over gradient evaluations.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tandem/plots"
	"tandem/symbolic"
)

type flags struct {
	model, loss  string
	truth, start string
	n, steps     int
	span, noise  float64
	rate         float64
	seed         uint64
	out          string
}

// A problem is a loss in the parameters and in the data symbols t and y, and the data.
type problem struct {
	model, loss  symbolic.Expr // model in params and t; loss in params, t and y
	params       []symbolic.Expr
	truth, start []float64
	ts, ys       []float64
}

var t, y = symbolic.Sym("t"), symbolic.Sym("y")

// A path is the parameters that a method has found, and the loss after each evaluation of the gradient.
type path struct {
	params []float64
	loss   []float64
}

func main() {
	var f flags
	flag.StringVar(&f.model, "model", "a*exp(-b*t)*cos(w*t)", "the model, in t and parameters")
	flag.StringVar(&f.loss, "loss", "(m - y)^2", "the loss of one datum, in the model's value m and the datum y")
	flag.StringVar(&f.truth, "truth", "a=2,b=0.3,w=2.5", "the parameters that make the data")
	flag.StringVar(&f.start, "start", "a=1,b=0.1,w=2", "where the search begins")
	flag.IntVar(&f.n, "n", 60, "data")
	flag.Float64Var(&f.span, "span", 8, "the last time t; the first is 0")
	flag.Float64Var(&f.noise, "noise", 0.1, "standard deviation of the noise")
	flag.Uint64Var(&f.seed, "seed", 1, "of the noise")
	flag.IntVar(&f.steps, "steps", 3000, "steps of gradient descent")
	flag.Float64Var(&f.rate, "rate", 0.05, "step of gradient descent per unit of gradient")
	flag.StringVar(&f.out, "out", ".", "folder of fit.png")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, f); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, f flags) error {
	p, err := f.problem()
	if err != nil {
		return err
	}
	fmt.Printf("loss %v, mean over %d data\n", p.loss, len(p.ts))
	descent, err := p.descend(ctx, f.steps, f.rate)
	if err != nil {
		return err
	}
	bfgs, err := p.minimise(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%-28s %10s %14s", "", "gradients", "loss")
	for _, s := range p.params {
		fmt.Printf(" %12v", s)
	}
	fmt.Printf("\n%-28s %10s %14s", "truth", "", "")
	for _, v := range p.truth {
		fmt.Printf(" %12.6f", v)
	}
	for _, m := range []struct {
		name string
		path
	}{{"gradient descent, autograd", descent}, {"BFGS, symbolic gradient", bfgs}} {
		fmt.Printf("\n%-28s %10d %14.9f", m.name, len(m.loss), m.loss[len(m.loss)-1])
		for _, v := range m.params {
			fmt.Printf(" %12.6f", v)
		}
	}
	fmt.Println()
	fig, err := p.figure(descent, bfgs)
	if err != nil {
		return err
	}
	name := filepath.Join(f.out, "fit.png")
	if err := fig.Save(name); err != nil {
		return err
	}
	fmt.Println("drawn:", name)
	return nil
}

// problem checks the flags and makes the data.
func (f flags) problem() (*problem, error) {
	switch {
	case f.n < 1 || f.steps < 1:
		return nil, fmt.Errorf("-n %d -steps %d: must be at least 1", f.n, f.steps)
	case !(f.noise >= 0) || !(f.rate > 0) || !(f.span > 0):
		return nil, fmt.Errorf("-noise %g -rate %g -span %g: must be positive", f.noise, f.rate, f.span)
	}
	model, err := symbolic.Parse(f.model)
	if err != nil {
		return nil, fmt.Errorf("-model: %w", err)
	}
	loss, err := symbolic.Parse(f.loss)
	if err != nil {
		return nil, fmt.Errorf("-loss: %w", err)
	}
	p := &problem{model: model, loss: symbolic.Subs(loss, symbolic.Sym("m"), model)}
	names, truth, err := values(f.truth)
	if err != nil {
		return nil, fmt.Errorf("-truth: %w", err)
	}
	startNames, start, err := values(f.start)
	if err != nil {
		return nil, fmt.Errorf("-start: %w", err)
	}
	if !slices.Equal(names, startNames) {
		return nil, fmt.Errorf("-truth names %v and -start names %v: must be the same, in the same order", names, startNames)
	}
	p.truth, p.start = truth, start
	for _, name := range names {
		p.params = append(p.params, symbolic.Sym(name))
	}
	program, err := symbolic.Compile(model, append(slices.Clone(p.params), t)...)
	if err != nil {
		return nil, fmt.Errorf("-model in t and %v: %w", names, err)
	}
	r := rand.New(rand.NewPCG(f.seed, 0))
	for i := range f.n {
		at := f.span * float64(i) / float64(max(1, f.n-1))
		p.ts = append(p.ts, at)
		p.ys = append(p.ys, program.Eval(append(slices.Clone(truth), at)...)+f.noise*r.NormFloat64())
	}
	return p, nil
}

// values reads name=value,name=value.
func values(text string) (names []string, vs []float64, err error) {
	for item := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(item, "=")
		v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if name = strings.TrimSpace(name); !ok || err != nil || name == "" || name == "t" || name == "y" || name == "m" || slices.Contains(names, name) {
			return nil, nil, fmt.Errorf("%q is not name=value with a new name other than t, y and m", item)
		}
		names, vs = append(names, name), append(vs, v)
	}
	return names, vs, nil
}

// figure draws the data with the model at the start and fitted, and the loss over the evaluations of its gradient.
func (p *problem) figure(descent, bfgs path) (*plots.Figure, error) {
	program, err := symbolic.Compile(p.model, append(slices.Clone(p.params), t)...)
	if err != nil {
		return nil, err
	}
	model := func(name string, params []float64) plots.Curve {
		c := plots.Curve{Name: name}
		const points = 400
		for i := range points + 1 {
			at := p.ts[0] + (p.ts[len(p.ts)-1]-p.ts[0])*float64(i)/points
			c.Points = append(c.Points, plots.Point{X: at, Y: program.Eval(append(slices.Clone(params), at)...)})
		}
		return c
	}
	data := plots.Curve{Name: "data", Dots: true}
	for i := range p.ts {
		data.Points = append(data.Points, plots.Point{X: p.ts[i], Y: p.ys[i]})
	}
	loss := func(name string, m path) plots.Curve {
		c := plots.Curve{Name: name}
		for i, v := range m.loss {
			if k := i + 1; k < 40 || k%(k/20) == 0 || k == len(m.loss) { // as many as a logarithmic axis shows
				c.Points = append(c.Points, plots.Point{X: float64(k), Y: v})
			}
		}
		return c
	}
	fig := plots.Grid(2,
		plots.Lines(plots.Axes{X: "t", Y: "y"}, data, model("start", p.start), model("fit", bfgs.params)),
		plots.Lines(plots.Axes{X: "gradients", Y: "loss", LogX: true, LogY: true},
			loss("gradient descent", descent), loss("BFGS", bfgs)))
	fig.Title = p.model.String()
	return fig, nil
}
