// Command plan asks how a load would best be split, here and on a machine that need not exist, without running it.
//
// In Python: one tries n_jobs and OMP_NUM_THREADS until it seems fast.
package main

import (
	"flag"
	"fmt"
	"log"

	"tandem/linalg"
	"tandem/parallel"
)

func main() {
	parallel.Main()
	tasks := flag.Int("tasks", 2, "matrices")
	n := flag.Int("n", 2000, "their order")
	cores := flag.Int("cores", 24, "cores of the machine to imagine")
	flag.Parse()
	log.SetFlags(0)
	if *cores < 1 || *cores > 4096 {
		log.Fatalf("-cores %d: must be from 1 to 4096", *cores)
	}

	load := linalg.EigenvaluesLoad(*tasks, *n)
	if err := load.Check(); err != nil {
		log.Fatal(err)
	}
	here := parallel.ThisMachine()
	fmt.Println(parallel.Choose(here, load).Explain())

	// A Machine is plain data. Choose predicts by a formula; Simulate follows every task.
	there := parallel.Machine{Name: "imagined", Cores: *cores, Nodes: 1, Memory: 64 << 30, Processes: true, Rates: here.Rates}
	plan := parallel.Choose(there, load)
	fmt.Printf("on %d cores: %v, %.3g s predicted, %.3g s simulated\n", *cores, plan, plan.Seconds,
		parallel.Simulate(there, load, plan, parallel.SimulateOptions{}).Seconds)
	for _, split := range []parallel.Plan{{Mode: parallel.Processes, Workers: 2, Threads: max(1, *cores/2)}, {Mode: parallel.Processes, Workers: 1, Threads: *cores}} {
		split.Exact = true // as the lecture had it: threads that fall idle are not lent
		fmt.Printf("  %-18v %.3g s simulated\n", split, parallel.Simulate(there, load, split, parallel.SimulateOptions{}).Seconds)
	}
}
