package parallel

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"

	"tandem/parallel/internal/wire"
)

// What program and workers must agree on, and how errors travel.

// tasksByNumber returns the tasks that workers know, in the order of their names, and a hash of the names. A task is named by
// its number on the wire.
func tasksByNumber() (list []*definition, number map[*definition]uint64, hash uint64) {
	registry.RLock()
	for _, d := range registry.tasks {
		if !d.late {
			list = append(list, d)
		}
	}
	registry.RUnlock()
	slices.SortFunc(list, func(a, b *definition) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	h := fnv.New64a()
	number = map[*definition]uint64{}
	for i, d := range list {
		number[d] = uint64(i)
		fmt.Fprintf(h, "%s\x00", d.name)
	}
	return list, number, h.Sum64()
}

// The forms of an error on the wire.
const (
	plainError = iota
	panicError
)

// putError appends an error: its text, its type, and the sentinels that errors.Is finds in it. A task's own panic stays a
// *PanicError; one in an error that the task returned, from a pool of its own, is part of the text.
func putError(e *wire.Encoder, err error) {
	if p, ok := err.(*PanicError); ok {
		e.Uint(panicError)
		e.String(p.Value)
		e.String(p.Stack)
		return
	}
	e.Uint(plainError)
	e.String(errorText(err))
	e.String(fmt.Sprintf("%T", err))
	sentinelsMu.RLock()
	defer sentinelsMu.RUnlock()
	var names []string
	for name, s := range sentinels {
		if errors.Is(err, s) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	e.Uint(uint64(len(names)))
	for _, name := range names {
		e.String(name)
	}
}

// errorText is err.Error(), or what it panicked with.
func errorText(err error) (s string) {
	defer func() {
		if v := recover(); v != nil {
			s = fmt.Sprintf("%T, whose Error method panics: %v", err, v)
		}
	}()
	return err.Error()
}

func getError(d *wire.Decoder) error {
	if d.Uint() == panicError {
		return &PanicError{Value: d.String(), Stack: d.String()}
	}
	err := &RemoteError{Text: d.String(), Type: d.String()}
	sentinelsMu.RLock()
	defer sentinelsMu.RUnlock()
	for n := d.Uint(); n > 0 && d.Err() == nil; n-- {
		if s := sentinels[d.String()]; s != nil {
			err.is = append(err.is, s)
		}
	}
	return err
}

// Exit codes by which a worker tells why it ended itself.
const (
	exitOverdue = 120 // a task did not return after its Timeout; its failure has been reported
	exitIgnored = 121 // a task did not return after its call had ended
	exitStart   = 122 // the initializer failed, or program and worker differ; reported
)

// Flags of frames.
const (
	flagLast    = wire.Last   // Results, Failed: the worker is done with the batch
	flagTimed   = 1 << 1      // Tasks: time every task; Results, Failed: times follow
	flagValues  = wire.Values // Results: there are results, the payload is sealed
	flagStarted = 1 << 3      // Results: a task has begun, nothing more
)

// batchHead is what a Tasks frame says before the arguments.
type batchHead struct {
	task, call   uint64
	first, count int
	timeout      int64
}

func (h batchHead) put(e *wire.Encoder) {
	e.Uint(h.task)
	e.Uint(h.call)
	e.Uint(uint64(h.first))
	e.Uint(uint64(h.count))
	e.Uint(uint64(h.timeout))
}

func getBatchHead(d *wire.Decoder) (h batchHead) {
	h.task, h.call = d.Uint(), d.Uint()
	h.first, h.count = int(d.Uint()), int(d.Uint())
	h.timeout = int64(d.Uint())
	return h
}
