package parallel

import (
	"context"
	"errors"
	"iter"
)

// mapping is a job over a slice of arguments.
type mapping[A, R any] struct {
	*job
	code     *code[A, R]
	args     []A
	res      []R
	first    int   // index of the first task
	done     marks // results that are in place
	restored marks // those that the checkpoint file held
	next     int   // tasks [0, next) have been handed out
	errors   []*TaskError
}

// begin starts a job over args. Task indices begin at first. prepare, if not nil, is called before the job is handed out.
func (t Task[A, R]) begin(ctx context.Context, p *Pool, args []A, first int, prepare func(*mapping[A, R])) (*mapping[A, R], error) {
	j, err := p.newJob(ctx, t.code.def, t.opts, len(args))
	if err != nil {
		return nil, err
	}
	m := &mapping[A, R]{job: j, code: t.code, args: args, res: make([]R, len(args)), first: first, done: newMarks(len(args))}
	j.cut = m.slice
	j.ready = func(b *batch, lo, hi int) { m.done.add(b.first-first+lo, b.first-first+hi) }
	j.failed = func(b *batch, i int, err *TaskError) { m.errors = append(m.errors, err) }
	if j.opt.checkpoint != "" {
		if err := m.resume(); err != nil {
			j.stop(err)
			return nil, err
		}
		if j.opt.progress != nil && j.ended > 0 {
			j.opt.progress(j.ended, j.total)
		}
	}
	if prepare != nil {
		prepare(m)
	}
	j.watch(ctx, j.finished)
	if j.left == 0 {
		j.mu.Lock()
		j.unlock()
		return m, nil
	}
	p.submit(j)
	return m, nil
}

// slice cuts up to n tasks. The last tasks go out in smaller batches, so that all workers end together.
func (m *mapping[A, R]) slice(n int) *batch {
	for m.next < len(m.args) && m.skip(m.next) {
		m.next++
	}
	lo := m.next
	if lo == len(m.args) {
		return nil
	}
	if m.opt.chunk == 0 {
		share := 2 * m.pool.plan.Workers
		n = min(n, (len(m.args)-lo+share-1)/share)
	}
	hi := min(lo+n, len(m.args))
	for k := lo + 1; k < hi; k++ {
		if m.skip(k) {
			hi = k
		}
	}
	m.next = hi
	return &batch{job: m.job, first: m.first + lo, cargo: m.code.load(m.args[lo:hi:hi], m.res[lo:hi:hi])}
}

// skip reports whether the checkpoint file held the result of task k. Tasks that have not been handed out can have no other.
func (m *mapping[A, R]) skip(k int) bool { return m.saved != nil && m.restored.has(k) }

// results returns what the job has when it is over.
func (m *mapping[A, R]) results() ([]R, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cause == nil {
		return m.res, join(m.saved.failure(), sortErrors(m.errors))
	}
	// Tasks that did not heed their context may still write to m.res: the caller gets a copy of what is finished.
	res := make([]R, len(m.res))
	missing := &Incomplete{Total: len(m.res), Cause: m.cause}
	failed := map[int]bool{}
	for _, e := range m.errors {
		failed[e.Index] = true
	}
	for i := range res {
		if m.done.has(i) {
			res[i] = m.res[i]
		} else if !failed[m.first+i] {
			missing.Missing = append(missing.Missing, m.first+i)
		}
	}
	var cause *TaskError
	if errors.As(m.cause, &cause) { // StopOnError: the cause is one of the failures
		m.errors = deleteError(m.errors, cause)
	}
	if len(m.errors) == 0 {
		return res, join(m.saved.failure(), missing)
	}
	return res, errors.Join(m.saved.failure(), missing, sortErrors(m.errors))
}

// join joins two errors; one alone stays as it is.
func join(a, b error) error {
	if a == nil {
		return b
	}
	return errors.Join(a, b)
}

func deleteError(errs []*TaskError, e *TaskError) (rest []*TaskError) {
	for _, x := range errs {
		if x != e {
			rest = append(rest, x)
		}
	}
	return rest
}

// only returns the result of a job of one task.
func (m *mapping[A, R]) only() (R, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var zero R
	switch {
	case len(m.errors) > 0:
		return zero, m.errors[0]
	case m.cause != nil:
		return zero, m.cause
	}
	return m.res[0], nil
}

// Apply runs the task on a worker of the pool and waits for its result. An error of the task comes as a *TaskError.
func (t Task[A, R]) Apply(ctx context.Context, p *Pool, arg A) (R, error) {
	m, err := t.begin(ctx, p, []A{arg}, 0, nil)
	if err != nil {
		var zero R
		return zero, err
	}
	p.await(ctx, m.job)
	return m.only()
}

// ApplyAsync runs the task on a worker of the pool and returns at once; in Serial mode it runs the task first.
func (t Task[A, R]) ApplyAsync(ctx context.Context, p *Pool, arg A) *Future[R] {
	f := newFuture[R]()
	return async(ctx, p, t, []A{arg}, f, func(m *mapping[A, R]) { f.value, f.err = m.only() })
}

