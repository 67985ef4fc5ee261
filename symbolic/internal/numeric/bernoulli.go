package numeric

import (
	"math/big"
	"sync"
)

var bernoulliTable struct {
	sync.Mutex
	b []*big.Rat
}

// bernoulli returns the Bernoulli number B_n, B_1 = −1/2. The result must not be changed.
func bernoulli(n int) *big.Rat {
	t := &bernoulliTable
	t.Lock()
	defer t.Unlock()
	for m := len(t.b); m <= n; m++ {
		// Σ_{k≤m} binomial(m+1, k)·B_k = 0.
		sum := new(big.Rat)
		if m == 0 {
			sum.SetInt64(1)
		} else if m == 1 || m%2 == 0 {
			binom := big.NewInt(1)
			for k := range m {
				if t.b[k].Sign() != 0 {
					sum.Sub(sum, new(big.Rat).Mul(new(big.Rat).SetInt(binom), t.b[k]))
				}
				binom.Mul(binom, big.NewInt(int64(m+1-k))).Quo(binom, big.NewInt(int64(k+1)))
			}
			sum.Quo(sum, new(big.Rat).SetInt64(int64(m+1)))
		}
		t.b = append(t.b, sum)
	}
	return t.b[n]
}
