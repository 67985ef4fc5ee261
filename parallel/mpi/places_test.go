package mpi

import (
	"slices"
	"testing"

	"tandem/parallel/internal/link"
)

func TestPlaces(t *testing.T) {
	node := func(cores, sharing int) link.Node { return link.Node{Cores: cores, Sharing: sharing} }
	same := func(n int, of link.Node) []link.Node { return slices.Repeat([]link.Node{of}, n) }
	for _, c := range []struct {
		name    string
		nodes   []link.Node
		workers int
		want    []int // workers on each rank
	}{
		{"alone", same(1, node(4, 1)), 3, []int{3}},
		{"one goes away from the program", same(3, node(4, 1)), 1, []int{0, 1, 0}},
		{"rank 0 last", same(3, node(4, 1)), 5, []int{1, 2, 2}},
		{"all cores", same(3, node(4, 1)), 12, []int{4, 4, 4}},
		{"unequal nodes", []link.Node{node(2, 1), node(8, 1), node(2, 1)}, 12, []int{2, 8, 2}},
		{"three ranks on one host", append(same(3, node(6, 3)), node(6, 1)), 12, []int{2, 2, 2, 6}},
		{"more than cores", same(2, node(1, 1)), 5, []int{2, 3}},
	} {
		got := make([]int, len(c.nodes))
		for _, r := range places(c.nodes, c.workers) {
			got[r]++
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
