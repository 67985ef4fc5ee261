package parallel

// Rates are speeds of a machine. A zero takes the default, which was measured on a 2-core Zen 4 virtual machine in
// November 2026 and rounded: good for the order of candidates, not for their times.
type Rates struct {
	Flops     float64 `json:"flops,omitempty"`     // floating-point operations a second of one core, in kernels of no known fit
	Bandwidth float64 `json:"bandwidth,omitempty"` // bytes a second between memory and all cores together
	Transfer  float64 `json:"transfer,omitempty"`  // bytes a second into or out of a worker process
	Start     float64 `json:"start,omitempty"`     // seconds to start one worker process
	Dispatch  float64 `json:"dispatch,omitempty"`  // seconds to hand one task to a worker process and take its result
	Spawn     float64 `json:"spawn,omitempty"`     // seconds to hand one task to a goroutine and take its result
	Join      float64 `json:"join,omitempty"`      // seconds to share one inner loop with helpers that are awake
	Collect   float64 `json:"collect,omitempty"`   // bytes a second that one process can allocate before its collector bounds it
}

var defaultRates = Rates{
	Flops: 4e9, Bandwidth: 2e10, Transfer: 2e9, Start: 20e-3, Dispatch: 20e-6, Spawn: 1e-6, Join: 3e-6, Collect: 2e9,
}

// orDefault fills in what is unknown.
func (r Rates) orDefault() Rates {
	d := defaultRates
	for _, v := range []struct{ to, from *float64 }{
		{&d.Flops, &r.Flops}, {&d.Bandwidth, &r.Bandwidth}, {&d.Transfer, &r.Transfer}, {&d.Start, &r.Start},
		{&d.Dispatch, &r.Dispatch}, {&d.Spawn, &r.Spawn}, {&d.Join, &r.Join}, {&d.Collect, &r.Collect},
	} {
		if *v.from > 0 {
			*v.to = *v.from
		}
	}
	return d
}