// Map runs the task for every argument and returns the results in order. What can be finished is finished: the error joins
// one *TaskError for each task that failed, and the results of the others are there. When ctx ends or the pool is closed, Map
// returns at once with what is finished and an *Incomplete that names what is missing.
func (t Task[A, R]) Map(ctx context.Context, p *Pool, args []A) ([]R, error) {
	m, err := t.begin(ctx, p, args, 0, nil)
	if err != nil {
		return nil, err
	}
	p.await(ctx, m.job)
	return m.results()
}

// MapAsync is Map that returns at once; in Serial mode it runs the tasks first.
func (t Task[A, R]) MapAsync(ctx context.Context, p *Pool, args []A) *Future[[]R] {
	f := newFuture[[]R]()
	return async(ctx, p, t, args, f, func(m *mapping[A, R]) { f.value, f.err = m.results() })
}

// async starts a job whose end resolves f by set.
func async[A, R, V any](ctx context.Context, p *Pool, t Task[A, R], args []A, f *Future[V], set func(*mapping[A, R])) *Future[V] {
	m, err := t.begin(ctx, p, args, 0, func(m *mapping[A, R]) {
		m.finished = func() {
			set(m)
			close(f.done)
		}
	})
	if err != nil {
		return failedFuture[V](err)
	}
	if p.plan.Mode == Serial {
		p.await(ctx, m.job)
		return f
	}
	f.help = func(ctx context.Context) {
		if insideOf(ctx, p) {
			p.await(ctx, m.job)
		}
	}
	return f
}

// Call runs the task here and now.
func (t Task2[A, B, R]) Call(ctx context.Context, a A, b B) (R, error) { return t.fn(ctx, a, b) }

// Name returns the name under which the task is registered.
func (t Task2[A, B, R]) Name() string { return t.one.Name() }

// With returns the task with options that hold for its calls.
func (t Task2[A, B, R]) With(opts ...Option) Task2[A, B, R] {
	t.one = t.one.With(opts...)
	return t
}

// Apply runs the task on a worker of the pool and waits for its result.
func (t Task2[A, B, R]) Apply(ctx context.Context, p *Pool, a A, b B) (R, error) {
	return t.one.Apply(ctx, p, Pair[A, B]{a, b})
}

// ApplyAsync runs the task on a worker of the pool and returns at once; in Serial mode it runs the task first.
func (t Task2[A, B, R]) ApplyAsync(ctx context.Context, p *Pool, a A, b B) *Future[R] {
	return t.one.ApplyAsync(ctx, p, Pair[A, B]{a, b})
}

// Map runs the task for every pair of arguments and returns the results in order, like Task.Map.
func (t Task2[A, B, R]) Map(ctx context.Context, p *Pool, args []Pair[A, B]) ([]R, error) {
	return t.one.Map(ctx, p, args)
}

// MapAsync is Map that returns at once.
func (t Task2[A, B, R]) MapAsync(ctx context.Context, p *Pool, args []Pair[A, B]) *Future[[]R] {
	return t.one.MapAsync(ctx, p, args)
}

// Starmap is Map over a sequence of pairs, which it gathers first.
func (t Task2[A, B, R]) Starmap(ctx context.Context, p *Pool, args iter.Seq2[A, B]) ([]R, error) {
	return t.one.Map(ctx, p, gather(args))
}

// StarmapAsync is Starmap that returns at once, after it has gathered the arguments.
func (t Task2[A, B, R]) StarmapAsync(ctx context.Context, p *Pool, args iter.Seq2[A, B]) *Future[[]R] {
	return t.one.MapAsync(ctx, p, gather(args))
}

// Imap is Task.Imap over a sequence of pairs.
func (t Task2[A, B, R]) Imap(ctx context.Context, p *Pool, args iter.Seq2[A, B]) iter.Seq2[R, error] {
	return t.one.Imap(ctx, p, pairs(args))
}

// ImapUnordered is Task.ImapUnordered over a sequence of pairs.
func (t Task2[A, B, R]) ImapUnordered(ctx context.Context, p *Pool, args iter.Seq2[A, B]) iter.Seq2[R, error] {
	return t.one.ImapUnordered(ctx, p, pairs(args))
}

// Parallel is Task.Parallel for pairs of arguments.
func (t Task2[A, B, R]) Parallel(ctx context.Context, args []Pair[A, B]) ([]R, error) {
	return t.one.Parallel(ctx, args)
}

// Start runs the task in a process of its own, like Task.Start.
func (t Task2[A, B, R]) Start(ctx context.Context, a A, b B) (*Process[R], error) {
	return t.one.Start(ctx, Pair[A, B]{a, b})
}

func pairs[A, B any](args iter.Seq2[A, B]) iter.Seq[Pair[A, B]] {
	return func(yield func(Pair[A, B]) bool) {
		for a, b := range args {
			if !yield(Pair[A, B]{a, b}) {
				return
			}
		}
	}
}

func gather[A, B any](args iter.Seq2[A, B]) (all []Pair[A, B]) {
	for a, b := range args {
		all = append(all, Pair[A, B]{a, b})
	}
	return all
}
