package fft

import (
	"context"
	"fmt"
	"math"

	"tandem/parallel"
)

// BatchArgs are the arguments of BatchTask: rows of n values, one after the other, and what to do with them.
type BatchArgs struct {
	X       []complex128 // the rows
	N       int          // length of a row
	Inverse bool         // transform backwards
	Norm    Norm         // which direction carries the factor 1/N
}

// BatchTask transforms the rows of one batch. As a task of package parallel it runs here, in a goroutine or in another
// process, where X and the result go through shared memory; cut a large batch with SplitBatch.
var BatchTask = parallel.NewTask("fft.Batch", func(ctx context.Context, a BatchArgs) ([]complex128, error) {
	return batch(ctx, a.X, a.N, a.Inverse, []Options{{Norm: a.Norm}})
})

// SplitBatch cuts a batch into arguments of rows rows each, the last perhaps fewer, which share its memory. The transforms of the parts,
// one after the other, are those of the whole, bit for bit.
func SplitBatch(a BatchArgs, rows int) ([]BatchArgs, error) {
	if a.N < 1 || rows < 1 || len(a.X) == 0 || len(a.X)%a.N != 0 {
		return nil, fmt.Errorf("fft: SplitBatch of %d elements in rows of %d, %d rows each: needs whole rows and at least one in each part", len(a.X), a.N, rows)
	}
	var parts []BatchArgs
	for x := a.X; len(x) > 0; {
		k := min(rows, len(x)/a.N) * a.N
		part := a
		part.X, x = x[:k:k], x[k:]
		parts = append(parts, part)
	}
	return parts, nil
}

// BatchLoad describes tasks batches of rows transforms of length n each, for parallel.Choose.
func BatchLoad(tasks, rows, n int) parallel.Load {
	points := float64(rows) * float64(n)
	l := parallel.Load{
		Kernel: "fft.Batch", Tasks: tasks, Size: n,
		Flops:   5 * points * math.Log2(float64(max(2, n))),
		Touched: 64 * points, // the batch read, its result written, and once more beyond the cache
		Moved:   32 * points, Memory: 48 * points, Allocated: 16 * points,
		Serial: 0.02, Sync: 1,
		Probe: func(ctx context.Context, n int) error {
			_, err := Batch(ctx, make([]complex128, rows*n), n)
			return err
		},
	}
	if rows == 1 && n < teamFrom {
		l.Serial, l.Sync = 1, 0 // one short transform runs on one thread
	} else if rows == 1 {
		l.Serial, l.Sync = 0.05, 2 // the two halves of the four-step method
	}
	return l
}
