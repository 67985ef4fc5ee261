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
//	m, err := fft.FFT2(ctx, image, rows, cols) // RFFT2 for real images, FFTN and RFFTN for more axes
//	c, err := fft.DCTN(ctx, image, shape, fft.II)
//	v, err := fft.Convolve(ctx, signal, filter, fft.Same) // Correlate; ConvolveN and CorrelateN for images
//	f, p, err := fft.Welch(ctx, signal, fft.PowerOptions{Rate: 48000}) // Periodogram, CSD, Coherence, STFT
//	z, err := fft.Hilbert(ctx, signal)         // Resample, ZoomFFT
//
// Threads come from the context (parallel.WithThreads); without it all cores may help. The result does not depend on them:
// every value is computed by the same operations in the same order. It does depend, in its last bits, on the
// instruction-set tier (package parallel/simd).
//
// # Methods
//
// Short lengths, all up to 64 without prime factors above 7 among them, are done by a kernel of straight-line code. Lengths
// whose prime factors are at most 13 are done by passes of mixed radix, in the order of Stockham while the data stay in the
// cache and by the four-step method beyond. Where no vector register's lanes divide the length, the last register of a row overlaps
// the one before it. Primes up to a hundred or so are done from the definition, a matrix times a vector; longer ones become
// convolutions, by Rader's method if n−1 is smooth, else by Bluestein's, whose two transforms are one sequence of passes that
// never puts results in order; other lengths are columns of the smooth part and rows of the rest, or go through Bluestein's
// method whole. A cost formula, calibrated once and compiled in, decides.
// String of a Plan tells which.
//
// # Accuracy
//
// The relative L2 error on uniform input, against a reference in double-double, in units of ε·√log₂n with ε = 2⁻⁵²: at most
// 0.41 (n = 3⁹) for lengths of prime factors up to 13, at most 0.86 (n = 1459) for all others up to 2048 and for primes up to
// 10007, on any tier. The test accepts 0.6 and 1.8. From
//
//	TANDEM_LONG=1 go test -run TestAccuracy -v ./fft
//
// # Speed
//
// Microseconds on one core of an AMD Zen 4 (AVX-512), complex128, beside FFTW 3.3.10 as Debian builds it, planned by
// FFTW_MEASURE and timed from C, scipy.fft 1.10 and gonum 0.17:
//
//	        n    tandem      FFTW     scipy    gonum
//	       16    0.0133    0.0122      2.47    0.355
//	       64    0.0437    0.0579      2.73     1.67
//	      256     0.298     0.264      3.57      7.6
//	     1024      1.19      1.33       7.5     39.4
//	     4096      6.98      9.26      32.5      182
//	    16384      26.8      43.2       152      874
//	    65536       184       236      1019     3939
//	     2^18       999      1258      4701    18525
//	     2^20      6498     15507     29437    84557
//	     2^22     32199     57594    154943   379338
//	      100    0.0953     0.100      2.95     3.01
//	     1000      1.46      1.82      8.06     43.6
//	     10^6      7186     11453     18826    82990
//	      101     0.426      1.09      4.86       12
//	     1009      3.97      17.7      32.6     1092
//	    10007      85.6       405       350        –
//	   999983     24213     56054    137642        –
//	1024 real      0.73     0.833      6.04     18.2
//	2^20 real      3355      4766      7845    36557
//	 256×1024       325       407       973        –
//	1024×1024      6862     10324     15352        –
//
// Over 53 such rows, all of one run, the geometric mean is 1.59 times FFTW's speed and 8.05 times scipy's: powers of two 1.41 and
// 10.1, 5-smooth lengths 1.25 and 5.4, primes 2.5 and 8.6, real input 1.40 and 11.5. That run was before 100 had a kernel of its
// own: its row is of a later one. So are these: over the 536 lengths up to 5000 without prime factors above 13 the geometric
// mean is 1.55; of 161 others, primes and their doubles among them and up to 10^5, it is 2.0. Slowest beside FFTW are the
// lengths at which a call costs more than the arithmetic, 2 to 6 and 8: at 0.53 to 0.67 of its speed (8.3 ns and 4.9 at n = 2, 9.7 and
// 6.5 at n = 8) where the context must be asked whether it has ended, at 0.75 to 0.96 under context.Background, which never
// ends. Of all the others the slowest, 10, runs at 0.79.
// With two threads, and two of each peer, from an earlier run:
//
//	      2^16       113       318      1007
//	      2^18       440       735      4621
//	      2^20      3953      6177     28971
//	      2^22     25753     46522    151853
//	      10^6      4107      5676     16857
//	256×1024         162       230       536
//	1024×1024       3108      4474      9007
//
// The whole calls are timed, with the checks of their arguments. From
//
//	fft/testdata/peers.sh
//
// Of all lengths from 64 to 4096, and 1900 up to 10^5 with large prime factors, the worst, around 130, takes 7.5 times what the
// best one takes for its n·log n (TANDEM_FFT_WORST=20 go test -run TestWorstLengths ./fft).
//
// NaN and infinities propagate to every value of a transform. A length of zero, slices that do not fit or overlap without
// being the same, and lengths beyond memory are errors before any work. The end of ctx is an error too: it is asked before a
// transform and between those of many, while one transform that has begun runs to its end.
package fft
