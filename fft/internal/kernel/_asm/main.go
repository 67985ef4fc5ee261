// Command asm writes the assembly of package kernel; see the go:generate lines in ../assembly_amd64.go.
//
// One description of each butterfly (butterfly.go), of each kind of pass (kernels.go), and of the allocation of registers
// (program.go) serves all machines (machine.go).
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/mmcloughlin/avo/build"
)

// radices are those of passes, heads those of Head by machine, wholes the lengths of whole kernels by machine.
var (
	radices = []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16}
	heads   = map[string][]int{"avx512f64": {8, 16}, "avx2f64": {4, 8}, "avx2f32": {8}}
	// wholes are those with lanes (head, length), codelets those of interleaved values; reals are half the lengths of real ones.
	wholes   = map[string][][2]int{"avx512f64": {{16, 128}}, "avx2f64": {{8, 64}}, "avx2f32": {{8, 64}}}
	codelets = map[string][]int{"avx512f64": {16, 32, 64, 96, 112, 120, 140, 160, 168, 200}, "avx2f64": {4, 8, 16, 32}, "avx2f32": {16, 32}}
	reals    = map[string][]int{"avx512f64": {16, 32, 64}, "avx2f64": {4, 8, 16, 32}, "avx2f32": {16, 32}}
)

// shorts returns the lengths of codelets of registers of 256 bits: all up to 63 without prime factors above 7, and others at
// which passes would take longer than their fixed costs allow.
func shorts(m *machine) []int {
	out := []int{11, 13, 22, 26, 44, 52, 72, 80, 84, 100}
	if m.elem == 8 {
		out = append(out, 33, 39, 66, 70, 78, 90)
	}
	for n := 2; n <= 63; n++ {
		rest := n
		for _, p := range []int{2, 3, 5, 7} {
			for rest%p == 0 {
				rest /= p
			}
		}
		if rest == 1 && !slices.Contains(codelets[m.tag], n) {
			out = append(out, n)
		}
	}
	return out
}

