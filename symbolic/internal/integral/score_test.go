package integral

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/parse"
	"tandem/symbolic/internal/print"
)

type problem struct{ f, x, source, level, class string }

func readProblems(t testing.TB, path string) []problem {
	fd, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer fd.Close()
	var ps []problem
	sc := bufio.NewScanner(fd)
	for sc.Scan() {
		if c := strings.Split(sc.Text(), "\t"); len(c) == 5 && !strings.HasPrefix(c[0], "#") {
			ps = append(ps, problem{c[0], c[1], c[2], c[3], c[4]})
		}
	}
	return ps
}

type outcome struct {
	p      problem
	status string
	took   time.Duration
	answer string
}

// TestScore runs the development problems and prints a table: TANDEM_SCORE=path/to.tsv, failures to TANDEM_SCORE_OUT.
func TestScore(t *testing.T) {
	path := os.Getenv("TANDEM_SCORE")
	if path == "" {
		path = "../../testdata/integrals.tsv"
		if _, err := os.Stat(path); err != nil {
			t.Skip("no problems")
		}
	}
	ps := readProblems(t, path)
	if m := os.Getenv("TANDEM_MATCH"); m != "" {
		var keep []problem
		for _, p := range ps {
			if strings.Contains(p.f+"\t"+p.source+"\t"+p.level+"\t"+p.class, m) {
				keep = append(keep, p)
			}
		}
		ps = keep
	}
	limit := 10 * time.Second
	if s := os.Getenv("TANDEM_LIMIT"); s != "" {
		limit, _ = time.ParseDuration(s)
	}
	out := make([]outcome, len(ps))
	var wg sync.WaitGroup
	next := make(chan int)
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				out[i] = solve(ps[i], limit)
			}
		}()
	}
	for i := range ps {
		next <- i
	}
	close(next)
	wg.Wait()
	report(t, out)
}

func solve(p problem, limit time.Duration) (o outcome) {
	o.p = p
	f, err := parse.Parse(p.f)
	if err != nil {
		o.status = "parse: " + err.Error()
		return o
	}
	defer func() {
		if r := recover(); r != nil {
			o.status = fmt.Sprint("panic: ", r)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	start := time.Now()
	F, _, err := Integrate(ctx, f, expr.Sym(p.x), Options{})
	o.took = time.Since(start)
	switch {
	case err != nil && ctx.Err() != nil:
		o.status = "timeout"
	case errors.Is(err, errRejected):
		o.status = "rejected"
	case err != nil:
		o.status = "unsolved"
	default:
		o.status = "solved"
		o.answer = print.Text(F)
	}
	return o
}

func report(t *testing.T, out []outcome) {
	count := map[string]map[string]int{}
	var times []time.Duration
	for _, o := range out {
		k := o.p.level + " " + o.p.class
		if count[k] == nil {
			count[k] = map[string]int{}
		}
		s := o.status
		if i := strings.Index(s, ":"); i > 0 {
			s = s[:i]
		}
		count[k][s]++
		count[k]["all"]++
		if o.status == "solved" {
			times = append(times, o.took)
		}
	}
	var keys []string
	for k := range count {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		t.Logf("%-20s %v  %.1f%%", k, count[k], 100*float64(count[k]["solved"])/float64(count[k]["all"]))
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	if n := len(times); n > 0 {
		t.Logf("median %v, 95th percentile %v, max %v", times[n/2], times[n*95/100], times[n-1])
	}
	if path := os.Getenv("TANDEM_SCORE_OUT"); path != "" {
		var b strings.Builder
		for _, o := range out {
			fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%v\t%s\t%s\n", o.status, o.p.level, o.p.class, o.p.source, o.took, o.p.f, o.answer)
		}
		os.WriteFile(path, []byte(b.String()), 0o644)
	}
}
