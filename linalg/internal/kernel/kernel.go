// Package kernel holds the innermost loops of linear algebra, one per instruction-set tier: assembly for AVX-512 and AVX2,
// written by the avo programs under _asm, and a portable Go twin. Products and updates have the same bits on all of them; dot
// products have as many partial sums as a vector has lanes, so that their bits belong to the tier.
//
// Complex numbers are pairs of float64 side by side (floats of blas), but in ComplexTile's packed operands and in HermitianStep,
// where parts lie apart. There are rows with a vector (ComplexDot, ComplexUpdate, ComplexGer: four rows or one) and vectors alone
// (ComplexSums, ComplexScal, ComplexLargest); what is real by nature, lengths, swaps, real multiples, goes by the real kernels.
//
// A kernel checks nothing: its callers in linalg/internal/blas have compared every slice with the shape once. No call
// runs longer than some tens of microseconds, because Go cannot preempt assembly.
package kernel

//go:generate sh -c "cd _asm && go run ./gemm -out ../gemm_amd64.s -stubs ../gemm_amd64.go -pkg kernel"
//go:generate sh -c "cd _asm && go run ./vector -out ../vector_amd64.s -stubs ../vector_amd64.go -pkg kernel"
//go:generate sh -c "cd _asm && go run ./complex -out ../complex_amd64.s -stubs ../complex_amd64.go -pkg kernel"
//go:generate sh -c "cd _asm/symmetric && go run main.go -out ../../symmetric_amd64.s -stubs ../../symmetric_amd64.go -pkg kernel"
//go:generate sh -c "cd _asm/secular && go run main.go -out ../../secular_amd64.s -stubs ../../secular_amd64.go -pkg kernel"
//go:generate sh -c "cd _asm && go run ./chase -out ../chase_amd64.s -stubs ../chase_amd64.go -pkg kernel"
//go:generate sh -c "cd _asm && go run ./sturm -out ../sturm_amd64.s -stubs ../sturm_amd64.go -pkg kernel"
//go:generate sh -c "cd _asm && go run ./bidiagonal -out ../bidiagonal_amd64.s -stubs ../bidiagonal_amd64.go -pkg kernel"
//go:generate sh -c "cd _asm && go run ./hermitian -out ../hermitian_amd64.s -stubs ../hermitian_amd64.go -pkg kernel"
