// Package linalg computes with dense matrices: products, eigenvalues and eigenvectors, factorisations and solvers, random
// matrices and the laws of their spectra.
//
// Matrices are gonum's mat.Dense, mat.SymDense, mat.CDense and their interfaces. The kernels below are Tandem's own, in Go
// assembly for AVX-512 and AVX2 with portable twins; no cgo is involved.
//
// Every function takes a context: it carries the budget of threads (parallel.WithThreads; without it, the idle cores of
// the process) and, for whatever runs long, cancellation. On a given instruction-set tier the result has the same bits for
// every budget. Input is checked before any work: what is not finite, not square or does not fit is an error that names
// the entry or the shape; products, whose operands may hold NaN and infinities, panic on shapes that do not fit, as gonum's do.
//
//	a := linalg.Ginibre(1000, 1)
//	values, err := linalg.Eigenvalues(ctx, a)
//	x, err := linalg.Solve(ctx, a, b)
//	var c mat.Dense
//	linalg.Mul(ctx, &c, a, a.T())
//
// A program that uses gonum/mat gets the kernels, factorisations and eigensolvers under its own calls by one line at its
// start, linalg.UseInGonum(). For sparse matrices, or for matrices of other element types, use something else.
package linalg
