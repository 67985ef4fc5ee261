// Command info prints what Tandem may use of this machine and why: processors, caches, memory, limits, environment, the
// instruction-set tier, and what calibration has measured.
//
//	go run ./examples/info
//	go run ./examples/info -calibrate     # measure the eigenvalue and Fourier kernels and keep the result
//	go run ./examples/info -json
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"tandem/examples/internal/program"
	"tandem/linalg"
	"tandem/parallel"
	"tandem/parallel/simd"
)

type flags struct {
	JSON      bool `name:"json" help:"Print JSON."`
	Calibrate bool `help:"Measure the eigenvalue kernel first (about two seconds) and keep the result for every program."`
	N         int  `short:"n" default:"400" help:"Largest size that -calibrate measures."`
}

// Validate reports values out of bounds.
func (f *flags) Validate() error {
	if f.N < 4 || f.N > 20000 {
		return fmt.Errorf("-n %d: must be from 4 to 20000", f.N)
	}
	return nil
}

func main() {
	var f flags
	program.Run("info", "What Tandem may use of this machine, and why.", &f,
		func(ctx context.Context, _ string) error { return run(ctx, program.Stdout, &f) })
}

// A report is everything that is printed.
type report struct {
	Machine     parallel.Machine  `json:"machine"`
	Go          string            `json:"go"`
	GOMAXPROCS  int               `json:"gomaxprocs"`
	Tier        string            `json:"tier"`
	Hardware    string            `json:"hardware_tier"`
	Environment map[string]string `json:"environment"`
	Calibration string            `json:"calibration_file"`
}

// environment lists the variables that bear on parallel runs, set or not.
var environment = []string{"GOMAXPROCS", "GOMEMLIMIT", "GOGC", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
	"SLURM_JOB_ID", "SLURM_CPUS_PER_TASK", "SLURM_NTASKS", "TANDEM_SIMD"}

func run(ctx context.Context, w io.Writer, f *flags) error {
	if f.Calibrate {
		l := linalg.EigenvaluesLoad(1, f.N)
		say := func(line string) { fmt.Fprintln(os.Stderr, line) }
		if _, err := parallel.Calibrate(ctx, l, parallel.CalibrateOptions{Progress: say}); err != nil {
			return err
		}
	}
	m := parallel.ThisMachine()
	r := report{Machine: m, Go: runtime.Version(), GOMAXPROCS: runtime.GOMAXPROCS(0), Tier: simd.Active().String(),
		Hardware: simd.Hardware().String(), Environment: map[string]string{}, Calibration: parallel.CalibrationFile(m)}
	for _, name := range environment {
		if v, set := os.LookupEnv(name); set {
			r.Environment[name] = v
		}
	}
	if f.JSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	r.print(w)
	return nil
}

func (r report) print(w io.Writer) {
	m := r.Machine
	line := func(name, format string, args ...any) {
		_, _ = fmt.Fprintf(w, "%-12s %s\n", name, strings.TrimSpace(fmt.Sprintf(format, args...)))
	}
	line("machine", "%s (%s/%s, %s)", m, m.OS, m.Arch, r.Go)
	line("cores", "%d to work on, %d physical, %d NUMA; GOMAXPROCS is %d", m.Cores, m.Physical, m.Nodes, r.GOMAXPROCS)
	for _, c := range m.Caches {
		line(fmt.Sprintf("L%d cache", c.Level), "%d KiB, shared by %d", c.Size>>10, c.Shared)
	}
	line("memory", "%d MiB can be had", m.Memory>>20)
	line("kernels", "%s (the processor has %s)", r.Tier, r.Hardware)
	if m.Processes {
		line("processes", "worker processes can be started")
	} else {
		line("processes", "not available here: goroutines only")
	}
	for _, l := range m.Limits {
		line("limit", "%s by %s: %s", l.What, l.By, l.Text)
	}
	if len(m.Limits) == 0 {
		line("limit", "none beyond the hardware")
	}
	set := false
	for _, name := range environment {
		if v, ok := r.Environment[name]; ok {
			line("environment", "%s=%s", name, v)
			set = true
		}
	}
	if !set {
		line("environment", "none of %s is set", strings.Join(environment, ", "))
	}
	if len(m.Fits) == 0 {
		line("calibration", "none: the planner uses each load's own counts and default rates. Run with -calibrate")
	}
	for _, fit := range m.Fits {
		line("calibration", "%s", fit.Kernel)
		for _, p := range fit.Points {
			line("", "  size %d: %.3g ms on one thread; %.0f%% serial, %.2g%% for each further thread; %.0f%% slower on busy cores",
				p.Size, 1e3*p.Seconds, 100*p.Serial, 100*p.Sync, 100*p.Outer)
		}
	}
	line("", "kept in %s", r.Calibration)
}
