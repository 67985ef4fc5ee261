package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"tandem/examples/internal/program"
	"tandem/linalg"
)

// write makes the output folder's files.
func (s *session) write(dir string) error {
	var errs []error
	save := func(name string, write func(path string) error) {
		path := filepath.Join(dir, name)
		if err := write(path); err != nil {
			errs = append(errs, err)
			return
		}
		program.Println("wrote", path)
	}
	program.Println()
	for _, f := range s.findings {
		for _, fig := range f.figures {
			save(fig.name+".png", fig.Save)
			save(fig.name+".svg", fig.Save)
		}
	}
	save("results.json", s.json)
	save("results.csv", s.csv)
	if len(s.spectra) > 0 {
		save("spectra.npz", s.npz)
	}
	save("report.html", s.html)
	return errors.Join(errs...)
}

func (s *session) json(path string) error {
	type row struct {
		Name    string     `json:"name"`
		Title   string     `json:"title"`
		Stated  string     `json:"stated"`
		Lines   []string   `json:"lines,omitempty"`
		Table   [][]string `json:"table,omitempty"`
		Ratio   float64    `json:"ratio,omitempty"`
		Lo      float64    `json:"lo,omitempty"`
		Hi      float64    `json:"hi,omitempty"`
		Verdict verdict    `json:"verdict"`
		Because string     `json:"because"`
	}
	var rows []row
	for _, f := range s.findings {
		rows = append(rows, row{f.name, f.title, f.stated, f.lines, f.table, f.ratio.median, f.ratio.lo, f.ratio.hi, f.verdict, f.because})
	}
	return program.WriteFile(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{"machine": s.machine, "go": runtime.Version(), "quick": s.Quick,
			"date": time.Now().UTC().Format(time.RFC3339), "experiments": rows})
	})
}

func (s *session) csv(path string) error {
	rows := [][]string{{"experiment", "ratio", "lo", "hi", "verdict", "because"}}
	number := func(x float64) string {
		if x == 0 {
			return ""
		}
		return strconv.FormatFloat(x, 'g', 4, 64)
	}
	for _, f := range s.findings {
		rows = append(rows, []string{f.name, number(f.ratio.median), number(f.ratio.lo), number(f.ratio.hi), string(f.verdict), f.because})
	}
	return program.WriteFile(path, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) })
}

// npz writes the spectra for NumPy.
func (s *session) npz(path string) error {
	arrays := map[string]any{}
	for name, values := range s.spectra {
		arrays[name] = values
	}
	return program.WriteFile(path, func(w io.Writer) error { return linalg.WriteNPZ(w, arrays) })
}
