package parallel

import (
	"context"
	"fmt"
	"io"
	"math"
	"sync"
	"time"
)

// Calibration in worker processes. A probe is a function, and functions do not travel; a probe with a name, registered in
// every process of the program before main, does.

var probes struct {
	sync.RWMutex
	byKernel map[string]func(context.Context, int) error
}

// NewProbe names fn, which runs one task of a kernel at a given size, so that Calibrate can run it in worker processes
// too, and returns fn for Load.Probe. kernel is the Kernel of these loads. Probes are package variables, as tasks are:
//
//	var probe = parallel.NewProbe("mypkg.Solve", func(ctx context.Context, n int) error { ... })
//
// It panics if the kernel has a probe already.
func NewProbe(kernel string, fn func(ctx context.Context, size int) error) func(ctx context.Context, size int) error {
	probes.Lock()
	defer probes.Unlock()
	if probes.byKernel == nil {
		probes.byKernel = map[string]func(context.Context, int) error{}
	}
	if kernel == "" || fn == nil || probes.byKernel[kernel] != nil {
		panic(fmt.Sprintf("parallel: NewProbe of kernel %q: it needs a name of its own and a function", kernel))
	}
	probes.byKernel[kernel] = fn
	return fn
}

func hasProbe(kernel string) bool {
	probes.RLock()
	defer probes.RUnlock()
	return probes.byKernel[kernel] != nil
}

type probeArgs struct {
	Kernel string
	Size   int
}

// Probed is one run: seconds on the clock, and processor time of the whole worker process, its collector included.
type probed struct{ Clock, Used float64 }

var probeTask = NewTask("parallel.probe", func(ctx context.Context, a probeArgs) (probed, error) {
	probes.RLock()
	fn := probes.byKernel[a.Kernel]
	probes.RUnlock()
	if fn == nil {
		return probed{}, fmt.Errorf("parallel: this process knows no probe of %s", a.Kernel)
	}
	used, begin := cpuTime(), time.Now()
	err := fn(ctx, a.Size)
	return probed{time.Since(begin).Seconds(), (cpuTime() - used).Seconds()}, err
})

// apart is together in worker processes; ok is false if they cannot be had or there is no time left for them. one is the
// time of an undisturbed run.
func (p *prober) apart(n int, one float64) (seconds float64, ok bool, err error) {
	left := time.Until(p.until).Seconds()
	if p.pool == nil {
		left -= 4 * defaultRates.Start * float64(p.cores) // they have to be started, on a machine that may be slower
	}
	if !p.far || left < 3*one {
		return 0, false, nil
	}
	p.say(fmt.Sprintf("%s: size %d in %d processes", p.load.Kernel, n, p.cores))
	if p.pool == nil {
		begin := time.Now()
		pool, err := Open(Plan{Mode: Processes, Workers: p.cores, Threads: 1, Exact: true}, Output(io.Discard))
		if err != nil {
			p.say(fmt.Sprintf("%s: no worker processes: %v", p.load.Kernel, err))
			p.far = false
			return 0, false, nil
		}
		p.pool, p.start = pool, time.Since(begin).Seconds()/float64(p.cores)
	}
	round := func(tasks int) ([]probed, error) {
		args := make([]probeArgs, tasks)
		for i := range args {
			args[i] = probeArgs{p.load.Kernel, n}
		}
		return probeTask.With(Chunk(1)).Map(p.ctx, p.pool, args)
	}
	if _, err := round(p.cores); err != nil { // the first run of a process is slow
		return 0, false, err
	}
	each := min(15, max(1, int(time.Until(p.until).Seconds()/(2*one)))) // runs of each worker
	runs, err := round(each * p.cores)
	if err != nil {
		return 0, false, err
	}
	clocks, used := make([]float64, len(runs)), 0.0
	for i, r := range runs {
		clocks[i] = r.Clock
		used += r.Used
	}
	return undisturbed(clocks, used), true, nil
}

func (p *prober) close() {
	if p.pool != nil {
		p.pool.Close() // its workers are idle; nothing depends on how they end
	}
}

// idleTask does nothing with what travels to it.
var idleTask = NewTask("parallel.idle", func(context.Context, []float64) (int, error) { return 0, nil })

// keepRates measures the rates of handing out tasks, unless the cache has them or there are no worker processes.
func (p *prober) keepRates(m Machine) error {
	if p.pool == nil || loadCalibration(m).Rates.Start > 0 {
		return nil
	}
	p.say("starting, handing out, moving")
	r := Rates{Start: p.start}
	here, err := Open(Plan{Mode: Goroutines, Workers: p.cores, Threads: 1, Exact: true})
	if err != nil {
		return err
	}
	defer here.Close()
	// best is the least time of a few maps, the first of which warms up.
	best := func(pool *Pool, args [][]float64) (float64, error) {
		least := math.Inf(1)
		for range 5 {
			begin := time.Now()
			if _, err := idleTask.Map(p.ctx, pool, args); err != nil {
				return 0, err
			}
			least = min(least, time.Since(begin).Seconds())
		}
		return least, nil
	}
	const tasks = 200
	spawn, err := best(here, make([][]float64, tasks))
	if err != nil {
		return err
	}
	dispatch, err := best(p.pool, make([][]float64, tasks))
	if err != nil {
		return err
	}
	const heavy, words = 8, 1 << 16 // 512 KiB each
	args := make([][]float64, heavy)
	for i := range args {
		args[i] = make([]float64, words)
	}
	move, err := best(p.pool, args)
	if err != nil {
		return err
	}
	// As the model of Choose divides them: goroutines take tasks side by side, one parent serves up to four processes.
	w := float64(p.cores)
	r.Spawn = spawn / tasks * w
	r.Dispatch = dispatch / tasks * min(w, 4)
	if rest := move/heavy*min(w, 4) - r.Dispatch; rest > 0 {
		r.Transfer = 8 * words / rest
	}
	return updateCalibration(m, func(c *calibration) { c.Rates = r })
}
