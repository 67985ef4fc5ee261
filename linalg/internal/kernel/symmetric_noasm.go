//go:build !amd64 || noasm

package kernel

func symvUpper(rows, n int, a []float64, lda int, x, y []float64) int { return 0 }

func symvUpdateUpper(rows, n int, a []float64, lda int, v, w, x, y []float64) int { return 0 }
