//go:build !linux

package ledger

import (
	"errors"
	"os"
)

// newPage returns zeroed words of this process alone.
func newPage(words int) ([]uint64, *os.File) { return make([]uint64, words), nil }

func mapPage(*os.File) ([]uint64, error) {
	return nil, errors.New("shared ledgers need Linux")
}

func selfWord() uint64 { return uint64(os.Getpid())<<1 | 1 }

// isDead is asked only about other processes, which cannot be in a private page.
func isDead(uint64) bool { return false }
