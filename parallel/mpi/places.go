package mpi

import "tandem/parallel/internal/link"

// places spreads workers over ranks: each goes where the least part of the cores is taken. Among equals rank 0 comes last.
func places(nodes []link.Node, workers int) []int {
	at := make([]int, workers)
	taken := make([]float64, len(nodes))
	for i := range at {
		best, least := -1, 0.0
		for k := range nodes {
			r := (k + 1) % len(nodes)
			n := nodes[r]
			if part := (taken[r] + 1) * float64(max(n.Sharing, 1)) / float64(max(n.Cores, 1)); best < 0 || part < least {
				best, least = r, part
			}
		}
		at[i] = best
		taken[best]++
	}
	return at
}
