//go:build !amd64 || noasm

package kernel

import "tandem/parallel/simd"

func (s *BidiagonalStep) run(tier simd.Tier) { s.runGo() }
