package parallel

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// CalibrateOptions adjust Calibrate. The zero value is the default.
type CalibrateOptions struct {
	Sizes    []int             // sizes to probe, ascending; nil for a quarter of the load's size, half of it, and itself
	Budget   time.Duration     // time to spend; zero for two seconds. One run of the smallest size is always done
	Machine  Machine           // zero: ThisMachine
	Progress func(line string) // if not nil, is told what is being measured
	Forget   bool              // do not keep the fit in the user's cache folder
}

// Calibrate measures the kernel of l by its Probe, at a few sizes: on one thread, on two and on all cores, and once on
// all cores at once, each on one thread. It fits the model of Fit, keeps it in the cache from which ThisMachine takes it,
// and returns it. Sizes for which the time is not enough are left out; the fit then extrapolates.
func Calibrate(ctx context.Context, l Load, opts CalibrateOptions) (Fit, error) {
	if l.Probe == nil {
		return Fit{}, fmt.Errorf("parallel: Calibrate of %q: the load has no Probe", l.Kernel)
	}
	if l.Kernel == "" {
		return Fit{}, fmt.Errorf("parallel: Calibrate: the load names no Kernel")
	}
	if opts.Machine.Cores == 0 {
		opts.Machine = ThisMachine()
	}
	if opts.Budget <= 0 {
		opts.Budget = 2 * time.Second
	}
	sizes := opts.Sizes
	if sizes == nil {
		for _, n := range []int{l.Size / 4, l.Size / 2, l.Size} {
			if n = max(n, 1); !slices.Contains(sizes, n) {
				sizes = append(sizes, n)
			}
		}
	}
	for i, n := range sizes {
		if n < 1 || i > 0 && n <= sizes[i-1] {
			return Fit{}, fmt.Errorf("parallel: Calibrate: sizes %v: they must be positive and ascend", sizes)
		}
	}
	p := prober{ctx: ctx, load: l, cores: max(opts.Machine.Cores, 1), say: opts.Progress, end: time.Now().Add(opts.Budget)}
	if p.say == nil {
		p.say = func(string) {}
	}
	fit := Fit{Kernel: l.Kernel}
	for i, n := range sizes {
		if i > 0 && p.estimate(fit, n) > time.Until(p.end).Seconds() {
			p.say(fmt.Sprintf("%s: size %d and larger are extrapolated: no time left", l.Kernel, n))
			break
		}
		// A size gets its share of the time: the larger ones need more.
		p.until = time.Now().Add(time.Until(p.end) / time.Duration(1<<(len(sizes)-1-i)))
		point, err := p.measure(n)
		if err != nil {
			return Fit{}, fmt.Errorf("parallel: Calibrate of %s, size %d: %w", l.Kernel, n, err)
		}
		fit.Points = append(fit.Points, point)
	}
	if opts.Forget {
		return fit, nil
	}
	return fit, storeFit(opts.Machine, fit)
}

// A prober measures one kernel.
type prober struct {
	ctx   context.Context
	load  Load
	cores int
	say   func(string)
	end   time.Time // of the whole calibration
	until time.Time // of the size at hand
}

// estimate guesses how long measure would take at size n at the least: about four runs' time.
func (p *prober) estimate(fit Fit, n int) float64 {
	return 4 * fit.at(n).Seconds
}

// measure fits one size.
func (p *prober) measure(n int) (FitPoint, error) {
	p.say(fmt.Sprintf("%s: size %d on 1 thread", p.load.Kernel, n))
	one, err := p.time(n, 1, 0.4)
	if err != nil {
		return FitPoint{}, err
	}
	point := FitPoint{Size: n, Seconds: one}
	if p.cores == 1 {
		return point, nil
	}
	var ts, rs []float64 // thread counts, and t(T)/t(1) − 1/T
	for t := 2; ; t = p.cores {
		p.say(fmt.Sprintf("%s: size %d on %d threads", p.load.Kernel, n, t))
		seconds, err := p.time(n, t, 0.5)
		if err != nil {
			return FitPoint{}, err
		}
		ts, rs = append(ts, float64(t)), append(rs, seconds/one-1/float64(t))
		if t >= p.cores {
			break
		}
	}
	point.Serial, point.Sync = fitThreads(ts, rs)
	p.say(fmt.Sprintf("%s: size %d, %d at once", p.load.Kernel, n, p.cores))
	together, err := p.together(n)
	if err != nil {
		return FitPoint{}, err
	}
	point.Outer = min(max(0, together/one-1), float64(p.cores-1))
	point.Apart = point.Outer
	return point, nil
}

