package fft

import (
	"fmt"
	"math"
)

// A Norm tells which direction carries the factor 1/n, as scipy.fft's norm does.
type Norm int

const (
	Backward Norm = iota // the inverse carries 1/n: the default
	Ortho                // both carry 1/√n: the transform is unitary
	Forward              // the forward transform carries 1/n: scipy's "forward"
)

func (n Norm) String() string {
	switch n {
	case Backward:
		return "backward"
	case Ortho:
		return "ortho"
	case Forward:
		return "forward"
	}
	return fmt.Sprintf("Norm(%d)", int(n))
}

func (n Norm) valid() bool { return uint(n) <= uint(Forward) }

func (n Norm) check() error {
	if !n.valid() {
		return fmt.Errorf("fft: unknown norm %d: use Backward, Ortho or Forward", int(n))
	}
	return nil
}

// factor returns what to multiply a transform over n points by.
func (n Norm) factor(points float64, inverse bool) float64 {
	switch {
	case n == Ortho:
		return 1 / math.Sqrt(points)
	case (n == Backward) == inverse:
		return 1 / points
	}
	return 1
}
