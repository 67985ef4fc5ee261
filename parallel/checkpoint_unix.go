//go:build unix

package parallel

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

var errCheckpointInUse = errors.New("another run uses it")

// lockFile takes the file for this process, until unlockFile, or its end.
func lockFile(f *os.File) error {
	switch err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err {
	case nil:
		return nil
	case unix.EWOULDBLOCK:
		return errCheckpointInUse
	default:
		return fmt.Errorf("it cannot be locked: %w", err)
	}
}

// unlockFile gives the file up. Closing it would not be enough: a process that is being started holds a copy of the
// descriptor until its program begins, and with it the lock.
func unlockFile(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_UN) }
