package program

import (
	"fmt"
	"io"
	"os"
	"sync"
)

// Stdout is standard output for programs: it remembers the first error, so that results that found no room on a full disk
// are a failure of the program and not a shorter file.
var Stdout io.Writer = &stdout

var stdout output

type output struct {
	mu  sync.Mutex
	err error
}

func (o *output) Write(b []byte) (int, error) {
	n, err := os.Stdout.Write(b)
	if err != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.err == nil {
			o.err = err
		}
	}
	return n, err
}

func (o *output) failure() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// Printf writes to Stdout.
func Printf(format string, args ...any) { fmt.Fprintf(Stdout, format, args...) }

// Println writes to Stdout.
func Println(args ...any) { fmt.Fprintln(Stdout, args...) }

// Print writes to Stdout.
func Print(args ...any) { fmt.Fprint(Stdout, args...) }
