package expr

import (
	"slices"
	"sync"
	"weak"

	"tandem/symbolic/internal/num"
)

// The table of all nodes that are in use: 64 shards of open addressing, each under its own lock, holding weak pointers,
// so that the garbage collector frees what nobody uses any more. A shard that fills up drops its dead entries first and
// is then sized for the live ones: the table is never more than a few times larger than the number of live nodes was
// when it was last rebuilt.

const shardBits = 6

type slot struct {
	hash uint64
	node weak.Pointer[Node]
}

type shard struct {
	sync.Mutex
	slots []slot
	used  int // slots that are not empty, dead ones included
	_     [88]byte
}

var shards [1 << shardBits]shard

const minSlots = 64

// intern returns the node with the given parts. The slices are copied if a new node is made, so callers may pass
// scratch memory.
func intern(op Op, q num.Num, args []*Node, coef []num.Num, sym *Symbol) *Node {
	h := hashOf(op, q, args, coef, sym)
	s := &shards[h>>(64-shardBits)]
	s.Lock()
	defer s.Unlock()
	if s.slots == nil {
		s.slots = make([]slot, minSlots)
	}
	mask := uint64(len(s.slots) - 1)
	reuse := -1
	i := h & mask
	for ; s.slots[i].node != (weak.Pointer[Node]{}); i = (i + 1) & mask {
		if s.slots[i].hash != h {
			continue
		}
		n := s.slots[i].node.Value()
		if n == nil {
			reuse = int(i)
		} else if n.same(op, q, args, coef, sym) {
			return n
		}
	}
	n := newNode(args)
	n.hash, n.op, n.q, n.sym = h, op, q, sym
	n.coef = slices.Clone(coef)
	n.self = weak.Make(n)
	n.flags = n.deriveFlags()
	for _, a := range n.args {
		n.syms |= a.syms
		n.depth = max(n.depth, a.depth+1)
	}
	if sym != nil {
		n.syms |= 1 << (hashString(1, sym.Name) >> 58)
	}
	if reuse >= 0 {
		s.slots[reuse].node = n.self
		return n
	}
	s.slots[i] = slot{h, n.self}
	s.used++
	if s.used*4 > len(s.slots)*3 {
		s.rebuild()
	}
	return n
}

// newNode makes a node with a copy of args, in one allocation if they are few.
func newNode(args []*Node) *Node {
	switch k := len(args); {
	case k == 0:
		return new(Node)
	case k <= 2:
		m := new(struct {
			Node
			a [2]*Node
		})
		m.args = m.a[:copy(m.a[:], args)]
		return &m.Node
	case k <= 4:
		m := new(struct {
			Node
			a [4]*Node
		})
		m.args = m.a[:copy(m.a[:], args)]
		return &m.Node
	case k <= 8:
		m := new(struct {
			Node
			a [8]*Node
		})
		m.args = m.a[:copy(m.a[:], args)]
		return &m.Node
	}
	return &Node{args: slices.Clone(args)}
}

// rebuild drops dead entries and sizes the shard so that it is at most three eighths full.
func (s *shard) rebuild() {
	old := s.slots
	live := old[:0]
	for _, e := range old {
		if e.node.Value() != nil {
			live = append(live, e)
		}
	}
	size := minSlots
	for size*3 < len(live)*8 {
		size *= 2
	}
	s.slots = make([]slot, size)
	s.used = len(live)
	for _, e := range live {
		i := e.hash & uint64(size-1)
		for s.slots[i].node != (weak.Pointer[Node]{}) {
			i = (i + 1) & uint64(size-1)
		}
		s.slots[i] = e
	}
}

func (n *Node) same(op Op, q num.Num, args []*Node, coef []num.Num, sym *Symbol) bool {
	if n.op != op || !n.q.Equal(q) || !slices.Equal(n.args, args) || len(n.coef) != len(coef) {
		return false
	}
	for i, c := range coef {
		if !n.coef[i].Equal(c) {
			return false
		}
	}
	if n.sym == nil || sym == nil {
		return n.sym == sym
	}
	return n.sym.Name == sym.Name && n.sym.Assume == sym.Assume && slices.Equal(n.sym.Orders, sym.Orders)
}

// hashOf depends on structure alone: no seed, no address, so that hashes and the order built on them agree between
// processes and runs.
func hashOf(op Op, q num.Num, args []*Node, coef []num.Num, sym *Symbol) uint64 {
	h := num.Mix(0x8ebc6af09c88c6e3, uint64(op)+1)
	if q != (num.Num{}) {
		h = num.Mix(h, q.Hash())
	}
	for _, a := range args {
		h = num.Mix(h, a.hash)
	}
	for _, c := range coef {
		h = num.Mix(h, c.Hash())
	}
	if sym != nil {
		h = hashString(num.Mix(h, uint64(sym.Assume)), sym.Name)
		for _, o := range sym.Orders {
			h = num.Mix(h, uint64(o)+1)
		}
	}
	return h
}

func hashString(h uint64, s string) uint64 {
	for i := range len(s) {
		h = num.Mix(h, uint64(s[i]))
	}
	return num.Mix(h, uint64(len(s)))
}

// Live counts the nodes in use and the slots of the table, for tests of its bounds.
func Live() (nodes, slots int) {
	for i := range shards {
		s := &shards[i]
		s.Lock()
		for _, e := range s.slots {
			if e.node.Value() != nil {
				nodes++
			}
		}
		slots += len(s.slots)
		s.Unlock()
	}
	return nodes, slots
}
