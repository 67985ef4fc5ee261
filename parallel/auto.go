package parallel

import (
	"context"
	"errors"
	"time"
)

// worthAPool is the work left below which Parallel opens no pool: opening it would take longer.
const worthAPool = 200 * time.Microsecond

// Parallel is Map without a pool of one's own. It runs the first task here and takes its time; then Choose decides on which
// workers the rest runs, if any pool can pay at all, and Parallel opens and closes that pool. Isolated tasks all run in
// processes.
func (t Task[A, R]) Parallel(ctx context.Context, args []A) ([]R, error) {
	opt := defaults().with(t.opts)
	if err := errors.Join(opt.validate(), ctx.Err()); err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return []R{}, nil
	}
	load := Load{Kernel: t.Name(), Tasks: len(args), Isolated: opt.isolated}
	if opt.isolated || opt.checkpoint != "" || len(args) == 1 {
		plan := Plan{Mode: Serial, Workers: 1, Threads: TeamOf(ctx).Threads()}
		if len(args) > 1 || opt.isolated {
			plan = Choose(ThisMachine(), load)
		}
		return t.alone(ctx, plan, args, 0)
	}
	quiet := t.With(Progress(nil))
	here := Plan{Mode: Serial, Workers: 1, Threads: TeamOf(ctx).Threads()}
	began := time.Now()
	res, err := quiet.alone(ctx, here, args[:1], 0)
	one := time.Since(began)
	if err != nil && (ctx.Err() != nil || opt.stopOnError) {
		return append(res, make([]R, len(args)-len(res))...), err
	}
	rest := t
	if opt.progress != nil {
		opt.progress(1, len(args))
		rest = t.With(Progress(func(done, total int) { opt.progress(done+1, total+1) }))
	}
	if one*time.Duration(len(args)-1) > worthAPool {
		load.Tasks, load.Seconds = len(args)-1, one.Seconds()
		here = Choose(ThisMachine(), load)
	}
	tail, tailErr := rest.alone(ctx, here, args[1:], 1)
	if tail == nil {
		tail = make([]R, len(args)-1)
	}
	return append(res, tail...), errors.Join(err, tailErr)
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
