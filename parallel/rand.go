package parallel

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"sync"
)

// lazyRand makes a task's random stream when the task first asks for it.
type lazyRand struct {
	once sync.Once
	r    *rand.Rand
}

// Rand returns the random stream of the task that ctx belongs to: ChaCha8, keyed by the pool's seed, the number of the call
// on its pool, and the index of the task in the call. So a task draws the same numbers in every mode, on any number of
// workers, and when it is run again. Every call of Rand with one task's context returns the same *rand.Rand, which is not
// safe for concurrent use. Outside a task it returns a new stream with seed, call and index zero.
//
// Uint64, Float64, IntN and their kin give the same values on every machine; NormFloat64 and ExpFloat64 call math.Exp,
// which may differ between processor architectures in the last bit.
func Rand(ctx context.Context) *rand.Rand {
	c, ok := ctx.Value(placeKey{}).(*taskContext)
	if !ok {
		return keyed(0, 0, 0)
	}
	c.rng.once.Do(func() { c.rng.r = keyed(c.place.seed, c.place.call, uint64(c.index)) })
	return c.rng.r
}

func keyed(seed, call, index uint64) *rand.Rand {
	var key [32]byte
	copy(key[:], "parallel")
	binary.LittleEndian.PutUint64(key[8:], seed)
	binary.LittleEndian.PutUint64(key[16:], call)
	binary.LittleEndian.PutUint64(key[24:], index)
	return rand.New(rand.NewChaCha8(key))
}
