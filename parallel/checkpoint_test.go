package parallel

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestCheckpointTakesUp(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		file := filepath.Join(t.TempDir(), "job")
		p := open()
		xs := numbers(300)
		want, err := odd.With(Checkpoint(file)).Map(ctx, p, xs)
		if !errors.Is(err, errOdd) {
			t.Fatal(err)
		}
		full, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// Whatever a crash leaves of the file, the next run ends with the same results, and runs only what is missing.
		for _, cut := range []int{0, 10, 47, 48, 49, 100, len(full) / 2, len(full) - 1, len(full)} {
			if err := os.WriteFile(file, full[:min(cut, len(full))], 0o600); err != nil {
				t.Fatal(err)
			}
			before := p.Stats()
			got, err := odd.With(Checkpoint(file)).Map(ctx, p, xs)
			if !errors.Is(err, errOdd) || !slices.Equal(got, want) {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			ran := p.Stats().Done + p.Stats().Failed - before.Done - before.Failed
			if cut == len(full) && ran != 150 || cut <= 48 && ran != 300 || ran < 150 {
				t.Errorf("cut at %d of %d: %d tasks ran", cut, len(full), ran)
			}
		}
		damaged := slices.Clone(full)
		damaged[len(full)/2] ^= 1
		os.WriteFile(file, damaged, 0o600)
		if got, _ := odd.With(Checkpoint(file)).Map(ctx, p, xs); !slices.Equal(got, want) {
			t.Error("a damaged record was believed")
		}
	})
}

func TestCheckpointRefusesOtherJobs(t *testing.T) {
	ctx := context.Background()
	file := filepath.Join(t.TempDir(), "job")
	p := opened(t, Plan{Mode: Serial})
	if _, err := square.With(Checkpoint(file)).Map(ctx, p, numbers(10)); err != nil {
		t.Fatal(err)
	}
	full, _ := os.ReadFile(file)
	for name, run := range map[string]func() error{
		"other arguments": func() error { _, err := square.With(Checkpoint(file)).Map(ctx, p, numbers(11)); return err },
		"other task":      func() error { _, err := odd.With(Checkpoint(file)).Map(ctx, p, numbers(10)); return err },
	} {
		if err := run(); err == nil || !strings.Contains(err.Error(), "another job") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if now, _ := os.ReadFile(file); !slices.Equal(now, full) {
		t.Error("a refused file was changed")
	}
	os.WriteFile(file, []byte(strings.Repeat("not a checkpoint ", 20)), 0o600)
	if _, err := square.With(Checkpoint(file)).Map(ctx, p, numbers(10)); err == nil || !strings.Contains(err.Error(), "not a checkpoint") {
		t.Errorf("a foreign file: %v", err)
	}
	if _, err := square.With(Checkpoint(filepath.Join(file, "below"))).Map(ctx, p, numbers(10)); err == nil {
		t.Error("an impossible file: no error")
	}
}
