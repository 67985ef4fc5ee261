package parallel

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"
)

// stream is a job over a sequence of arguments, with results read while it runs.
//
// A feeder takes arguments from the iterator into fresh; workers cut batches off it, each a lot; results settle in their lots,
// and the consumer reads lots in order, or runs of settled results as they come. The feeder stays at most a window ahead of the
// consumer, so a stream of any length runs in constant memory.
type stream[A, R any] struct {
	*job
	code    *code[A, R]
	ordered bool
	self    bool // the consumer runs tasks itself: Serial mode, or a task of the same pool

	// mu of the job guards these:
	lots   []*lot[A, R] // ordered: cut and not yet read to the end
	shelf  []run[A, R]  // unordered: settled runs, in the order in which they settled
	opened bool         // somebody ranges

	feed  sync.Mutex // guards these:
	fresh []A        // taken from the iterator, not yet cut
	first int        // index of fresh[0]
	fed   bool       // the iterator is at its end
	ahead int        // taken from the iterator, not yet read by the consumer

	room chan struct{} // to the feeder: the consumer has read
	news chan struct{} // to the consumer: something settled, or the stream is over
}

// A lot is a batch as the consumer sees it. state is 0 until a result is settled.
type lot[A, R any] struct {
	res   []R
	state []uint8
	errs  map[int]error
	read  int // results [0, read) have been read
}

const (
	hasResult = 1
	hasError  = 2
)

type run[A, R any] struct {
	l      *lot[A, R]
	lo, hi int
}

// Imap runs the task for every argument and yields the results in order, each with the error of its task. It hands out tasks
// from the call on and takes arguments from the iterator as results are read, a window ahead (see Window), in a goroutine
// of its own, which an iterator that waits for something keeps until it goes on. When ctx ends, the pool is closed or the
// iterator panics, the last pair carries that error.
// Range over the sequence once; leaving the loop ends the call.
func (t Task[A, R]) Imap(ctx context.Context, p *Pool, args iter.Seq[A]) iter.Seq2[R, error] {
	return t.stream(ctx, p, args, true)
}

// ImapUnordered is Imap with the results as they come.
func (t Task[A, R]) ImapUnordered(ctx context.Context, p *Pool, args iter.Seq[A]) iter.Seq2[R, error] {
	return t.stream(ctx, p, args, false)
}

func failedSeq[R any](err error) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		var zero R
		yield(zero, err)
	}
}

func (t Task[A, R]) stream(ctx context.Context, p *Pool, args iter.Seq[A], ordered bool) iter.Seq2[R, error] {
	j, err := p.newJob(ctx, t.code.def, t.opts, -1)
	if err != nil {
		return failedSeq[R](err)
	}
	if j.opt.checkpoint != "" {
		j.stop(nil)
		return failedSeq[R](errors.New("parallel: Checkpoint works with Map and its kin, not with a stream"))
	}
	s := &stream[A, R]{job: j, code: t.code, ordered: ordered, self: p.plan.Mode == Serial || insideOf(ctx, p),
		room: make(chan struct{}, 1), news: make(chan struct{}, 1)}
	j.left = 1 // the feeder
	j.cut = s.cut
	j.ready = func(b *batch, lo, hi int) { s.shelve(b, lo, hi, nil) }
	j.failed = func(b *batch, i int, err *TaskError) { s.shelve(b, i, i+1, err) }
	j.watch(ctx, func() {
		poke(s.news)
		poke(s.room)
	})
	p.submit(j)
	go s.feeder(args)
	return s.consume
}

// poke signals a channel of one place.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// window returns how far the feeder may be ahead of the consumer.
func (s *stream[A, R]) window() int {
	if s.opt.window > 0 {
		return s.opt.window
	}
	return min(4*s.pool.plan.Workers*int(max(s.size.Load(), 1)), 1<<20)
}

