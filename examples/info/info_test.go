package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"tandem/parallel"
)

func TestMain(m *testing.M) {
	parallel.Main()
	os.Exit(m.Run())
}

func TestInfoNamesWhatTheEnvironmentSays(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("OPENBLAS_NUM_THREADS", "7")
	var b bytes.Buffer
	if err := run(t.Context(), &b, &flags{N: 400}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"OPENBLAS_NUM_THREADS=7", "cores", "calibration  none", "kernels"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}

func TestCalibrationIsKept(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	if err := run(t.Context(), &bytes.Buffer{}, &flags{N: 40, Calibrate: true}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := run(t.Context(), &b, &flags{N: 40, JSON: true}); err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(b.Bytes(), &r); err != nil || len(r.Machine.Fits) != 1 || r.Machine.Fits[0].Kernel != "linalg.Eigenvalues" {
		t.Errorf("%v: fits %+v", err, r.Machine.Fits)
	}
}

func TestBadFlags(t *testing.T) {
	if (&flags{N: 0}).Validate() == nil || (&flags{N: 400}).Validate() != nil {
		t.Error("Validate")
	}
}
