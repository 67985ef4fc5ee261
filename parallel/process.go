package parallel

import (
	"context"
	"errors"
	"sync"
)

// A Process is a task that runs in an operating-system process of its own.
type Process[R any] struct {
	pool   *Pool
	future *Future[R]
	pid    int
	end    sync.Once
}

// ErrKilled is the cause of death of a Process that Kill ended, and the error of its task if that had not begun.
var ErrKilled = errors.New("parallel: killed by the program")

// Start runs the task in a new process and returns at once. The process ends with the task, with ctx, and with this program.
func (t Task[A, R]) Start(ctx context.Context, arg A) (*Process[R], error) {
	p, err := Open(Plan{Mode: Processes, Workers: 1, Threads: threadsOf(ctx)}, t.opts...)
	if err != nil {
		return nil, err
	}
	pr := &Process[R]{pool: p, pid: int(p.hands[0].pid.Load())}
	pr.future = t.ApplyAsync(ctx, p, arg)
	go func() {
		<-pr.future.done
		pr.close()
	}()
	return pr, nil
}

func threadsOf(ctx context.Context) int { return TeamOf(ctx).Threads() }

func (p *Process[R]) close() { p.end.Do(func() { _ = p.pool.Close() }) }

// Pid returns the number of the process.
func (p *Process[R]) Pid() int { return p.pid }

// Join waits for the task and returns its result. When ctx ends first, it returns the error of ctx and the process goes on.
func (p *Process[R]) Join(ctx context.Context) (R, error) {
	v, err := p.future.Get(ctx)
	if p.future.isDone() {
		p.close()
	}
	return v, err
}

// Kill ends the process and returns when it is gone. The task does not run again, whatever Retries say. Join then returns an error
// that is ErrKilled (errors.Is), and a *WorkerDied if the task had begun, unless the task had ended before. Kill always
// returns nil.
func (p *Process[R]) Kill() error {
	c := p.pool.crew.(*farCrew)
	p.pool.seal(ErrKilled)
	c.killAll(ErrKilled)
	c.lives.Wait()
	p.pool.endAll(ErrKilled)
	return nil
}

func (f *Future[R]) isDone() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}
