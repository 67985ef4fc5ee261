package main

import (
	"container/heap"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"tandem/plots"
)

// How far does one rank 0 carry? A discrete-event model of its part: every worker asks for a batch, rank 0 serves one after the
// other, the batch travels, is computed, and its results travel back with the next request. The costs are measured (parallel/mpi,
// BenchmarkTasks and BenchmarkWorkers, 2-core AMD EPYC, Open MPI, 2026-11-21): processor time of rank 0, the polling included.
const (
	batchCost    = 1.39e-6 // seconds of rank 0 for a batch of one task
	taskCost     = 35e-9   // the same for each further task of a batch
	workerMemory = 118e3   // bytes at rank 0 for each worker
	latency      = 20e-6   // seconds there and back, of a usual cluster network
	nodeCores    = 64
)

// The batches of package parallel: so much work, or as long as rank 0 takes to serve all workers at 4 µs each.
const (
	batchWork = 20e-3
	perBatch  = 4e-6
)

// A served is what the model says of one setting.
type served struct {
	rate       float64 // tasks a second
	efficiency float64 // of the workers' time that goes into tasks
	busy       float64 // of rank 0's time
}

// arrivals is when workers ask, soonest first.
type arrivals []float64

func (a arrivals) Len() int           { return len(a) }
func (a arrivals) Less(i, k int) bool { return a[i] < a[k] }
func (a arrivals) Swap(i, k int)      { a[i], a[k] = a[k], a[i] }
func (a *arrivals) Push(x any)        { *a = append(*a, x.(float64)) }
func (a *arrivals) Pop() any {
	last := len(*a) - 1
	x := (*a)[last]
	*a = (*a)[:last]
	return x
}

// serve runs the model: workers, seconds of one task, and the work that a batch aims at. Batches differ by up to a tenth.
func serve(workers int, task, work float64) served {
	k := max(1, float64(int(work/task)))
	cost := batchCost + (k-1)*taskCost
	asks := make(arrivals, workers) // all at once, at time 0
	free, busy, done := 0.0, 0.0, 0.0
	random := uint64(1)
	const rounds = 12
	end := 0.0
	for n := 0; n < rounds*workers; n++ {
		begin := max(free, asks[0])
		free = begin + cost
		busy += cost
		random = random*6364136223846793005 + 1442695040888963407
		vary := 0.95 + 0.1*float64(random>>40)/(1<<24)
		asks[0] = free + latency + k*task*vary
		end = asks[0]
		heap.Fix(&asks, 0)
		done += k
	}
	for _, t := range asks {
		end = max(end, t)
	}
	return served{rate: done / end, efficiency: done * task / end / float64(workers), busy: busy / end}
}

// scale prints the table and draws scale.png.
func scale(w io.Writer, out string) error {
	nodes := []int{10, 100, 1000}
	fmt.Fprintf(w, "%d cores a node, one worker each; rank 0 serves all of them\n\n", nodeCores)
	fmt.Fprintf(w, "%6s %10s %9s %14s %11s %8s %8s\n", "nodes", "task", "batch", "tasks/s", "efficiency", "rank 0", "memory")
	var curves []plots.Curve
	for _, grown := range []bool{false, true} {
		for _, n := range nodes {
			workers := n * nodeCores
			work := batchWork
			name := fmt.Sprintf("%d nodes, batches of 20 ms", n)
			if grown {
				work = max(work, float64(workers)*perBatch)
				name = fmt.Sprintf("%d nodes, as they are", n)
			}
			curve := plots.Curve{Name: name}
			for _, task := range []float64{1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1} {
				s := serve(workers, task, work)
				curve.Points = append(curve.Points, plots.Point{X: task, Y: s.efficiency})
				if grown {
					fmt.Fprintf(w, "%6d %10v %9v %14.0f %10.0f%% %7.0f%% %6.1f GB\n", n, seconds(task), seconds(max(work, task)), s.rate,
						100*s.efficiency, 100*s.busy, float64(workers)*workerMemory/1e9)
				}
			}
			if grown || n == 1000 {
				curves = append(curves, curve)
			}
		}
	}
	figure := plots.Lines(plots.Axes{X: "seconds of one task", Y: "share of the workers' time in tasks", LogX: true}, curves...)
	figure.Title = "One rank 0, nodes of 64 cores (simulated)"
	return figure.Save(filepath.Join(out, "scale.png"))
}

func seconds(s float64) time.Duration {
	return time.Duration(s * 1e9).Round(time.Microsecond)
}
