//go:build mpi && cgo

package mpi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// The tests run on every rank at once: mpirun -n 3 ./mpi.test. Each test uses tags of its own.

var world *World

func TestMain(m *testing.M) {
	var err error
	if world, err = Init(); err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	code := m.Run()
	if code == 0 { // a rank that failed must not wait for the others: its end ends the job
		if err := world.Finalize(); err != nil {
			fmt.Println(err)
			code = 1
		}
		if err := world.Send(0, 0, nil); err == nil {
			fmt.Println("Send after Finalize succeeded")
			code = 1
		}
	}
	os.Exit(code)
}

func TestSize(t *testing.T) {
	if want := os.Getenv("OMPI_COMM_WORLD_SIZE"); want != "" && want != fmt.Sprint(world.Size()) {
		t.Fatalf("%d ranks, want %s", world.Size(), want)
	}
	if world.Rank() < 0 || world.Rank() >= world.Size() {
		t.Fatalf("rank %d of %d", world.Rank(), world.Size())
	}
}

func pattern(n, salt int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>8 + salt)
	}
	return b
}

// Every rank sends every rank, itself too, messages of all sizes, whole and in pieces.
func TestAllToAll(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for round, cut := range []int{1 << 30, 1000} {
		piece = cut
		for k, n := range []int{0, 1, 999, 1000, 1001, 100_003, 1 << 20} {
			tag := 100*round + k
			var wg sync.WaitGroup
			for dest := range world.Size() {
				wg.Go(func() {
					if err := world.Send(dest, tag, pattern(n, world.Rank())); err != nil {
						t.Error(err)
					}
				})
			}
			seen := make([]bool, world.Size())
			for range world.Size() {
				m, err := world.Recv(ctx, Any, tag)
				if err != nil {
					t.Fatal(err)
				}
				if seen[m.Source] || m.Tag != tag || !bytes.Equal(m.Data, pattern(n, m.Source)) {
					t.Fatalf("n=%d cut=%d: wrong or repeated message of %d bytes from rank %d", n, cut, len(m.Data), m.Source)
				}
				seen[m.Source] = true
			}
			wg.Wait()
		}
	}
	piece = 1 << 30
}

func TestOrder(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	const n, tag = 2000, 500
	next, prev := (world.Rank()+1)%world.Size(), (world.Rank()+world.Size()-1)%world.Size()
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range n {
			if err := world.Send(next, tag, fmt.Append(nil, i)); err != nil {
				t.Error(err)
			}
		}
	})
	for i := range n {
		m, err := world.Recv(ctx, prev, tag)
		if err != nil || string(m.Data) != fmt.Sprint(i) {
			t.Fatalf("message %d is %q, %v", i, m.Data, err)
		}
	}
	wg.Wait()
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := world.Recv(ctx, Any, 600); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
}

func TestMisuse(t *testing.T) {
	for _, bad := range []struct{ rank, tag int }{{-1, 0}, {world.Size(), 0}, {0, -1}, {0, maxTag + 1}} {
		if err := world.Send(bad.rank, bad.tag, nil); err == nil {
			t.Errorf("Send to rank %d under tag %d succeeded", bad.rank, bad.tag)
		}
	}
	if _, err := world.Recv(context.Background(), world.Size(), 0); err == nil {
		t.Error("Recv from a rank that is not there succeeded")
	}
}

// MPI's signal handlers must leave Go's in place: a nil pointer is a panic, not a crash.
func TestNilPointer(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	var p *World
	t.Log(p.rank)
}
