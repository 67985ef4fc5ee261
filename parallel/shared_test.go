package parallel

import (
	"context"
	"os"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

var (
	fill = NewTask2("test.fill", func(_ context.Context, x []float64, v float64) (int, error) {
		for i := range x {
			x[i] = v
		}
		return len(x), nil
	})
	firstRows = NewTask2("test.rows", func(_ context.Context, a *mat.Dense, n int) (*mat.Dense, error) {
		_, c := a.Dims()
		return a.Slice(0, n, 0, c).(*mat.Dense), nil
	})
	scale = NewTask2("test.scale", func(_ context.Context, a *mat.Dense, f float64) (*mat.Dense, error) {
		a.Scale(f, a) // in its own private mapping: the caller must not see it
		return a, nil
	})
)

// memfds counts this process's descriptors of shared memory.
func memfds(t testing.TB) (n int) {
	if runtime.GOOS != "linux" {
		return 0
	}
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		if to, _ := os.Readlink("/proc/self/fd/" + fd.Name()); strings.Contains(to, "memfd:tandem") && !strings.Contains(to, "ledger") {
			n++
		}
	}
	return n
}

func TestSharedMemoryIsWrittenInPlace(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		s, err := NewShared[float64](1 << 16)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		x := s.Slice()
		p := open()
		if p.plan.Mode == MPI {
			if n, err := fill.Apply(ctx, p, x[:1<<13], 1); n != 1<<13 || err != nil {
				t.Fatalf("fill: %d, %v", n, err)
			}
			return // a copy on the worker's node was written
		}
		for i := range 8 {
			if n, err := fill.Apply(ctx, p, x[i<<13:(i+1)<<13], float64(i)); n != 1<<13 || err != nil {
				t.Fatalf("fill: %d, %v", n, err)
			}
		}
		for i, v := range x {
			if v != float64(i>>13) {
				t.Fatalf("x[%d] = %v", i, v)
			}
		}
		a := mat.NewDense(256, 256, x)
		b, err := firstRows.Apply(ctx, p, a, 200)
		if err != nil {
			t.Fatal(err)
		}
		if &b.RawMatrix().Data[0] != &x[0] {
			t.Error("a part of shared memory came back as a copy")
		}
	})
}

func TestLargeArgumentsArePrivate(t *testing.T) {
	for _, mode := range []Mode{farMode()} {
		if runtime.GOOS != "linux" {
			continue
		}
		before := memfds(t)
		p := opened(t, Plan{Mode: mode, Workers: 2})
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		const n = 600
		a := mat.NewDense(n, n, nil)
		for i := range n {
			a.Set(i, i, float64(i))
		}
		for k := range 10 { // blocks are used again
			b, err := scale.Apply(ctx, p, a, float64(k))
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				if a.At(i, i) != float64(i) || b.At(i, i) != float64(k*i) || b.At(i, (i+1)%n) != 0 {
					t.Fatalf("round %d: a[%d] = %v, b[%d] = %v", k, i, a.At(i, i), i, b.At(i, i))
				}
			}
		}
		p.Close()
		if n := memfds(t); n != before {
			t.Errorf("%d memfds are left, there were %d", n, before)
		}
	}
}

func TestNewSharedRefuses(t *testing.T) {
	for _, n := range []int{-1, 1 << 60} {
		if _, err := NewShared[float64](n); err == nil {
			t.Errorf("NewShared(%d) gave no error", n)
		}
	}
	s, err := NewShared[int](0)
	if err != nil || len(s.Slice()) != 0 || s.Close() != nil || s.Close() != nil {
		t.Errorf("NewShared(0): %v", err)
	}
}
