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
// # Accuracy
//
// The relative L2 error on uniform input, against a reference in double-double, in units of ε·√log₂n with ε = 2⁻⁵²: 0.2 to
// 0.32 for lengths of small factors up to 2^18, at worst 0.41 (n = 3⁹); 0.37 to 0.86 for primes up to 10007. From
//
//	TANDEM_LONG=1 go test -run TestAccuracy -v ./fft
//
// # Speed
//
// Microseconds on one core of an AMD Zen 4 (AVX-512), complex128, beside FFTW 3.3.10 as Debian builds it, planned by
// FFTW_MEASURE and timed from C, and scipy.fft 1.10:
//
//	         n    tandem      FFTW    scipy
//	        16     0.023     0.012      2.6
//	        64     0.063     0.057      2.9
//	       256     0.246     0.245      3.7
//	      1024      1.17      1.32      7.6
//	      4096      7.01      9.47     31.9
//	     16384      27.0      42.9    142.8
//	     65536       178       245      998
//	      2^18       976      1199     4274
//	      2^20      9800     11500    24647
//	      1000      1.54      1.74      8.2
//	      10^6      7260     11130        –
//	      1009      11.0      18.2     32.7
//	     10007       125       170        –
//	1024 real     0.725     0.819        –
//	2^20 real      3640      4230    11362
//	256×1024        318       391        –
//	1024×1024      6680      9270        –
//
// Two cores halve the last two: 162 and 3300 µs, where scipy with two workers takes 955 and 14550. The whole calls are
// timed, with the checks of their arguments; that is why the very short ones lose. From
//
//	fft/testdata/peers.sh 1 c:16 c:64 c:256 c:1024 … r:1024 b:1024 s:1024
//
// NaN and infinities propagate to every value of a transform. A length of zero, slices that do not fit or overlap without
// being the same, and lengths beyond memory are errors before any work.
package fft
