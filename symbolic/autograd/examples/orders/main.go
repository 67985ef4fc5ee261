// Orders measures when which way to derivatives wins: graphs of github.com/itsubaki/autograd against the symbolic answer,
// by order of the derivative and by number of variables. It prints the costs and draws orders.png.
//
//	go run ./examples/orders
//	go run ./examples/orders -f "sin(cos(sin(cos(x))))*exp(x*sin(x))" -orders 9
//
// The derivatives are those of f by x. The gradients are those of two functions of 2, 4, 8, … variables: Rosenbrock's chain,
// where every term has two variables, and the nest sin(x1 + sin(x2 + …)), where every derivative has a factor of each level.
// Nothing is kept between repetitions, unless the curve says "compiled before". A curve ends where it takes longer than
// the limit.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"tandem/parallel"
	"tandem/plots"
	"tandem/symbolic"
)

type flags struct {
	f      string
	at     float64
	orders int
	vars   int
	reps   int
	limit  time.Duration
	out    string
}

// A curve is the costs of one way, by order or by number of variables.
type curve struct {
	way   string
	x     []int
	costs []cost
}

func main() {
	parallel.Main()
	var f flags
	flag.StringVar(&f.f, "f", "exp(sin(x))", "the function of x")
	flag.Float64Var(&f.at, "at", 0.7, "the point")
	flag.IntVar(&f.orders, "orders", 20, "highest order")
	flag.IntVar(&f.vars, "vars", 256, "most variables")
	flag.IntVar(&f.reps, "reps", 7, "repetitions; the median counts")
	flag.DurationVar(&f.limit, "limit", 300*time.Millisecond, "an order or a number of variables that takes longer is the last")
	flag.StringVar(&f.out, "out", ".", "folder of orders.png")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, f); err != nil {
		fmt.Fprintln(os.Stderr, "orders:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, f flags) error {
	if f.orders < 1 || f.vars < 2 || f.reps < 1 || f.limit <= 0 {
		return fmt.Errorf("-orders %d -vars %d -reps %d -limit %v: must be at least 1, 2, 1 and above 0", f.orders, f.vars, f.reps, f.limit)
	}
	e, err := symbolic.Parse(f.f)
	if err != nil {
		return fmt.Errorf("-f: %w", err)
	}
	plan := parallel.Plan{Mode: parallel.Processes, Workers: 1, Threads: 1, Exact: true}
	pool, err := parallel.Open(plan)
	if errors.Is(err, parallel.ErrNoProcesses) { // then a single goroutine has the library for itself as well
		plan.Mode = parallel.Serial
		pool, err = parallel.Open(plan)
	}
	if err != nil {
		return err
	}
	defer pool.Close()

	x := symbolic.Sym("x")
	var orders []int
	for n := 1; n <= f.orders; n++ {
		orders = append(orders, n)
	}
	byOrder, err := f.sweep(ctx, pool, orders, func(n int) job { return job{F: e, Vars: []symbolic.Expr{x}, At: []float64{f.at}, Order: n} },
		"graphs of graphs", "symbolic", "Taylor arithmetic", "symbolic, compiled before")
	if err != nil {
		return err
	}
	var vars []int
	for m := 2; m <= f.vars; m *= 2 {
		vars = append(vars, m)
	}
	gradients := []string{"graph", "symbolic gradient", "tape", "gradient, compiled before"}
	chain, err := f.sweep(ctx, pool, vars, rosenbrock, gradients...)
	if err != nil {
		return err
	}
	nested, err := f.sweep(ctx, pool, vars, nest, gradients...)
	if err != nil {
		return err
	}
	if err := agree(slices.Concat(byOrder, chain, nested)); err != nil {
		return err
	}
	fmt.Printf("derivatives of %v at %g, by order\n", e, f.at)
	table(byOrder)
	fmt.Println("\ngradients of Rosenbrock's chain, by number of variables")
	table(chain)
	fmt.Println("\ngradients of sin(x1 + sin(x2 + …)), by number of variables")
	table(nested)
	name := filepath.Join(f.out, "orders.png")
	if err := f.figure(e, byOrder, chain, nested).Save(name); err != nil {
		return err
	}
	fmt.Println("\ndrawn:", name)
	return nil
}

// sweep measures each way along x, until it is too slow.
func (f flags) sweep(ctx context.Context, pool *parallel.Pool, x []int, at func(x int) job, ways ...string) ([]curve, error) {
	var curves []curve
	for _, name := range ways {
		c := curve{way: name}
		for _, n := range x {
			j := at(n)
			j.Way, j.Reps, j.Limit = name, f.reps, f.limit
			r, err := measure.With(parallel.Timeout(100*f.limit+time.Minute)).Apply(ctx, pool, j)
			if err != nil {
				return nil, fmt.Errorf("%s at %d: %w", name, n, err)
			}
			c.x, c.costs = append(c.x, n), append(c.costs, r)
			if r.Seconds > f.limit.Seconds() {
				break
			}
		}
		curves = append(curves, c)
	}
	return curves, nil
}

// point is a job without a function: m variables and their values.
func point(m int) (j job) {
	for i := range m {
		j.Vars, j.At = append(j.Vars, symbolic.Sym(fmt.Sprintf("x%d", i+1))), append(j.At, math.Sin(float64(i+1)))
	}
	return j
}

// rosenbrock is the sum of 100(x[i+1]-x[i]²)² + (1-x[i])² over a chain of m variables.
func rosenbrock(m int) job {
	j := point(m)
	var terms []symbolic.Expr
	square := func(e symbolic.Expr) symbolic.Expr { return symbolic.Pow(e, symbolic.Int(2)) }
	for i := range m - 1 {
		a, b := j.Vars[i], j.Vars[i+1]
		terms = append(terms, symbolic.Mul(symbolic.Int(100), square(symbolic.Sub(b, square(a)))), square(symbolic.Sub(symbolic.Int(1), a)))
	}
	j.F = symbolic.Add(terms...)
	return j
}

// nest is sin(x1 + sin(x2 + …)) of m variables.
func nest(m int) job {
	j := point(m)
	j.F = symbolic.Int(0)
	for _, x := range slices.Backward(j.Vars) {
		j.F = symbolic.Func("sin", symbolic.Add(x, j.F))
	}
	return j
}

// agree compares the values of all ways with those of the graphs. High derivatives cancel: six digits are asked for.
func agree(curves []curve) error {
	for i := 0; i+3 < len(curves); i += 4 {
		for _, c := range curves[i+1 : i+4] {
			for k := range min(len(c.x), len(curves[i].x)) {
				if got, want := curves[i].costs[k].Value, c.costs[k].Value; !(math.Abs(got-want) <= 1e-6*(1+math.Abs(want))) {
					return fmt.Errorf("at %d, %s gives %v and %s gives %v", c.x[k], curves[i].way, got, c.way, want)
				}
			}
		}
	}
	return nil
}

func table(curves []curve) {
	fmt.Print("    ")
	for _, c := range curves {
		fmt.Printf(" %26s", c.way)
	}
	fmt.Println()
	longest := curves[0]
	for _, c := range curves {
		if len(c.x) > len(longest.x) {
			longest = c
		}
	}
	for k, x := range longest.x {
		fmt.Printf("%4d", x)
		for _, c := range curves {
			if k < len(c.costs) {
				fmt.Printf(" %12.2f µs %9.1f kB", 1e6*c.costs[k].Seconds, c.costs[k].Bytes/1000)
			} else {
				fmt.Printf(" %26s", "")
			}
		}
		fmt.Println()
	}
}

func (f flags) figure(e symbolic.Expr, byOrder, chain, nested []curve) *plots.Figure {
	panel := func(curves []curve, x, y string, logX bool, value func(c cost) plots.Point) *plots.Figure {
		var out []plots.Curve
		for _, c := range curves {
			d := plots.Curve{Name: c.way}
			for k := range c.x {
				if p := value(c.costs[k]); p.Y > 0 { // a compiled program allocates nothing
					p.X = float64(c.x[k])
					d.Points = append(d.Points, p)
				}
			}
			if len(d.Points) > 0 {
				out = append(out, d)
			}
		}
		return plots.Lines(plots.Axes{X: x, Y: y, LogX: logX, LogY: true}, out...)
	}
	seconds := func(c cost) plots.Point { return plots.Point{Y: c.Seconds, Lo: c.Lo, Hi: c.Hi} }
	bytes := func(c cost) plots.Point { return plots.Point{Y: c.Bytes} }
	fig := plots.Grid(2, panel(byOrder, "order", "seconds", false, seconds), panel(byOrder, "order", "bytes allocated", false, bytes),
		panel(chain, "variables of Rosenbrock's chain", "seconds", true, seconds), panel(nested, "variables of sin(x1 + sin(x2 + …))", "seconds", true, seconds))
	fig.Title = fmt.Sprintf("Derivatives of %v by order; gradients by number of variables", e)
	fig.Footer = fmt.Sprintf("median of %d repetitions, bars cover all; %s, %s/%s, %s", f.reps, parallel.ThisMachine().Name, runtime.GOOS, runtime.GOARCH, runtime.Version())
	return fig
}
