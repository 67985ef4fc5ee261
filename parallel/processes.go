package parallel

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/memory"
	"tandem/parallel/internal/wire"
	"tandem/parallel/simd"
)

// farCrew is the workers of the modes Processes and MPI. Each place in the pool, a station, starts a worker process, feeds it, and when it
// dies finds out what it had in hand and starts another.
type farCrew struct {
	p        *Pool
	launcher link.Launcher
	tasks    map[*definition]uint64
	hash     uint64
	starts   [2][]byte // initializer and finalizer, encoded: nil for none
	stations []*station
	lives    sync.WaitGroup // of the stations
	wg       sync.WaitGroup // of what else runs
	stopping atomic.Bool
	halt     chan struct{} // closed by stop
	depot    memory.Depot  // blocks for arguments
	lineMu   sync.Mutex    // one line of output at a time
}

// crews are those of the open pools: whom to tell that shared memory or a queue was closed.
var crews struct {
	sync.Mutex
	open map[*farCrew]struct{}
}

func openCrews() []*farCrew {
	crews.Lock()
	defer crews.Unlock()
	return slices.Collect(maps.Keys(crews.open))
}

// errNoMain is what Open says when workers could not serve.
var errNoMain = errors.New("parallel: worker processes need parallel.Main() as the first line of func main, and in tests as the " +
	"first line of func TestMain(m *testing.M); it is where they serve, and it has not run")

// errNoMPI is what Open says about mode MPI in a program that cannot have it.
var errNoMPI = errors.New(`parallel: mode mpi needs import _ "tandem/parallel/mpi" in the program, built with -tags mpi`)

func newFarCrew(p *Pool) (crew, error) {
	c := &farCrew{p: p, halt: make(chan struct{})}
	var err error
	switch {
	case !mainRan.Load() && runtime.GOOS == "linux":
		return nil, errNoMain
	case p.plan.Mode == MPI:
		if link.MPI == nil {
			return nil, errNoMPI
		}
		if c.launcher, err = link.MPI(); err != nil {
			return nil, fmt.Errorf("parallel: no pool over MPI: %w", err)
		}
	default:
		c.launcher, err = link.Local()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoProcesses, err)
	}
	_, c.tasks, c.hash = tasksByNumber()
	for i, s := range []*startup{p.opt.initializer, p.opt.finalizer} {
		if c.starts[i], err = c.encodeStart(s); err != nil {
			c.launcher.Close()
			return nil, err
		}
	}
	for _, h := range p.hands {
		s := &station{crew: c, hand: h, up: make(chan struct{})}
		s.window.Store(1)
		c.stations = append(c.stations, s)
	}
	return c, nil
}

func (c *farCrew) start() error {
	crews.Lock()
	if crews.open == nil {
		crews.open = map[*farCrew]struct{}{}
	}
	crews.open[c] = struct{}{}
	crews.Unlock()
	for _, s := range c.stations {
		c.lives.Go(s.life)
	}
	c.wg.Go(c.monitor)
	for _, s := range c.stations {
		<-s.up
	}
	return nil
}

func (c *farCrew) stop() {
	c.stopping.Store(true)
	close(c.halt)
	late := time.AfterFunc(c.p.opt.grace, func() { c.killAll(ErrClosed) })
	c.lives.Wait()
	c.wg.Wait()
	late.Stop()
	c.launcher.Close()
	c.depot.Close()
	crews.Lock()
	delete(crews.open, c)
	crews.Unlock()
}

func (c *farCrew) kill() { c.killAll(ErrInterrupted) }

func (c *farCrew) killAll(reason error) {
	for _, s := range c.stations {
		s.kill(reason)
	}
}

func (c *farCrew) end(j *job) {
	for _, s := range c.stations {
		s.cancel(j)
	}
}

// line passes on a line of a worker's output.
func (c *farCrew) line(worker string, text []byte) {
	c.lineMu.Lock()
	defer c.lineMu.Unlock()
	_, _ = fmt.Fprintf(c.p.opt.output, "[%s] %s\n", worker, text) // a lost line of output is no reason to lose a task
}

// encodeStart encodes an initializer or a finalizer: the number of its task plus one, and its argument.
func (c *farCrew) encodeStart(s *startup) ([]byte, error) {
	if s == nil {
		return nil, nil
	}
	if err := c.p.accepts(s.def, options{}); err != nil {
		return nil, err
	}
	arg := &wire.Encoder{}
	if err := encodeArgs(arg, s.c); err != nil {
		return nil, fmt.Errorf("parallel: task %s: %w", s.def.name, err)
	}
	arg.Seal(0)
	e := &wire.Encoder{}
	e.Uint(c.tasks[s.def] + 1)
	e.Bytes(arg.Buf)
	return e.Buf, nil
}

// welcome is the first frame that a worker gets: the settings of the pool.
func (c *farCrew) welcome(w link.Worker) []byte {
	p := c.p
	workers, clock := p.plan.Workers, link.Now()
	if near, ok := w.(link.Crowded); ok {
		workers = near.Crowd()
	}
	if away, ok := w.(link.Away); ok {
		clock += away.Clock()
	}
	e := &wire.Encoder{Buf: wire.Begin(nil)}
	e.Uint(c.hash)
	e.Uint(uint64(workers))
	e.Uint(uint64(p.plan.Threads))
	e.Uint(bit(!p.opt.fixed))
	e.Uint(p.opt.seed)
	e.Uint(uint64(p.opt.heartbeat))
	e.Uint(uint64(p.opt.grace))
	e.Uint(uint64(clock - int64(p.since())))
	e.Uint(uint64(simd.Active()))
	e.Uint(uint64(memoryShare(p)))
	for _, start := range c.starts {
		if start == nil {
			e.Uint(0)
			continue
		}
		e.Buf = append(e.Buf, start...)
	}
	wire.Finish(e.Buf, 0, wire.Welcome, 0, 0)
	return e.Buf
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// memoryShare is the soft memory limit of a worker's Go runtime: its MemoryLimit, or its share of this process's.
func memoryShare(p *Pool) int64 {
	if p.opt.memoryLimit > 0 {
		return p.opt.memoryLimit * 9 / 10
	}
	if limit := debug.SetMemoryLimit(-1); limit < 1<<50 {
		return limit / int64(p.plan.Workers+1)
	}
	return 0
}