// feeder takes arguments from the iterator.
func (s *stream[A, R]) feeder(args iter.Seq[A]) {
	returned := false
	defer func() {
		if v := recover(); v != nil {
			s.job.end(&PanicError{Value: fmt.Sprintf("in the iterator of arguments: %v", v), Stack: string(debug.Stack())})
		} else if !returned {
			s.job.end(fmt.Errorf("parallel: the iterator of arguments ended its goroutine: %w", ErrGoexit))
		}
		s.feed.Lock()
		s.mu.Lock()
		s.fed = true
		s.left += len(s.fresh) - 1 // from now on everything is counted
		s.feed.Unlock()
		s.unlock()
	}()
	for a := range args {
		for s.feed.Lock(); s.ahead >= s.window() && !s.over.Load(); s.feed.Lock() {
			s.feed.Unlock()
			<-s.room
		}
		if s.over.Load() {
			s.feed.Unlock()
			break
		}
		s.fresh = append(s.fresh, a)
		s.ahead++
		s.feed.Unlock()
		if s.pool.hungry.Load() > 0 {
			s.pool.mu.Lock()
			s.pool.rouse(1)
			s.pool.mu.Unlock()
		}
		if s.self {
			poke(s.news)
		}
	}
	returned = true
}

// cut makes a lot of up to n fresh arguments. The pool's lock is held.
func (s *stream[A, R]) cut(n int) *batch {
	s.feed.Lock()
	defer s.feed.Unlock()
	s.size.Store(int64(s.chunk))
	n = min(n, len(s.fresh))
	if n == 0 {
		return nil
	}
	args := s.fresh[:n:n]
	b := &batch{job: s.job, first: s.first}
	s.fresh = s.fresh[n:]
	s.first += n
	if len(s.fresh) == 0 {
		s.fresh = nil
	}
	l := &lot[A, R]{res: make([]R, n), state: make([]uint8, n)}
	b.lot, b.cargo = l, s.code.load(args, l.res)
	s.mu.Lock()
	if !s.fed {
		s.left += n
	}
	if s.ordered {
		s.lots = append(s.lots, l)
	}
	s.mu.Unlock()
	return b
}

// shelve marks results [lo, hi) of a batch as settled. The job's lock is held.
func (s *stream[A, R]) shelve(b *batch, lo, hi int, err *TaskError) {
	l := b.lot.(*lot[A, R])
	state := uint8(hasResult)
	if err != nil {
		state = hasError
		if l.errs == nil {
			l.errs = map[int]error{}
		}
		l.errs[b.at+lo] = err
	}
	for i := b.at + lo; i < b.at+hi; i++ {
		l.state[i] = state
	}
	if !s.ordered {
		s.shelf = append(s.shelf, run[A, R]{l, b.at + lo, b.at + hi})
	}
	poke(s.news)
}

// take returns the next run of settled results; over tells that there will be none, for the reason err.
func (s *stream[A, R]) take() (r run[A, R], over bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ordered {
		if len(s.shelf) > 0 {
			r = s.shelf[0]
			s.shelf = s.shelf[1:]
			return r, false, nil
		}
		return r, s.isDone(), s.cause
	}
	for len(s.lots) > 0 && s.lots[0].read == len(s.lots[0].state) {
		s.lots = s.lots[1:]
	}
	if len(s.lots) > 0 {
		l := s.lots[0]
		k := l.read
		for k < len(l.state) && l.state[k] != 0 {
			k++
		}
		if k > l.read {
			r = run[A, R]{l, l.read, k}
			l.read = k
			return r, false, nil
		}
		if s.cause == nil {
			return r, false, nil
		}
	}
	return r, s.isDone(), s.cause
}

// consume is the sequence that Imap returns.
func (s *stream[A, R]) consume(yield func(R, error) bool) {
	var zero R
	s.mu.Lock()
	again := s.opened
	s.opened = true
	s.mu.Unlock()
	if again {
		yield(zero, errors.New("parallel: the results of a stream can be ranged over once"))
		return
	}
	defer s.job.end(errAbandoned) // does nothing when the job is over
	for {
		r, over, err := s.take()
		switch {
		case r.l != nil:
			for i := r.lo; i < r.hi; i++ {
				if r.l.state[i] == hasError {
					s.mu.Lock()
					err := r.l.errs[i]
					s.mu.Unlock()
					if !yield(zero, err) {
						return
					}
				} else {
					v := r.l.res[i]
					r.l.res[i] = zero // the stream keeps nothing that was read
					if !yield(v, nil) {
						return
					}
				}
			}
			s.feed.Lock()
			s.ahead -= r.hi - r.lo
			s.feed.Unlock()
			poke(s.room)
		case over:
			if err != nil {
				yield(zero, err)
			}
			return
		default:
			if s.self {
				s.pool.crew.(*localCrew).help(s.ctx, s.job)
			}
			Blocking(s.ctx, func() { <-s.news })
		}
	}
}

var errAbandoned = errors.New("parallel: the consumer left the stream")
