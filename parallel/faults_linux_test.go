package parallel

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The fault table of the package documentation, case by case. Every test has a deadline, and checks afterwards that no process,
// descriptor, goroutine or shared memory is left.

// A fate is how a task ends its worker.
type fate int

const (
	live fate = iota
	exit0
	exit3
	kill9
	segv
	fault
	overflow
	goPanic
	stopped
	closeSocket
	hungry
	truncate
	orphan
	doomed // dies with the next task
)

var fateNames = []string{"live", "exit0", "exit3", "kill9", "segv", "fault", "overflow", "goPanic", "stopped", "closeSocket", "hungry", "truncate", "orphan", "doomed"}

// die carries out a fate; live returns its index.
var die = NewTask2("test.die", func(_ context.Context, f fate, i int) (int, error) {
	switch f {
	case exit0:
		os.Exit(0)
	case exit3:
		fmt.Fprintf(os.Stderr, "last words of %d\n", i)
		os.Exit(3)
	case kill9:
		fmt.Fprintf(os.Stderr, "last words of %d\n", i)
		unix.Kill(os.Getpid(), unix.SIGKILL)
		select {}
	case segv:
		unix.Kill(os.Getpid(), unix.SIGSEGV)
		select {}
	case fault:
		mem, err := unix.Mmap(-1, 0, 4096, unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON)
		if err != nil {
			return 0, err
		}
		return int(*(*byte)(unsafe.Pointer(&mem[0]))), nil
	case overflow:
		debug.SetMaxStack(32 << 20)
		return deep(i), nil
	case goPanic:
		go panic("in a goroutine of its own")
		select {}
	case stopped:
		unix.Kill(os.Getpid(), unix.SIGSTOP)
		time.Sleep(time.Minute) // the signal takes effect in all threads a little later
	case closeSocket:
		unix.Close(3)
		select {}
	case hungry:
		var all [][]byte
		for {
			b := make([]byte, 16<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			all = append(all, b)
			time.Sleep(time.Millisecond)
			runtime.KeepAlive(all)
		}
	case orphan:
		cmd := exec.Command("sleep", "1000")
		if err := cmd.Start(); err != nil {
			return 0, err
		}
		return cmd.Process.Pid, nil
	}
	return i, nil
})

func deep(n int) int { return deep(n+1) + deep(n+2) }

// A deadlyArg kills whoever decodes it, in a worker.
type deadlyArg struct{ n byte }

func (a deadlyArg) MarshalBinary() ([]byte, error) { return []byte{a.n}, nil }

func (a *deadlyArg) UnmarshalBinary(b []byte) error {
	if a.n = b[0]; a.n == 13 {
		os.Exit(13)
	}
	return nil
}

var decodes = NewTask("test.decodes", func(_ context.Context, a deadlyArg) (int, error) { return int(a.n), nil })

// census is what must be the same before and after a test.
type census struct{ goroutines, fds, children, memfds int }

func take(t testing.TB) (c census) {
	c.goroutines = runtime.NumGoroutine()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	c.fds = len(fds)
	c.children = len(children(os.Getpid()))
	c.memfds = memfds(t)
	return c
}

// children lists the child processes of a process, zombies too.
func children(pid int) (kids []int) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, file := range tasks {
		b, _ := os.ReadFile(file)
		for _, f := range strings.Fields(string(b)) {
			kid, _ := strconv.Atoi(f)
			kids = append(kids, kid)
		}
	}
	return kids
}

// faulty runs a test under a deadline and checks that it leaves nothing behind.
func faulty(t *testing.T, limit time.Duration, test func(ctx context.Context)) {
	t.Helper()
	ledgerFile() // made once for the process
	before := take(t)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	test(ctx)
	cancel()
	var after census
	for end := time.Now().Add(patience / 4); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		after = take(t)
		if after.goroutines <= before.goroutines && after.fds <= before.fds && after.children <= before.children && after.memfds <= before.memfds {
			return
		}
	}
	buf := make([]byte, 1<<20)
	t.Errorf("something is left: %+v, before %+v\n%s", after, before, buf[:runtime.Stack(buf, true)])
}

