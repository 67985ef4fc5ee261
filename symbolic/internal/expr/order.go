package expr

import (
	"cmp"
	"slices"
	"strings"
)

// Compare is a total order of nodes that is the same in every process: by hash, and where two different nodes share a
// hash, by structure. It is the order in which sums and products hold their parts; it means nothing to a reader.
func Compare(a, b *Node) int {
	if a == b {
		return 0
	}
	if c := cmp.Compare(a.hash, b.hash); c != 0 {
		return c
	}
	return compareStructure(a, b)
}

func compareStructure(a, b *Node) int {
	if c := cmp.Or(cmp.Compare(a.op, b.op), cmp.Compare(len(a.args), len(b.args)), cmp.Compare(len(a.coef), len(b.coef)),
		strings.Compare(a.q.String(), b.q.String())); c != 0 {
		return c
	}
	for i := range a.args {
		if c := Compare(a.args[i], b.args[i]); c != 0 {
			return c
		}
	}
	for i := range a.coef {
		if c := strings.Compare(a.coef[i].String(), b.coef[i].String()); c != 0 {
			return c
		}
	}
	if a.sym != nil && b.sym != nil {
		return cmp.Or(strings.Compare(a.sym.Name, b.sym.Name), cmp.Compare(a.sym.Assume, b.sym.Assume),
			slices.Compare(a.sym.Orders, b.sym.Orders))
	}
	return 0
}
