package main

import (
	"context"
	"fmt"
	"os"

	"tandem/linalg"
	"tandem/parallel"
)

// probes measure one matrix of each ensemble, made and solved, as the tasks do; they have names, so that they can be run
// in worker processes too.
var probes = func() map[linalg.Ensemble]func(context.Context, int) error {
	all := map[linalg.Ensemble]func(context.Context, int) error{}
	for e := linalg.EnsembleGinibre; e <= linalg.EnsembleBernoulli; e++ {
		all[e] = parallel.NewProbe(kernelOf(e), func(ctx context.Context, n int) error {
			_, err := linalg.RandomEigenvalues.Call(ctx, linalg.Sample{Ensemble: e, N: n, Seed: 1})
			return err
		})
	}
	return all
}()

func kernelOf(e linalg.Ensemble) string { return fmt.Sprintf("eigenvalues/%v", e) }

// loadOf is the work of the run, with the probe of its ensemble.
func loadOf(f *flags) parallel.Load {
	l := linalg.EigenvaluesLoad(f.Tasks, f.N)
	l.Kernel, l.Probe = kernelOf(f.ensemble), probes[f.ensemble]
	return l
}

// calibrated returns the machine with a fit of the load's kernel: the one that an earlier run kept, if it reaches from half
// the size on, or a new one, which takes about two seconds.
func calibrated(ctx context.Context, m parallel.Machine, l parallel.Load, fresh bool) (parallel.Machine, error) {
	for _, f := range m.Fits {
		if f.Kernel == l.Kernel && !fresh && len(f.Points) > 0 && f.Points[0].Size <= l.Size && 2*f.Points[len(f.Points)-1].Size >= l.Size {
			return m, nil
		}
	}
	say := func(line string) { fmt.Fprintln(os.Stderr, "calibrating", line) }
	if _, err := parallel.Calibrate(ctx, l, parallel.CalibrateOptions{Machine: m, Progress: say, Forget: parallel.CalibrationFile(m) == ""}); err != nil {
		return m, err
	}
	return parallel.ThisMachine(), nil
}