// time runs the probe on t threads until the share of the time left for this size is
// over, at least once, at most 15 times, and returns the time of an undisturbed run: the least.
func (p *prober) time(n, t int, share float64) (float64, error) {
	ctx := WithThreads(p.ctx, t)
	limit := time.Duration(share * float64(time.Until(p.until)))
	start := time.Now()
	var runs []float64
	for len(runs) < 15 {
		if err := p.ctx.Err(); err != nil {
			return 0, err
		}
		begin := time.Now()
		if err := p.load.Probe(ctx, n); err != nil {
			return 0, err
		}
		took := time.Since(begin)
		runs = append(runs, took.Seconds())
		if time.Since(start)+took > limit {
			break
		}
	}
	return slices.Min(runs), nil
}

// together runs the probe on every core at once, each on one thread, and returns the time that a run then takes a core.
//
// That is processor time, not time on the clock: it counts what the cores lose to each other (memory, caches, the garbage
// collector), and it does not count other programs. A probe that waits uses less of it than of the clock's time.
func (p *prober) together(n int) (float64, error) {
	ctx, cancel := context.WithCancelCause(WithThreads(p.ctx, 1))
	defer cancel(nil)
	limit := time.Until(p.until)
	start, used := time.Now(), cpuTime()
	var runs atomic.Int64
	var wg sync.WaitGroup
	workers := min(p.cores, runtime.GOMAXPROCS(0))
	for range workers {
		wg.Go(func() {
			for k := 0; k < 50 && ctx.Err() == nil; k++ {
				begin := time.Now()
				if err := p.load.Probe(ctx, n); err != nil {
					cancel(err)
					return
				}
				runs.Add(1)
				if time.Since(start)+time.Since(begin) > limit {
					return
				}
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return 0, err
	}
	return (cpuTime() - used).Seconds() / float64(runs.Load()), nil
}

// fitThreads solves r(T) = s·(1 − 1/T) + κ·(T − 1) for 0 ≤ s ≤ 1 and κ ≥ 0 by least squares. One thread count alone
// cannot tell the two apart: it is all laid to s as far as that goes.
func fitThreads(ts, rs []float64) (s, kappa float64) {
	only := func(f func(t float64) float64) float64 {
		num, den := 0.0, 0.0
		for i, t := range ts {
			num += f(t) * rs[i]
			den += f(t) * f(t)
		}
		return max(0, num/den)
	}
	serial := func(t float64) float64 { return 1 - 1/t }
	sync := func(t float64) float64 { return t - 1 }
	if len(ts) > 1 {
		var aa, ab, bb, ar, br float64
		for i, t := range ts {
			a, b := serial(t), sync(t)
			aa, ab, bb, ar, br = aa+a*a, ab+a*b, bb+b*b, ar+a*rs[i], br+b*rs[i]
		}
		if det := aa*bb - ab*ab; det > 1e-12*aa*bb {
			s, kappa = (ar*bb-br*ab)/det, (br*aa-ar*ab)/det
			if s >= 0 && s <= 1 && kappa >= 0 {
				return s, kappa
			}
			if s < 0 {
				return 0, only(sync)
			}
		}
	}
	if s = only(serial); s <= 1 {
		return s, 0
	}
	for i := range rs {
		rs[i] -= serial(ts[i])
	}
	return 1, only(sync)
}
