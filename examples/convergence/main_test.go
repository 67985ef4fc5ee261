package main

import (
	"strings"
	"testing"

	"tandem/examples/internal/programtest"
)

func TestProgram(t *testing.T) {
	program, dir := programtest.Build(t), t.TempDir()
	status, out, stderr := programtest.Run(t, dir, program, "-samples", "4096", "-dims", "2", "-formula", "exp(x)", "-from", "0", "-to", "1")
	if status != 0 || !strings.Contains(out, "1.7182818284590") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
	programtest.Files(t, dir, "out/convergence.png")
	for _, bad := range [][]string{{"-dims", "0"}, {"-samples", "3"}, {"-from", "2", "-to", "1"}, {"-formula", "exp("}, {"-formula", "0"}, {"-formula", "1/x"}} {
		if status, _, stderr := programtest.Run(t, dir, program, bad...); status == 0 {
			t.Errorf("%v: accepted: %s", bad, stderr)
		}
	}
}
