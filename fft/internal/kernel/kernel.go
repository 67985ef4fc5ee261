// Package kernel holds the innermost loops of the transforms: one pass of one radix over a whole array.
//
// # Layout
//
// Inside a transform, values lie in groups: V real parts, then their V imaginary parts, where V is the number of lanes of
// the tier (8 for AVX-512 and float64, 4 for AVX2 and float64, 8 for AVX2 and float32, 1 for plain Go). One load brings
// the real parts of V values, the next their imaginary parts, and no shuffle is needed between the first pass and the
// last. With V = 1 a group is an ordinary complex number. V values that lie interleaved, as users keep them, take the
// same room as a group.
//
// # Passes
//
// A pass of radix r reads r groups, multiplies nothing, or the results, by roots of unity, and writes r groups:
//
//	for p := range M {
//		for q := range Cnt {
//			a[k] = Src[p·SrcP + q·SrcQ + k·SrcK]        k = 0 … r−1
//			b = DFT of length r of a
//			Dst[p·DstP + q·DstQ + k·DstK] = b[k] · Tw[p][k]
//		}
//	}
//
// which is one step of Stockham's algorithm (Van Loan, Computational Frameworks for the FFT, §1.7) when the strides are
// chosen so. Kinds differ at the edges: First and Head read interleaved values, Last writes them, Last and Plain have no roots,
// and Head works along the lanes: see its comment.
package kernel

import (
	"unsafe"

	"tandem/parallel/simd"
)

// Float is the type of real and imaginary parts.
type Float interface{ float32 | float64 }

// MaxRadix is the largest radix that a pass may have.
const MaxRadix = 16

// A Shape fixes the loops of a pass. Strides count bytes.
type Shape struct {
	M, Cnt           int
	SrcP, SrcQ, SrcK int
	DstP, DstQ, DstK int
}

// An Edge fixes what happens where values come in or go out. The inverse transform is the forward one between two
// conjugations, and every norm is a factor on the way out, so both cost nothing extra.
type Edge[T Float] struct {
	One, Sign T // factors of real and imaginary parts on the way in: 1, and 1 or −1 for the inverse
	Re, Im    T // on the way out
}

// NewEdge returns the edge of the transform, or with inverse set of its inverse, times factor.
func NewEdge[T Float](inverse bool, factor float64) Edge[T] {
	if inverse {
		return Edge[T]{1, -1, T(factor), T(-factor)}
	}
	return Edge[T]{1, 1, T(factor), T(factor)}
}

// A Pass is one of the kernels of a Family. Pointers are to the first value; tw may be nil where there are no roots.
type Pass[T Float] func(dst, src, tw *T, s *Shape, e *Edge[T])

