package program

import (
	"os"
	"path/filepath"
	"testing"
)

// Output that is lost is remembered, though later output may find room.
func TestLostOutput(t *testing.T) {
	real := os.Stdout
	defer func() { os.Stdout = real }()
	path := filepath.Join(t.TempDir(), "stdout")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = file
	var o output
	o.Write([]byte("first\n"))
	if err := o.failure(); err != nil {
		t.Fatal(err)
	}
	if os.Stdout, err = os.Open(path); err != nil { // for reading alone
		t.Fatal(err)
	}
	o.Write([]byte("lost\n"))
	os.Stdout.Close()
	os.Stdout = file
	o.Write([]byte("last\n"))
	file.Close()
	if o.failure() == nil {
		t.Error("what was lost is forgotten")
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "first\nlast\n" {
		t.Errorf("the file holds %q (%v)", b, err)
	}
}
