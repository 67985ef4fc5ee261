package examples

import (
	"go/doc"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module makes a module that requires Tandem in a folder of the test's and returns the folder.
func module(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	gomod, err := os.ReadFile("testdata/consumer/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(gomod), "../../..", strconv.Quote(root), 1) // it may hold spaces
	sums, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"go.mod": text, "go.sum": string(sums)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func runGo(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestAnotherModuleCanUseTandem(t *testing.T) {
	dir := module(t)
	src, err := os.ReadFile("testdata/consumer/main.go")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), src, 0o644); err != nil {
		t.Fatal(err)
	}
	want := "2 <nil>\n(6+0i) <nil>\n2.000000000000 <nil>\n3*x^2\n3\n"
	if out := runGo(t, dir, "run", "."); out != want {
		t.Errorf("output %q, want %q", out, want)
	}
}

// The README's Go is whole programs, and they compile.
func TestReadmeCompiles(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	programs := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(readme, -1)
	if len(programs) == 0 {
		t.Fatal("the README holds no Go")
	}
	for i, p := range programs {
		dir := module(t)
		if err := os.WriteFile(filepath.Join(dir, "main.go"), p[1], 0o644); err != nil {
			t.Fatal(err)
		}
		runGo(t, dir, "vet", ".")
		t.Logf("program %d of the README compiles", i+1)
	}
}

// Files and folders that the README and ARCHITECTURE.md name exist.
func TestNamedFilesExist(t *testing.T) {
	for _, page := range []string{"../README.md", "../ARCHITECTURE.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("[(`](examples/[a-z0-9_./]+|[A-Z]+\\.md|\\.ci/[a-z]+)[)`]|\\./(examples/[a-z]+)").FindAllSubmatch(text, -1) {
			name := string(m[1]) + string(m[2])
			if _, err := os.Stat(filepath.Join("..", name)); err != nil {
				t.Errorf("%s names %s: %v", page, name, err)
			}
		}
	}
}

// What the README's table sets beside Python's names exists: pkg.Name, then names of the same package, and methods of Task.
func TestPythonTableNames(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	exported := map[string]map[string]bool{} // by package or type
	add := func(in, name string) {
		if exported[in] == nil {
			exported[in] = map[string]bool{}
		}
		exported[in][name] = true
	}
	for _, dir := range publicPackages(t) {
		fset, files, _ := parsePackage(t, dir)
		p, err := doc.NewFromFiles(fset, files, "tandem/"+filepath.Base(dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range slices.Concat(p.Consts, p.Vars) {
			for _, name := range v.Names {
				add(p.Name, name)
			}
		}
		for _, f := range p.Funcs {
			add(p.Name, f.Name)
		}
		for _, typ := range p.Types {
			add(p.Name, typ.Name)
			for _, v := range slices.Concat(typ.Consts, typ.Vars) {
				for _, name := range v.Names {
					add(p.Name, name)
				}
			}
			for _, f := range typ.Funcs {
				add(p.Name, f.Name)
			}
			for _, m := range typ.Methods {
				add(typ.Name, m.Name)
			}
		}
	}
	_, table, _ := strings.Cut(string(text), "## From Python")
	table, _, _ = strings.Cut(table, "\n## ")
	code, name := regexp.MustCompile("`[^`]*`"), regexp.MustCompile(`(?:(\w+)\.)?\b([A-Z]\w*)`)
	checked := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 || !strings.Contains(line, "`") {
			continue
		}
		in := "parallel"
		for _, c := range code.FindAllString(cells[2], -1) {
			c = strings.TrimPrefix(c, "`Mode: ")
			c, _, _ = strings.Cut(c, "{") // a literal: its fields are not names of a package
			for _, m := range name.FindAllStringSubmatch(c, -1) {
				if m[1] != "" && m[1] == strings.ToLower(m[1]) {
					in = m[1]
				}
				of := in
				if m[1] != "" {
					of = m[1]
				}
				checked++
				if !exported[of][m[2]] {
					t.Errorf("%s.%s does not exist: %s", of, m[2], strings.TrimSpace(line))
				}
			}
		}
	}
	if checked < 50 {
		t.Errorf("%d names: the table is gone", checked)
	}
}
