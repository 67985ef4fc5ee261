package fft

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/dsp/fourier"

	"tandem/parallel"
)

// TestTimes prints the times that testdata/peers.sh compares with FFTW's and scipy's, by the same rule: the best of
// several runs of at least 20 ms. TANDEM_FFT_TIMES lists KIND:N as testdata/fftw.c does; without it nothing is timed.
func TestTimes(t *testing.T) {
	list := strings.Fields(os.Getenv("TANDEM_FFT_TIMES"))
	threads, _ := strconv.Atoi(os.Getenv("TANDEM_FFT_THREADS"))
	for _, item := range list {
		kind, size, _ := strings.Cut(item, ":")
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		if n >= teamFrom || kind == "b" || kind == "s" { // shorter ones are nobody's to share: like C, they get no more than they need
			ctx = parallel.WithThreads(ctx, max(1, threads))
		}
		run := workload(t, kind, n)
		if os.Getenv("TANDEM_FFT_PEER") == "gonum" {
			if run = gonum(kind, n); run == nil {
				continue
			}
		}
		f := func(reps int) {
			if err := run(ctx, reps); err != nil {
				t.Fatal(err)
			}
		}
		f(1)
		start := time.Now()
		f(1)
		reps := max(1, int(20*time.Millisecond/(time.Since(start)+1)))
		best := time.Duration(1 << 62)
		end := time.Now().Add(100 * time.Millisecond)
		for rounds := 0; rounds < 3 || time.Now().Before(end); rounds++ {
			start := time.Now()
			f(reps)
			best = min(best, time.Since(start))
		}
		fmt.Printf("%s %.1f\n", item, float64(best)/float64(reps))
	}
}

// workload returns what runs a transform of a kind again and again: c complex, r real, b 256 rows, s square.
func workload(t *testing.T, kind string, n int) func(ctx context.Context, reps int) error {
	p, err := NewPlan(n)
	if err != nil {
		t.Fatal(err)
	}
	total := map[string]int{"c": n, "r": n, "b": 256 * n, "s": n * n}[kind]
	x, y := randomComplex(total), make([]complex128, total)
	switch kind {
	case "r":
		r, err := NewRealPlan(n)
		if err != nil {
			t.Fatal(err)
		}
		v, s := randomReal(n), make([]complex128, n/2+1)
		return func(ctx context.Context, reps int) error {
			for range reps {
				if err := r.Forward(ctx, s, v, Backward); err != nil {
					return err
				}
			}
			return nil
		}
	case "b":
		return func(ctx context.Context, reps int) (err error) {
			for range reps {
				err = errors.Join(err, p.Many(ctx, y, x, Rows(256, n), false, Backward))
			}
			return err
		}
	case "s":
		return func(ctx context.Context, reps int) (err error) {
			for range reps {
				err = errors.Join(err, p.Many(ctx, y, x, Rows(n, n), false, Backward), p.Many(ctx, y, y, Columns(n), false, Backward))
			}
			return err
		}
	}
	return func(ctx context.Context, reps int) error {
		for range reps {
			if err := p.Forward(ctx, y, x); err != nil {
				return err
			}
		}
		return nil
	}
}

// gonum returns gonum's transform of the same kind, or nil where it has none or would take time in proportion to n².
func gonum(kind string, n int) func(ctx context.Context, reps int) error {
	if p := largestFactor(n); p > 2000 || kind != "c" && kind != "r" {
		return nil
	}
	if kind == "r" {
		p, v, s := fourier.NewFFT(n), randomReal(n), make([]complex128, n/2+1)
		return func(_ context.Context, reps int) error {
			for range reps {
				p.Coefficients(s, v)
			}
			return nil
		}
	}
	p, x, y := fourier.NewCmplxFFT(n), randomComplex(n), make([]complex128, n)
	return func(_ context.Context, reps int) error {
		for range reps {
			p.Coefficients(y, x)
		}
		return nil
	}
}

func largestFactor(n int) int {
	for p := 2; p*p <= n; p++ {
		for n%p == 0 && n > p {
			n /= p
		}
	}
	return n
}

// TestWorstLengths prints the lengths that take longest for their n·log n, over the best of all: every length from 64 to
// 4096, and from there to 100000 primes, powers of primes, their products with 2, 3 and 6, and others at random.
// TANDEM_FFT_WORST says how many; without it nothing is timed.
func TestWorstLengths(t *testing.T) {
	show, _ := strconv.Atoi(os.Getenv("TANDEM_FFT_WORST"))
	if show == 0 {
		return
	}
	type length struct {
		p    *Plan
		cost float64 // nanoseconds over n·log₂n
	}
	serial := parallel.WithThreads(ctx, 1)
	x, y := randomComplex(100000), make([]complex128, 100000)
	measure := func(p *Plan) length {
		n, best := p.Len(), time.Duration(1<<62)
		reps := max(1, 40000/n)
		for range 5 + n/10000 { // long ones suffer from what planning left in the caches
			start := time.Now()
			for range reps {
				if err := p.Forward(serial, y[:n], x[:n]); err != nil {
					t.Fatal(err)
				}
			}
			best = min(best, time.Since(start))
		}
		return length{p, float64(best) / float64(reps) / (float64(n) * math.Log2(float64(n)))}
	}
	var all []length
	for _, n := range scanned() {
		p, err := NewPlan(n)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, measure(p))
	}
	slices.SortFunc(all, func(a, b length) int { return cmp.Compare(b.cost, a.cost) })
	least := all[len(all)-1]
	worst := all[:min(show, len(all))]
	for i := range worst { // once more: of thousands, some were disturbed
		worst[i].cost = min(worst[i].cost, measure(worst[i].p).cost)
	}
	slices.SortFunc(worst, func(a, b length) int { return cmp.Compare(b.cost, a.cost) })
	fmt.Printf("%d lengths, best: %v, %.3f ns for each n·log₂n\n", len(all), least.p, least.cost)
	for _, l := range worst {
		fmt.Printf("%5.2f times that: %v\n", l.cost/least.cost, l.p)
	}
}

// scanned returns the lengths of TestWorstLengths.
func scanned() []int {
	const lo, hi = 4096, 100000
	seen := map[int]bool{}
	for n := 64; n <= lo; n++ {
		seen[n] = true
	}
	add := func(n int) {
		if lo < n && n <= hi {
			seen[n] = true
		}
	}
	r := rand.New(rand.NewPCG(5, 7))
	for range 400 {
		p := lo + r.IntN(hi-lo)
		add(p)
		for _, k := range []int{1, 2, 3, 6} {
			add(k * nextPrime(p/k))
		}
	}
	for p := 17; p*p <= hi; p = nextPrime(p + 1) {
		for n := p * p; n <= hi; n *= p {
			add(n)
			add(2 * n)
		}
		add(p * nextPrime(p+1))
	}
	return slices.Sorted(maps.Keys(seen))
}

// nextPrime returns the smallest prime ≥ n.
func nextPrime(n int) int {
	for n < 2 || largestFactor(n) < n {
		n++
	}
	return n
}
