package main

import (
	"strings"
	"testing"

	"tandem/examples/internal/programtest"
)

func TestProgram(t *testing.T) {
	program := programtest.Build(t)
	dir := t.TempDir()
	status, out, stderr := programtest.Run(t, dir, program, "-n", "40", "-count", "3", "-huge", "2000", "-tops", "20", "-out", "p")
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	if !strings.Contains(out, "huge.png") {
		t.Errorf("the output names no huge.png:\n%s", out)
	}
	programtest.Files(t, dir+"/p", "circular.png", "semicircle.png", "wishart.png", "spacings.png", "largest.png", "huge.png")

	if status, _, stderr := programtest.Run(t, dir, program, "-n", "1"); status != 2 || !strings.Contains(stderr, "must be from 2 to 5000") {
		t.Errorf("order 1: status %d, %s", status, stderr)
	}
}
