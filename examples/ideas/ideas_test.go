// Package ideas holds the test of the small programs in the folders below: each is run as a user would run it, at a small
// size, and must say what it claims to show.
package ideas

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tandem/examples/internal/programtest"
)

// runs are the programs with flags for a small size, what they must print, and the files they must write.
var runs = []struct {
	args  string
	want  []string // regular expressions
	files []string
}{
	{"pool", []string{`\[0 1 4 9 16 25 36 49 64\] <nil>`, `\[0 1 128 729 1024\] <nil>`, `144 <nil>`, `1024 <nil>`}, nil},
	{"imap -steps 111", []string{`^27 takes 111 steps`}, nil},
	{"queue -n 3000", []string{`(?s)started.*started.*started`, `Σ sin\(i³\) for i < 3000 is -?\d`}, nil},
	{"memory -n 8192", []string{`counter here is 0`, `it is 10`, `the last is 67092481`}, nil},
	{"crash", []string{`\[0 1 4 9 16 0 36 0 64 0 100 121\]`, `crash.moody\[5\]: panic: five \(process lost: false`,
		`crash.moody\[7\]: .*exit status 42.*lost: true`, `crash.moody\[9\]: .*killed.*lost: true`, `9 results, 3 failures`}, nil},
	{"timeout -limit 1s", []string{`\[0 0 2 0 4\]`, `task 1 took longer`, `task 3 took longer`}, nil},
	{"resume -n 30 -for 400ms", []string{`\d of 30 tasks ran this time\n\d+ are missing`}, []string{"squares.checkpoint"}},
	{"resume -n 30", []string{`[1-9]\d* of 30 tasks ran this time\nall there; the last is 841`}, nil},
	{"budget -n 40", []string{`1 threads: .*e-08`, `the same digits`}, nil},
	{"plan", []string{`2 tasks of linalg.Eigenvalues, size 2000`, `on 24 cores: .*2×12`, `processes 1×24`}, nil},
	{"sweep -n 12", []string{`processes +2×1|serial`}, []string{"sweep.json", "sweep.png"}},
	{"streams -tasks 4 -n 20000", []string{`serial 1×1 +π ≈ (3.1\d+)\ngoroutines 3×1 +π ≈ 3.1\d+\nprocesses 2×1 +π ≈ 3.1`}, nil},
	{"setup", []string{`600851475143 = \[71 839 1471 6857\]`}, nil},
	{"primes -n 100000", []string{`9592 primes by a loop .*9592 by Parallel`}, nil},
	{"mandelbrot -width 60", nil, []string{"mandelbrot.png"}},
	{"gonum -n 60", []string{`product .*times as fast; traces (\S+) and`, `eigenvalues`}, nil},
	{"solve", []string{`corner is 64.000`, `a \*SingularError: true`}, nil},
	{"fit", []string{`off by 0.02`}, []string{"fit.png"}},
	{"compress -n 64", []string{`rank  2: .*distance (\S+), next`, `rank 16`}, []string{"compress.png"}},
	{"modes -n 200", []string{`mode 1: ω = 0.608`}, []string{"modes.png"}},
	{"npy", []string{`a.npy: \d+ bytes; .*: true\n`, `a.mtx: \d+ bytes; .*: true\n`}, []string{"a.npy", "a.mtx"}},
	{"calculus -n 1000", []string{`f′ = x\*cos\(x\)`, `∫f = -x\*cos`, `greatest value on \[0, 10\): f\(1.33`}, nil},
	{"calculus -f exp(-x^2)*log(x) -n 10", []string{`no antiderivative`}, nil},
	{"algebra", []string{`factor .*\(x - 1\)`, `expand +x\^6 - 1\n`, `simplify +2\n`, `root +-1 = \(-1`, `series .*x\^2/2 \+ x \+ 1`}, nil},
	{"digits", []string{`^262537412640768743\.9999999999992500725972\n`, `= pi: false`}, nil},
	{"newton", []string{`step  8: \(-1\.81626406882515\d, \+0\.83736779989124\d\)`}, nil},
	{"filter -n 1000", []string{`kept +5 Hz.*\nkept +12 Hz.*\ndistance`}, []string{"filter.png"}},
	{"convolve -digits 500", []string{`same as math/big's: true`, `after 1234 samples`}, nil},
	{"chirp -seconds 1", nil, []string{"chirp.png"}},
	{"quad", []string{`1/√x .* 2 ± .*converged`, `1/x .*divergent`}, nil},
	{"cubature", []string{`cube.* 0.024519[89].*converged`, `√x.* 0.1666666667.*converged`, `ball.* 0.83775.*converged`}, nil},
	{"montecarlo -n 40000", []string{`MonteCarlo +(0.9|1.0)`, `Vegas +(0.9|1.0)`, `QuasiMonteCarlo +(0.9|1.0)`}, nil},
}

