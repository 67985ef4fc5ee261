package parallel

// Rates are speeds of a machine. A zero takes the default, which was measured on a 2-core Zen 4 virtual machine in
// November 2026 and rounded. With the counts that a package states in its Load they give times that are right within a
// factor of about two there: good for the order of candidates. Calibrate replaces them by measured ones.
type Rates struct {
	Flops     float64 `json:"flops,omitempty"`     // floating-point operations a second of one core in vector kernels
	Steps     float64 `json:"steps,omitempty"`     // operations a second of one core in other code
	Bandwidth float64 `json:"bandwidth,omitempty"` // bytes a second between memory and all cores together
	Remote    float64 `json:"remote,omitempty"`    // cost of a byte in another NUMA node's memory, over that of a near one
	Transfer  float64 `json:"transfer,omitempty"`  // bytes a second into or out of a worker process
	Start     float64 `json:"start,omitempty"`     // seconds to start one worker process
	Wake      float64 `json:"wake,omitempty"`      // seconds until a new worker goroutine is at work on a core that was idle
	Dispatch  float64 `json:"dispatch,omitempty"`  // seconds to hand one task to a worker process and take its result
	Spawn     float64 `json:"spawn,omitempty"`     // seconds to hand one task to a goroutine and take its result
	Join      float64 `json:"join,omitempty"`      // seconds to share one inner loop with helpers that are awake
	Collect   float64 `json:"collect,omitempty"`   // bytes a second that one process can allocate before its collector bounds it
}

// A product of matrices runs at 5.5e10 flops a second there, a Fourier transform of 2¹⁴ points at 3.2e10 (see Load.Flops).
var defaultRates = Rates{
	Flops: 5e10, Steps: 1e9, Bandwidth: 4e10, Remote: 1.7, Transfer: 2e9, Start: 5e-3, Wake: 2e-5, Dispatch: 3e-6, Spawn: 3e-7, Join: 1e-6, Collect: 2e9,
}

// orDefault fills in what is unknown.
func (r Rates) orDefault() Rates {
	d := defaultRates
	for _, v := range []struct{ to, from *float64 }{
		{&d.Flops, &r.Flops}, {&d.Steps, &r.Steps}, {&d.Bandwidth, &r.Bandwidth}, {&d.Remote, &r.Remote}, {&d.Transfer, &r.Transfer},
		{&d.Start, &r.Start}, {&d.Wake, &r.Wake}, {&d.Dispatch, &r.Dispatch}, {&d.Spawn, &r.Spawn}, {&d.Join, &r.Join}, {&d.Collect, &r.Collect},
	} {
		if *v.from > 0 {
			*v.to = *v.from
		}
	}
	return d
}
