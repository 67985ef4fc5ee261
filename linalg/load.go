package linalg

import (
	"context"

	"tandem/parallel"
)

// EigenvaluesLoad states the work of the eigenvalues of tasks general n×n matrices, one RandomEigenvalues task each, for
// parallel.Choose. The counts are those of a Hessenberg reduction, whose matrix–vector half streams the trailing matrix
// from memory for every column, and of a multishift QR iteration, whose windows are short scalar loops.
func EigenvaluesLoad(tasks, n int) parallel.Load {
	x := float64(n)
	return parallel.Load{
		Kernel: "linalg.Eigenvalues", Tasks: tasks, Size: n,
		Flops: 10 * x * x * x, Steps: 100 * x * x,
		Touched: 8.0 / 3 * x * x * x,
		Moved:   24 + 16*x,
		Memory:  3 * 8 * x * x, Allocated: 2 * 8 * x * x,
		Serial: 0.4, Sync: 2 * x,
		Probe: probeEigenvalues,
	}
}

var probeEigenvalues = parallel.NewProbe("linalg.Eigenvalues", func(ctx context.Context, size int) error {
	_, err := Eigenvalues(ctx, Ginibre(size, 1))
	return err
})
