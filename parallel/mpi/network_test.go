//go:build mpi && cgo && linux

package mpi

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tandem/parallel"
)

// Two nodes: network namespaces with a name and an address each, and a pair of virtual cards between them. The launcher starts its
// daemon on the second one by nsenter where it would take ssh, so that all it knows of the other node comes over the network. A link
// that is down loses every packet and tells nobody.

// A pair is the two nodes.
type pair struct {
	name  [2]string
	pid   [2]int // of a process that lives there
	agent string
}

const addressA, addressB = "10.213.77.1", "10.213.77.2"

// on is a command line that runs on node k.
func (n *pair) on(k int, args ...string) []string {
	return append([]string{"nsenter", "-n", "-u", "-m", "-t", fmt.Sprint(n.pid[k]), "--"}, args...)
}

// link switches the first node's card.
func (n *pair) link(t *testing.T, state string) {
	t.Helper()
	args := n.on(0, "ip", "link", "set", "tandem", state)
	if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%q: %v: %s", args, err, out)
	}
}

// newPair makes two nodes, which end with the test, however that ends.
func newPair(t *testing.T) *pair {
	t.Helper()
	if strings.Contains(version(), "MPICH") {
		t.Skip("MPICH does not always return from MPI_Finalize over TCP: see the package comment")
	}
	n := &pair{name: [2]string{"tandem-a", "tandem-b"}, agent: filepath.Join(t.TempDir(), "agent")}
	for k := range n.pid {
		home := exec.Command("unshare", "--net", "--uts", "--mount", "sh", "-c", `hostname "$0" && mount -t sysfs sysfs /sys && ip link set lo up && echo up && exec cat`, n.name[k])
		home.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		in, err := home.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := home.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := home.Start(); err != nil {
			t.Skip("no network namespaces here:", err)
		}
		t.Cleanup(func() { in.Close(); _ = home.Wait() })
		if line, _ := bufio.NewReader(out).ReadString('\n'); line != "up\n" {
			t.Skip("no network namespaces here")
		}
		n.pid[k] = home.Process.Pid
	}
	for _, args := range [][]string{
		n.on(0, "ip", "link", "add", "tandem", "type", "veth", "peer", "name", "tandem", "netns", fmt.Sprint(n.pid[1])),
		n.on(0, "ip", "addr", "add", addressA+"/24", "dev", "tandem"),
		n.on(1, "ip", "addr", "add", addressB+"/24", "dev", "tandem"),
		n.on(0, "ip", "link", "set", "tandem", "up"),
		n.on(1, "ip", "link", "set", "tandem", "up"),
	} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Skipf("no virtual network here: %q: %v: %s", args, err, out)
		}
	}
	script := "#!/bin/sh\n# HOST COMMAND...\nwhile [ \"${1#-}\" != \"$1\" ]; do shift; done\nshift\nexec " + strings.Join(n.on(1, "sh", "-c", `"$*"`), " ") + "\n"
	if err := os.WriteFile(n.agent, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return n
}

// mpirun prepares a job of n ranks, rank 0 and half of them on the first node.
func (n *pair) mpirun(t *testing.T, role string, ranks int, env ...string) *exec.Cmd {
	t.Helper()
	cmd := mpirun(t, role, ranks, env...)
	half := fmt.Sprint((ranks + 1) / 2)
	opts := []string{"--mca", "plm_rsh_agent", n.agent, "--mca", "btl", "tcp,self", "--host", addressA + ":" + half + "," + addressB + ":" + half}
	for _, v := range cmd.Env {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "TANDEM_TEST_") {
			opts = append(opts, "-x", name)
		}
	}
	cmd.Args = n.on(0, append(append(cmd.Args[:1:1], opts...), cmd.Args[1:]...)...)
	var err error
	if cmd.Path, err = exec.LookPath(cmd.Args[0]); err != nil {
		t.Skip(err)
	}
	return cmd
}

