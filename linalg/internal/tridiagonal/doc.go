// Package tridiagonal reduces real symmetric matrices to tridiagonal form by orthogonal similarity, finds the eigenvalues
// of symmetric tridiagonal matrices, and takes eigenvectors back.
//
// Conventions. A symmetric matrix is given by its upper triangle, row-major; the strict lower triangle is not read
// and may be overwritten. A tridiagonal matrix is its diagonal d (n elements) and off-diagonal e (n−1 elements). Reflectors are
// H = I − τ·v·vᵀ with v[0] = 1. A matrix of vectors holds one vector per row, contiguous, which is Zᵀ where Z has
// them as columns.
//
// No function here scales its input: entries must lie where squares neither overflow nor vanish, which the face of
// linalg ensures.
package tridiagonal
