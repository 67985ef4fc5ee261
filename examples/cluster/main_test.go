package main

import (
	"os/exec"
	"strings"
	"testing"

	"tandem/examples/internal/programtest"
	"tandem/parallel"
)

func TestProgram(t *testing.T) {
	program := programtest.Build(t)
	dir := t.TempDir()
	for range 2 { // the second run finds all of it in the checkpoint
		status, out, stderr := programtest.Run(t, dir, program, "-n", "40", "-tasks", "5", "-repeat", "1", "-out", "p", "-checkpoint", "c")
		if status != 0 || !strings.Contains(out, "matrices/s") || !strings.Contains(out, "the plan took") {
			t.Fatalf("status %d: %s%s", status, out, stderr)
		}
	}
	programtest.Files(t, dir, "p/splits.csv", "p/spectrum.png", "c")
	if status, _, stderr := programtest.Run(t, dir, program, "-tasks", "0"); status != 2 || !strings.Contains(stderr, "must be from 1") {
		t.Errorf("no tasks: status %d, %s", status, stderr)
	}
}

func TestSplitsUseAllCores(t *testing.T) {
	hosts := []parallel.Host{{Cores: 6}, {Cores: 6}, {Cores: 2}}
	var got []string
	for _, p := range splits(parallel.MPI, hosts) {
		got = append(got, p.String())
	}
	if s := strings.Join(got, ", "); s != "mpi 14×1, mpi 7×2, mpi 3×4, mpi 3×6" {
		t.Error(s)
	}
}

func TestJobScript(t *testing.T) {
	if out, err := exec.Command("bash", "-n", "job.sh").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