// quietPool opens a pool of processes whose output is kept.
func quietPool(t *testing.T, workers int, opts ...Option) (*Pool, *output) {
	t.Helper()
	out := &output{}
	p, err := Open(Plan{Mode: farMode(), Workers: workers}, append([]Option{Output(out)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return p, out
}

type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// Cases 1 and 2: however a task ends its worker, it costs that task alone.
func TestDeathCostsOneTask(t *testing.T) {
	for _, c := range []struct {
		fate   fate
		code   int
		signal os.Signal
		stderr string
	}{
		{exit0, 0, nil, ""},
		{exit3, 3, nil, "last words of 5"},
		{kill9, -1, syscall.SIGKILL, "last words of 5"},
		{segv, 2, nil, "SIGSEGV"},
		{fault, 2, nil, "unexpected fault address"},
		{overflow, 2, nil, "goroutine"},
		{goPanic, 2, nil, "goroutine"},
		{closeSocket, -1, syscall.SIGKILL, ""},
	} {
		t.Run(fateNames[c.fate], func(t *testing.T) {
			faulty(t, patience, func(ctx context.Context) {
				p, _ := quietPool(t, 2)
				defer p.Close()
				args := make([]Pair[fate, int], 40)
				for i := range args {
					args[i].Second = i
				}
				args[5].First = c.fate
				got, err := die.Map(ctx, p, args)
				var te *TaskError
				var died *WorkerDied
				if !errors.As(err, &te) || te.Index != 5 || !errors.As(err, &died) {
					t.Fatalf("error %v", err)
				}
				if len(err.(interface{ Unwrap() []error }).Unwrap()) != 1 {
					t.Errorf("more than one task failed: %v", err)
				}
				if died.ExitCode != c.code || died.Signal != c.signal || died.PeakMemory < 1<<20 || died.Pid == 0 || !died.Started {
					t.Errorf("%+v", died)
				}
				if !strings.Contains(strings.Join(died.Stderr, "\n"), c.stderr) {
					t.Errorf("no %q in the last lines %q", c.stderr, died.Stderr)
				}
				for i, v := range got {
					if i != 5 && v != i {
						t.Errorf("result %d is %d", i, v)
					}
				}
			})
		})
	}
}

// Case 1: a worker that dies idle costs nothing.
func TestIdleDeathCostsNothing(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 2)
		defer p.Close()
		for range 5 {
			for _, w := range p.Stats().Workers {
				unix.Kill(w.Pid, unix.SIGKILL)
			}
			got, err := square.Map(ctx, p, numbers(100))
			if err != nil || got[99] != 99*99 {
				t.Fatal(err)
			}
		}
	})
}

// Case 1: an argument that kills the worker while it is read is found among its batch.
func TestDeadlyArgument(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 2)
		defer p.Close()
		args := make([]deadlyArg, 40)
		for i := range args {
			args[i].n = byte(i)
		}
		got, err := decodes.With(Chunk(8)).Map(ctx, p, args)
		var te *TaskError
		var died *WorkerDied
		if !errors.As(err, &te) || te.Index != 13 || !errors.As(err, &died) || died.ExitCode != 13 {
			t.Fatalf("error %v", err)
		}
		for i, v := range got {
			if i != 13 && v != i {
				t.Errorf("result %d is %d", i, v)
			}
		}
	})
}

// Case 3: a stopped worker is found by its missing heartbeat.
func TestStoppedWorkerIsReplaced(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		// On a busy machine a worker that lives may show no sign of it for long.
		for heartbeat := 300 * time.Millisecond; ; heartbeat *= 3 {
			wrong := stopOne(ctx, t, heartbeat)
			if wrong == "" {
				return
			}
			if heartbeat > 20*time.Second {
				t.Fatal(wrong)
			}
			t.Log(heartbeat, wrong)
		}
	})
}

