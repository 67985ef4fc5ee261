package parallel

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"sync"
	"unsafe"

	"tandem/parallel/internal/wire"
)

// A Queue carries values from running tasks to the program. It travels as (part of) a task's argument: the program makes it, tasks
// Put, the program ranges over All. Values of one task arrive in order, and before the call that ran the task returns. A
// queue holds about queueRoom values per worker that nobody has read; then Put waits.
type Queue[T any] struct {
	*mailbox
	remote *server // in a worker: the way to the program, the one thing that there is of a queue
	codec  wire.Codec[T]
}

// queueRoom is how many unread values a worker may have in a queue.
const queueRoom = 256

// A mailbox is a queue without its type.
type mailbox struct {
	number uint64
	mu     sync.Mutex
	closed bool
	items  []parcel
	news   chan struct{}
	room   chan struct{} // closed and renewed when a reader has taken something
	local  int           // values put in this process and not read
	decode func(*wire.Decoder) (any, error)
}

type parcel struct {
	value any
	from  *station // nil if put in this process
}

// ErrQueueClosed is returned by Put on a closed queue.
var ErrQueueClosed = errors.New("parallel: the queue is closed")

var queues struct {
	sync.Mutex
	last uint64
	open map[uint64]*mailbox
}

// NewQueue returns an open queue. Close it, or it stays known to the program.
func NewQueue[T any]() *Queue[T] {
	q := &Queue[T]{mailbox: &mailbox{news: make(chan struct{}, 1), room: make(chan struct{})}}
	q.decode = func(d *wire.Decoder) (any, error) {
		var v T
		wire.Of[T]().Get(d, &v)
		return v, d.Err()
	}
	queues.Lock()
	defer queues.Unlock()
	queues.last++
	q.number = queues.last
	if queues.open == nil {
		queues.open = map[uint64]*mailbox{}
	}
	queues.open[q.number] = q.mailbox
	return q
}

// Close ends the queue: All yields what is left and ends, Put fails with ErrQueueClosed, in tasks that wait in it too. What a
// worker process puts before the news has reached it is lost. Only the program closes: in a worker process Close panics.
func (q *Queue[T]) Close() {
	if q.remote != nil {
		panic("parallel: Queue.Close in a worker process: the program closes its queues")
	}
	q.mu.Lock()
	q.closed = true
	close(q.room)
	q.room = make(chan struct{})
	q.mu.Unlock()
	poke(q.news)
	queues.Lock()
	delete(queues.open, q.number)
	queues.Unlock()
	for _, c := range openCrews() {
		for _, s := range c.stations {
			s.credit(q.number, 0)
		}
	}
}

// Put sends v. It waits while too many values are unread, until ctx ends.
func (q *Queue[T]) Put(ctx context.Context, v T) error {
	if q.remote != nil {
		return q.remote.queue.put(ctx, q.number, func(e *wire.Encoder) { q.codec.Put(e, &v) })
	}
	for {
		q.mu.Lock()
		switch {
		case q.closed:
			q.mu.Unlock()
			return ErrQueueClosed
		case q.local < queueRoom:
			q.local++
			q.items = append(q.items, parcel{v, nil})
			q.mu.Unlock()
			poke(q.news)
			return nil
		}
		room := q.room
		q.mu.Unlock()
		var err error
		Blocking(ctx, func() {
			select {
			case <-room:
			case <-ctx.Done():
				err = context.Cause(ctx)
			}
		})
		if err != nil {
			return err
		}
	}
}

// All yields the values as they come, until the queue is closed and empty. When ctx ends first, the last pair carries its error.
// Several consumers share the values. Only the program reads: in a worker process the first pair is an error.
func (q *Queue[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		if q.remote != nil {
			yield(zero, errors.New("parallel: Queue.All in a worker process: the program reads its queues"))
			return
		}
		for {
			q.mu.Lock()
			items, closed := q.items, q.closed
			var next parcel
			if len(items) > 0 {
				next = items[0]
				items[0] = parcel{}
				q.items = items[1:]
				if next.from == nil {
					q.local--
					close(q.room)
					q.room = make(chan struct{})
				}
			}
			more := len(q.items) > 0
			q.mu.Unlock()
			switch {
			case len(items) > 0:
				if more || closed {
					poke(q.news) // for another consumer
				}
				if next.from != nil {
					next.from.credit(q.number, 1)
				}
				if !yield(next.value.(T), nil) {
					return
				}
			case closed:
				poke(q.news)
				return
			default:
				var err error
				Blocking(ctx, func() {
					select {
					case <-q.news:
					case <-ctx.Done():
						err = context.Cause(ctx)
					}
				})
				if err != nil {
					yield(zero, err)
					return
				}
			}
		}
	}
}

