package memory

import (
	"testing"

	"golang.org/x/sys/unix"
)

// A worker cannot shrink a block under a reader, and a file that somebody could shrink is refused.
func TestBlocksAreSealed(t *testing.T) {
	b, err := New(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := unix.Ftruncate(b.FD, 4096); err == nil {
		t.Error("a block can be truncated")
	}
	b.Mem[5] = 7
	for how, want := range map[int]byte{ReadOnly: 7, Private: 7, Shared: 7} {
		mem, err := Map(b.FD, 1<<20, how)
		if err != nil || mem[5] != want {
			t.Fatalf("how=%d: %v", how, err)
		}
		if how == Private {
			mem[5] = 9
			if b.Mem[5] != 7 {
				t.Error("a private mapping wrote through")
			}
		}
		Unmap(mem)
	}
	if _, err := Map(b.FD, 1<<20+1, ReadOnly); err == nil {
		t.Error("more was mapped than there is")
	}
	fd, err := unix.MemfdCreate("unsealed", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Ftruncate(fd, 4096); err != nil {
		t.Fatal(err)
	}
	if _, err := Map(fd, 4096, ReadOnly); err == nil {
		t.Error("an unsealed file was mapped")
	}
}

// When memory is full, New fails; nothing is killed later.
func TestNoMemoryIsAnError(t *testing.T) {
	if b, err := New(1 << 50); err == nil {
		b.Close()
		t.Error("a pebibyte was granted")
	}
}

func TestDepotUsesBlocksAgain(t *testing.T) {
	var d Depot
	defer d.Close()
	a, err := d.Get(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	d.Put(a)
	b, err := d.Get(1<<20 - 100)
	if err != nil || b != a {
		t.Errorf("another block, %v", err)
	}
	closed := d.Put(b)
	for range keepBlocks {
		c, err := New(1 << 16)
		if err != nil {
			t.Fatal(err)
		}
		closed = append(closed, d.Put(c)...)
	}
	if len(closed) != 1 || closed[0] != a || a.Mem != nil {
		t.Errorf("%d blocks were closed, want the oldest", len(closed))
	}
}
