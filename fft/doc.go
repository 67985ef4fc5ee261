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
//	        2    0.0051    0.0049      2.42   0.0561
//	        4    0.0057    0.0051      2.45   0.0912
//	        8    0.0068    0.0065      2.46    0.207
//	       16    0.0108    0.0123      2.57    0.365
//	       64    0.0452    0.0577      2.84     1.71
//	      256     0.242     0.248      3.68     7.98
//	     1024      1.16      1.32      7.69     39.9
//	     4096         7      9.25      32.7      184
//	    16384      26.6      42.2       154      891
//	    65536       185       249      1015     3998
//	     2^18       913      1261      5967    18438
//	     2^20      6439     13276     37837    82762
//	     2^22     32328     61698    143541   371484
//	      100    0.0896     0.101      3.18     3.13
//	     1000      1.42       1.8      8.23     44.8
//	     10^6      7212     10992     17267    88324
//	      101     0.332      1.09      5.02     12.3
//	     1009      4.16      27.1      32.7     1212
//	    10007      83.9       411       345        –
//	   999983     24124     55843    126336        –
//	1024 real     0.747      0.83      6.27       18
//	2^20 real      3415      4404      8172    34728
//	 256×1024       321       406       996        –
//	1024×1024      5843      8971     15614        –
//
// Over the 53 rows of the script, all of one run, the geometric mean is 1.65 times FFTW's speed and 8.7 times scipy's: powers of
// two 1.44 and 11, 5-smooth lengths 1.30 and 5.9, primes 2.85 and 9.1, real input 1.43 and 12. The slowest of them beside FFTW is
// 1088, at 0.83 of its speed; below 16, in a run of their own, it is 4, at 0.89. Over the 536 lengths up to 5000 without prime
// factors above 13 the geometric mean is 1.55; of 161 others, primes and their doubles among them and up to 10^5, it is 2.0, and
// the slowest, 19, runs at 0.82.
//
// Where a call costs more than the arithmetic, the context matters: the lengths up to 2^13, which threads do not share, are timed
// under context.Background, which never ends. Any other must be asked whether it has ended, which takes 1 to 3 ns: 2 to 6 and 8
// then run at 0.53 to 0.67 of FFTW's speed.
//
// With two threads, and two of each peer (tandem, FFTW, scipy):
//
//	    65536       115       200       997
//	     2^18       439       705      4564
//	     2^20      4160      7228     28446
//	     2^22     20341     31166    153534
//	     10^6      4146      8965     17917
//	 256×1024       161       227       527
//	1024×1024      3294      4297      8018
//
// The whole calls are timed, with the checks of their arguments. From
//
//	fft/testdata/peers.sh
//
// Of all lengths from 64 to 4096, and 1900 up to 10^5 with large prime factors, the worst, 86782, takes 7.1 times what the
// best one, 160, takes for its n·log n (TANDEM_FFT_WORST=20 go test -run TestWorstLengths ./fft).
//
// NaN and infinities propagate to every value of a transform. A length of zero, slices that do not fit or overlap without
// being the same, and lengths beyond memory are errors before any work. The end of ctx is an error too: it is asked before a
// transform and between those of many, while one transform that has begun runs to its end.
package fft
