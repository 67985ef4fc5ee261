package parallel

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/perf/benchfmt"
)

// WriteJSON writes the sweep as indented JSON, which ReadSweep reads.
func (s Sweep) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(s)
}

// ReadSweep reads what WriteJSON wrote.
func ReadSweep(r io.Reader) (Sweep, error) {
	var s Sweep
	if err := json.NewDecoder(r).Decode(&s); err != nil {
		return Sweep{}, fmt.Errorf("parallel: this is no sweep: %w", err)
	}
	for i, c := range s.Cells {
		if c.Workers < 1 || c.Threads < 1 {
			return Sweep{}, fmt.Errorf("parallel: cell %d of the sweep has %d workers and %d threads: at least 1 of each", i, c.Workers, c.Threads)
		}
	}
	return s, nil
}

// WriteCSV writes one line for each cell, with times in seconds. The last column holds the single runs, separated by
// spaces.
func (s Sweep) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"kernel", "size", "tasks", "mode", "workers", "threads", "note", "median", "low", "high", "predicted", "outliers", "runs", "error", "seconds"})
	for _, c := range s.Cells {
		runs := make([]string, len(c.Seconds))
		for i, v := range c.Seconds {
			runs[i] = number(v)
		}
		out.Write([]string{s.Load.Kernel, strconv.Itoa(s.Load.Size), strconv.Itoa(s.Load.Tasks), c.Mode.String(),
			strconv.Itoa(c.Workers), strconv.Itoa(c.Threads), c.Note, number(c.Median), number(c.Low), number(c.High),
			number(c.Predicted), strconv.Itoa(c.Outliers), strconv.Itoa(len(c.Seconds)), c.Error, strings.Join(runs, " ")})
	}
	out.Flush()
	return out.Error()
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 9, 64) }

// WriteBenchmark writes every run as a line of the Go benchmark format, which benchstat reads: compare the modes of one
// file by "benchstat -col /mode FILE", two files by "benchstat OLD NEW".
func (s Sweep) WriteBenchmark(w io.Writer) error {
	out := benchfmt.NewWriter(w)
	kernel := s.Load.Kernel
	if kernel == "" {
		kernel = "load"
	}
	for _, c := range s.Cells {
		if c.Error != "" {
			continue
		}
		for _, v := range c.Seconds {
			r := benchfmt.Result{Iters: 1, Values: []benchfmt.Value{{Value: v, Unit: "sec/op"}}}
			r.Name = benchfmt.Name(fmt.Sprintf("Sweep/kernel=%s/size=%d/tasks=%d/mode=%v/workers=%d/threads=%d",
				strings.Join(strings.FieldsFunc(kernel, func(r rune) bool { return r <= ' ' || r == '/' }), "_"),
				s.Load.Size, s.Load.Tasks, c.Mode, c.Workers, c.Threads))
			for _, kv := range [][2]string{
				{"goos", s.Machine.OS}, {"goarch", s.Machine.Arch}, {"cpu", s.Machine.Name}, {"go", s.GoVersion},
				{"cores", strconv.Itoa(s.Machine.Cores)}, {"seed", strconv.FormatUint(s.Seed, 10)},
				{"date", s.Date.Format(time.RFC3339)},
			} {
				if kv[1] != "" {
					r.SetConfig(kv[0], kv[1])
				}
			}
			// What SetConfig adds is internal, which the writer leaves out.
			for i := range r.Config {
				r.Config[i].File = true
			}
			if err := out.Write(&r); err != nil {
				return err
			}
		}
	}
	return nil
}
