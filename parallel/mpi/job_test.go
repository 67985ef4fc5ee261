//go:build mpi && cgo && linux

package mpi

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"tandem/parallel"
)

// Whole jobs: a test starts mpirun with this binary, which then plays the role that the environment names, on every rank.

// roles are programs of rank 0.
var roles = map[string]func(){
	"map":      playMap,
	"deadRank": playDeadRank,
	"busy":     playBusy,
	"matrices": playMatrices,
	"nil":      playNil,
	"drain":    playDrain,
	"share":    playShare,
	"network":  playNetwork,
	"slow":     playSlow,
	"finish":   playFinish,
	"panic":    func() { panic("the program is wrong") },
	"exit":     func() { os.Exit(7) },
}

func play(role string) {
	roles[role]()
	if err := Finalize(); err != nil {
		fmt.Println("Finalize:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// mark is in the environment of all processes of one job.
const mark = "TANDEM_TEST_MARK"

// mpirun prepares a job of n ranks in the role.
func mpirun(t *testing.T, role string, n int, env ...string) *exec.Cmd {
	t.Helper()
	if here != nil {
		t.Skip("runs outside a job")
	}
	launcher := "mpirun"
	if strings.Contains(version(), "MPICH") {
		launcher = "mpirun.mpich"
	}
	if _, err := exec.LookPath(launcher); err != nil {
		t.Skip(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-n", fmt.Sprint(n), exe}
	if launcher == "mpirun" {
		args = append([]string{"--oversubscribe", "--bind-to", "none"}, args...)
	}
	cmd := exec.Command(launcher, args...)
	cmd.Env = append(os.Environ(), append(env, "TANDEM_TEST_ROLE="+role, fmt.Sprintf("%s=%d-%s", mark, os.Getpid(), t.Name()),
		"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1")...)
	return cmd
}

// left lists the processes of the test's job that still live.
func left(t *testing.T) (all []string) {
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, f := range files {
		b, _ := os.ReadFile(f)
		if bytes.Contains(b, fmt.Appendf(nil, "%s=%d-%s\x00", mark, os.Getpid(), t.Name())) {
			cmdline, _ := os.ReadFile(filepath.Join(filepath.Dir(f), "cmdline"))
			all = append(all, strings.ReplaceAll(string(cmdline), "\x00", " "))
		}
	}
	return all
}

// resultLine is the line of a job's output that begins with RESULT.
func resultLine(out []byte) string {
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "RESULT") {
			return line
		}
	}
	return ""
}

// noOrphan waits up to limit for the end of all processes of the test's job.
func noOrphan(t *testing.T, limit time.Duration) {
	t.Helper()
	noneLeft(t, limit, func() []string { return left(t) })
}

// noneLeft waits up to limit until list returns nothing.
func noneLeft(t *testing.T, limit time.Duration, list func() []string) {
	t.Helper()
	for end := time.Now().Add(limit); ; time.Sleep(20 * time.Millisecond) {
		all := list()
		if len(all) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("after %v there are still %q", limit, all)
		}
	}
}

func playMap() {
	p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 4})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer p.Close()
	got, err := square.Map(context.Background(), p, []int{1, 2, 3, 4, 5})
	fmt.Println("RESULT", got, err)
}

func TestMapOnRanks(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5} {
		out, err := mpirun(t, "map", n).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "RESULT [1 4 9 16 25] <nil>") {
			t.Errorf("%d ranks: %v\n%s", n, err, out)
		}
	}
	noOrphan(t, 30*time.Second)
}

// The handlers of signals that an MPI library installs must leave Go's in place: a nil pointer is a panic, not a crash.
func TestNilPointer(t *testing.T) {
	out, err := mpirun(t, "nil", 2).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "RESULT nil pointer dereference") {
		t.Errorf("%v\n%s", err, out)
	}
}

func playNil() {
	defer func() {
		if err, ok := recover().(error); ok {
			fmt.Println("RESULT", err.Error()[strings.Index(err.Error(), "nil"):])
		}
	}()
	var p *card
	fmt.Println(p.Pid)
}

// Contents of blocks by descriptors, in many messages, with TCP forced and without the kernel's single copy.
func TestTransports(t *testing.T) {
	for _, env := range [][]string{nil, {"TANDEM_TEST_PIECE=100000"}, {"OMPI_MCA_btl=tcp,self"}, {"OMPI_MCA_btl_vader_single_copy_mechanism=none"}} {
		if env != nil {
			env = append(env, apartKey+"=1")
		}
		out, err := mpirun(t, "matrices", 3, env...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "RESULT fine") {
			t.Errorf("%v: %v\n%s", env, err, out)
		}
	}
}