func TestPrograms(t *testing.T) {
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin+string(filepath.Separator), "./...").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	dir := t.TempDir()
	ran := map[string]bool{}
	for _, r := range runs {
		name, args, _ := strings.Cut(r.args, " ")
		ran[name] = true
		t.Run(r.args, func(t *testing.T) {
			status, out, stderr := programtest.Run(t, dir, filepath.Join(bin, name), strings.Fields(args)...)
			if status != 0 {
				t.Errorf("status %d: %s", status, stderr)
			}
			for _, want := range r.want {
				if !regexp.MustCompile(want).MatchString(out) {
					t.Errorf("the output has no %s:\n%s", want, out)
				}
			}
			programtest.Files(t, dir, r.files...)
		})
	}
	t.Run("bad values", func(t *testing.T) { badValues(t, bin) })
	for _, folder := range folders(t) {
		if !ran[folder] {
			t.Errorf("%s is not run by this test", folder)
		}
	}
}

// badValues gives the programs values out of range: each must say so in one line that names the value, before any work.
func badValues(t *testing.T, bin string) {
	const huge = "9223372036854775807"
	for _, args := range []string{"budget -n=0", "budget -n=" + huge, "calculus -n=-1", "calculus -n=" + huge, "chirp -rate=NaN",
		"chirp -seconds=Inf", "compress -n=1", "convolve -digits=-1", "crash -n=" + huge, "filter -n=0", "filter -noise=NaN",
		"fit -degree=-1", "fit -n=0", "gonum -n=-1", "imap -steps=" + huge, "mandelbrot -width=" + huge, "memory -n=0", "modes -n=0",
		"modes -heavy=-1", "montecarlo -dims=0", "npy -n=0", "plan -cores=0", "plan -cores=" + huge, "pool -workers=" + huge,
		"primes -n=" + huge, "queue -processes=0", "resume -n=0", "setup -from=0", "solve -n=-1", "streams -tasks=-1",
		"sweep -count=-1", "timeout -limit=0s"} {
		name, flag, _ := strings.Cut(args, " ")
		_, value, _ := strings.Cut(flag, "=")
		status, _, stderr := programtest.Run(t, bin, filepath.Join(bin, name), flag)
		if status != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, value) {
			t.Errorf("%s: status %d, %s", args, status, stderr)
		}
	}
}

// The three answers of streams are one answer.
func TestStreamsAgree(t *testing.T) {
	out, err := exec.Command("go", "run", "./streams", "-tasks", "3", "-n", "1000").Output()
	if err != nil {
		t.Fatal(err)
	}
	answers := regexp.MustCompile(`π ≈ (\S+)`).FindAllStringSubmatch(string(out), -1)
	if len(answers) != 3 || answers[0][1] != answers[1][1] || answers[0][1] != answers[2][1] {
		t.Errorf("%v", answers)
	}
}

// Every program is short, names its Python counterpart, and stands in the table; the table names nothing else.
func TestEachIsOneIdea(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	programs := folders(t)
	for _, name := range programs {
		src, err := os.ReadFile(filepath.Join(name, "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		text := string(src)
		if n := strings.Count(text, "\n"); n > 80 {
			t.Errorf("%s has %d lines, more than 80", name, n)
		}
		if head, _, _ := strings.Cut(text, "\npackage main"); !strings.HasPrefix(head, "// Command "+name+" ") || !strings.Contains(head, "\n// In Python: ") {
			t.Errorf("%s does not open with what it does and what that is in Python", name)
		}
		if strings.Contains(text, "tandem/examples/") {
			t.Errorf("%s imports a package that a user cannot copy", name)
		}
		if !strings.Contains(string(readme), "\n| `"+name+"` |") {
			t.Errorf("%s is not in README.md", name)
		}
	}
	if rows := strings.Count(string(readme), "\n| `"); rows != len(programs) {
		t.Errorf("README.md names %d programs of %d", rows, len(programs))
	}
}

func folders(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}
