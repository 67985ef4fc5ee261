package parallel

import "context"

// A Future is a result that is on its way.
type Future[R any] struct {
	done  chan struct{}
	help  func(context.Context) // runs tasks on the caller's goroutine where nobody else would
	value R
	err   error
}

func newFuture[R any]() *Future[R] { return &Future[R]{done: make(chan struct{})} }

func failedFuture[R any](err error) *Future[R] {
	f := newFuture[R]()
	f.err = err
	close(f.done)
	return f
}

// Done returns a channel that is closed when the result is there.
func (f *Future[R]) Done() <-chan struct{} { return f.done }

// Get waits for the result. When ctx ends first, it returns the error of ctx, and the result can still be had later.
func (f *Future[R]) Get(ctx context.Context) (R, error) {
	if f.help != nil {
		f.help(ctx)
	}
	Blocking(ctx, func() {
		select {
		case <-f.done:
		case <-ctx.Done():
		}
	})
	select {
	case <-f.done:
		return f.value, f.err
	default:
		var zero R
		return zero, context.Cause(ctx)
	}
}
