package ledger

import (
	"context"
	"sync"
)

// A Hold is the token of one running task, which is given up while the task waits. A task may wait from several
// goroutines at once: the token goes with the first and returns with the last. The nil Hold is a task without a token;
// all its methods do nothing.
type Hold struct {
	l      *Ledger
	mu     sync.Mutex
	token  int // −1 while not held
	pauses int
}

// NewHold returns a hold on l that does not hold a token yet.
func NewHold(l *Ledger) *Hold { return &Hold{l: l, token: -1} }

// Take waits for a token, unless the hold has one.
func (h *Hold) Take(ctx context.Context) error {
	if h == nil {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.take(ctx)
}

func (h *Hold) take(ctx context.Context) (err error) {
	if h.token < 0 {
		h.token, err = h.l.Take(ctx)
	}
	return err
}

// Give gives the token back, if the hold has one.
func (h *Hold) Give() {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.give()
}

func (h *Hold) give() {
	if h.token >= 0 {
		h.l.Give(h.token)
		h.token = -1
	}
}

// Held reports whether the hold has a token at the moment.
func (h *Hold) Held() bool {
	if h == nil {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.token >= 0
}

// Pause runs wait without the token and takes one again afterwards. If ctx ends before there is one, the task goes on
// without: it is about to return.
func (h *Hold) Pause(ctx context.Context, wait func()) {
	if h == nil {
		wait()
		return
	}
	h.mu.Lock()
	h.pauses++
	if h.pauses == 1 {
		h.give()
	}
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.pauses--
		if h.pauses == 0 {
			_ = h.take(ctx) // only ctx's own error is possible
		}
	}()
	wait()
}
