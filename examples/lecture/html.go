package main

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"

	"tandem/examples/internal/program"
	"tandem/plots"
)

//go:embed report.tmpl
var reportTemplate string

var report = template.Must(template.New("report").Parse(reportTemplate))

// html writes a report that needs nothing but a browser: the figures, in a light and a dark theme, are inside.
func (s *session) html(path string) error {
	type picture struct {
		Title string
		Width float64 // rem
		Light template.URL
		Dark  template.Srcset // a comma in a URL is data here, which html/template would take for a separator
	}
	type section struct {
		Name, Title, Idiom, Code, Stated string
		Lines                            []string
		Head                             []string
		Rows                             [][]string
		Ratio, Short, Verdict, Because   string
		Class                            string
		Pictures                         []picture
	}
	var sections []section
	counts := map[verdict]int{}
	for _, f := range s.findings {
		sec := section{Name: f.name, Title: f.title, Idiom: f.idiom, Code: f.code, Stated: f.stated, Lines: f.lines,
			Verdict: string(f.verdict), Because: f.because,
			Class: map[verdict]string{same: "same", different: "different", notHere: "nothere"}[f.verdict]}
		counts[f.verdict]++
		if len(f.table) > 0 {
			sec.Head, sec.Rows = f.table[0], f.table[1:]
		}
		if f.ratio.median > 0 {
			sec.Ratio, sec.Short = f.ratio.times(), f.ratio.short()
		}
		for _, fig := range f.figures {
			light, err := dataURL(*fig.Figure, plots.Paper)
			if err != nil {
				return err
			}
			dark, err := dataURL(*fig.Figure, plots.Dark)
			if err != nil {
				return err
			}
			sec.Pictures = append(sec.Pictures, picture{fig.Title, fig.Width * 8.5, light, template.Srcset(dark)})
		}
		sections = append(sections, sec)
	}
	return program.WriteFile(path, func(w io.Writer) error {
		return report.Execute(w, map[string]any{"Where": s.where, "Quick": s.Quick, "Sections": sections, "Same": counts[same],
			"Different": counts[different], "NotHere": counts[notHere]})
	})
}

func dataURL(f plots.Figure, theme plots.Theme) (template.URL, error) {
	f.Theme = theme
	var buf bytes.Buffer
	if err := f.Render(&buf, "svg"); err != nil {
		return "", err
	}
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(buf.Bytes())), nil
}
