package symbolic_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tandem/parallel"
	"tandem/symbolic"
)

type problem struct{ f, x, source, level, class string }

func readProblems(t *testing.T) []problem {
	fd, err := os.Open("testdata/integrals.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer fd.Close()
	var ps []problem
	for sc := bufio.NewScanner(fd); sc.Scan(); {
		if c := strings.Split(sc.Text(), "\t"); len(c) == 5 && !strings.HasPrefix(c[0], "#") {
			ps = append(ps, problem{c[0], c[1], c[2], c[3], c[4]})
		}
	}
	return ps
}

// Scored is what one problem came to.
type Scored struct {
	Status string // solved, unsolved, proved, wrong, timeout
	Answer symbolic.Expr
	Time   time.Duration
}

// scoreOne integrates in a pool and checks the answer by means of its own: the symbolic derivative, evaluated at other
// points than Integrate looks at.
var scoreOne = parallel.NewTask("symbolic_test.score", func(ctx context.Context, a symbolic.IntegrateArgs) (Scored, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	start := time.Now()
	F, err := symbolic.IntegrateTask.Call(ctx, a)
	s := Scored{Answer: F, Time: time.Since(start)}
	var none *symbolic.NoAntiderivative
	switch {
	case ctx.Err() != nil:
		s.Status = "timeout"
	case errors.As(err, &none) && none.Reason == symbolic.Proved:
		s.Status = "proved"
	case err != nil:
		s.Status = "unsolved"
	case !symbolic.AgreeAt(symbolic.Diff(F, a.Var), a.Integrand, a.Var, []complex128{
		1.37 + 0.12i, -0.83 - 0.07i, 0.29 - 0.03i, 2.61 + 0.15i, -2.2 + 0.1i, 3.9 - 0.05i}):
		s.Status = "wrong"
	default:
		s.Status = "solved"
	}
	return s, nil
})

// TestScore integrates the problem file through a pool of goroutines and prints what was solved, by level and class.
// It takes every third problem, every twelfth with -short, all of them with TANDEM_LONG=1; TANDEM_SAMPLE=n takes n of the problems with known elementary answers and
// TANDEM_SCORE_OUT=file lists them, which is what testdata/peer_integrate.py does with other systems.
func TestScore(t *testing.T) {
	ps := readProblems(t)
	sampled := false
	if n, err := strconv.Atoi(os.Getenv("TANDEM_SAMPLE")); err == nil && n > 0 {
		var known []problem
		for _, p := range ps {
			if p.class == "elementary" || p.class == "erf" {
				known = append(known, p)
			}
		}
		ps = nil
		for i := range n {
			ps = append(ps, known[i*len(known)/n])
		}
		sampled = true
	} else if os.Getenv("TANDEM_LONG") == "" {
		step := 3
		if testing.Short() {
			step = 12
		}
		var some []problem
		for i := 0; i < len(ps); i += step {
			some = append(some, ps[i])
		}
		ps = some
	}
	args := make([]symbolic.IntegrateArgs, len(ps))
	for i, p := range ps {
		args[i] = symbolic.IntegrateArgs{Integrand: symbolic.MustParse(p.f), Var: symbolic.Sym(p.x)}
	}
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Goroutines, Workers: 2, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	out, err := scoreOne.Map(context.Background(), pool, args)
	if err != nil {
		t.Fatal(err)
	}
	type row struct{ all, solved, proved, timeout, wrong int }
	table := map[string]*row{}
	tally := func(key string, s Scored) {
		if table[key] == nil {
			table[key] = &row{}
		}
		r := table[key]
		r.all++
		switch s.Status {
		case "solved":
			r.solved++
		case "proved":
			r.proved++
		case "timeout":
			r.timeout++
		case "wrong":
			r.wrong++
		}
	}
	var times []time.Duration
	var list strings.Builder
	for i, s := range out {
		p := ps[i]
		tally("all", s)
		if p.class == "elementary" || p.class == "erf" {
			tally(p.level, s)
		}
		tally(p.level+", class "+p.class, s)
		if strings.HasPrefix(p.source, "RUBI/Stewart") || strings.HasPrefix(p.source, "RUBI/Apostol") {
			tally("Stewart and Apostol", s)
		}
		if s.Status == "wrong" {
			t.Errorf("wrong: ∫ %s d%s = %v", p.f, p.x, s.Answer)
		}
		times = append(times, s.Time)
		fmt.Fprintf(&list, "%s\t%.4f\t%s\t%s\t%v\n", s.Status, s.Time.Seconds(), p.level, p.f, s.Answer)
	}
	keys := make([]string, 0, len(table))
	for k := range table {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	t.Logf("%-26s %5s %7s %7s %8s %6s", "", "all", "solved", "proved", "timeout", "wrong")
	for _, k := range keys {
		r := table[k]
		t.Logf("%-26s %5d %7d %7d %8d %6d  %5.1f%%", k, r.all, r.solved, r.proved, r.timeout, r.wrong, 100*float64(r.solved)/float64(r.all))
	}
	slices.Sort(times)
	t.Logf("time: median %v, 95th percentile %v, longest %v", times[len(times)/2], times[len(times)*95/100], times[len(times)-1])
	if path := os.Getenv("TANDEM_SCORE_OUT"); path != "" {
		if err := os.WriteFile(path, []byte(list.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if testing.Short() || sampled {
		return
	}
	for k, least := range map[string]float64{"easy": 0.98, "medium": 0.85, "hard": 0.60, "Stewart and Apostol": 0.98} {
		if r := table[k]; float64(r.solved) < least*float64(r.all) {
			t.Errorf("%s: %d of %d solved, want %.0f%%", k, r.solved, r.all, 100*least)
		}
	}
}
