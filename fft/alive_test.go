package fft

import (
	"context"
	"errors"
	"testing"
)

// TestAlive cancels contexts of every make under transforms short enough not to ask them in the ordinary way.
func TestAlive(t *testing.T) {
	type key struct{}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		name string
		ctx  context.Context
		want error
	}{
		{"background", context.Background(), nil},
		{"to do", context.TODO(), nil},
		{"value", context.WithValue(context.Background(), key{}, 1), nil},
		{"without cancel", context.WithoutCancel(cancelled), nil},
		{"cancelled", cancelled, context.Canceled},
		{"value of cancelled", context.WithValue(cancelled, key{}, 1), context.Canceled},
		{"wrapped", struct{ context.Context }{cancelled}, context.Canceled},
		{"wrapped background", struct{ context.Context }{context.Background()}, nil},
	} {
		if alive(c.ctx) != (c.want == nil) {
			t.Errorf("%s: alive is %v", c.name, c.want != nil)
		}
		for _, n := range []int{1, 2, 8, 64} {
			p, err := NewPlan(n)
			if err != nil {
				t.Fatal(err)
			}
			x, y := randomComplex(n), make([]complex128, n)
			if err := p.Forward(c.ctx, y, x); !errors.Is(err, c.want) {
				t.Errorf("%s, n = %d: %v, not %v", c.name, n, err, c.want)
			}
			if c.want != nil && y[0] != 0 {
				t.Errorf("%s, n = %d: written after cancellation", c.name, n)
			}
		}
	}
}
