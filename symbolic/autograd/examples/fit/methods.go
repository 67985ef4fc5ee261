// The two ways to the minimum. Gradient descent lowers the loss anew at every step, as the library has it, with all data as
// one tensor; BFGS compiles the loss and its symbolic gradient once and evaluates them over the data.
package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/itsubaki/autograd/variable"
	"gonum.org/v1/gonum/optimize"

	"tandem/symbolic"
	"tandem/symbolic/autograd"
)

// lower returns the mean loss as a graph, and the leaves of the parameters.
func (p *problem) lower(at []float64) (loss *variable.Variable, leaves []*variable.Variable, err error) {
	vars := map[symbolic.Expr]*variable.Variable{t: variable.New(p.ts...), y: variable.New(p.ys...)}
	for i, s := range p.params {
		vars[s] = variable.New(at[i])
		leaves = append(leaves, vars[s])
	}
	each, err := autograd.Lower(p.loss, vars)
	if err != nil {
		return nil, nil, err
	}
	return variable.Mean()(each), leaves, nil
}

// descend takes steps of rate times the gradient downwards.
func (p *problem) descend(ctx context.Context, steps int, rate float64) (path, error) {
	at := slices.Clone(p.start)
	var out path
	for k := range steps {
		if err := ctx.Err(); err != nil {
			return path{}, err
		}
		loss, leaves, err := p.lower(at)
		if err != nil {
			return path{}, err
		}
		if v := loss.At(); math.IsNaN(v) || math.IsInf(v, 0) {
			return path{}, fmt.Errorf("gradient descent: loss %g after %d steps: a smaller -rate or another -start may help", v, k)
		}
		loss.Backward()
		out.loss = append(out.loss, loss.At())
		for i, leaf := range leaves {
			if leaf.Grad != nil {
				at[i] -= rate * leaf.Grad.At()
			}
		}
	}
	out.params = at
	return out, nil
}

// A compiled problem gives the mean loss and its gradient.
type compiled struct {
	*problem
	program *symbolic.Program // of the loss and its derivatives, in params, t and y
	columns [][]float64       // one for each variable
	results [][]float64
}

func (p *problem) compile() (*compiled, error) {
	program, err := symbolic.CompileAll(append([]symbolic.Expr{p.loss}, symbolic.Gradient(p.loss, p.params...)...),
		append(slices.Clone(p.params), t, y)...)
	if err != nil {
		return nil, err
	}
	c := &compiled{problem: p, program: program}
	for range p.params {
		c.columns = append(c.columns, make([]float64, len(p.ts)))
	}
	c.columns = append(c.columns, p.ts, p.ys)
	for range 1 + len(p.params) {
		c.results = append(c.results, make([]float64, len(p.ts)))
	}
	return c, nil
}

// evaluate returns the mean loss at x and writes its gradient.
func (c *compiled) evaluate(ctx context.Context, grad, x []float64) (float64, error) {
	for i, v := range x {
		for k := range c.columns[i] {
			c.columns[i][k] = v
		}
	}
	if err := c.program.EvalBatchAll(ctx, c.results, c.columns); err != nil {
		return 0, err
	}
	mean := func(v []float64) (m float64) {
		for _, x := range v {
			m += x
		}
		return m / float64(len(v))
	}
	for i := range grad {
		grad[i] = mean(c.results[1+i])
	}
	return mean(c.results[0]), nil
}

// minimise runs BFGS with the symbolic gradient.
func (p *problem) minimise(ctx context.Context) (path, error) {
	c, err := p.compile()
	if err != nil {
		return path{}, err
	}
	var out path
	problem := optimize.Problem{
		Func: func(x []float64) float64 {
			v, err := c.evaluate(ctx, nil, x)
			if err != nil {
				return math.NaN() // Status ends the search
			}
			return v
		},
		Grad: func(grad, x []float64) {
			if v, err := c.evaluate(ctx, grad, x); err == nil {
				out.loss = append(out.loss, v)
			}
		},
		Status: func() (optimize.Status, error) {
			if err := ctx.Err(); err != nil {
				return optimize.Failure, err
			}
			return optimize.NotTerminated, nil
		},
	}
	r, err := optimize.Minimize(problem, p.start, &optimize.Settings{GradientThreshold: 1e-9}, &optimize.BFGS{})
	switch {
	case ctx.Err() != nil:
		return path{}, ctx.Err()
	case r == nil:
		return path{}, err
	case err != nil && !errors.Is(err, optimize.ErrLinesearcherFailure) && !errors.Is(err, optimize.ErrNoProgress): // at the last digit no step goes down
		return path{}, err
	}
	out.params = r.X
	return out, nil
}