// A Family is the set of kernels of one tier and one type. Entries of radices that it lacks are nil.
type Family[T Float] struct {
	// Name tells the tier and type, V the lanes of a group.
	Name string
	V    int
	// Order tells where interleaved values go: lane i of a group holds value Order[i] of V. It is what one shuffle makes of
	// two registers, so that converting costs no second one.
	Order []int

	// First reads interleaved values; Mid reads and writes groups. Their roots are Tw[p][k−1] for k = 1 … r−1, real and
	// imaginary part, the same for all lanes.
	First, Mid [MaxRadix + 1]Pass[T]
	// Plain reads and writes groups, with no roots: the last pass of a transform whose results stay groups.
	Plain [MaxRadix + 1]Pass[T]
	// Open, Step and Close are passes for rows of any number of values ≥ W: values stay interleaved, W in a register, and the last
	// register of a row overlaps the one before, so that what both hold is computed twice, alike. So dst and src are apart.
	// Open takes the columns of a matrix of r rows, SrcK apart, of Cnt values, through the entry of the edge, multiplies result
	// k of column j by its root and writes it to Dst[j·r + k]. Its roots are in tw register by register, each k = 1 … r−1:
	// W cosines, each twice, then the sines. W = 0 without these; Open has r ≥ W.
	// Step is the loop of the package comment with Cnt counting values, SrcQ and DstQ one value; its roots are those of Mid. Close
	// is Step without roots, through the exit of the edge.
	Open, Step, Close [MaxRadix + 1]Pass[T]
	W                 int
	// Last reads groups and writes interleaved values, with no roots. Radix 1 only converts.
	Last [MaxRadix + 1]Pass[T]
	// Start is First with a[k] = 0 for k ≥ ⌈r/2⌉, Finish is Last without those b[k]: a convolution of twice the length of what
	// comes in and goes out begins and ends so.
	Start, Finish [MaxRadix + 1]Pass[T]
	// Head is the first pass of one contiguous transform: lanes run along p. It reads V interleaved values at p·V + k·SrcK
	// and writes r·V values, transposed, so that those of one p lie together: r/V groups for each p. Its roots are groups
	// Tw[p/V][k−1]. M counts blocks of V. The radix is a multiple of V.
	Head [MaxRadix + 1]Pass[T]
	// Turn multiplies a V×V block of groups by roots and transposes it, Return goes the other way: see Turner.
	Turn, Return Turner[T]
	// Weigh is: for i := range n { dst[i] = conj(src[i])·table[i] } for groups. dst may be src.
	Weigh func(dst, src, table *T, n int)
	// Ring is the middle of a convolution whose transforms are columns of n/V rows, as wide as there are lanes: for each
	// block of V rows k, lane j multiplied by roots, it transforms along the lanes, takes conj(z)·table, transforms again and
	// multiplies by the roots again. roots has a group for each row, table one for each result i of the block, whose lane l
	// belongs to frequency k + Order[l] + i·n/V. dst may be src.
	Ring func(dst, src, roots, table *T, blocks int)
	// Untangle and Tangle are the last step of a real transform and the first of its inverse: see Untangler.
	Untangle, Tangle Untangler[T]
	// Product is: for i := range n { dst[i] = a[i]·b[i] } for interleaved values, a through the entry of the edge, the products
	// through its exit. dst may be a or b.
	Product func(dst, a, b *T, n int, e *Edge[T])
	// Gather is: for i := range n { dst[i] = src[index[i]] }, through the entry of the edge, and Scatter:
	// for i := range n { dst[index[i]] = src[i] }, through its exit. dst and src are apart.
	Gather, Scatter func(dst, src *T, index *int32, n int, e *Edge[T])
	// Fold writes to terms the first value of src through the entry of the edge, the sum of all but a middle one, and then for
	// j = 1 … (n−1)/2 the values x[j] + x[n−j] and x[j] − x[n−j].
	Fold func(terms, src *T, n int, e *Edge[T])
	// Define computes from x[0], in terms[0], and terms p[j], m[j] from terms[2] on
	//
	//	dst[k], dst[n−k] = x[0] + Σ_j p[j]·table[b][j][0] ∓ i·Σ_j m[j]·table[b][j][1]
	//
	// through the exit of the edge, for 2·pairs terms and blocks blocks of V values of k, from k = 1: lane i of block b holds
	// k = 1 + b·V + Order[i]. Where k of the last block run beyond n/2, their results must be right too: those of n−k are
	// written over them.
	Define func(dst, table, terms *T, n, pairs, blocks int, e *Edge[T])
	// Small holds whole transforms of one length, interleaved on both sides, dst and src alike or apart.
	Small map[int]Whole[T]
	// Real holds whole transforms of n real numbers to n/2+1 complex ones, by n, Back their inverses; dst and src are apart.
	// Real uses only e.Re = e.Im; the imaginary parts that Back reads first and last are ignored.
	Real, Back map[int]Whole[T]
}

// A Whole is a transform of one length.
type Whole[T Float] func(dst, src *T, e *Edge[T])

// A Turner is the middle of the four-step method. From n groups at src, step bytes apart (row k holds lane j), it takes V at a time,
// multiplies row k, lane j by Outer[k]·Inner[k][j] and writes the transpose: the group of rows k … k+V−1 of lane j goes to
// dst + j·pitch + k values. n counts rows and is a multiple of V; pitch counts bytes. Outer holds complex numbers, Inner
// groups. Return takes the transpose at src + j·pitch back to rows at dst, step bytes apart, and multiplies these in the same way.
type Turner[T Float] func(dst, src, outer, inner *T, n, pitch, step int)

// An Untangler joins values k and h−k of a spectrum of length h, for V values of k at a time: those at low, which runs
// upwards, with those at high, which runs downwards and points to the lowest of its V. roots holds groups of w = ½·exp(−πik/h).
// With A = low and B = conj(high) of the same k, and O = −i·(A − B), F = A − B:
//
//	Untangle: toLow = ½(A + B) + w·O,       toHigh = conj(½(A + B) − w·O)
//	Tangle:   toLow = A + B + 2i·conj(w)·F, toHigh = conj(A + B − 2i·conj(w)·F)
type Untangler[T Float] func(toLow, toHigh, low, high, roots *T, blocks int)

// Of64 returns the kernels for float64 that a tier can run, widest first.
func Of64(t simd.Tier) []*Family[float64] { return append(assembly64(t), portable64) }

// Of32 returns the kernels for float32 that a tier can run, widest first.
func Of32(t simd.Tier) []*Family[float32] { return append(assembly32(t), portable32) }

// at returns the value d bytes beyond p.
func at[T Float](p *T, d int) *T { return (*T)(unsafe.Add(unsafe.Pointer(p), d)) }