// A worker that takes longer to load than its heart may stand still later on is left to load.
func TestSlowStartIsNoDeath(t *testing.T) {
	if farMode() != Processes {
		t.Skip("ranks are loaded by the launcher")
	}
	const heartbeat = 500 * time.Millisecond
	t.Setenv("TANDEM_TEST_LATE", (3 * heartbeat).String())
	faulty(t, patience, func(ctx context.Context) {
		p, err := Open(Plan{Mode: Processes, Workers: 2}, Heartbeat(heartbeat))
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		if v, err := square.Apply(ctx, p, 9); v != 81 || err != nil {
			t.Errorf("%v, %v", v, err)
		}
	})
}

// stopOne says what went wrong, "" if nothing did.
func stopOne(ctx context.Context, t *testing.T, heartbeat time.Duration) string {
	p, err := Open(Plan{Mode: farMode(), Workers: 2}, Heartbeat(heartbeat), Output(&output{}))
	if err != nil {
		return err.Error()
	}
	defer p.Close()
	got, err := die.Map(ctx, p, []Pair[fate, int]{{live, 0}, {stopped, 1}, {live, 2}})
	var died *WorkerDied
	if !errors.As(err, &died) || died.Signal != syscall.SIGKILL || !strings.Contains(died.Reason, "no sign of life") {
		return fmt.Sprintf("error %v", err)
	}
	if got[0] != 0 || got[2] != 2 {
		return fmt.Sprintf("results %v, %v", got, err)
	}
	if _, err := stubborn.Apply(ctx, p, 5*heartbeat/2); err != nil {
		return fmt.Sprintf("a busy worker is not a dead one: %v", err)
	}
	return ""
}

// Case 4: a poison task among 1000 good ones.
func TestPoisonTask(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 2)
		defer p.Close()
		args := make([]Pair[fate, int], 1001)
		for i := range args {
			args[i].Second = i
		}
		args[500].First = kill9
		got, err := die.With(Retries(10), Quarantine(3)).Map(ctx, p, args)
		var te *TaskError
		var died *WorkerDied
		if !errors.As(err, &te) || te.Index != 500 || !errors.As(err, &died) {
			t.Fatalf("error %v", err)
		}
		if died.Deaths != 3 || died.Signal != syscall.SIGKILL || !slices.Contains(died.Stderr, "last words of 500") {
			t.Errorf("%+v", died)
		}
		for i, v := range got {
			if i != 500 && v != i {
				t.Errorf("result %d is %d", i, v)
			}
		}
		if s := p.Stats(); s.Deaths != 3 || s.Done != 1000 || s.Failed != 1 {
			t.Errorf("stats %+v", s)
		}
	})
}

// Case 5: a crash at every start ends in a clear error.
func TestCrashAtEveryStart(t *testing.T) {
	faulty(t, patience, func(context.Context) {
		out := &output{}
		_, err := Open(Plan{Mode: farMode(), Workers: 2}, Output(out), Initializer(die.one, Pair[fate, int]{exit3, 7}))
		if err == nil || !strings.Contains(err.Error(), "5 workers in a row") || !strings.Contains(err.Error(), "last words of 7") {
			t.Errorf("error %v", err)
		}
		_, err = Open(Plan{Mode: farMode(), Workers: 2}, Output(out), Initializer(odd, 1))
		if err == nil || !strings.Contains(err.Error(), "1 is odd") {
			t.Errorf("error %v", err)
		}
	})
}

var chatter = NewTask("test.chatter", func(_ context.Context, n int) (int, error) {
	w := bufio.NewWriter(os.Stdout)
	for i := range n {
		fmt.Fprintf(w, "line %07d of a talkative task, padded to a hundred bytes or so ............................\n", i)
	}
	return n, w.Flush()
})

