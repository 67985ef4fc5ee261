package parallel

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// Cases of the fault table about memory: limits, recycling, large arguments and results.

// Case 13: memory.
func TestMemoryLimit(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 2, MemoryLimit(200<<20))
		defer p.Close()
		got, err := die.Map(ctx, p, []Pair[fate, int]{{live, 0}, {hungry, 1}, {live, 2}})
		var died *WorkerDied
		// The limit is one of the data segment: stacks of threads and the race detector's tables count, resident or not.
		if !errors.As(err, &died) || !strings.Contains(died.Reason, "the limit is 200 MiB") || died.PeakMemory < 100<<20 {
			t.Errorf("error %v", err)
		}
		if got[0] != 0 || got[2] != 2 {
			t.Errorf("results %v", got)
		}
	})
}

// Case 14: workers are replaced while the work goes on.
func TestRecycle(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 2, Recycle(20, 0))
		defer p.Close()
		got, err := pid.With(Chunk(3)).Map(ctx, p, numbers(400))
		if err != nil {
			t.Fatal(err)
		}
		tasks := map[int]int{}
		for _, p := range got {
			tasks[p]++
		}
		if len(tasks) < 5 {
			t.Errorf("%d workers for 400 tasks, 20 each", len(tasks))
		}
		if s := p.Stats(); s.Deaths != 0 || s.Done != 400 {
			t.Errorf("stats %+v", s)
		}
	})
}

// hoard keeps n more megabytes for ever.
var (
	hoarded [][]byte
	hoard   = NewTask("test.hoard", func(_ context.Context, n int) (int, error) {
		b := make([]byte, n<<20)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		hoarded = append(hoarded, b)
		time.Sleep(5 * time.Millisecond)
		return os.Getpid(), nil
	})
)

// A task that leaks makes its worker grow: it is replaced in good order, and no task runs twice or is lost.
func TestRecycleByGrowth(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 2, Recycle(0, 40<<20), AtMostOnce())
		defer p.Close()
		got, err := hoard.With(Chunk(1)).Map(ctx, p, slices.Repeat([]int{4}, 120)) // 480 MB in all
		if err != nil {
			t.Fatal(err)
		}
		tasks := map[int]int{}
		for _, p := range got {
			tasks[p]++
		}
		// A worker that has grown by 40 MB has run ten tasks and some that came before the pool looked.
		if len(tasks) < 4 {
			t.Errorf("%d workers for 120 tasks that leak 4 MB each: %v", len(tasks), tasks)
		}
		if s := p.Stats(); s.Deaths != 0 || s.Done != 120 || s.Retried != 0 {
			t.Errorf("stats %+v", s)
		}
		lean, err := hoard.With(Chunk(1)).Map(ctx, p, slices.Repeat([]int{0}, 40))
		if err != nil {
			t.Fatal(err)
		}
		if slices.Sort(lean); len(slices.Compact(lean)) > 4 {
			t.Errorf("workers of tasks that do not leak were replaced")
		}
	})
}

// Case 8: arguments and results of all sizes.
func TestPayloadSizes(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 2)
		defer p.Close()
		sizes := []int{0, 1, 4095, 4096, 4097, 65535, 65536, 65537, 1<<20 - 1, 1 << 20, 1<<20 + 1, 5 << 20}
		args := make([][]byte, len(sizes))
		for i, n := range sizes {
			args[i] = bytes.Repeat([]byte{byte(i + 1)}, n)
		}
		for _, chunk := range []int{1, 4} {
			got, err := echo.With(Chunk(chunk)).Map(ctx, p, args)
			if err != nil {
				t.Fatal(err)
			}
			for i := range args {
				if !bytes.Equal(got[i], args[i]) {
					t.Errorf("%d bytes came back as %d", sizes[i], len(got[i]))
				}
			}
		}
		// Both directions full at once.
		many := slices.Repeat([][]byte{bytes.Repeat([]byte{7}, 900<<10)}, 60)
		got, err := echo.With(Chunk(1)).Map(ctx, p, many)
		if err != nil || len(got) != 60 || !bytes.Equal(got[59], many[59]) {
			t.Error(err)
		}
	})
}

func TestThreeGibibytes(t *testing.T) {
	if os.Getenv("TANDEM_LONG") == "" || testing.Short() {
		t.Skip("takes 12 GiB of memory; set TANDEM_LONG=1")
	}
	faulty(t, 2*time.Minute, func(ctx context.Context) {
		p, _ := quietPool(t, 1)
		defer p.Close()
		x := make([]byte, 3<<30+5)
		for i := 0; i < len(x); i += 8 << 10 {
			binary.LittleEndian.PutUint32(x[i:], uint32(i>>13))
		}
		began := time.Now()
		n, err := sampled.Apply(ctx, p, x)
		if err != nil || n != len(x) {
			t.Errorf("%d, %v", n, err)
		}
		t.Logf("3 GiB argument: %v", time.Since(began))
	})
}

var (
	echo    = NewTask("test.echo", func(_ context.Context, b []byte) ([]byte, error) { return b, nil })
	sampled = NewTask("test.sample", func(_ context.Context, x []byte) (int, error) {
		for i := 0; i < len(x); i += 8 << 10 {
			if len(x)-i > 4 && binary.LittleEndian.Uint32(x[i:]) != uint32(i>>13) {
				return i, errors.New("wrong byte")
			}
		}
		return len(x), nil
	})
)
