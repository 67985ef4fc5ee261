//go:build !amd64 || noasm

package kernel

import "tandem/parallel/simd"

// ComplexTile is: for i < h, j < w { C[i][j] = Σ A[i][p]·B[p][j] } over p < k, for tiles of h×w. A[i][p] has its parts at
// a[2*h*p+i] and a[2*h*p+h+i], B[p][j] at b[2*w*p+j] and b[2*w*p+w+j], C[i][j] at c[2*w*i+2*j] and c[2*w*i+2*j+1].
// It needs k ≥ 1. Where C is to be added to, rows stride numbers apart from near on, is brought close meanwhile.
func ComplexTile(_ simd.Tier, k int, a, b, c, _ []float64, _ int) { complexTileGo(k, a, b, c) }
