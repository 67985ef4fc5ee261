package program

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// What cannot be written to its end leaves the older file, and nothing else.
func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.csv")
	put := func(s string, end error) error {
		return WriteFile(path, func(w io.Writer) error {
			io.WriteString(w, s)
			return end
		})
	}
	if err := put("old", nil); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no room")
	if err := put("half", full); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if b, _ := os.ReadFile(path); string(b) != "old" || len(files) != 1 || err != nil {
		t.Errorf("%q in %d files (%v)", b, len(files), err)
	}
	if err := put("new", nil); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(path); string(b) != "new" {
		t.Errorf("%q", b)
	}
}
