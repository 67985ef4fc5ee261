package parallel

import "math"

// A Fit is what Calibrate measured of one kernel on one machine: a few sizes, ascending, at each of which
//
//	t(T) = Seconds·(Serial + (1 − Serial)/T + Sync·(T − 1))     on T threads, alone on the machine
//	       + Seconds·Cross·(1 − P/T)                            if T is more than the P cores of one NUMA node
//	t(T)·(1 + Outer·(W − 1)·T/(C − 1))                          beside W − 1 others, on C cores
//
// (Amdahl's law with a term for synchronisation, as in Gunther's Universal Scalability Law, one for threads that are far
// from the memory they work on, and one for what the cores share: memory bandwidth, cache, clock. What the threads of one
// task take from each other is in Serial and Sync already, so only the others' count in Outer.) Between sizes Seconds is
// interpolated on log–log scales.
type Fit struct {
	Kernel string     `json:"kernel"`
	Points []FitPoint `json:"points"` // by Size, ascending
}

// A FitPoint is the fit at one size.
type FitPoint struct {
	Size    int     `json:"size"`
	Seconds float64 `json:"seconds"` // one task on one thread
	Serial  float64 `json:"serial"`  // share that threads cannot take over
	Sync    float64 `json:"sync"`    // cost of one more thread, as a share of Seconds
	Cross   float64 `json:"cross"`   // cost of threads on other NUMA nodes, as a share of Seconds
	Outer   float64 `json:"outer"`   // slow-down when all cores are busy, less one: in goroutines
	Apart   float64 `json:"apart"`   // the same in processes
}

// at interpolates the fit at a size; outside the measured sizes it goes on with the slope of the nearest two.
func (f Fit) at(size int) FitPoint {
	ps := f.Points
	if len(ps) == 1 {
		// One size only: assume the time to grow with it as the square, between a vector's and a matrix kernel's.
		p := ps[0]
		ratio := float64(max(size, 1)) / float64(max(p.Size, 1))
		p.Size, p.Seconds = size, p.Seconds*ratio*ratio
		return p
	}
	i := 1
	for i < len(ps)-1 && size > ps[i].Size {
		i++
	}
	a, b := ps[i-1], ps[i]
	u := math.Log(float64(max(size, 1))/float64(max(a.Size, 1))) / math.Log(float64(b.Size)/float64(max(a.Size, 1)))
	v := min(max(u, 0), 1) // shares are not extrapolated
	mix := func(x, y float64) float64 { return x + v*(y-x) }
	return FitPoint{
		Size: size, Seconds: a.Seconds * math.Pow(b.Seconds/a.Seconds, u),
		Serial: mix(a.Serial, b.Serial), Sync: mix(a.Sync, b.Sync), Cross: mix(a.Cross, b.Cross), Outer: mix(a.Outer, b.Outer), Apart: mix(a.Apart, b.Apart),
	}
}

// sound reports whether the numbers of f make sense: positive times at ascending sizes, shares within their bounds.
func (f Fit) sound() bool {
	last := 0
	for _, p := range f.Points {
		if p.Size <= last || !(p.Seconds > 0) || math.IsInf(p.Seconds, 0) || !(p.Serial >= 0 && p.Serial <= 1) ||
			!(p.Sync >= 0 && p.Sync < 1e6) || !(p.Cross >= 0 && p.Cross < 1e6) || !(p.Outer >= 0 && p.Outer < 1e6) || !(p.Apart >= 0 && p.Apart < 1e6) {
			return false
		}
		last = p.Size
	}
	return last > 0
}

// fitOf returns the machine's fit of a kernel at a size.
func (m Machine) fitOf(kernel string, size int) (FitPoint, bool) {
	if kernel != "" {
		for _, f := range m.Fits {
			if f.Kernel == kernel && len(f.Points) > 0 {
				return f.at(size), true
			}
		}
	}
	return FitPoint{}, false
}
