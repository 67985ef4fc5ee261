package parallel

import (
	"context"
	"encoding/gob"
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

type labelled struct {
	Labels map[string]int
	Any    any
	hidden int
}

var countLabels = NewTask("test.labels", func(_ context.Context, a labelled) (int, error) { return len(a.Labels) + a.hidden, nil })

// The file knows its job again whatever order its maps are walked in; a call that is restored whole says so to its progress.
func TestCheckpointOfMaps(t *testing.T) {
	file := filepath.Join(t.TempDir(), "job")
	args := make([]labelled, 20)
	for i := range args {
		args[i] = labelled{Labels: map[string]int{}, Any: map[string]float64{"a": 1, "b": 2, "c": 3}}
		for k := range i {
			args[i].Labels[strings.Repeat("x", k)] = k
		}
	}
	gob.Register(map[string]float64{})
	p := opened(t, Plan{Mode: Serial})
	for run := range 5 {
		told := 0
		got, err := countLabels.With(Checkpoint(file), Progress(func(done, _ int) { told = done })).Map(t.Context(), p, args)
		if err != nil || got[19] != 19 || told != 20 {
			t.Errorf("run %d: %v, %v, progress %d", run, got, err, told)
		}
	}
	if n := p.Stats().Done; n != 20 {
		t.Errorf("%d tasks ran", n)
	}
	args[19].Labels["another"] = 1
	if _, err := countLabels.With(Checkpoint(file)).Map(t.Context(), p, args); err == nil || !strings.Contains(err.Error(), "another job") {
		t.Errorf("a map that has changed: %v", err)
	}
}
