package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tandem/examples/internal/programtest"
	"tandem/integrate"
	"tandem/parallel"
)

func TestProgram(t *testing.T) {
	program, dir := programtest.Build(t), t.TempDir()
	status, out, stderr := programtest.Run(t, dir, program, "-steps", "100000")
	if status != 0 || !strings.Contains(out, "3.14159265") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
	programtest.Files(t, dir, "out/pi.png")
	if status, _, stderr = programtest.Run(t, dir, program, "-steps", "0"); status == 0 || !strings.Contains(stderr, "-steps 0") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func BenchmarkMidpoint(b *testing.B) {
	for _, way := range []struct {
		name string
		f    func(x, y []float64)
	}{{"loop", integrand}, {"compiled", compiled()}} {
		for threads := 1; threads <= 2; threads++ {
			b.Run(fmt.Sprintf("%s/threads=%d", way.name, threads), func(b *testing.B) {
				ctx := parallel.WithThreads(context.Background(), threads)
				for b.Loop() {
					integrate.Midpoint(ctx, way.f, 0, 1, 100_000_000, integrate.Options{Concurrent: true})
				}
			})
		}
	}
}
