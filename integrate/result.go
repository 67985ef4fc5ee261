package integrate

import (
	"fmt"
	"math"
	"slices"
)

// Options of an integration. The zero value asks for ten correct digits.
type Options struct {
	RelTol float64 // relative tolerance; 0 is 1e-10
	AbsTol float64 // absolute tolerance; the looser of the two counts. Set it where the integral may be 0

	// MaxEvals is the most evaluations of the integrand; 0 is 100,000.
	MaxEvals int

	// Breakpoints are abscissas inside the range where the integrand is not smooth. Quad never evaluates at one.
	Breakpoints []float64

	// Concurrent says that the integrand may be called from several goroutines at once.
	Concurrent bool

	// SkipNonFinite takes NaN and infinite values of the integrand as 0. Without it one such value ends the integration
	// with the status NonFinite.
	SkipNonFinite bool
}

func (o Options) check() error {
	switch {
	case !(o.RelTol >= 0) || o.RelTol >= 1:
		return fmt.Errorf("integrate: RelTol %v: must be at least 0 and below 1", o.RelTol)
	case !(o.AbsTol >= 0) || math.IsInf(o.AbsTol, 0):
		return fmt.Errorf("integrate: AbsTol %v: must be at least 0 and finite", o.AbsTol)
	case o.MaxEvals < 0:
		return fmt.Errorf("integrate: MaxEvals %d: must not be negative", o.MaxEvals)
	case slices.ContainsFunc(o.Breakpoints, math.IsNaN):
		return fmt.Errorf("integrate: a breakpoint is NaN")
	}
	return nil
}

func (o Options) relTol() float64 {
	if o.RelTol == 0 {
		return 1e-10
	}
	return o.RelTol
}

func (o Options) maxEvals() int {
	if o.MaxEvals == 0 {
		return 100_000
	}
	return o.MaxEvals
}

// tolerance returns the error allowed for an integral of the given value; a value beyond the largest number is never accurate.
func (o Options) tolerance(value float64) float64 {
	if !finite(value) {
		return 0
	}
	return max(o.AbsTol, o.relTol()*math.Abs(value))
}

// A Status says whether an answer can be trusted, and if not, why.
type Status int

const (
	Converged    Status = iota // the estimated error is within the tolerance
	Rounding                   // the error is that of rounding, but above the tolerance: ask for less, or set AbsTol
	TooManyEvals               // MaxEvals was reached first
	Divergent                  // the integral seems to be infinite
	NonFinite                  // the integrand was NaN or infinite at Result.Abscissa
	Untrusted                  // the integrand looks like something that was not seen whole, such as 0 almost everywhere
)

var statusNames = [...]string{"converged", "limited by rounding", "too many evaluations", "divergent", "integrand not finite", "untrusted"}

func (s Status) String() string {
	if s < 0 || int(s) >= len(statusNames) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return statusNames[s]
}

// A Result is an integral with an estimate of its error and an account of the work.
type Result struct {
	Value     float64 // the integral
	AbsErr    float64 // estimated, meant to be no smaller than the true error
	Evals     int     // evaluations of the integrand
	Intervals int     // pieces that the range was cut into
	Status    Status  // whether Value can be trusted, and if not, why
	Abscissa  float64 // with NonFinite: where
}

func (r Result) String() string {
	s := fmt.Sprintf("%.15g ± %.1e (%v, %d evaluations)", r.Value, r.AbsErr, r.Status, r.Evals)
	if r.Status == NonFinite {
		s += fmt.Sprintf(" at x = %v", r.Abscissa)
	}
	return s
}