func TestOutputComesLineByLine(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, out := quietPool(t, 2)
		const n = 50000 // 5 MB from each of two tasks
		if _, err := chatter.With(Chunk(1)).Map(ctx, p, []int{n, n}); err != nil {
			t.Fatal(err)
		}
		p.Close()
		lines := 0
		for line := range strings.Lines(out.String()) {
			if !strings.HasPrefix(line, "[worker ") || !strings.Contains(line, "] line 00") || !strings.HasSuffix(line, "...\n") {
				t.Fatalf("line %q", line)
			}
			lines++
		}
		if lines != 2*n {
			t.Errorf("%d lines, want %d", lines, 2*n)
		}
	})
}

func TestChildrenOfTasksEndWithTheirWorker(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 1)
		defer p.Close()
		kid, err := die.Apply(ctx, p, orphan, 0)
		if err != nil || !alive(kid) {
			t.Fatalf("no child: %v", err)
		}
		if _, err := die.Apply(ctx, p, kill9, 0); err == nil {
			t.Error("no error")
		}
		for end := time.Now().Add(patience / 4); alive(kid); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the child outlives its worker")
			}
		}
		kid, err = die.Apply(ctx, p, orphan, 0)
		if err != nil {
			t.Fatal(err)
		}
		p.Close() // although the child holds the worker's output open
		for end := time.Now().Add(patience / 4); alive(kid); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the child outlives the pool")
			}
		}
	})
}

// Case 12: a task that ignores its context costs its worker, not the caller's time.
func TestIgnoredCancellation(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 1, Grace(300*time.Millisecond))
		defer p.Close()
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		began := time.Now()
		if _, err := stubborn.Apply(short, p, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if v, err := square.Apply(ctx, p, 6); v != 36 || err != nil {
			t.Errorf("afterwards: %v, %v", v, err)
		}
		got, err := stubborn.With(Timeout(300*time.Millisecond)).Map(ctx, p, []time.Duration{0, time.Hour, 0})
		if !errors.Is(err, context.DeadlineExceeded) || got[0] != 1 || got[2] != 1 {
			t.Errorf("timeout: %v, %v", got, err)
		}
		if d := time.Since(began); d > patience/4 {
			t.Errorf("all that took %v", d)
		}
	})
}

func TestCloseRacesApply(t *testing.T) {
	for _, mode := range []Mode{Goroutines, Processes} {
		for range 10 {
			faulty(t, patience, func(ctx context.Context) {
				p, err := Open(Plan{Mode: mode, Workers: 2})
				if err != nil {
					t.Fatal(err)
				}
				var wg sync.WaitGroup
				for range 8 {
					wg.Go(func() {
						for i := range 1000 {
							v, err := square.Apply(ctx, p, i)
							if errors.Is(err, ErrClosed) {
								return
							}
							if v != i*i || err != nil {
								t.Errorf("%v: %d, %v", mode, v, err)
							}
						}
					})
				}
				time.Sleep(2 * time.Millisecond)
				p.Close()
				wg.Wait()
			})
		}
	}
}

func TestAtMostOnce(t *testing.T) {
	dir := t.TempDir()
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 2)
		defer p.Close()
		args := make([]mark, 200)
		for i := range args {
			args[i] = mark{dir, i}
		}
		_, err := marked.With(AtMostOnce(), Retries(5), Chunk(20)).Map(ctx, p, args)
		var died *WorkerDied
		if !errors.As(err, &died) {
			t.Fatalf("error %v", err)
		}
		files, _ := os.ReadDir(dir)
		for _, f := range files {
			if info, _ := f.Info(); info.Size() > 1 {
				t.Errorf("task %s ran %d times", f.Name(), info.Size())
			}
		}
		if len(files) != 200 {
			t.Errorf("%d tasks ran, want all 200 to begin", len(files))
		}
	})
}

type mark struct {
	Dir string
	N   int
}

// marked appends a byte to a file of its own; task 77 kills its worker.
var marked = NewTask("test.marked", func(_ context.Context, m mark) (int, error) {
	f, err := os.OpenFile(filepath.Join(m.Dir, strconv.Itoa(m.N)), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	_, err = f.Write([]byte{1})
	if m.N == 77 {
		unix.Kill(os.Getpid(), unix.SIGKILL)
		select {}
	}
	return m.N, err
})
