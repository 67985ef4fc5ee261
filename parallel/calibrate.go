package parallel

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
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

// Calibrate measures the kernel of l by its Probe, at a few sizes: on one thread, on two, on the cores of one NUMA node
// and on all cores, then on all cores at once, each on one thread; if NewProbe made the Probe and worker processes can be
// started, that also in processes. It fits the model of Fit, keeps it in the cache from which ThisMachine takes it, and
// returns it. Sizes for which the time is not enough are left out; the fit then extrapolates.
//
// The first calibration with processes on a machine also measures its Rates, in a tenth of a second, and keeps them too.
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
	e := newEstimate(opts.Machine, Load{Flops: l.Flops}) // counts the cores as Choose will
	p := prober{ctx: ctx, load: l, cores: e.cores, node: e.node, say: opts.Progress, end: time.Now().Add(opts.Budget)}
	if p.say == nil {
		p.say = func(string) {}
	}
	p.far = opts.Machine.Processes && hasProbe(l.Kernel) && e.cores > 1
	defer p.close()
	fit := Fit{Kernel: l.Kernel}
	fail := func(n int, err error) (Fit, error) {
		return Fit{}, fmt.Errorf("parallel: Calibrate of %s, size %d: %w", l.Kernel, n, err)
	}
	for i, n := range sizes {
		known := fit
		if i == 1 {
			scout, err := p.scout(fit.Points[0], n)
			if err != nil {
				return fail(n, err)
			}
			known.Points = append(known.Points[:1:1], scout...)
		}
		if i > 0 && p.estimate(known, n) > time.Until(p.end).Seconds() {
			p.say(fmt.Sprintf("%s: size %d and larger are extrapolated: no time left", l.Kernel, n))
			fit = known
			break
		}
		// A size gets its share of the time: the larger ones need more.
		p.until = time.Now().Add(time.Until(p.end) / time.Duration(1<<(len(sizes)-1-i)))
		point, err := p.measure(n)
		if err != nil {
			return fail(n, err)
		}
		fit.Points = append(fit.Points, point)
	}
	if opts.Forget {
		return fit, nil
	}
	if err := p.keepRates(opts.Machine); err != nil {
		return Fit{}, err
	}
	return fit, storeFit(opts.Machine, fit)
}

// A prober measures one kernel.
type prober struct {
	ctx   context.Context
	load  Load
	cores int
	node  int // cores of one NUMA node
	say   func(string)
	end   time.Time // of the whole calibration
	until time.Time // of the size at hand

	far   bool    // the kernel can be probed in worker processes
	pool  *Pool   // of these, one a core, once they are up
	start float64 // seconds that it took to start one
}

// estimate guesses how long measure would take at size n at the least: about four runs' time.
func (p *prober) estimate(fit Fit, n int) float64 {
	return 4 * fit.at(n).Seconds
}

// scout runs larger and larger sizes, each twice the one before, until one takes scoutTime or the next size is near: then the
// time of the next need not be guessed from one size alone, which may be off by powers of the ratio. It returns a point with
// the shares of the first.
func (p *prober) scout(first FitPoint, next int) (points []FitPoint, err error) {
	for n := 2 * first.Size; n < next && 8*first.Seconds <= time.Until(p.end).Seconds(); n *= 2 {
		best := forever
		for range 3 { // the first run at a size may be slow by page faults
			begin := time.Now()
			if err := p.load.Probe(WithThreads(p.ctx, 1), n); err != nil {
				return nil, err
			}
			if best = min(best, time.Since(begin)); best > scoutTime {
				break
			}
		}
		first.Size, first.Seconds = n, best.Seconds()
		points = []FitPoint{first}
		if best > scoutTime {
			break
		}
	}
	return points, nil
}

// scoutTime is the time from which on a single run says enough.
const scoutTime = 20 * time.Millisecond

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
	teams := slices.Compact([]int{2, max(2, p.node), p.cores}) // two, one NUMA node, all
	var ts, rs []float64                                       // of the teams on one node: thread counts, and t(T)/t(1) − 1/T
	var all float64
	for _, t := range teams {
		p.say(fmt.Sprintf("%s: size %d on %d threads", p.load.Kernel, n, t))
		seconds, err := p.time(n, t, 0.4)
		if err != nil {
			return FitPoint{}, err
		}
		all = seconds/one - 1/float64(t)
		if t <= max(2, p.node) {
			ts, rs = append(ts, float64(t)), append(rs, all)
		}
	}
	point.Serial, point.Sync = fitThreads(ts, rs)
	if c, node := float64(p.cores), float64(p.node); c > max(2, node) {
		point.Cross = max(0, all-point.Serial*(1-1/c)-point.Sync*(c-1)) / (1 - node/c)
	}
	p.say(fmt.Sprintf("%s: size %d, %d at once", p.load.Kernel, n, p.cores))
	together, err := p.together(n, 0.5)
	if err != nil {
		return FitPoint{}, err
	}
	slower := func(together float64) float64 { return min(max(0, together/one-1), float64(p.cores-1)) }
	point.Outer = slower(together)
	point.Apart = point.Outer
	if apart, ok, err := p.apart(n, one); err != nil {
		return FitPoint{}, err
	} else if ok {
		point.Apart = slower(apart)
	}
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

// together runs the probe on every core at once, each on one thread, and returns what a run then takes.
func (p *prober) together(n int, share float64) (float64, error) {
	ctx, cancel := context.WithCancelCause(WithThreads(p.ctx, 1))
	defer cancel(nil)
	limit := time.Duration(share * float64(time.Until(p.until)))
	start, used := time.Now(), cpuTime()
	var mu sync.Mutex
	var runs []float64
	var wg sync.WaitGroup
	for range min(p.cores, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for k := 0; k < 50 && ctx.Err() == nil; k++ {
				begin := time.Now()
				if err := p.load.Probe(ctx, n); err != nil {
					cancel(err)
					return
				}
				took := time.Since(begin)
				mu.Lock()
				runs = append(runs, took.Seconds())
				mu.Unlock()
				if time.Since(start)+took > limit {
					return
				}
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return 0, err
	}
	return undisturbed(runs, (cpuTime() - used).Seconds()), nil
}

// undisturbed is what one of several runs takes a core, from their times on the clock and the processor time of all. The
// processor time counts what the cores lose to each other (memory, caches, the garbage collector) but no other programs;
// a single run that meets with a page fault of 100 ms spoils its mean, not the median of the clock's times.
func undisturbed(runs []float64, used float64) float64 {
	slices.Sort(runs)
	return min(used/float64(len(runs)), runs[len(runs)/2])
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
