package parallel

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"tandem/parallel/internal/wire"
)

// A Task is a function that can run here, in a goroutine, in another process, on another machine. Tasks are package
// variables, so that every process of a program knows them by name.
//
// A task must not modify its argument, nor keep it after it has returned: in process mode a large argument lies in memory
// that is used again.
type Task[A, R any] struct {
	code *code[A, R]
	opts []Option
}

// A Task2 is a Task of two arguments.
type Task2[A, B, R any] struct {
	one Task[Pair[A, B], R]
	fn  func(context.Context, A, B) (R, error)
}

// A Pair is the argument of a Task2 on its way: First and Second are the two arguments of its function.
type Pair[A, B any] struct {
	First  A
	Second B
}

// A code is a task's function and how its argument and its result travel.
type code[A, R any] struct {
	def *definition
	fn  func(context.Context, A) (R, error)

	once sync.Once // the codecs are made when first needed: after all packages are initialised
	arg  wire.Codec[A]
	res  wire.Codec[R]
}

// A definition is a task without its types.
type definition struct {
	name  string
	late  bool // made after Main: worker processes do not know it
	bad   func() error
	fresh func(n int) cargo
}

// A cargo is n arguments of a task and the places of their results.
type cargo interface {
	size() int
	part(lo, hi int) cargo
	call(ctx context.Context, i int) error // runs task i and keeps its result
	putArgs(e *wire.Encoder)
	getArgs(d *wire.Decoder)
	putResults(e *wire.Encoder, lo, hi int)
	getResults(d *wire.Decoder, lo, hi int)
}

type load[A, R any] struct {
	code *code[A, R]
	args []A
	res  []R
}

func (c *code[A, R]) load(args []A, res []R) cargo { return &load[A, R]{c, args, res} }

func (l *load[A, R]) size() int { return len(l.args) }

func (l *load[A, R]) part(lo, hi int) cargo {
	return &load[A, R]{l.code, l.args[lo:hi:hi], l.res[lo:hi:hi]}
}

func (l *load[A, R]) call(ctx context.Context, i int) error {
	r, err := l.code.fn(ctx, l.args[i])
	if err == nil {
		l.res[i] = r
	}
	return err
}

func (l *load[A, R]) putArgs(e *wire.Encoder) { l.code.codecs().arg.PutSlice(e, l.args) }
func (l *load[A, R]) getArgs(d *wire.Decoder) { l.code.codecs().arg.GetSlice(d, l.args) }
func (l *load[A, R]) putResults(e *wire.Encoder, lo, hi int) {
	l.code.codecs().res.PutSlice(e, l.res[lo:hi])
}
func (l *load[A, R]) getResults(d *wire.Decoder, lo, hi int) {
	l.code.codecs().res.GetSlice(d, l.res[lo:hi])
}

func (c *code[A, R]) codecs() *code[A, R] {
	c.once.Do(func() { c.arg, c.res = wire.Of[A](), wire.Of[R]() })
	return c
}

// NewTask registers fn under name, which must be unique in the program. It panics if the name is empty or taken.
func NewTask[A, R any](name string, fn func(context.Context, A) (R, error)) Task[A, R] {
	if fn == nil {
		panic(fmt.Sprintf("parallel: NewTask %q with a nil function", name))
	}
	c := &code[A, R]{fn: fn}
	c.def = &definition{
		name: name,
		bad: func() error {
			if err := errors.Join(c.codecs().arg.Err(), c.codecs().res.Err()); err != nil {
				return fmt.Errorf("parallel: task %s: %w", name, err)
			}
			return nil
		},
		fresh: func(n int) cargo { return &load[A, R]{c, make([]A, n), make([]R, n)} },
	}
	register(c.def)
	return Task[A, R]{code: c}
}

// NewTask2 registers a function of two arguments under name. It panics if the name is empty or taken.
func NewTask2[A, B, R any](name string, fn func(context.Context, A, B) (R, error)) Task2[A, B, R] {
	if fn == nil {
		panic(fmt.Sprintf("parallel: NewTask2 %q with a nil function", name))
	}
	one := NewTask(name, func(ctx context.Context, p Pair[A, B]) (R, error) { return fn(ctx, p.First, p.Second) })
	return Task2[A, B, R]{one: one, fn: fn}
}

// registry holds every task of the program by name.
var registry struct {
	sync.RWMutex
	tasks map[string]*definition
}

func register(d *definition) {
	if d.name == "" {
		panic("parallel: NewTask with an empty name")
	}
	registry.Lock()
	defer registry.Unlock()
	if _, taken := registry.tasks[d.name]; taken {
		panic(fmt.Sprintf("parallel: NewTask %q: the name is taken", d.name))
	}
	if registry.tasks == nil {
		registry.tasks = map[string]*definition{}
	}
	d.late = mainRan.Load()
	registry.tasks[d.name] = d
}

// Name returns the name under which the task is registered.
func (t Task[A, R]) Name() string { return t.code.def.name }

// With returns the task with options that hold for its calls.
func (t Task[A, R]) With(opts ...Option) Task[A, R] {
	t.opts = append(t.opts[:len(t.opts):len(t.opts)], opts...)
	return t
}

// Call runs the task here and now.
func (t Task[A, R]) Call(ctx context.Context, arg A) (R, error) { return t.code.fn(ctx, arg) }

// invoke runs task i of c. A panic becomes its error. A Goexit cannot be stopped: exited runs then, last, on the dying
// goroutine.
func invoke(ctx context.Context, c cargo, i int, exited func()) (err error) {
	returned := false
	defer func() {
		if returned {
			return
		}
		if v := recover(); v != nil {
			err = &PanicError{Value: fmt.Sprint(v), Stack: string(debug.Stack())}
			return
		}
		exited()
	}()
	err = c.call(ctx, i)
	returned = true
	return err
}
