package print

import (
	"flag"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/parse"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The golden file holds expressions at the margin, and below each, by a tab, its LaTeX, Go and C.
func TestGolden(t *testing.T) {
	path := filepath.Join("testdata", "forms.txt")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '\t' {
			continue
		}
		n, err := parse.Parse(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		out.WriteString(line + "\n")
		for _, s := range []string{LaTeX(n), code(t, Go, n), code(t, C, n)} {
			out.WriteString("\t" + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n\t") + "\n")
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if out.String() != string(data) {
		t.Errorf("forms differ from %s; run go test -update and look at the difference\n%s", path, out.String())
	}
}

func code(t *testing.T, lang *Language, n *expr.Node) string {
	s, err := Code(lang, "f", []*expr.Node{n}, expr.Symbols(n))
	if err != nil {
		return err.Error()
	}
	if lang == Go {
		if _, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+s, 0); err != nil {
			t.Errorf("%s is no Go: %v", s, err)
		}
	}
	return s
}
