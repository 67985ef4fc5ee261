package memory

import (
	"os"
	"testing"
)

// What is written to a private mapping vanishes, page by page; what the block's owner writes shows, before and after.
func TestDiscard(t *testing.T) {
	page := os.Getpagesize()
	for _, n := range []int{1, page - 1, page, 3*page + 5, 700 * page, 3000*page + 1} {
		b, err := New(n)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		mem, err := Map(b.FD, n, Lazy)
		if err != nil {
			t.Fatal(err)
		}
		defer Unmap(mem)
		for round := range 3 {
			for i := range b.Mem {
				b.Mem[i] = byte(i/page + i + round)
			}
			if round != 1 { // as after a batch that used a part
				Populate(mem[n/3:])
			}
			for i := 0; i < n; i += 1 + i/2 {
				mem[i]++
			}
			mem[n-1]--
			if pages, err := Discard(mem); err != nil || pages < 1 || pages > (n+page-1)/page {
				t.Fatalf("%d bytes: %d pages were discarded, %v", n, pages, err)
			}
			if string(mem) != string(b.Mem) {
				t.Fatalf("%d bytes, round %d: the mapping is not what the block holds", n, round)
			}
		}
		before := mem[n/2]
		b.Mem[n/2]++
		if mem[n/2] == before {
			t.Errorf("%d bytes: the mapping does not follow the block", n)
		}
	}
}

// The figure in the comment of Discard.
func BenchmarkMapping(b *testing.B) {
	const n = 32 << 20
	block, err := New(n)
	if err != nil {
		b.Fatal(err)
	}
	defer block.Close()
	b.Run("anew", func(b *testing.B) {
		for b.Loop() {
			mem, err := Map(block.FD, n, Private)
			if err != nil {
				b.Fatal(err)
			}
			Unmap(mem)
		}
	})
	b.Run("discard", func(b *testing.B) {
		mem, err := Map(block.FD, n, Private)
		if err != nil {
			b.Fatal(err)
		}
		defer Unmap(mem)
		for b.Loop() {
			if pages, err := Discard(mem); pages > 0 || err != nil {
				b.Fatal(pages, err)
			}
		}
	})
}
