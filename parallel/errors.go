package parallel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

var (
	// ErrClosed is returned by calls on a closed pool, and by calls that Close ended.
	ErrClosed = errors.New("parallel: the pool is closed")
	// ErrInterrupted is returned, with the results that were finished, by calls that an interrupt ended.
	ErrInterrupted = errors.New("parallel: interrupted")
	// ErrNoProcesses is returned by Open and Start where worker processes cannot be had.
	ErrNoProcesses = errors.New("parallel: no worker processes on this system")
)

func badOption(name string, value any, bound string) error {
	return fmt.Errorf("parallel: option %s(%v): want %s", name, value, bound)
}

// A TaskError is the failure of one task of a call.
type TaskError struct {
	Index int    // of its argument
	Name  string // of the task
	Err   error  // what it returned, or a *PanicError, *WorkerDied, *RemoteError, …
}

func (e *TaskError) Error() string { return fmt.Sprintf("task %s[%d]: %v", e.Name, e.Index, e.Err) }
func (e *TaskError) Unwrap() error { return e.Err }

// Incomplete tells which tasks of a call have no result because the call was ended.
type Incomplete struct {
	Missing []int // indices, ascending
	Total   int   // tasks of the call
	Cause   error // why it was ended: the context's error, ErrClosed or ErrInterrupted
}

func (e *Incomplete) Error() string {
	return fmt.Sprintf("%v: %d of %d tasks have no result", e.Cause, len(e.Missing), e.Total)
}
func (e *Incomplete) Unwrap() error { return e.Cause }

// A PanicError is a panic in a task.
type PanicError struct {
	Value string // what panic was called with, printed
	Stack string // of the goroutine that panicked
}

func (e *PanicError) Error() string { return "panic: " + e.Value + "\n\n" + e.Stack }

// ErrGoexit is the error of a task that ended its goroutine by runtime.Goexit.
var ErrGoexit = errors.New("the task called runtime.Goexit")

// WorkerDied tells how the worker of a task ended.
type WorkerDied struct {
	Worker     string        // name of the worker
	Pid        int           // its process
	State      string        // how it ended: "signal: killed", "exit status 3"
	Signal     os.Signal     // what killed it, or nil
	ExitCode   int           // -1 if a signal killed it
	Reason     string        // why the pool ended it, or what the kernel tells; empty if nobody knows
	PeakMemory int64         // largest resident size, in bytes
	Stderr     []string      // the last lines that it wrote
	Deaths     int           // workers that this task has cost
	Cause      error         // what the reason stands for, such as context.DeadlineExceeded; often nil
	Started    bool          // whether it had a task, or a task's argument, in hand
	Uptime     time.Duration // how long the worker lived
}

func (e *WorkerDied) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (pid %d) died: %s", e.Worker, e.Pid, e.State)
	if e.Reason != "" {
		fmt.Fprintf(&b, " (%s)", e.Reason)
	}
	if e.PeakMemory > 0 {
		fmt.Fprintf(&b, ", peak memory %.0f MiB", float64(e.PeakMemory)/(1<<20))
	}
	if n := len(e.Stderr); n > 0 {
		b.WriteString("; its last lines:")
		for _, line := range e.Stderr {
			b.WriteString("\n\t" + line)
		}
	}
	return b.String()
}

func (e *WorkerDied) Unwrap() error { return e.Cause }

// A RemoteError is an error that a task returned in another process: its text, and what errors.Is finds in it among the
// context errors and the registered sentinels.
type RemoteError struct {
	Text string
	Type string // Go type of the original
	is   []error
}

func (e *RemoteError) Error() string   { return e.Text }
func (e *RemoteError) Unwrap() []error { return e.is }

var (
	sentinelsMu sync.RWMutex
	sentinels   = map[string]error{
		"context.Canceled":         context.Canceled,
		"context.DeadlineExceeded": context.DeadlineExceeded,
		"parallel.ErrGoexit":       ErrGoexit,
		"parallel.ErrClosed":       ErrClosed,
		"parallel.ErrInterrupted":  ErrInterrupted,
		"parallel.ErrKilled":       ErrKilled,
		"parallel.ErrQueueClosed":  ErrQueueClosed,
		"os.ErrNotExist":           os.ErrNotExist,
		"os.ErrExist":              os.ErrExist,
		"os.ErrPermission":         os.ErrPermission,
		"os.ErrDeadlineExceeded":   os.ErrDeadlineExceeded,
	}
)

// RegisterError makes errors.Is find err in the error of a task that ran in another process. Call it for package variables, in
// an init function or a variable declaration, so that all processes know the name. It panics if the name is taken by
// another error.
func RegisterError(name string, err error) error {
	sentinelsMu.Lock()
	defer sentinelsMu.Unlock()
	if old, ok := sentinels[name]; ok && old != err {
		panic(fmt.Sprintf("parallel: RegisterError %q: the name is taken", name))
	}
	sentinels[name] = err
	return err
}
