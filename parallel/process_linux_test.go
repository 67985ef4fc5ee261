package parallel

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
	"time"
)

// Task.Start: one task in a process of its own.

func TestStartJoinKill(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		pr, err := pid.Start(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := pr.Join(ctx); v != pr.Pid() || v == os.Getpid() || err != nil {
			t.Errorf("Join = %d, %v, Pid %d", v, err, pr.Pid())
		}
		begun := make(chan struct{})
		pr, err = stubborn.With(Observe(func(e Event) {
			if e.Kind == TaskStarted {
				close(begun)
			}
		})).Start(ctx, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		<-begun
		if err := pr.Kill(); err != nil {
			t.Error(err)
		}
		var died *WorkerDied
		if _, err := pr.Join(ctx); !errors.Is(err, ErrKilled) || !errors.As(err, &died) || died.Signal != syscall.SIGKILL {
			t.Errorf("Join after Kill: %v", err)
		}
	})
}

// Killed at any moment, a process is gone when Kill returns, and its task does not run again.
func TestKillAtAnyMoment(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		for i := range 40 {
			pr, err := stubborn.With(Retries(i%2)).Start(ctx, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(i*25) * time.Microsecond)
			if err := pr.Kill(); err != nil {
				t.Error(err)
			}
			if alive(pr.Pid()) {
				t.Errorf("killed after %d·25 µs, process %d lives", i, pr.Pid())
			}
			if _, err := pr.Join(ctx); !errors.Is(err, ErrKilled) {
				t.Errorf("killed after %d·25 µs: %v", i, err)
			}
			if err := pr.Kill(); err != nil {
				t.Errorf("killed twice: %v", err)
			}
		}
	})
}
