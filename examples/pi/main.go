// Command pi adds up π = ∫ 4/(1+x²) over [0, 1] by the midpoint rule on 1, 2, 4, … worker processes, handed out by starmap
// and by apply_async as a lecture on parallel programming does, each process taking every n-th step, and by the library's own
// blocked rule on threads, whose digits do not depend on their number: with the integrand as a loop in Go, and as a compiled
// expression. It draws the speed-up.
//
//	go run ./examples/pi -steps 100000000
//
// The last column against vectorised C (gcc -O3 -march=native -ffast-math), and the scaling of both integrands:
//
//	gcc -O3 -march=native -ffast-math -o pi examples/pi/testdata/pi.c && ./pi && go test -run xxx -bench . ./examples/pi
package main

import (
	"context"
	"fmt"
	"path/filepath"

	"tandem/examples/internal/program"
	"tandem/parallel"
	"tandem/plots"
	"tandem/symbolic"
)

type flags struct {
	Steps int    `default:"100000000" help:"Midpoints."`
	Out   string `default:"out" help:"Folder for pi.png."`
}

func (f *flags) Validate() error {
	if f.Steps < 1 || f.Steps > 1<<40 {
		return fmt.Errorf("-steps %d: must be from 1 to 2^40", f.Steps)
	}
	return program.Folder(f.Out)
}

// A share is every count-th midpoint of steps, from the rank-th: the lecture's range(rank, nsteps, nprocs).
type share struct{ Rank, Count, Steps int }

func sum(ctx context.Context, s share) (float64, error) {
	h, sum := 1/float64(s.Steps), 0.0
	for i := s.Rank; i < s.Steps; i += s.Count {
		x := (float64(i) + 0.5) * h
		sum += 4 / (1 + x*x)
	}
	return sum * h, nil
}

var (
	one  = parallel.NewTask("pi.share", sum)
	pair = parallel.NewTask2("pi.rank", func(ctx context.Context, rank int, s share) (float64, error) {
		s.Rank = rank
		return sum(ctx, s)
	})
)

// integrand is the same function for the library: many points in one call.
func integrand(x, y []float64) {
	for i, v := range x {
		y[i] = 4 / (1 + v*v)
	}
}

// compiled is the same function from its formula.
func compiled() func(x, y []float64) {
	x := symbolic.Sym("x")
	program, err := symbolic.Compile(symbolic.MustParse("4/(1 + x^2)"), x)
	if err != nil {
		panic(err) // the formula is a constant
	}
	return program.Batch()
}

func main() {
	var f flags
	program.Run("pi", "π by the midpoint rule on worker processes.", &f, func(ctx context.Context, _ string) error {
		return run(ctx, &f)
	})
}

func run(ctx context.Context, f *flags) error {
	machine := parallel.ThisMachine()
	fmt.Println(program.Where(machine))
	fmt.Printf("%8s  %12s %12s %12s %12s   %s\n", "workers", "starmap", "apply_async", "Midpoint", "compiled", "π by Midpoint")
	curves := []plots.Curve{{Name: "starmap, strided"}, {Name: "apply_async, strided"}, {Name: "Midpoint, threads"}, {Name: "compiled, threads"}}
	var first [ways]float64
	for workers := 1; workers <= machine.Cores; workers = next(workers, machine.Cores) {
		seconds, pi, err := measure(ctx, machine, workers, f.Steps)
		if err != nil {
			return err
		}
		fmt.Printf("%8d  %10.4f s %10.4f s %10.4f s %10.4f s   %.16f\n", workers, seconds[0], seconds[1], seconds[2], seconds[3], pi)
		for i := range curves {
			if workers == 1 {
				first[i] = seconds[i]
			}
			curves[i].Points = append(curves[i].Points, plots.Point{X: float64(workers), Y: first[i] / seconds[i]})
		}
	}
	fig := plots.Scaling(curves...)
	fig.Title, fig.Footer = fmt.Sprintf("π by %d midpoints", f.Steps), program.Where(machine)+"; best of 3"
	return fig.Save(filepath.Join(f.Out, "pi.png"))
}

// next doubles the number of workers, and ends with all cores.
func next(workers, cores int) int {
	if workers == cores {
		return cores + 1
	}
	return min(2*workers, cores)
}
