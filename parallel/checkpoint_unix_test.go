//go:build unix

package parallel

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// A process that is being started holds a copy of every descriptor until its program begins: a checkpoint that has been
// closed is free all the same.
func TestCheckpointFreedBesideAStart(t *testing.T) {
	name := filepath.Join(t.TempDir(), "job")
	open := func() *os.File {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := open()
	if err := lockFile(f); err != nil {
		t.Fatal(err)
	}
	copied, err := unix.Dup(int(f.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(copied)
	g := open()
	defer g.Close()
	if err := lockFile(g); err != errCheckpointInUse {
		t.Errorf("two runs have the file, or the reason is %v", err)
	}
	(&checkpointFile{f: f}).close()
	if err := lockFile(g); err != nil {
		t.Errorf("the file is not free: %v", err)
	}
}