// travel and arrive make a queue part of an argument: its number goes, and at the other end becomes the worker's way back.
func (q *Queue[T]) travel(e *wire.Encoder) {
	if q.remote != nil {
		e.Fail(errors.New("parallel: a queue cannot be passed on by a worker"))
		return
	}
	e.Uint(q.number)
}

func (q *Queue[T]) arrive(d *wire.Decoder) {
	s, ok := d.Env.(*server)
	if !ok {
		d.Fail(fmt.Errorf("%w: a queue outside a worker", wire.ErrCorrupt))
		return
	}
	q.mailbox = &mailbox{number: d.Uint()}
	q.remote, q.codec = s, wire.Of[T]()
}

// A traveller takes care itself of how it travels.
type traveller interface {
	travel(*wire.Encoder)
	arrive(*wire.Decoder)
}

func init() {
	wire.Hook = func(t reflect.Type) (func(*wire.Encoder, unsafe.Pointer), func(*wire.Decoder, unsafe.Pointer), bool) {
		if t.Kind() != reflect.Pointer || !t.Implements(reflect.TypeFor[traveller]()) {
			return nil, nil, false
		}
		enc := func(e *wire.Encoder, p unsafe.Pointer) {
			v := reflect.NewAt(t, p).Elem()
			if v.IsNil() {
				e.Uint(0)
				return
			}
			e.Uint(1)
			v.Interface().(traveller).travel(e)
		}
		dec := func(d *wire.Decoder, p unsafe.Pointer) {
			if d.Uint() == 0 {
				return
			}
			v := reflect.New(t.Elem())
			v.Interface().(traveller).arrive(d)
			reflect.NewAt(t, p).Elem().Set(v)
		}
		return enc, dec, true
	}
}

// put takes a value that a worker has sent.
func (s *station) put(f wire.Frame) error {
	queues.Lock()
	m := queues.open[f.ID]
	queues.Unlock()
	d := &wire.Decoder{Buf: f.Payload, Env: s}
	d.Unseal()
	if m == nil { // closed before the worker was told, or born
		s.credit(f.ID, 0)
		return d.Err()
	}
	v, err := m.decode(d)
	if err != nil {
		return err
	}
	m.mu.Lock()
	if !m.closed {
		m.items = append(m.items, parcel{v, s})
	}
	m.mu.Unlock()
	poke(m.news)
	return nil
}

// credit tells the worker that n of its values were read; 0 tells it that the queue is closed.
func (s *station) credit(queue, n uint64) {
	e := wire.Encoder{Buf: []byte{byte(wire.Credit)}}
	e.Uint(queue)
	e.Uint(n)
	s.write(letter{e.Buf, -1})
}

// queueClient is the worker's end of all queues.
type queueClient struct {
	s      *server
	mu     sync.Mutex
	unread map[uint64]int      // by queue
	closed map[uint64]struct{} // the queues among these that the program has closed
	room   chan struct{}       // closed and renewed when credit comes
}

func (c *queueClient) put(ctx context.Context, queue uint64, value func(*wire.Encoder)) error {
	for {
		c.mu.Lock()
		if c.unread == nil {
			c.unread, c.closed, c.room = map[uint64]int{}, map[uint64]struct{}{}, make(chan struct{})
		}
		if _, closed := c.closed[queue]; closed {
			c.mu.Unlock()
			return ErrQueueClosed
		}
		if c.unread[queue] < queueRoom {
			c.unread[queue]++
			c.mu.Unlock()
			break
		}
		room := c.room
		c.mu.Unlock()
		var err error
		Blocking(ctx, func() {
			select {
			case <-room:
			case <-ctx.Done():
				err = context.Cause(ctx)
			}
		})
		if err != nil {
			return err
		}
	}
	e := &wire.Encoder{Buf: wire.Begin(nil)}
	value(e)
	e.Seal(0)
	if err := e.Err(); err != nil {
		c.credit(queue, 1)
		return err
	}
	wire.Finish(e.Buf, 0, wire.Put, 0, queue)
	c.s.write(e.Buf)
	return nil
}

func (c *queueClient) credit(queue, n uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, used := c.unread[queue]; !used {
		return // by a worker that was here before
	}
	if n == 0 {
		c.closed[queue] = struct{}{}
	}
	c.unread[queue] = max(c.unread[queue]-int(n), 0)
	close(c.room)
	c.room = make(chan struct{})
}
