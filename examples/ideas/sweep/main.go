// Command sweep measures a load under every split of the cores, writes the measurements and draws them.
//
// In Python: nested loops over n_jobs and thread limits around timeit.
package main

import (
	"context"
	"flag"
	"fmt"
	"hash/fnv"
	"log"
	"os"
	"path/filepath"

	"tandem/linalg"
	"tandem/parallel"
	"tandem/plots"
)

func main() {
	parallel.Main()
	n := flag.Int("n", 300, "order of the matrices")
	count := flag.Int("count", 4, "matrices")
	out := flag.String("out", ".", "folder for sweep.json and sweep.png")
	flag.Parse()
	log.SetFlags(0)
	if *n < 1 || *n > 5000 || *count < 1 || *count > 10_000 {
		log.Fatalf("-n %d -count %d: must be an order from 1 to 5000, of 1 to 10000 matrices", *n, *count)
	}

	samples := linalg.Samples(linalg.EnsembleGinibre, *n, *count, 1)
	experiment := parallel.Experiment{
		Load: linalg.EigenvaluesLoad(*count, *n),
		Prepare: func(_ context.Context, p parallel.Plan) (func(context.Context) (uint64, error), func() error, error) {
			pool, err := parallel.Open(p)
			if err != nil {
				return nil, nil, err
			}
			return func(ctx context.Context) (uint64, error) {
				spectra, err := linalg.RandomEigenvalues.Map(ctx, pool, samples)
				answer := fnv.New64a() // every split must give the same answer
				fmt.Fprint(answer, spectra)
				return answer.Sum64(), err
			}, pool.Close, nil
		},
	}
	sweep, err := experiment.Sweep(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	maps := map[parallel.Mode]*plots.Map{}
	figure := []plots.Map{}
	for _, c := range sweep.Cells {
		fmt.Printf("%-10v %d×%d  %8.4f s [%.4f, %.4f]  %s%s\n", c.Mode, c.Workers, c.Threads, c.Median, c.Low, c.High, c.Note, c.Error)
		if maps[c.Mode] == nil {
			maps[c.Mode] = &plots.Map{Name: c.Mode.String()}
		}
		m := maps[c.Mode]
		m.Cells = append(m.Cells, plots.Cell{Workers: c.Workers, Threads: c.Threads, Seconds: c.Median, Lo: c.Low, Hi: c.High, Note: c.Note})
	}
	for mode := parallel.Serial; mode <= parallel.MPI; mode++ {
		if maps[mode] != nil {
			figure = append(figure, *maps[mode])
		}
	}
	file, err := os.Create(filepath.Join(*out, "sweep.json"))
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	if err := sweep.WriteJSON(file); err != nil {
		log.Fatal(err)
	}
	if err := plots.Tradeoff(figure...).Save(filepath.Join(*out, "sweep.png")); err != nil {
		log.Fatal(err)
	}
}