// nap sleeps, or ends the supervisor of its worker.
var nap = parallel.NewTask("mpi.nap", func(ctx context.Context, d time.Duration) (time.Duration, error) {
	if d < 0 {
		return 0, syscall.Kill(os.Getppid(), syscall.SIGKILL)
	}
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
	return d, nil
})

func playDeadRank() {
	p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 2}) // on ranks 1 and 2
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	args := make([]time.Duration, 60)
	for i := range args {
		args[i] = time.Duration(10+i) * time.Millisecond
	}
	args[40] = -1
	got, err := nap.With(parallel.Chunk(1), parallel.Checkpoint(os.Getenv("TANDEM_TEST_FILE"))).Map(context.Background(), p, args)
	n := 0
	for i, d := range got {
		if d == args[i] {
			n++
		}
	}
	var missing *parallel.Incomplete
	fmt.Printf("RESULT %d of %d, incomplete: %v: %v\n", n, len(got), errors.As(err, &missing), err)
	p.Close()
}

// reverse turns a matrix round, so that both directions carry something that can be checked.
var reverse = parallel.NewTask("mpi.reverse", func(_ context.Context, a *mat.Dense) (*mat.Dense, error) {
	x := append([]float64(nil), a.RawMatrix().Data...)
	slices.Reverse(x)
	r, c := a.Dims()
	return mat.NewDense(r, c, x), nil
})

func playMatrices() {
	p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 3})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer p.Close()
	for round := range 3 {
		var args []*mat.Dense
		for n := range 8 {
			a := mat.NewDense(150*n+1, 97, nil)
			for i := range a.RawMatrix().Data {
				a.RawMatrix().Data[i] = float64(i*(n+1) + round)
			}
			args = append(args, a)
		}
		got, err := reverse.Map(context.Background(), p, args)
		if err != nil {
			fmt.Println(err)
			return
		}
		for k, a := range args {
			x := append([]float64(nil), a.RawMatrix().Data...)
			slices.Reverse(x)
			if !slices.Equal(got[k].RawMatrix().Data, x) {
				fmt.Println("matrix", k, "came back wrong")
				return
			}
		}
	}
	fmt.Println("RESULT fine")
}

func playBusy() {
	p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 3})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("BUSY")
	_, _ = nap.Map(context.Background(), p, []time.Duration{time.Hour, time.Hour, time.Hour})
	p.Close()
}

func playDrain() {
	var begun atomic.Int32
	p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 3}, parallel.HandleInterrupt(), parallel.Observe(func(e parallel.Event) {
		if e.Kind == parallel.TaskStarted && begun.Add(1) == 3 { // all workers have something to do
			fmt.Println("BUSY", os.Getpid())
		}
	}))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	length, _ := time.ParseDuration(os.Getenv("TANDEM_TEST_NAP"))
	got, err := nap.With(parallel.Chunk(4)).Map(context.Background(), p, slices.Repeat([]time.Duration{length}, 300))
	back := 0
	for _, d := range got {
		if d > 0 {
			back++
		}
	}
	var missing *parallel.Incomplete
	fmt.Printf("RESULT interrupted: %v, incomplete: %v, back: %d, not back: %d\n", errors.Is(err, parallel.ErrInterrupted), errors.As(err, &missing),
		back, int(begun.Load())-back)
	p.Close()
}

