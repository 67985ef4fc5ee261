package parallel

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/perf/benchmath"
)

// A Difference is one plan, of a Mode, Workers and Threads, measured in two sweeps.
type Difference struct {
	Mode    Mode
	Workers int
	Threads int
	Before  float64 // median seconds
	After   float64 // the same in the second sweep
	P       float64 // how likely such a difference is by chance alone (Mann–Whitney U-test)
	Verdict Verdict // Faster or Slower where P is below 5%
}

// A Verdict says how two sets of measurements differ.
type Verdict string

// The verdicts. Same means that the difference may be chance, at a level of 5%.
const (
	Faster Verdict = "faster"
	Slower Verdict = "slower"
	Same   Verdict = "same"
)

// Compare sets the plans that two sweeps have in common side by side, in the order of the second. With fewer than four
// runs on either side no difference can be told from chance: the verdict is Same.
func Compare(before, after Sweep) []Difference {
	var ds []Difference
	for _, b := range after.Cells {
		a, ok := before.At(b.Mode, b.Workers, b.Threads)
		if !ok || len(a.Seconds) == 0 || len(b.Seconds) == 0 {
			continue
		}
		d := Difference{Mode: b.Mode, Workers: b.Workers, Threads: b.Threads, Before: a.Median, After: b.Median, Verdict: Same}
		x := benchmath.NewSample(slices.Clone(a.Seconds), &benchmath.DefaultThresholds)
		y := benchmath.NewSample(slices.Clone(b.Seconds), &benchmath.DefaultThresholds)
		c := benchmath.AssumeNothing.Compare(x, y)
		if d.P = c.P; c.P < c.Alpha && !math.IsNaN(c.P) {
			if d.Verdict = Faster; d.After > d.Before {
				d.Verdict = Slower
			}
		}
		ds = append(ds, d)
	}
	return ds
}

// CompareText is Compare as a table.
func CompareText(before, after Sweep) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-11s %7s %7s %10s %10s %7s %7s  %s\n", "mode", "workers", "threads", "before", "after", "ratio", "p", "verdict")
	for _, d := range Compare(before, after) {
		fmt.Fprintf(&b, "%-11v %7d %7d %10s %10s %7.3f %7.3f  %s\n", d.Mode, d.Workers, d.Threads,
			secondsText(d.Before), secondsText(d.After), d.After/d.Before, d.P, d.Verdict)
	}
	return b.String()
}
