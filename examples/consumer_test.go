package examples

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
	text := strings.Replace(string(gomod), "../../..", root, 1)
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
