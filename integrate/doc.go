// Package integrate computes integrals numerically and says how far its answers can be trusted.
//
// Quad integrates a function of one variable over a finite or infinite range:
//
//	r, err := integrate.Quad(ctx, math.Sin, 0, math.Pi, integrate.Options{})
//	// r.Value 2, r.AbsErr 4e-16, r.Status integrate.Converged
//
// Every Result has a Status. Converged means that the estimated error is within the tolerance; anything else names why
// the value must not be trusted blindly (too many evaluations, rounding, divergence, NaN). An error is returned only for
// arguments that make no sense, and when ctx is cancelled.
//
// Midpoint, Trapezoid, Simpson, Romberg, ClenshawCurtis and the Gauss rules are fixed rules for functions whose behaviour
// is known; rules on samples take values instead of a function.
//
// An integrand is a func(x float64) float64, or a batch func(x, y []float64) that sets y[i] to the value at x[i] for all
// i; a batch must not keep the slices. Programs that package symbolic compiles are such batches. An integrand is called
// from one goroutine at a time unless Options.Concurrent allows more; then the work is split over the threads that ctx
// grants (parallel.WithThreads). The digits of the answer do not depend on how many there are.
//
// On 132 classic integrals (Kahaner 1971 to Gonnet 2010, see battery_test.go) at ten digits without hints Quad solves all,
// none silently wrong, and its error is claimed below 36 times the true one in half of them; scipy.integrate.quad (QUADPACK)
// with a limit of 2000 intervals solves 118 and is silently wrong on 8. On those that both solve Quad takes 56,885
// evaluations, QUADPACK 69,084:
//
//	go test -run TestBattery -v ./integrate | python3 integrate/testdata/peer_quad.py
//
// On the finite ranges GSL's CQUAD solves 93 of 108, two silently wrong, with 2.6 times Quad's evaluations where both solve
// (testdata/peer_cquad.py, called the same way). Of 33,000 random difficulties (TestReliability) 1 was silently wrong, of 8,400 of
// other kinds (TestFamilies) and 1,800 Fourier integrals (TestFourierFamilies) none.
//
// Genz's families in 2 to 8 dimensions to six digits: where both solve, Cubature takes 538,704 evaluations, hcubature of the R
// package cubature 1,104,244; it is silently wrong on 6 of 42, Cubature on none:
//
//	go test -run TestGenzFamilies -v ./integrate | Rscript integrate/testdata/peer_cubature.R
//
// Vegas has 0.3 to 0.85 times the variance for its evaluations that the algorithm has with the defaults published for vegas 6
// (five integrands, TestVegasVariance, testdata/peer_vegas.py).
//
// exp(−x²) over the line takes 3.1 µs for 150 evaluations, half of it the exponentials, where scipy.integrate.quad takes 32 µs for
// 390 with an integrand in Python; a cubic over [0, 1] takes 0.8 µs and 3.5 µs, ∫ exp(x+1000ix) 1.6 and 8.5, a principal value that is
// not in the middle 1.6 and 4.0. Among the integrals of the table where scipy is not ten times slower are half-lines, singular
// ends and principal values; exp(−x²) over a half-line is faster in scipy, log x as fast:
//
//	go test -run xxx -bench Smooth ./integrate; python3 integrate/testdata/peer_times.py
//
// π by 10⁸ midpoints on one core takes 152 ms with 4/(1+x²) as a loop in Go, 53 ms as a compiled expression, 31 ms in
// vectorised C; on two cores 77, 28 and 16 ms: see examples/pi.
//
// For sums over a million dimensions, differential equations or integrals that are wanted to hundreds of digits, use
// another tool.
package integrate
