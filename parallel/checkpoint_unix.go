//go:build unix

package parallel

import (
	"os"

	"golang.org/x/sys/unix"
)

// lockFile takes the file for this process, until unlockFile, or its end.
func lockFile(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }

// unlockFile gives the file up. Closing it would not be enough: a process that is being started holds a copy of the
// descriptor until its program begins, and with it the lock.
func unlockFile(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_UN) }
