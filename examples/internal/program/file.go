package program

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// WriteFile makes the file path from what write writes. It appears, or replaces an older one, when it is complete: a full
// disk or a kill leaves no half of it.
func WriteFile(path string, write func(w io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".writing-*")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	err = errors.Join(write(w), w.Flush(), file.Chmod(0o644), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}
