package schur

import (
	"context"
	"slices"
	"testing"

	"tandem/linalg/internal/arena"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// Where every eigenvalue of a window deflates and only values are wanted, none of its columns are of use to the rows above.
func TestApplyNoColumns(t *testing.T) {
	const n, k = 8, 4
	h := make([]float64, n*n)
	for i := range h {
		h[i] = float64(i)
	}
	before := slices.Clone(h)
	p := &problem{Problem{N: n, Hi: n, H: h, Ldh: n}, context.Background(), parallel.Team{}, simd.Active(), standardTuning, new(arena.Arena)}
	l := p.newLocal(n-k, true)
	p.applyDense(&l, 0, k, 0, n)
	if !slices.Equal(h, before) {
		t.Errorf("the matrix changed: %v", h)
	}
}
