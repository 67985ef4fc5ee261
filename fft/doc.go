// Package fft computes discrete Fourier transforms of any length, in pure Go and Go assembly.
//
// # Conventions
//
// The forward transform is X[k] = Σ x[j]·exp(−2πi·jk/n), without a factor; the inverse divides by n. Options.Norm moves the
// factor as scipy.fft's norm does, and the functions have scipy.fft's names. Arrays are flat slices with the last axis
// contiguous. Functions return new slices and never change their argument; a Plan writes where it is told.
//
//	y, err := fft.FFT(ctx, x)                  // any length, complex128 or complex64
//	p, err := fft.NewPlan(1000)                // for a loop: no look-up, no allocation
//	err = p.Forward(ctx, y, x)                 // y and x the same or apart
//	s, err := fft.RFFT(ctx, signal)            // n/2+1 values of n real ones
//	m, err := fft.FFT2(ctx, image, rows, cols)
//
// Threads come from the context (parallel.WithThreads); without it all cores may help. The result does not depend on them:
// every value is computed by the same operations in the same order. It does depend, in its last bits, on the
// instruction-set tier (package parallel/simd).
//
// # Methods
//
// Lengths whose prime factors are at most 13 are done by passes of mixed radix, in the order of Stockham while the data
// stay in the cache and by the four-step method beyond; other lengths become convolutions, by Rader's method if the length
// is a prime n with smooth n−1, else by Bluestein's. String of a Plan tells which.
//
// NaN and infinities propagate to every value of a transform. A length of zero, slices that do not fit or overlap without
// being the same, and lengths beyond memory are errors before any work.
package fft
