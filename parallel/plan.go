package parallel

import (
	"fmt"
	"strings"
)

// A Mode says where the workers of a pool live.
type Mode int

const (
	Serial     Mode = iota // in the caller, one task after the other
	Goroutines             // in goroutines of this process
	Processes              // in processes of their own on this machine
	MPI                    // in the processes of an MPI job
)

var modeNames = [...]string{"serial", "goroutines", "processes", "mpi"}

func (m Mode) String() string {
	if m < 0 || int(m) >= len(modeNames) {
		return fmt.Sprintf("Mode(%d)", int(m))
	}
	return modeNames[m]
}

// ParseMode returns the mode with the given name.
func ParseMode(s string) (Mode, error) {
	for i, name := range modeNames {
		if s == name {
			return Mode(i), nil
		}
	}
	return Serial, fmt.Errorf("parallel: unknown mode %q: use %s", s, strings.Join(modeNames[:], ", "))
}

// MarshalText writes the mode's name, for JSON and flags.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads a mode's name.
func (m *Mode) UnmarshalText(text []byte) (err error) {
	*m, err = ParseMode(string(text))
	return err
}

// A Plan is a split of the cores: Workers tasks at once, each on Threads inner threads, and on more while cores are idle
// unless Exact is set. Written by hand it needs only the first fields; Choose fills in the rest, which Explain tells.
type Plan struct {
	Mode    Mode `json:"mode"` // where the workers live
	Workers int  `json:"workers"`
	Threads int  `json:"threads"`
	Exact   bool `json:"exact,omitempty"` // Threads is a strict limit: cores that fall idle are not lent to the running tasks

	Seconds    float64     `json:"seconds,omitempty"`    // predicted time of the whole load
	Candidates []Candidate `json:"candidates,omitempty"` // what was weighed, fastest first
	Reasons    []string    `json:"reasons,omitempty"`    // why the winner won, and what bounded the choice
	Load       Load        `json:"load"`                 // what Choose was asked for
	Machine    string      `json:"machine,omitempty"`    // in words
}

// A Candidate is one split that Choose weighed (Mode, Workers, Threads and Exact as in a Plan), with its predicted time in
// parts.
type Candidate struct {
	Mode    Mode    `json:"mode"`
	Workers int     `json:"workers"`
	Threads int     `json:"threads"`
	Exact   bool    `json:"exact,omitempty"`
	Seconds float64 `json:"seconds"` // whole load: the parts below, added
	Start   float64 `json:"start"`   // starting the workers
	Compute float64 `json:"compute"` // tasks, inner loops, contention, the uneven end
	Move    float64 `json:"move"`    // carrying arguments and results
	Bound   string  `json:"bound"`   // what bounds it, in words
}

// Check reports what is wrong with p, naming the value and the bound.
func (p Plan) Check() error {
	if p.Mode < Serial || p.Mode > MPI {
		return fmt.Errorf("parallel: Plan.Mode is %v: use Serial, Goroutines, Processes or MPI", p.Mode)
	}
	if p.Workers < 1 {
		return fmt.Errorf("parallel: Plan.Workers is %d: it must be at least 1", p.Workers)
	}
	if p.Threads < 1 {
		return fmt.Errorf("parallel: Plan.Threads is %d: it must be at least 1", p.Threads)
	}
	return nil
}

// String is the plan in short: "goroutines 2×12".
func (p Plan) String() string { return fmt.Sprintf("%v %d×%d", p.Mode, p.Workers, p.Threads) }

// Explain tells the candidates, their predicted times, and why the winner won, as a table.
func (p Plan) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d tasks", max(p.Load.Tasks, 1))
	if p.Load.Kernel != "" {
		fmt.Fprintf(&b, " of %s, size %d,", p.Load.Kernel, p.Load.Size)
	}
	if p.Machine != "" {
		fmt.Fprintf(&b, " on %s", p.Machine)
	}
	fmt.Fprintf(&b, "\nplan: %s, %d at once, %s each\n", p.Mode, p.Workers, count(p.Threads, "thread"))
	if len(p.Candidates) > 0 {
		fmt.Fprintf(&b, "\n  %-11s %7s %7s %11s  %s\n", "mode", "workers", "threads", "predicted", "bounded by")
	}
	for i, c := range p.Candidates {
		mark := " "
		if i == 0 {
			mark = "*"
		}
		fmt.Fprintf(&b, "%s %-11s %7d %7d %11s  %s\n", mark, c.Mode, c.Workers, c.Threads, secondsText(c.Seconds), c.Bound)
	}
	for _, r := range p.Reasons {
		fmt.Fprintf(&b, "\n- %s", r)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// count writes "1 thread", "12 threads".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// secondsText writes a time with three digits and a fitting unit.
func secondsText(s float64) string {
	switch {
	case s >= 1:
		return fmt.Sprintf("%.3g s", s)
	case s >= 1e-3:
		return fmt.Sprintf("%.3g ms", s*1e3)
	case s >= 1e-6:
		return fmt.Sprintf("%.3g µs", s*1e6)
	}
	return fmt.Sprintf("%.3g ns", s*1e9)
}
