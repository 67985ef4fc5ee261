package engine

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// TestCosts prints, for the lengths in TANDEM_FFT_COSTS, the time of every method that can serve beside the one that the
// cost formula predicts; without it nothing is timed. The first line of each length is the design.
//
//	TANDEM_FFT_COSTS="163 519 65951" go test -run TestCosts ./fft/internal/engine
func TestCosts(t *testing.T) {
	fs := families(t, simd.Active())
	for _, field := range strings.Fields(os.Getenv("TANDEM_FFT_COSTS")) {
		n, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range candidates(n, Sets(fs)) {
			ns := timeOf(r, fs)
			fmt.Printf("%9.0f ns, predicted %9.0f (%.2f)  %v\n", ns, r.Cost, ns/r.Cost, r)
		}
	}
}

// candidates returns the design for n and the other recipes, without those that are predicted to take twice as long.
func candidates(n int, sets []recipe.Set) []*recipe.Recipe {
	design := recipe.Design(n, sets)
	all := []*recipe.Recipe{recipe.Chirp(n, sets), recipe.Definition(n, sets), recipe.Near(n, sets[0]), recipe.Afar(n, sets[0])}
	p := 2
	for q := n; q > 1; p++ {
		for q%p == 0 {
			q /= p
		}
	}
	if p--; p == n && recipe.Smooth(n-1) {
		all = append(all, recipe.Cyclic(n, sets))
	}
	if p < n {
		all = append(all, recipe.Product(n/p, p, sets), recipe.Product(p, n/p, sets))
	}
	kept, seen := []*recipe.Recipe{design}, []string{design.String()}
	for _, r := range all {
		if r != nil && r.Cost < 2*design.Cost && !slices.Contains(seen, r.String()) {
			kept, seen = append(kept, r), append(seen, r.String())
		}
	}
	return kept
}

// timeOf returns the nanoseconds of one transform, the best of several runs.
func timeOf(r *recipe.Recipe, fs []*kernel.Family[float64]) float64 {
	tr, e := Build(r, fs), edge(false, 1)
	x, y := random(2*r.N), make([]float64, 2*r.N)
	best, reps := time.Hour, max(1, 100000/r.N)
	for range 7 {
		start := time.Now()
		for range reps {
			tr.Run(parallel.Team{}, &y[0], &x[0], e)
		}
		best = min(best, time.Since(start))
	}
	return float64(best) / float64(reps)
}
