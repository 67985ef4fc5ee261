package parallel_test

import (
	"context"
	"fmt"
	"math"

	"tandem/parallel"
)

// A kernel reads its budget once and splits its work by it.
func ExampleTeam_For() {
	sqrt := func(ctx context.Context, x []float64) {
		team := parallel.TeamOf(ctx)
		team.For(len(x), 1024, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				x[i] = math.Sqrt(x[i])
			}
		})
	}
	x := []float64{1, 4, 9, 16}
	sqrt(parallel.WithThreads(context.Background(), 2), x)
	fmt.Println(x)
	// Output: [1 2 3 4]
}

// The sum has the same bits on any number of threads: blocks are fixed, and so is the tree that joins them.
func ExampleReduce() {
	sum := func(threads int) float64 {
		team := parallel.TeamOf(parallel.WithThreads(context.Background(), threads))
		return parallel.Reduce(team, 1_000_000, 4096, func(lo, hi int) float64 {
			s := 0.0
			for i := lo; i < hi; i++ {
				s += 1 / float64(i+1)
			}
			return s
		}, func(a, b float64) float64 { return a + b })
	}
	fmt.Printf("%.12f %t\n", sum(1), sum(1) == sum(4))
	// Output: 14.392726722866 true
}

func ExampleWithThreads() {
	ctx := parallel.WithThreads(context.Background(), 4)
	fmt.Println(parallel.TeamOf(ctx).Threads())
	// Output: 4
}

// Choose is arithmetic on plain data, so it can plan for a machine that is elsewhere.
func ExamplePlan_Explain() {
	m := parallel.Machine{Name: "a node", Cores: 4}
	plan := parallel.Choose(m, parallel.Load{Tasks: 4, Seconds: 2, Serial: 0.5})
	fmt.Println(plan.Mode, plan.Workers, plan.Threads)
	fmt.Println(len(plan.Candidates), "candidates; the first is the fastest:", plan.Candidates[0].Seconds <= plan.Candidates[1].Seconds)
	// plan.Explain() tells them all as a table.
	// Output:
	// goroutines 4 1
	// 8 candidates; the first is the fastest: true
}

func ExampleExperiment_Sweep() {
	e := parallel.Experiment{
		Load:  parallel.Load{Tasks: 2, Seconds: 1e-6},
		Plans: []parallel.Plan{{Mode: parallel.Serial, Workers: 1, Threads: 1}, {Mode: parallel.Goroutines, Workers: 2, Threads: 1}},
		Prepare: func(_ context.Context, p parallel.Plan) (func(context.Context) (uint64, error), func() error, error) {
			pool, err := parallel.Open(p)
			if err != nil {
				return nil, nil, err
			}
			return func(ctx context.Context) (uint64, error) {
				cubes, err := cube.Map(ctx, pool, []int{2, 3})
				return uint64(cubes[0] + cubes[1]), err // every plan must give the same answer
			}, pool.Close, nil
		},
	}
	sweep, err := e.Sweep(context.Background())
	for _, c := range sweep.Cells {
		fmt.Println(c.Mode, c.Workers, len(c.Seconds), c.Answer, c.Error == "")
	}
	fmt.Println(err)
	// Output:
	// serial 1 6 35 true
	// goroutines 2 6 35 true
	// <nil>
}

func ExampleCompare() {
	measured := func(seconds ...float64) parallel.Sweep {
		c := parallel.Cell{Workers: 2, Threads: 1, Seconds: seconds}
		c.Summarize()
		return parallel.Sweep{Cells: []parallel.Cell{c}}
	}
	before := measured(1.00, 1.01, 1.02, 0.99, 1.00, 1.01)
	after := measured(0.80, 0.81, 0.79, 0.80, 0.82, 0.80)
	for _, d := range parallel.Compare(before, after) {
		fmt.Printf("%d×%d: %.2f s, then %.2f s: %s\n", d.Workers, d.Threads, d.Before, d.After, d.Verdict)
	}
	// Output: 2×1: 1.00 s, then 0.80 s: faster
}
