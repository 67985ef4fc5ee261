package parallel

import (
	"context"
	"errors"
	"time"
)

// worthAPool is the work left below which Parallel opens no pool: opening it would take longer.
const worthAPool = 200 * time.Microsecond

// Parallel is Map without a pool of one's own. It runs the first task here and takes its time; then Choose decides on which
// workers the rest runs, if any pool can pay at all, and Parallel opens and closes that pool. While none can, it goes on
// here and decides again as it learns what a task costs. Isolated tasks all run in processes.
func (t Task[A, R]) Parallel(ctx context.Context, args []A) ([]R, error) {
	opt := defaults().with(t.opts)
	if err := errors.Join(opt.validate(), ctx.Err()); err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return []R{}, nil
	}
	// Nothing is known of inner loops in a user's function: count on none.
	load := Load{Kernel: t.Name(), Tasks: len(args), Serial: 1, Isolated: opt.isolated}
	if opt.isolated || opt.checkpoint != "" || len(args) == 1 {
		plan := Plan{Mode: Serial, Workers: 1, Threads: TeamOf(ctx).Threads()}
		if len(args) > 1 || opt.isolated {
			plan = Choose(ThisMachine(), load)
		}
		return t.alone(ctx, plan, args, 0)
	}
	quiet, rest := t.With(Progress(nil)), t
	here := Plan{Mode: Serial, Workers: 1, Threads: TeamOf(ctx).Threads()}
	out := make([]R, 0, len(args))
	var errs []error
	began, used := time.Now(), cpuTime()
	for plan := here; len(out) < len(args); {
		done, left := len(out), len(args)-len(out)
		if done > 0 {
			spent := time.Since(began)
			mean := spent / time.Duration(done)
			if mean*time.Duration(left) > worthAPool {
				load.Tasks, load.Seconds, load.Idle = left, mean.Seconds(), 0
				if busy := (cpuTime() - used).Seconds() / spent.Seconds(); busy > 0 && busy < 0.5 {
					load.Idle = 1 - busy // the tasks wait: more workers than cores help
				}
				plan = Choose(ThisMachine(), load)
			}
		}
		if plan.Mode != Serial {
			tail, err := rest.alone(ctx, plan, args[done:], done)
			if tail == nil {
				tail = make([]R, left)
			}
			return append(out, tail...), errors.Join(append(errs, err)...)
		}
		batch := min(max(1, done), left) // doubling: little is at stake when the first tasks mislead
		res, err := quiet.alone(ctx, here, args[done:done+batch], done)
		if len(res) == 0 {
			res = make([]R, batch)
		}
		out, errs = append(out, res...), append(errs, err)
		if err != nil && (ctx.Err() != nil || opt.stopOnError) {
			return append(out, make([]R, len(args)-len(out))...), errors.Join(errs...)
		}
		if opt.progress != nil {
			done, all := len(out), len(args)
			opt.progress(done, all)
			rest = t.With(Progress(func(more, _ int) { opt.progress(done+more, all) }))
		}
	}
	return out, errors.Join(errs...)
}

// alone is Map on a pool of its own. Tasks are numbered from first.
func (t Task[A, R]) alone(ctx context.Context, plan Plan, args []A, first int) ([]R, error) {
	p, err := Open(plan, t.opts...)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	m, err := t.begin(ctx, p, args, first, nil)
	if err != nil {
		return nil, err
	}
	p.await(ctx, m.job)
	return m.results()
}