func main() {
	which := flag.String("machine", "", "avx512f64, avx2f64 or avx2f32")
	table := flag.String("table", "", "Go file of declarations and the Family to write")
	flag.Parse()
	log.SetFlags(0)
	var m *machine
	for _, c := range machines {
		if c.tag == *which {
			m = c
		}
	}
	if m == nil {
		log.Fatalf("unknown machine %q", *which)
	}
	build.ConstraintExpr("amd64,!noasm")
	var decl, fill bytes.Buffer
	declare := func(name string) {
		fmt.Fprintf(&decl, "\n//go:noescape\nfunc %s(dst, src, tw *%s, s *Shape, e *Edge[%s])\n", name, m.typ, m.typ)
	}
	for _, kind := range []string{first, start, mid, plain, last, finish} {
		field := strings.ToUpper(kind[:1]) + kind[1:]
		rs := radices
		if kind == last {
			rs = append([]int{1}, rs...)
		}
		for _, r := range rs {
			name := pass(m, kind, r)
			declare(name)
			fmt.Fprintf(&fill, "\tf.%s[%d] = %s\n", field, r, name)
		}
	}
	for _, r := range heads[m.tag] {
		name := headPass(m, r)
		declare(name)
		fmt.Fprintf(&fill, "\tf.Head[%d] = %s\n", r, name)
	}
	for _, kind := range []string{open, between, closing} {
		field, rs := strings.ToUpper(kind[:1])+kind[1:], overlapRadices
		if kind == open {
			rs = opens(m)
		}
		for _, r := range rs {
			name := overlap(m, kind, r)
			declare(name)
			fmt.Fprintf(&fill, "\tf.%s[%d] = %s\n", field, r, name)
		}
	}
	add := func(field string, n int, name string) {
		fmt.Fprintf(&decl, "\n//go:noescape\nfunc %s(dst, src *%s, e *Edge[%s])\n", name, m.typ, m.typ)
		fmt.Fprintf(&fill, "\tf.%s[%d] = %s\n", field, n, name)
	}
	for _, w := range wholes[m.tag] {
		add("Small", w[1], whole(m, w[0], w[1]))
	}
	for _, n := range codelets[m.tag] {
		add("Small", n, wholeCodelet(m, n))
	}
	if m.regs[0] == ymm[0] {
		for _, n := range shorts(m) {
			one := m
			if w := m.lanes() / 2; n%w != 0 || n < w*w {
				one = m.one()
			}
			add("Small", n, wholeCodelet(one, n))
		}
	}
	for _, h := range reals[m.tag] {
		add("Real", 2*h, realCodelet(m, h))
		add("Back", 2*h, backCodelet(m, h))
	}
	for _, back := range []bool{false, true} {
		name := untangler(m, back)
		fmt.Fprintf(&decl, "\n//go:noescape\nfunc %s(toLow, toHigh, low, high, roots *%s, blocks int)\n", name, m.typ)
		fmt.Fprintf(&fill, "\tf.%s = %s\n", map[bool]string{false: "Untangle", true: "Tangle"}[back], name)
	}
	name := product(m)
	fmt.Fprintf(&decl, "\n//go:noescape\nfunc %s(dst, a, b *%s, n int, e *Edge[%s])\n", name, m.typ, m.typ)
	fmt.Fprintf(&fill, "\tf.Product = %s\n", name)
	for _, scatter := range []bool{false, true} {
		name := permutation(m, scatter)
		fmt.Fprintf(&decl, "\n//go:noescape\nfunc %s(dst, src *%s, index *int32, n int, e *Edge[%s])\n", name, m.typ, m.typ)
		fmt.Fprintf(&fill, "\tf.%s = %s\n", map[bool]string{false: "Gather", true: "Scatter"}[scatter], name)
	}
	name = fold(m)
	fmt.Fprintf(&decl, "\n//go:noescape\nfunc %s(terms, src *%s, n int, e *Edge[%s])\n", name, m.typ, m.typ)
	fmt.Fprintf(&fill, "\tf.Fold = %s\n", name)
	name = define(m)
	fmt.Fprintf(&decl, "\n//go:noescape\nfunc %s(dst, table, terms *%s, n, pairs, blocks int, e *Edge[%s])\n", name, m.typ, m.typ)
	fmt.Fprintf(&fill, "\tf.Define = %s\n", name)
	name = weigh(m)
	fmt.Fprintf(&decl, "\n//go:noescape\nfunc %s(dst, src, table *%s, n int)\n", name, m.typ)
	fmt.Fprintf(&fill, "\tf.Weigh = %s\n", name)
	name = ring(m)
	fmt.Fprintf(&decl, "\n//go:noescape\nfunc %s(dst, src, roots, table *%s, blocks int)\n", name, m.typ)
	fmt.Fprintf(&fill, "\tf.Ring = %s\n", name)
	for _, back := range []bool{false, true} {
		name := turner(m, back)
		fmt.Fprintf(&decl, "\n//go:noescape\nfunc %s(dst, src, outer, inner *%s, n, pitch, step int)\n", name, m.typ)
		fmt.Fprintf(&fill, "\tf.%s = %s\n", map[bool]string{false: "Turn", true: "Return"}[back], name)
	}
	order := strings.ReplaceAll(fmt.Sprint(m.order), " ", ", ")
	text := fmt.Sprintf("// Code generated by internal/kernel/_asm. DO NOT EDIT.\n\n//go:build amd64 && !noasm\n\npackage kernel\n%s\n"+
		"// %s is the family of these kernels.\nvar %s = func() *Family[%s] {\n\tf := &Family[%s]{Name: %q, V: %d, W: %d, Order: []int{%s},\n"+
		"Small: map[int]Whole[%s]{}, Real: map[int]Whole[%s]{}, Back: map[int]Whole[%s]{}}\n%s\treturn f\n}()\n",
		decl.String(), m.tag, m.tag, m.typ, m.typ, m.tag, m.lanes(), m.lanes()/2, strings.Trim(order, "[]"), m.typ, m.typ, m.typ, fill.String())
	src, err := format.Source([]byte(text))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*table, src, 0o644); err != nil {
		log.Fatal(err)
	}
	build.Generate()
}
