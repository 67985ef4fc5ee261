package parallel

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"

	"tandem/parallel/internal/ledger"
	"tandem/parallel/internal/loops"
)

// One ledger of core tokens serves a process tree (see internal/ledger). The root process makes it at first use, as
// large as ThisMachine().Cores; worker processes attach to it before they run a task. Who computes holds a token:
//
//   - a worker of a pool takes one before a task and keeps it while tasks follow each other without a pause;
//   - a task that waits gives it up meanwhile (waiting), so that a nested pool can run on it;
//   - Team.For borrows idle ones for its helpers, which give them back when their share ends and somebody waits.
//
// The crew is this process's set of helpers on that ledger.
var theCrew atomic.Pointer[loops.Crew]

// processCrew returns the crew on the ledger of this process tree.
func processCrew() *loops.Crew {
	if c := theCrew.Load(); c != nil {
		return c
	}
	c := loops.New(ledger.New(min(hardware().Cores, ledger.MaxSize)))
	if !theCrew.CompareAndSwap(nil, c) {
		if f := c.Ledger().File(); f != nil {
			f.Close()
		}
	}
	return theCrew.Load()
}

// ledgerFile is the open file to pass to worker processes, nil if the ledger cannot be shared.
func ledgerFile() *os.File { return processCrew().Ledger().File() }

// joinLedger makes the ledger of the parent process, inherited as file, that of this worker process. It must run before
// anything here used the own one.
func joinLedger(file *os.File) error {
	l, err := ledger.Attach(file)
	if err != nil {
		return err
	}
	if !theCrew.CompareAndSwap(nil, loops.New(l)) {
		return fmt.Errorf("parallel: a worker joins the ledger after it used its own")
	}
	return nil
}

// reclaimTokens clears the tokens of dead processes: called when a worker process has died, so that nobody has to wait
// until it is found.
func reclaimTokens() { processCrew().Ledger().Reclaim() }

// A budget is what a pool's task may use: carried by its context.
type budget struct {
	hold    *ledger.Hold // the task's token; nil if its pool has more workers than there are tokens
	threads int          // threads that the plan promises
	lend    bool         // idle cores come on top
}

type budgetKey struct{}

// newHold returns the hold of one worker on the process tree's ledger, without a token yet; nil, whose methods do
// nothing, for a pool with more workers than there are tokens: its tasks take turns by waiting for other things.
func newHold(workers int) *ledger.Hold {
	l := processCrew().Ledger()
	if workers > l.Size() {
		return nil
	}
	return ledger.NewHold(l)
}

// withBudget is the context of a task that runs under hold with the promised number of threads; lend adds idle cores.
func withBudget(ctx context.Context, hold *ledger.Hold, threads int, lend bool) context.Context {
	ctx = context.WithValue(ctx, budgetKey{}, budget{hold, max(threads, 1), lend})
	return context.WithValue(ctx, threadsKey{}, nil) // a WithThreads outside the pool does not reach into its tasks
}

// Blocking runs wait, which waits for something other than a core (a sleep, a disk, a network), and lends the core token
// of the task that ctx belongs to meanwhile. Outside a pool's task it just runs wait.
func Blocking(ctx context.Context, wait func()) {
	if b, ok := ctx.Value(budgetKey{}).(budget); ok {
		b.hold.Pause(ctx, wait)
		return
	}
	wait()
}
