//go:build !linux

package link

import (
	"errors"
	"os"
	"runtime"
	"time"

	"tandem/parallel/internal/span"
)

// Local reports that worker processes need Linux.
func Local() (Launcher, error) {
	return nil, errors.New("worker processes need Linux, this is " + runtime.GOOS)
}

// Host is a worker's own end of its sockets; there is none on this system.
type Host struct {
	Board  *span.Board
	Ledger *os.File
}

var errNone = errors.New("no worker processes on " + runtime.GOOS)

// Serve fails: no process of this system can be a worker.
func Serve() (*Host, error) { return nil, errNone }

func (h *Host) Read([]byte) (int, error)      { return 0, errNone }
func (h *Host) Write([]byte) (int, error)     { return 0, errNone }
func (h *Host) Tell([]byte, int) error        { return errNone }
func (h *Host) Hear([]byte) (int, int, error) { return 0, -1, errNone }

// Die does nothing.
func Die() {}

var start = time.Now()

// Now returns the nanoseconds since the program began.
func Now() int64 { return int64(time.Since(start)) }
