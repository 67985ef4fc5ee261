package main

import (
	"encoding/json"
	"strings"
	"testing"

	"tandem/examples/internal/programtest"
)

func TestProgram(t *testing.T) {
	program, dir := programtest.Build(t), t.TempDir()
	// Without Python it says what is missing and goes on with gonum.
	status, out, stderr := programtest.Run(t, dir, program, "-rounds", "1", "-python", "no-such-python", "-format", "json", "integral", "transform")
	var answer struct {
		Rows []struct {
			Name   string
			Tandem float64 `json:"tandem_s"`
			Gonum  float64 `json:"gonum_s"`
		}
	}
	if err := json.Unmarshal([]byte(out), &answer); status != 0 || err != nil || len(answer.Rows) != 2 {
		t.Fatalf("status %d, %v: %s%s", status, err, out, stderr)
	}
	if !strings.Contains(stderr, "no Python here") || answer.Rows[0].Tandem <= 0 || answer.Rows[0].Gonum <= 0 {
		t.Errorf("%+v %s", answer, stderr)
	}
	for _, args := range [][]string{{"nonsense"}, {"-rounds", "0"}, {"-format", "xml"}} {
		if status, _, stderr := programtest.Run(t, dir, program, args...); status == 0 || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: status %d, %q", args, status, stderr)
		}
	}
}
