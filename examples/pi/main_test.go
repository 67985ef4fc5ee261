package main

import (
	"strings"
	"testing"

	"tandem/examples/internal/programtest"
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