// The first signal drains: what runs comes back, and what had not begun does not begin, also on other ranks. The second ends it at
// once, and so does the end of the time that mpirun leaves.
func TestInterrupts(t *testing.T) {
	for _, c := range []struct {
		name, nap, leaves string
		toLauncher        bool // else to rank 0, as Slurm does it
		signals           []syscall.Signal
		back, lost        int // back is a lower bound
	}{
		{"mpirun, once", "500ms", "3", true, []syscall.Signal{syscall.SIGTERM}, 3, 0},
		{"mpirun, Ctrl-C", "500ms", "3", true, []syscall.Signal{syscall.SIGINT}, 3, 0},
		{"mpirun, no time", "1h", "2", true, []syscall.Signal{syscall.SIGTERM}, 0, 3},
		{"rank 0, once", "600ms", "1", false, []syscall.Signal{syscall.SIGTERM}, 3, 0},
		{"rank 0, twice", "1h", "9", false, []syscall.Signal{syscall.SIGTERM, syscall.SIGTERM}, 0, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := mpirun(t, "drain", 3, "TANDEM_TEST_NAP="+c.nap, "OMPI_MCA_odls_base_sigkill_timeout="+c.leaves)
			if c.toLauncher && strings.Contains(version(), "MPICH") {
				t.Skip("MPICH's launcher kills the ranks at once")
			}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			var rank0 int
			if !lines.Scan() {
				t.Fatal("the job said nothing")
			}
			if _, err := fmt.Sscanf(lines.Text(), "BUSY %d", &rank0); err != nil {
				t.Fatal(err)
			}
			pid := rank0
			if c.toLauncher {
				pid = cmd.Process.Pid
			}
			for _, s := range c.signals {
				if err := syscall.Kill(pid, s); err != nil {
					t.Fatal(err)
				}
				time.Sleep(100 * time.Millisecond)
			}
			began := time.Now()
			result := ""
			for result == "" && lines.Scan() {
				if strings.HasPrefix(lines.Text(), "RESULT") {
					result = lines.Text()
				}
			}
			took := time.Since(began)
			var back, lost int
			_, err = fmt.Sscanf(result, "RESULT interrupted: true, incomplete: true, back: %d, not back: %d", &back, &lost)
			if err != nil || back < c.back || back > 60 || lost != c.lost || took > 30*time.Second {
				t.Errorf("%q after %v, want at least %d results and %d lost", result, took, c.back, c.lost)
			}
			for lines.Scan() {
			}
			_ = cmd.Wait()
			noOrphan(t, 30*time.Second)
		})
	}
}

// A dead rank ends the job. What was finished is saved, and returned with the reason; MPICH's launcher leaves no time for that.
func TestDeadRank(t *testing.T) {
	for _, btl := range []string{"vader,self", "tcp,self"} {
		file := filepath.Join(t.TempDir(), "checkpoint")
		out, err := mpirun(t, "deadRank", 3, "TANDEM_TEST_FILE="+file, "OMPI_MCA_btl="+btl).CombinedOutput()
		if err == nil {
			t.Error("mpirun succeeded")
		}
		const header, record, most = 48, 32, 30 // bytes, bytes at least, records at least
		if info, err := os.Stat(file); err != nil || info.Size() < header+record*most {
			t.Errorf("%s: checkpoint %v, %v\n%s", btl, info, err, out)
		}
		if strings.Contains(version(), "MPICH") {
			noOrphan(t, 30*time.Second)
			return
		}
		if !bytes.Contains(out, []byte("incomplete: true")) || !bytes.Contains(out, []byte("a rank has died")) {
			t.Errorf("%s: %s", btl, out)
		}
		noOrphan(t, 30*time.Second)
	}
}

// Different executables are refused before anything runs.
func TestDifferentExecutables(t *testing.T) {
	cmd := mpirun(t, "map", 1)
	exe, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, append(exe, 'x'), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd.Args = append(cmd.Args, ":", "-n", "1", other)
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "rank 1 on") || !strings.Contains(string(out), "runs another executable") {
		t.Errorf("%v\n%s", err, out)
	}
	noOrphan(t, 30*time.Second)
}

// However a job ends, nothing of it is left.
func TestNoOrphans(t *testing.T) {
	for _, c := range []struct {
		name string
		sig  syscall.Signal
	}{{"interrupt", syscall.SIGINT}, {"terminate", syscall.SIGTERM}, {"kill", syscall.SIGKILL}} {
		t.Run(c.name, func(t *testing.T) {
			cmd := mpirun(t, "busy", 3)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := out.Read(make([]byte, 5)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
			if n := len(left(t)); n < 7 {
				t.Errorf("%d processes, want mpirun, 3 ranks and 3 workers", n)
			}
			_ = cmd.Process.Signal(c.sig)
			go cmd.Wait()
			noOrphan(t, 30*time.Second)
		})
	}
	for _, role := range []string{"panic", "exit"} {
		t.Run(role, func(t *testing.T) {
			out, err := mpirun(t, role, 3).CombinedOutput()
			if err == nil {
				t.Errorf("mpirun succeeded: %s", out)
			}
			noOrphan(t, 30*time.Second)
		})
	}
}
