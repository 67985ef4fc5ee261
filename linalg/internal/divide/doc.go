// Package divide finds the eigenvalues and eigenvectors of symmetric tridiagonal matrices, and the singular values and vectors
// of bidiagonal ones (singular.go), by divide and conquer.
//
// The matrix is torn in two by a rank-one change, T = diag(T₁, T₂) + ρ·u·uᵀ (Cuppen 1981); each half is solved alike, and
// the eigenvalues of the whole are the roots of a secular equation whose poles are the eigenvalues of the halves. The
// vectors are orthogonal to working precision because they are those of a nearby problem for which the computed roots
// are exact: the numerators of the equation are recomputed from the roots (Gu and Eisenstat, SIAM J. Matrix Anal. Appl. 16,
// 1995). Nearly all arithmetic is matrix products; poles that coincide or do not couple drop out of the work.
//
// Vectors are rows: row j of the result is the eigenvector of value j, contiguous.
package divide
