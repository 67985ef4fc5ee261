// Package simd names the instruction-set tier that Tandem's kernels run on, chosen once for all packages that hold
// assembly.
//
// A tier fixes every result bit for bit: the same input on the same tier gives the same output for any number of
// workers and threads. Processes that work together agree on the lowest common tier with Limit before any task runs.
//
// The environment variable TANDEM_SIMD (portable, avx2, avx512) lowers the tier, for tests and for comparing machines;
// it never raises it above what the processor has. The build tag noasm leaves only Portable.
package simd

import (
	"fmt"
	"os"
	"sync/atomic"
)

// A Tier is a set of instructions that kernels may use. Higher tiers include the lower ones.
type Tier int32

const (
	Portable Tier = iota // plain Go
	AVX2                 // amd64 with AVX2 and FMA
	AVX512               // amd64 with AVX-512 F, DQ, BW, VL
)

var names = [...]string{"portable", "avx2", "avx512"}

func (t Tier) String() string {
	if t < 0 || int(t) >= len(names) {
		return fmt.Sprintf("Tier(%d)", int32(t))
	}
	return names[t]
}

// Parse returns the tier with the given name.
func Parse(name string) (Tier, error) {
	for i, s := range names {
		if s == name {
			return Tier(i), nil
		}
	}
	return Portable, fmt.Errorf("simd: unknown tier %q: use portable, avx2 or avx512", name)
}

var active atomic.Int32

func init() {
	t := Hardware()
	if s := os.Getenv("TANDEM_SIMD"); s != "" {
		if want, err := Parse(s); err == nil {
			t = min(t, want)
		} else {
			fmt.Fprintln(os.Stderr, "tandem:", err)
		}
	}
	active.Store(int32(t))
}

// Active returns the tier in force. Kernels read it at their public boundary, so that one call runs on one tier.
func Active() Tier { return Tier(active.Load()) }

// Limit lowers the tier in force to at most t and returns the tier that was in force before.
// Workers call it at the handshake, before any task runs.
func Limit(t Tier) Tier {
	for {
		old := active.Load()
		if int32(t) >= old || active.CompareAndSwap(old, int32(t)) {
			return Tier(old)
		}
	}
}

// Force sets the tier for a test and returns a function that restores it. It panics if the processor lacks t.
func Force(t Tier) (restore func()) {
	if t > Hardware() {
		panic(fmt.Sprintf("simd: Force(%v) on a processor with %v", t, Hardware()))
	}
	old := active.Swap(int32(t))
	return func() { active.Store(old) }
}

// Tiers lists the tiers that this processor and build can run, lowest first: tests range over it.
func Tiers() []Tier {
	var ts []Tier
	for t := Portable; t <= Hardware(); t++ {
		ts = append(ts, t)
	}
	return ts
}
