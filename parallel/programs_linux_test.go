package parallel

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Cases of the fault table that concern the program as a whole: this test binary, run again in a role.

// role runs this test binary as a program of its own and returns the lines that it prints.
func role(t *testing.T, ctx context.Context, args ...string) (*exec.Cmd, <-chan string) {
	t.Helper()
	cmd := exec.CommandContext(ctx, "/proc/self/exe")
	cmd.Env = append(os.Environ(), "TANDEM_TEST_ROLE="+strings.Join(args, " "))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
	}()
	return cmd, lines
}

// roles are the main functions of the programs that tests start. ctx never ends.
var roles = map[string]func(ctx context.Context, args []string){
	"noMain":      playNoMain,
	"orphans":     playOrphans,
	"interrupt":   playInterrupt,
	"starting":    playStarting,
	"closed":      playClosed,
	"files":       playFiles,
	"deleted":     playDeleted,
	"interrupted": playInterrupted,
}

func playRole(args []string) { roles[args[0]](context.Background(), args[1:]) }

// playNoMain forgets Main.
func playNoMain(context.Context, []string) {
	_, err := Open(Plan{Mode: Processes, Workers: 2})
	fmt.Println(err)
}

// playOrphans runs tasks that last for ever, after some that start processes.
func playOrphans(ctx context.Context, _ []string) {
	p, err := Open(Plan{Mode: Processes, Workers: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range p.Stats().Workers {
		fmt.Println(w.Pid)
	}
	kids, err := die.With(Chunk(1)).Map(ctx, p, []Pair[fate, int]{{orphan, 0}, {orphan, 1}})
	if err != nil {
		fmt.Println(err)
	}
	for _, kid := range kids {
		fmt.Println(kid)
	}
	_, _ = stubborn.Map(ctx, p, slices.Repeat([]time.Duration{time.Hour}, 8))
}

// playInterrupt handles interrupts while tasks run.
func playInterrupt(ctx context.Context, args []string) {
	begun := atomic.Int64{}
	p, err := Open(Plan{Mode: Processes, Workers: 2}, HandleInterrupt(), Observe(func(e Event) {
		if e.Kind == TaskStarted && begun.Add(1) == 4 { // the two that end at once, and one a worker
			fmt.Println("running")
		}
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	drain := make(chan int64) // how many have begun a little after it
	go func() {
		for !draining(p) {
			time.Sleep(time.Millisecond)
		}
		fmt.Println("draining")
		drain <- begun.Load()
	}()
	d, _ := time.ParseDuration(args[0])
	got, err := stubborn.With(Chunk(1)).Map(ctx, p, append([]time.Duration{0, 0}, slices.Repeat([]time.Duration{d}, 500)...))
	n := 0
	for _, v := range got {
		n += v
	}
	var missing *Incomplete
	fmt.Println(errors.Is(err, ErrInterrupted), errors.As(err, &missing), n, begun.Load(), <-drain)
	p.Close()
	fmt.Println("closed", len(children(os.Getpid())))
}

// playClosed runs without standard descriptors.
func playClosed(ctx context.Context, args []string) {
	for _, name := range args {
		fd, _ := strconv.Atoi(name)
		unix.Close(fd)
	}
	p, err := Open(Plan{Mode: Processes, Workers: 2})
	if err == nil {
		var got []int
		got, err = square.Map(ctx, p, numbers(100))
		if err == nil && got[99] != 99*99 {
			err = errors.New("wrong result")
		}
		p.Close()
	}
	if err != nil {
		os.Exit(9)
	}
}

// playFiles may open few files.
func playFiles(ctx context.Context, _ []string) {
	var lim unix.Rlimit
	_ = unix.Getrlimit(unix.RLIMIT_NOFILE, &lim)
	open, _ := os.ReadDir("/proc/self/fd") // whoever runs the tests may have left some open
	lim.Cur = uint64(len(open)) + 20
	for _, fd := range open {
		n, _ := strconv.ParseUint(fd.Name(), 10, 64)
		lim.Cur = max(lim.Cur, n+16)
	}
	_ = unix.Setrlimit(unix.RLIMIT_NOFILE, &lim)
	_, err := Open(Plan{Mode: Processes, Workers: 64})
	fmt.Println(err)
	p, err := Open(Plan{Mode: Processes, Workers: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := square.Map(ctx, p, numbers(10))
	fmt.Println(got[9], err)
	p.Close()
}

// playDeleted runs when its binary is gone.
func playDeleted(ctx context.Context, _ []string) {
	exe, _ := os.Readlink("/proc/self/exe")
	_ = os.Remove(exe)
	p, err := Open(Plan{Mode: Processes, Workers: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := square.Map(ctx, p, numbers(10))
	fmt.Println(got[9], err)
	p.Close()
}

// playStarting is interrupted while its workers start.
func playStarting(_ context.Context, args []string) {
	d, _ := time.ParseDuration(args[0])
	opts := []Option{Initializer(stubborn, d)}
	if args[1] == "handled" {
		opts = append(opts, HandleInterrupt())
		signals := make(chan os.Signal, 2)
		signal.Notify(signals, os.Interrupt)
		go func() {
			for range signals {
				fmt.Println("heard")
			}
		}()
	}
	fmt.Println("starting")
	_, err := Open(Plan{Mode: Processes, Workers: 2}, opts...)
	fmt.Println(errors.Is(err, ErrInterrupted), len(children(os.Getpid())))
}

// playInterrupted keeps a pool open after it was interrupted: no worker is started any more.
func playInterrupted(ctx context.Context, _ []string) {
	var born atomic.Int64
	p, err := Open(Plan{Mode: Processes, Workers: 2}, HandleInterrupt(), Observe(func(e Event) {
		if e.Kind == WorkerBorn {
			born.Add(1)
		}
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("running")
	_, err = stubborn.Map(ctx, p, slices.Repeat([]time.Duration{100 * time.Millisecond}, 50))
	for end := time.Now().Add(patience / 4); len(children(os.Getpid())) > 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond) // long enough for new ones
	fmt.Println(errors.Is(err, ErrInterrupted), born.Load(), len(children(os.Getpid())))
	p.Close()
}

// alive reports whether a process runs; a zombie that nobody waits for does not.
func alive(pid int) bool { s := state(pid); return s != 0 && s != 'Z' && s != 'X' }

// state returns the letter of a process's state, 0 if there is no such process.
func state(pid int) byte {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	return rest[0]
}

// Case 6: the program is killed; its workers and what they have started end, also a worker that is stopped and one that is being stopped
// at that moment.
func TestProgramKilledLeavesNoOrphan(t *testing.T) {
	for _, how := range []string{"busy", "stopped", "stopping", "stopping"} {
		t.Run(how, func(t *testing.T) {
			faulty(t, 30*time.Second, func(ctx context.Context) {
				cmd, lines := role(t, ctx, "orphans", how)
				var pids []int
				for len(pids) < 4 { // two workers, two grandchildren
					pid, err := strconv.Atoi(<-lines)
					if err != nil {
						t.Fatal(err)
					}
					pids = append(pids, pid)
				}
				if how != "busy" {
					unix.Kill(pids[0], unix.SIGSTOP)
				}
				for how == "stopped" && ctx.Err() == nil && state(pids[0]) != 'T' {
					time.Sleep(time.Millisecond)
				}
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
				for _, pid := range pids {
					for alive(pid) {
						if ctx.Err() != nil {
							t.Fatalf("process %d is alive although its program was killed", pid)
						}
						time.Sleep(5 * time.Millisecond)
					}
				}
			})
		})
	}
}

func TestForgettingMain(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		cmd, lines := role(t, ctx, "noMain")
		if line := <-lines; !strings.Contains(line, "parallel.Main() as the first line of func main") {
			t.Errorf("without Main: %q", line)
		}
		_ = cmd.Wait()
	})
}

// Case 9: descriptors that the program has closed, much output, and children that inherit descriptors.
func TestClosedStandardDescriptors(t *testing.T) {
	for _, fds := range [][]string{{"0"}, {"1"}, {"0", "1", "2"}} {
		faulty(t, patience, func(ctx context.Context) {
			cmd, _ := role(t, ctx, append([]string{"closed"}, fds...)...)
			if err := cmd.Wait(); err != nil {
				t.Errorf("closed %v: %v", fds, err)
			}
		})
	}
}

// Case 10: too few descriptors, and a binary that is no longer there.
func TestTooFewDescriptors(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		cmd, lines := role(t, ctx, "files")
		if line := <-lines; !strings.Contains(line, "too many open files") {
			t.Errorf("Open with a few descriptors: %q", line)
		}
		if line := <-lines; line != "81 <nil>" {
			t.Errorf("a small pool afterwards: %q", line)
		}
		_ = cmd.Wait()
	})
}

func TestDeletedBinary(t *testing.T) {
	exe, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(file, exe, 0o700); err != nil {
		t.Fatal(err)
	}
	faulty(t, patience, func(ctx context.Context) {
		var out []byte
		for { // a process that another goroutine is starting may hold the file open for writing until its program begins
			cmd := exec.CommandContext(ctx, file)
			cmd.Env = append(os.Environ(), "TANDEM_TEST_ROLE=deleted")
			if out, err = cmd.Output(); !errors.Is(err, syscall.ETXTBSY) || ctx.Err() != nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		if string(out) != "81 <nil>\n" || err != nil {
			t.Errorf("%q, %v", out, err)
		}
	})
}

// Case 11: the first interrupt drains, the second kills.
func TestInterrupts(t *testing.T) {
	for _, c := range []struct {
		name   string
		task   string
		signal os.Signal
		twice  bool
	}{
		{"once", "400ms", os.Interrupt, false},
		{"term", "400ms", syscall.SIGTERM, false},
		{"hup", "400ms", syscall.SIGHUP, false},
		{"twice", "1h", os.Interrupt, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			cmd, lines := role(t, ctx, "interrupt", c.task)
			for _, when := range []string{"running", "draining"} {
				if line := <-lines; line != when {
					t.Fatalf("%q, want %q", line, when)
				}
				if when == "running" || c.twice {
					_ = cmd.Process.Signal(c.signal)
				}
			}
			var interrupted, incomplete bool
			var results, begun, drained int
			line := <-lines
			fmt.Sscan(line, &interrupted, &incomplete, &results, &begun, &drained)
			if !interrupted || !incomplete {
				t.Errorf("interrupted, incomplete: %q", line)
			}
			// What ran comes back, unless it was killed; a start may be told a little late.
			if !c.twice && (results != begun || begun < 4 || begun > drained+2) || c.twice && (results != 2 || begun != 4) {
				t.Errorf("%d results of %d tasks that began, %d of them before the pool drained", results, begun, drained)
			}
			if line := <-lines; line != "closed 0" {
				t.Errorf("%q", line)
			}
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A batch system signals every process of a job: workers go on, and the program decides.
func TestInterruptsOfWorkers(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		p, _ := quietPool(t, 2)
		defer p.Close()
		f := stubborn.MapAsync(ctx, p, []time.Duration{200 * time.Millisecond, 200 * time.Millisecond})
		time.Sleep(50 * time.Millisecond)
		for _, w := range p.Stats().Workers {
			for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
				if err := syscall.Kill(w.Pid, s); err != nil {
					t.Error(err)
				}
			}
		}
		if got, err := f.Get(ctx); err != nil || got[0] != 1 || got[1] != 1 || p.Stats().Deaths != 0 {
			t.Errorf("%v, %v, %d deaths", got, err, p.Stats().Deaths)
		}
	})
}

// Ctrl-C while workers start: Open returns, or the program dies; nothing is left.
func TestInterruptsDuringStart(t *testing.T) {
	for _, c := range []struct {
		name    string
		args    []string
		signals int
		says    string
	}{
		{"handled", []string{"2s", "handled"}, 1, "true 0"},
		{"handled twice", []string{"1h", "handled"}, 2, "true 0"},
		{"not handled", []string{"1h", "not"}, 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			cmd, lines := role(t, ctx, append([]string{"starting"}, c.args...)...)
			if line := <-lines; line != "starting" {
				t.Fatalf("%q", line)
			}
			var workers []int
			for ctx.Err() == nil && len(workers) < 2 {
				workers = children(cmd.Process.Pid)
				time.Sleep(time.Millisecond)
			}
			line := "heard"
			for i := 0; i < c.signals && line == "heard"; i++ { // two that are not heard one by one count as one
				_ = cmd.Process.Signal(os.Interrupt)
				line = <-lines
			}
			for line == "heard" {
				line = <-lines
			}
			if line != c.says {
				t.Errorf("interrupted, children: %q, want %q", line, c.says)
			}
			_ = cmd.Wait() // an error where the signal was to kill it
			for end := time.Now().Add(patience / 4); slices.ContainsFunc(workers, alive); time.Sleep(5 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("a worker of %v outlives its program", workers)
				}
			}
		})
	}
}

func TestInterruptedPoolStartsNoWorkers(t *testing.T) {
	faulty(t, patience, func(ctx context.Context) {
		cmd, lines := role(t, ctx, "interrupted")
		<-lines
		_ = cmd.Process.Signal(os.Interrupt)
		if line := <-lines; line != "true 2 0" {
			t.Errorf("interrupted, workers born, workers left: %q", line)
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
}