// note leaves its argument in a file when it runs. The second half waits until the network has failed.
var note = parallel.NewTask("mpi.note", func(_ context.Context, i int) ([]int64, error) {
	for i >= notes/2 {
		if _, err := os.Stat(os.Getenv("TANDEM_TEST_FILE") + failed); err == nil {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	f, err := os.OpenFile(os.Getenv("TANDEM_TEST_FILE"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, err := f.Write(binary.LittleEndian.AppendUint32(nil, uint32(i))); err != nil {
		return nil, err
	}
	time.Sleep(5 * time.Millisecond)
	r := make([]int64, 1+i%3*100000) // nothing, a little, and a block in shared memory
	r[len(r)-1] = int64(i)
	return r, nil
})

const (
	notes  = 400
	failed = ".failed" // the file's name with this: the network has failed
)

func playNetwork() {
	var finished atomic.Int32
	p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 4}, parallel.Observe(func(e parallel.Event) {
		if e.Kind == parallel.TaskFinished && finished.Add(1) == notes/10 {
			fmt.Println("BUSY")
		}
	}))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	args := make([]int, notes)
	for i := range args {
		args[i] = i
	}
	began := time.Now()
	got, err := note.With(parallel.Chunk(2)).Map(context.Background(), p, args)
	right, wrong := 0, 0
	for i, r := range got {
		switch {
		case len(r) > 0 && r[len(r)-1] == int64(i):
			right++
		case r != nil:
			wrong++
		}
	}
	var missing *parallel.Incomplete
	fmt.Printf("RESULT right: %d, wrong: %d, seconds: %d, incomplete: %v: %v\n", right, wrong, int(time.Since(began).Seconds()), errors.As(err, &missing), err)
	p.Close()
}

// An outage is something that happens to a job of notes, for a while or for good.
type outage struct {
	begin, end func()
	after      time.Duration // from begin to end; 0: the end comes when the program and its ranks have gone
}

// suffer plays notes and has the outage happen in the middle. One that ends costs time and nothing else: every task has run once, and
// every result is there. One that does not end ends the calls with what there is and the reason, and the program, its supervisors and
// workers go.
func suffer(t *testing.T, cmd *exec.Cmd, file string, o outage) {
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	result := ""
	for result == "" && lines.Scan() {
		switch line := lines.Text(); {
		case line == "BUSY":
			o.begin()
			if err := os.WriteFile(file+failed, nil, 0o644); err != nil {
				t.Fatal(err)
			}
			if o.after > 0 {
				time.AfterFunc(o.after, o.end)
			}
		case strings.HasPrefix(line, "RESULT"):
			result = line
		default:
			said.WriteString(line + "\n")
		}
	}
	var right, wrong, seconds int
	var incomplete bool
	_, err = fmt.Sscanf(result, "RESULT right: %d, wrong: %d, seconds: %d, incomplete: %t", &right, &wrong, &seconds, &incomplete)
	if err != nil || wrong != 0 {
		t.Fatalf("%q\n%s", result, said.Bytes())
	}
	if o.after > 0 {
		ran := map[uint32]int{}
		b, _ := os.ReadFile(file)
		for ; len(b) >= 4; b = b[4:] {
			ran[binary.LittleEndian.Uint32(b)]++
		}
		for i, times := range ran {
			if times != 1 {
				t.Errorf("task %d ran %d times", i, times)
			}
		}
		if right != notes || len(ran) != notes || incomplete {
			t.Errorf("%s; %d tasks ran", result, len(ran))
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v\n%s", err, said.Bytes())
		}
	} else {
		if right < notes/10 || right == notes || !incomplete || !strings.Contains(result, "no sign of life") {
			t.Error(result)
		}
		exe, _ := os.Executable()
		noneLeft(t, 2*time.Minute, func() (all []string) { // the launcher's own daemons may wait for minutes
			for _, p := range left(t) {
				if strings.HasPrefix(p, exe+" ") || strings.HasPrefix(p, "(") {
					all = append(all, p)
				}
			}
			return all
		})
		o.end()
		_ = cmd.Wait()
	}
	noOrphan(t, 2*time.Minute)
}

// noteFile makes the file of a job of notes.
func noteFile(t *testing.T) string {
	file := filepath.Join(t.TempDir(), "notes")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

const (
	patient   = 60 // seconds of silence that a test does not reach
	impatient = 3
)

func TestNetworkFails(t *testing.T) {
	for _, c := range []struct {
		name    string
		silence int
		after   time.Duration
	}{{"for a while", patient, 3 * time.Second}, {"for good", impatient, 0}} {
		t.Run(c.name, func(t *testing.T) {
			n, file := newPair(t), noteFile(t)
			cmd := n.mpirun(t, "network", 4, "TANDEM_TEST_FILE="+file, fmt.Sprint("TANDEM_TEST_SILENCE=", c.silence))
			suffer(t, cmd, file, outage{func() { n.link(t, "down") }, func() { n.link(t, "up") }, c.after})
		})
	}
}

// rank is the process of a rank of the test's job.
func rank(t *testing.T, k int) int {
	t.Helper()
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, f := range files {
		b, _ := os.ReadFile(f)
		has := func(v string) bool { return bytes.Contains(b, []byte(v+"\x00")) }
		if has(fmt.Sprintf("%s=%d-%s", mark, os.Getpid(), t.Name())) && (has(fmt.Sprint("OMPI_COMM_WORLD_RANK=", k)) || has(fmt.Sprint("PMI_RANK=", k))) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(f)))
			return pid
		}
	}
	t.Fatal("no rank ", k)
	return 0
}

