package parallel

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A chore of the soak: so many microseconds of work, so many bytes of result, all told by its number.
type chore struct {
	N     int
	Micro int
	Bytes int
}

var soaked = NewTask("test.soak", func(ctx context.Context, c chore) ([]byte, error) {
	for end := time.Now().Add(time.Duration(c.Micro) * time.Microsecond); time.Now().Before(end); {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	b := make([]byte, c.Bytes)
	for i := range b {
		b[i] = byte(c.N + i)
	}
	return b, nil
})

func (c chore) check(b []byte) bool {
	return len(b) == c.Bytes && (c.Bytes == 0 || b[0] == byte(c.N) && b[c.Bytes-1] == byte(c.N+c.Bytes-1))
}

func chores(r *rand.Rand, n int) []chore {
	cs := make([]chore, n)
	for i := range cs {
		cs[i] = chore{N: i, Micro: r.IntN(20), Bytes: r.IntN(100)}
		switch r.IntN(1000) {
		case 0:
			cs[i].Micro = 5000
		case 1:
			cs[i].Bytes = 3 << 20
		case 2, 3:
			cs[i].Bytes = 70 << 10
		}
	}
	return cs
}

// isWorker reports whether the process is a worker; on other ranks of an MPI job they are not our children.
func isWorker(pid int) bool {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return strings.Contains(string(b), "(worker ")
}

// The soak: 10^5 tasks of mixed size (a fifth of that with -short), while workers are killed and stopped at random and calls are
// cancelled. Every result is delivered exactly once, right, and in order. TANDEM_SOAK_SEED repeats a run.
func TestSoak(t *testing.T) {
	seed := uint64(1)
	if s := os.Getenv("TANDEM_SOAK_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	t.Logf("seed %d", seed)
	tasks := 100000
	if testing.Short() {
		tasks /= 5
	}
	faulty(t, 2*patience, func(ctx context.Context) {
		p, _ := quietPool(t, 3, Heartbeat(250*time.Millisecond), Retries(1000), Quarantine(1000), Grace(100*time.Millisecond))
		defer p.Close()
		var over atomic.Bool
		var wg sync.WaitGroup
		wg.Go(func() { // chaos
			r := rand.New(rand.NewPCG(seed, 1))
			var ended [3]int // tasks at each place, as of its last signal: one whose workers never get to work gives up
			for i := range ended {
				ended[i] = -1
			}
			for !over.Load() {
				time.Sleep(time.Duration(10+r.IntN(60)) * time.Millisecond)
				i := r.IntN(3)
				w := p.Stats().Workers[i]
				sig := unix.SIGKILL
				if r.IntN(4) == 0 {
					sig = unix.SIGSTOP
				}
				if isWorker(w.Pid) && w.Tasks > ended[i] {
					ended[i] = w.Tasks
					unix.Kill(w.Pid, sig)
				}
			}
		})
		var calls sync.WaitGroup
		for c := range 4 {
			calls.Go(func() {
				r := rand.New(rand.NewPCG(seed, uint64(c+2)))
				for done := 0; done < tasks/4; {
					cs := chores(r, 1+r.IntN(5000))
					done += len(cs)
					ctx, cancel := context.WithCancel(ctx)
					cancelled := r.IntN(8) == 0
					if cancelled {
						time.AfterFunc(time.Duration(r.IntN(20))*time.Millisecond, cancel)
					}
					switch c {
					case 0, 1:
						soakMap(t, ctx, p, cs, cancelled)
					case 2:
						soakStream(t, soaked.Imap(ctx, p, slices.Values(cs)), cs, cancelled, true)
					case 3:
						soakStream(t, soaked.ImapUnordered(ctx, p, slices.Values(cs)), cs, cancelled, false)
					}
					cancel()
				}
			})
		}
		calls.Wait()
		over.Store(true)
		wg.Wait()
		if s := p.Stats(); s.Deaths == 0 {
			t.Error("no worker died: the soak tested nothing")
		} else {
			t.Logf("%d deaths, %d stolen, %d retried", s.Deaths, s.Stolen, s.Retried)
		}
	})
}

func soakMap(t *testing.T, ctx context.Context, p *Pool, cs []chore, cancelled bool) {
	got, err := soaked.Map(ctx, p, cs)
	var missing *Incomplete
	if err != nil && !(cancelled && errors.Is(err, context.Canceled) && (got == nil || errors.As(err, &missing))) {
		t.Errorf("Map: %.300v", err)
		return
	}
	for i, b := range got {
		if missing != nil && slices.Contains(missing.Missing, i) {
			continue
		}
		if !cs[i].check(b) {
			t.Errorf("Map: result %d is wrong (%d bytes of %d)", i, len(b), cs[i].Bytes)
			return
		}
	}
}

func soakStream(t *testing.T, results func(func([]byte, error) bool), cs []chore, cancelled, ordered bool) {
	n := 0
	left := map[string]int{} // unordered: results still to come, by first byte and length
	key := func(b []byte) string {
		if len(b) == 0 {
			return "0"
		}
		return strconv.Itoa(int(b[0])) + " " + strconv.Itoa(len(b))
	}
	for _, c := range cs {
		if c.Bytes == 0 {
			left["0"]++
		} else {
			left[strconv.Itoa(int(byte(c.N)))+" "+strconv.Itoa(c.Bytes)]++
		}
	}
	for b, err := range results {
		if err != nil {
			if !cancelled || !errors.Is(err, context.Canceled) {
				t.Errorf("stream: %.300v", err)
			}
			return
		}
		if ordered && !cs[n].check(b) {
			t.Errorf("stream: result %d is wrong", n)
			return
		}
		if left[key(b)]--; left[key(b)] < 0 {
			t.Errorf("stream: a result too many: %s", key(b))
			return
		}
		n++
	}
	if n != len(cs) {
		t.Errorf("stream: %d results, want %d", n, len(cs))
	}
}
