// Package parallel runs work on two levels that pull together: outer workers (goroutines, processes, MPI ranks) and
// inner threads inside one kernel.
package parallel

import (
	"context"
	"fmt"
	"sync"
)

// A Task is a function that can run here, in a goroutine, in another process, on another machine. Tasks are package
// variables, so that every process of a program knows them by name.
type Task[A, R any] struct {
	name string
	fn   func(context.Context, A) (R, error)
}

// A Task2 is a Task of two arguments.
type Task2[A, B, R any] struct {
	name string
	fn   func(context.Context, A, B) (R, error)
}

var registry sync.Map // name → struct{}

// NewTask registers fn under name, which must be unique in the program. It panics if the name is empty or taken.
func NewTask[A, R any](name string, fn func(context.Context, A) (R, error)) Task[A, R] {
	register(name)
	return Task[A, R]{name: name, fn: fn}
}

// NewTask2 registers a function of two arguments under name. It panics if the name is empty or taken.
func NewTask2[A, B, R any](name string, fn func(context.Context, A, B) (R, error)) Task2[A, B, R] {
	register(name)
	return Task2[A, B, R]{name: name, fn: fn}
}

func register(name string) {
	if name == "" {
		panic("parallel: NewTask with an empty name")
	}
	if _, taken := registry.LoadOrStore(name, struct{}{}); taken {
		panic(fmt.Sprintf("parallel: NewTask %q: the name is taken", name))
	}
}

// Call runs the task here and now.
func (t Task[A, R]) Call(ctx context.Context, arg A) (R, error) { return t.fn(ctx, arg) }

// Call runs the task here and now.
func (t Task2[A, B, R]) Call(ctx context.Context, a A, b B) (R, error) { return t.fn(ctx, a, b) }