// send sends a signal to a rank of the test's job.
func send(t *testing.T, k int, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(rank(t, k), s); err != nil {
		t.Fatal(err)
	}
}

// A supervisor that is stopped is like a network that fails. The launcher ends it with the job.
func TestStoppedRank(t *testing.T) {
	for _, c := range []struct {
		name    string
		silence int
		after   time.Duration
	}{{"for a while", patient, 2 * time.Second}, {"for good", impatient, 0}} {
		t.Run(c.name, func(t *testing.T) {
			file := noteFile(t)
			cmd := mpirun(t, "network", 3, "TANDEM_TEST_FILE="+file, fmt.Sprint("TANDEM_TEST_SILENCE=", c.silence))
			end := func() {}
			if c.after > 0 {
				end = func() { send(t, 1, syscall.SIGCONT) }
			}
			suffer(t, cmd, file, outage{func() { send(t, 1, syscall.SIGSTOP) }, end, c.after})
		})
	}
}

// Between the last call and Finalize, rank 1 is stopped.
func playFinish() {
	p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 2})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	got, err := square.Map(context.Background(), p, []int{1, 2, 3})
	p.Close()
	fmt.Println("BUSY", got, err)
	for {
		if _, err := os.Stat(os.Getenv("TANDEM_TEST_FILE") + failed); err == nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// To leave the job takes all ranks. When one cannot, Finalize says so and does not wait for ever.
func TestFinalizeWithStoppedRank(t *testing.T) {
	file := noteFile(t)
	cmd := mpirun(t, "finish", 3, "TANDEM_TEST_FILE="+file, fmt.Sprint("TANDEM_TEST_SILENCE=", impatient))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, said := bufio.NewScanner(out), ""
	for lines.Scan() {
		said += lines.Text() + "\n"
		if lines.Text() == "BUSY [1 4 9] <nil>" {
			send(t, 1, syscall.SIGSTOP)
			if err := os.WriteFile(file+failed, nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(said, "Finalize: rank 1 on") || !strings.Contains(said, "no sign of life") {
		t.Errorf("%v\n%s", err, said)
	}
	noOrphan(t, 2*time.Minute)
}

func playSlow() {
	p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 4})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	began := time.Now()
	got, err := give.With(parallel.Chunk(1)).Map(context.Background(), p, slices.Repeat([]int{1000}, 4))
	fmt.Printf("RESULT seconds: %d, results: %d, %v\n", int(time.Since(began).Seconds()), len(got), err)
	p.Close()
}

// Results that take longer than a rank may be silent are no silence.
func TestSlowNetwork(t *testing.T) {
	n := newPair(t)
	for k := range n.pid {
		args := n.on(k, "tc", "qdisc", "add", "dev", "tandem", "root", "tbf", "rate", "16mbit", "burst", "32kb", "limit", "64kb")
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Skipf("no slow network here: %q: %v: %s", args, err, out)
		}
	}
	out, err := n.mpirun(t, "slow", 4, fmt.Sprint("TANDEM_TEST_SILENCE=", impatient)).CombinedOutput()
	var seconds int
	if _, scan := fmt.Sscanf(resultLine(out), "RESULT seconds: %d, results: 4, <nil>", &seconds); err != nil || scan != nil || seconds <= impatient {
		t.Errorf("%v\n%s", err, out)
	}
	noOrphan(t, 2*time.Minute)
}
