package span

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Every task is claimed or stolen exactly once, however the two race.
func TestEveryTaskOnce(t *testing.T) {
	const n = 20000
	for round := range 20 {
		var s Span
		s.Set(7, n)
		var seen [n]atomic.Int32
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				for {
					i := s.Claim(7)
					if i < 0 {
						return
					}
					seen[i].Add(1)
				}
			})
			wg.Go(func() {
				for {
					lo, hi := s.Steal()
					if lo == hi {
						return
					}
					for i := lo; i < hi; i++ {
						seen[i].Add(1)
					}
				}
			})
		}
		wg.Wait()
		for i := range seen {
			if c := seen[i].Load(); c != 1 {
				t.Fatalf("round %d: task %d taken %d times", round, i, c)
			}
		}
	}
}

func TestForeignTagClaimsNothing(t *testing.T) {
	var s Span
	s.Set(3, 5)
	if i := s.Claim(4); i != -1 {
		t.Errorf("Claim of another batch = %d", i)
	}
	if i := s.Claim(3); i != 0 {
		t.Errorf("Claim = %d, want 0", i)
	}
	if lo, hi := s.Stop(); lo != 1 || hi != 5 {
		t.Errorf("Stop = [%d, %d), want [1, 5)", lo, hi)
	}
	if lo, hi := s.Steal(); lo != hi {
		t.Errorf("Steal after Stop = [%d, %d)", lo, hi)
	}
}

// Batches that are shipped while others steal from them: every task is shipped or stolen, none both.
func TestShipAgainstSteal(t *testing.T) {
	const rounds = 200000
	var s Span
	var stop atomic.Bool
	var wg sync.WaitGroup
	stolen, shipped := 0, 0
	wg.Go(func() {
		for !stop.Load() {
			lo, hi := s.Steal()
			stolen += hi - lo
		}
	})
	for tag := range uint64(rounds) {
		s.Set(tag, 3)
		n, word := s.Ship()
		shipped += n
		var there Span
		there.SetWord(word)
		if next, end := there.Load(); next != 0 || end != n || !Same(word, s.Word()) {
			t.Fatalf("round %d: the span begins as [%d, %d) there, want [0, %d) of the same batch", tag, next, end, n)
		}
	}
	stop.Store(true)
	wg.Wait()
	if stolen+shipped != 3*rounds {
		t.Errorf("%d tasks were stolen and %d shipped, of %d", stolen, shipped, 3*rounds)
	}
}
