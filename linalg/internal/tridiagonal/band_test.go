package tridiagonal

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/linalg/internal/arena"
	"tandem/parallel/simd"
)

// Two stages against one: both are orthogonal similarities, so the values agree to a few units in the last place of the
// norm; bisection finds them to full accuracy. Every team gives the same bits.
func TestTwoStage(t *testing.T) {
	sizes := []int{1, 2, 3, band - 1, band, band + 1, band + 2, 2*band - 1, 2 * band, 2*band + 1, 100, 8*band + 3, 250, 700}
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		for _, n := range sizes {
			if n > 300 && (testing.Short() || tier != simd.Hardware()) {
				continue
			}
			a := randomSymmetric(n, n+3, uint64(n))
			r, err := Reduce(ctx, team(1), n, slices.Clone(a), n+3)
			if err != nil {
				t.Fatal(err)
			}
			want, err := NewSturm(r.D, r.E).Select(ctx, team(2), 0, n)
			if err != nil {
				t.Fatal(err)
			}
			d, e, err := twoStage(ctx, team(1), n, slices.Clone(a), n+3, new(arena.Arena))
			if err != nil {
				t.Fatal(err)
			}
			got, err := NewSturm(d, e).Select(ctx, team(2), 0, n)
			if err != nil {
				t.Fatal(err)
			}
			norm := max(-want[0], want[n-1])
			for i := range want {
				if !(math.Abs(got[i]-want[i]) <= 20*0x1p-52*math.Sqrt(float64(n))*norm) {
					t.Fatalf("%v n=%d: value %d is %v, want %v", tier, n, i, got[i], want[i])
				}
			}
			for _, threads := range []int{2, 3} {
				d2, e2, err := twoStage(ctx, team(threads), n, slices.Clone(a), n+3, new(arena.Arena))
				if err != nil || !slices.Equal(d, d2) || !slices.Equal(e, e2) {
					t.Errorf("%v n=%d: %d threads give other bits (%v)", tier, n, threads, err)
				}
			}
		}
	}
}

// Matrices that leave nothing to eliminate somewhere: zero, diagonal, banded, block diagonal, of rank one.
func TestTwoStageSpecial(t *testing.T) {
	const n = 5*band + 7
	rng := rand.New(rand.NewPCG(1, 8))
	for name, entry := range map[string]func(i, j int) float64{
		"zero":        func(i, j int) float64 { return 0 },
		"diagonal":    func(i, j int) float64 { return map[bool]float64{true: float64(i)}[i == j] },
		"tridiagonal": func(i, j int) float64 { return map[bool]float64{true: 1}[j-i < 2] },
		"band":        func(i, j int) float64 { return map[bool]float64{true: rng.NormFloat64()}[j-i <= band] },
		"wider band":  func(i, j int) float64 { return map[bool]float64{true: rng.NormFloat64()}[j-i <= band+1] },
		"two blocks":  func(i, j int) float64 { return map[bool]float64{true: rng.NormFloat64()}[i/64 == j/64] },
		"rank one":    func(i, j int) float64 { return float64(i+1) * float64(j+1) },
		"tiny":        func(i, j int) float64 { return 0x1p-199 * rng.NormFloat64() },
	} {
		a := make([]float64, n*n)
		for i := range n {
			for j := i; j < n; j++ {
				a[i*n+j] = entry(i, j)
			}
		}
		r, err := Reduce(ctx, team(1), n, slices.Clone(a), n)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := NewSturm(r.D, r.E).Select(ctx, team(1), 0, n)
		d, e, err := twoStage(ctx, team(2), n, a, n, new(arena.Arena))
		if err != nil {
			t.Fatal(err)
		}
		got, _ := NewSturm(d, e).Select(ctx, team(1), 0, n)
		norm := max(-want[0], want[n-1])
		for i := range want {
			if !(math.Abs(got[i]-want[i]) <= 60*0x1p-52*norm+0x1p-1000) {
				t.Fatalf("%s: value %d is %v, want %v", name, i, got[i], want[i])
			}
		}
	}
}

func TestTwoStageCancelled(t *testing.T) {
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := twoStage(stopped, team(2), 60, make([]float64, 3600), 60, new(arena.Arena)); err != context.Canceled {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	if err := newBanded(60, new(arena.Arena)).chase(stopped, team(2)); err != context.Canceled {
		t.Errorf("error of the second stage %v, want %v", err, context.Canceled)
	}
}

// BenchmarkForm compares the two ways to tridiagonal form, and the second stage alone.
func BenchmarkForm(b *testing.B) {
	for _, n := range []int{500, 1000, 1300, 1400, 1500, 1700, 2000} {
		a0 := randomSymmetric(n, n, 1)
		a := make([]float64, n*n)
		for _, threads := range []int{1, 2} {
			run := func(name string, f func()) {
				b.Run(fmt.Sprintf("%s/n=%d/threads=%d", name, n, threads), func(b *testing.B) {
					for b.Loop() {
						f()
					}
				})
			}
			run("one", func() {
				copy(a, a0)
				if _, err := Reduce(ctx, team(threads), n, a, n); err != nil {
					b.Fatal(err)
				}
			})
			work := new(arena.Arena)
			run("two", func() {
				copy(a, a0)
				if _, _, err := twoStage(ctx, team(threads), n, a, n, work); err != nil {
					b.Fatal(err)
				}
			})
			banded := newBanded(n, new(arena.Arena))
			full := slices.Clone(banded.a)
			rng := rand.New(rand.NewPCG(1, 1))
			for i := range n {
				for j := i; j < min(n, i+band+1); j++ {
					full[banded.at(i, j)] = rng.NormFloat64()
				}
			}
			run("chase", func() {
				copy(banded.a, full)
				if err := banded.chase(ctx, team(threads)); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}
