package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tandem/examples/internal/programtest"
)

func TestProgram(t *testing.T) {
	program := programtest.Build(t)

	t.Run("list", func(t *testing.T) {
		status, out, _ := programtest.Run(t, t.TempDir(), program, "list")
		if status != 0 || strings.Count(out, "\n") != len(experiments) {
			t.Errorf("status %d:\n%s", status, out)
		}
	})

	t.Run("run all", func(t *testing.T) {
		dir := t.TempDir()
		status, out, stderr := programtest.Run(t, dir, program, "run", "all", "-quick", "-explain", "-out", "report")
		if status != 0 {
			t.Fatalf("status %d: %s", status, stderr)
		}
		if n := strings.Count(out, "Verdict:"); n != len(experiments) {
			t.Errorf("%d verdicts of %d:\n%s", n, len(experiments), out)
		}
		dir = filepath.Join(dir, "report")
		programtest.Files(t, dir, "report.html", "results.json", "results.csv", "spectra.npz", "spectrum.png", "spectrum.svg", "mandelbrot.png")
		html, err := os.ReadFile(filepath.Join(dir, "report.html"))
		if err != nil {
			t.Fatal(err)
		}
		// Nothing is loaded from anywhere.
		if m := regexp.MustCompile(`(src|href|srcset)="(https?:|//|/)[^"]*"|@import|url\(`).Find(html); m != nil {
			t.Errorf("report.html refers to %s", m)
		}
		// Both pictures of every figure are inside, the dark one too.
		light, dark := strings.Count(string(html), `<img src="data:image/svg&#43;xml;base64,`), strings.Count(string(html), `<source srcset="data:image/svg&#43;xml;base64,`)
		if figures := strings.Count(string(html), "<figure"); figures == 0 || light != figures || dark != figures {
			t.Errorf("%d figures, %d light and %d dark pictures", figures, light, dark)
		}
		var results struct {
			Experiments []struct{ Name, Verdict, Because string }
		}
		data, err := os.ReadFile(filepath.Join(dir, "results.json"))
		if err == nil {
			err = json.Unmarshal(data, &results)
		}
		if err != nil || len(results.Experiments) != len(experiments) {
			t.Fatalf("results.json: %d experiments, %v", len(results.Experiments), err)
		}
		for _, e := range results.Experiments {
			if e.Verdict == "" || e.Because == "" {
				t.Errorf("results.json: %+v", e)
			}
		}
	})

	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"run", "nonsense"}, "no experiment"},
		{[]string{"run"}, "names"},
		{[]string{"run", "powers", "-np", "-3"}, "-np -3"},
		{[]string{}, "list"},
	} {
		t.Run("bad "+strings.Join(c.args, " "), func(t *testing.T) {
			status, _, stderr := programtest.Run(t, t.TempDir(), program, c.args...)
			if status == 0 || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
				t.Errorf("status %d, %q; want one line with %q", status, stderr, c.want)
			}
		})
	}
}

func TestWrap(t *testing.T) {
	if got := wrap("one two three four", 9); got != "one two\n  three\n  four" {
		t.Errorf("%q", got)
	}
}

func TestRatioOfTimings(t *testing.T) {
	// The machine slows down by half in the last rounds, for both alike: the ratio does not see it.
	slow := summarize([]float64{4, 4.2, 3.8, 6, 6.3, 5.7})
	fast := summarize([]float64{2, 2, 2, 3, 3, 3})
	if r := slow.over(fast); math.Abs(r.median-2) > 0.01 || r.lo < 1.89 || r.hi > 2.11 {
		t.Errorf("%v", r)
	}
}
