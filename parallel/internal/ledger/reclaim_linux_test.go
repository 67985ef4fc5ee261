package ledger

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// wordOf is the owner word of another process.
func wordOf(t *testing.T, pid int) uint64 {
	_, start, err := processStat(pid)
	if err != nil {
		t.Fatal(err)
	}
	return uint64(pid)<<timeBits | start
}

func TestATokenOfADeadProcessReturns(t *testing.T) {
	l := New(3)
	other := exec.Command("sleep", "60")
	if err := other.Start(); err != nil {
		t.Skip("no sleep command: ", err)
	}
	defer other.Wait()
	l.owners[0] = wordOf(t, other.Process.Pid)
	l.owners[1] = l.self
	l.owners[2] = selfWord() - 1 // our process id, another start time: recycled
	if n := l.Reclaim(); n != 1 || l.owners[2] != 0 {
		t.Fatalf("cleared %d tokens of %#x, want only the one with the recycled id", n, l.owners)
	}
	l.owners[2] = l.self
	// The process dies while somebody waits for its token, and nobody has reaped it yet.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	time.AfterFunc(5*time.Millisecond, func() { other.Process.Kill() })
	i, err := l.Take(ctx)
	if err != nil || i != 0 {
		t.Fatalf("Take: token %d, %v; want token 0 of the dead process", i, err)
	}
}

func TestAttachSeesTheSameTokens(t *testing.T) {
	l := New(2)
	if l.File() == nil {
		t.Skip("no memfd on this system")
	}
	again, err := os.OpenFile("/proc/self/fd/"+strconv.Itoa(int(l.File().Fd())), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Attach(again)
	if err != nil {
		t.Fatal(err)
	}
	if m.Size() != 2 || m.Try() != 0 || l.Try() != 1 || m.Try() != -1 {
		t.Errorf("two views of one ledger disagree: %#x, %#x", l.owners, m.owners)
	}
	if err := l.File().Truncate(0); err == nil {
		t.Error("the page could be truncated under its users")
	}
}

func TestAttachRefusesOtherFiles(t *testing.T) {
	for name, content := range map[string]int{"empty": 0, "zeros": 4096, "huge": 1 << 20} {
		f, err := os.Create(t.TempDir() + "/page")
		if err != nil {
			t.Fatal(err)
		}
		f.Truncate(int64(content))
		if _, err := Attach(f); err == nil {
			t.Errorf("%s: attached", name)
		}
		f.Close()
	}
}

// A wait for a token of another process ends soon after that process gives it back, although nobody signals it.
func TestTakePollsOtherProcesses(t *testing.T) {
	l := New(1)
	atomic.StoreUint64(&l.owners[0], wordOf(t, os.Getppid()))
	time.AfterFunc(3*time.Millisecond, func() { atomic.StoreUint64(&l.owners[0], 0) })
	start := time.Now()
	if _, err := l.Take(context.Background()); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("took %v", d)
	}
}
