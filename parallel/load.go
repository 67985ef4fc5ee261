package parallel

import (
	"context"
	"fmt"
	"math"
)

// A Load describes work before it is done: how many tasks, and what one of them costs. Choose splits it.
//
// A package states the load of its kernel in a function of the task count and the size, from the algorithm's counts:
//
//	func EigenvaluesLoad(tasks, n int) parallel.Load {
//		x := float64(n)
//		return parallel.Load{
//			Kernel: "linalg.Eigenvalues", Tasks: tasks, Size: n,
//			Flops: 10 * x * x * x, Steps: 100 * x * x, Memory: 3 * 8 * x * x, Allocated: 2 * 8 * x * x,
//			Serial: 0.4, Moved: 16 * x,
//			Probe: func(ctx context.Context, n int) error { ... one task of size n ... },
//		}
//	}
//
// Rough numbers are good enough: Calibrate replaces them by measured ones, and a Load whose Seconds is known needs none.
// All quantities are of one task on one thread.
type Load struct {
	Kernel string `json:"kernel"` // names the kernel in Calibrate's cache; "" is never cached
	Tasks  int    `json:"tasks"`  // tasks in the load; at least 1
	Size   int    `json:"size"`   // size of one task, as the kernel counts it

	Seconds   float64 `json:"seconds,omitempty"`   // time of one task, if known; else it is estimated
	Flops     float64 `json:"flops,omitempty"`     // floating-point operations in vector kernels: long loops, products
	Steps     float64 `json:"steps,omitempty"`     // operations of other code: short loops, branches, pointers
	Touched   float64 `json:"touched,omitempty"`   // bytes that pass between memory and caches
	Moved     float64 `json:"moved,omitempty"`     // bytes of argument and result, which travel to a worker process
	Memory    float64 `json:"memory,omitempty"`    // bytes in use at the peak
	Allocated float64 `json:"allocated,omitempty"` // bytes allocated, for the garbage collector to reclaim
	Serial    float64 `json:"serial,omitempty"`    // share of the time that inner threads cannot take over, 0 to 1
	Sync      float64 `json:"sync,omitempty"`      // inner loops run, each of which meets once at its end
	Idle      float64 `json:"idle,omitempty"`      // share of the time spent waiting (sleep, disk, network), 0 to 1
	Spread    float64 `json:"spread,omitempty"`    // standard deviation of the time between tasks, over its mean
	Isolated  bool    `json:"isolated,omitempty"`  // tasks must run in processes of their own (crashes, C libraries with globals)

	// Probe runs one task of the given size; Calibrate times it under WithThreads. Nil if the kernel cannot be probed.
	Probe func(ctx context.Context, size int) error `json:"-"`
}

// Check reports what is wrong with l, naming the value and the bound.
func (l Load) Check() error {
	if l.Tasks < 1 {
		return fmt.Errorf("parallel: a load of %d tasks: it needs at least 1", l.Tasks)
	}
	for _, v := range []struct {
		name  string
		value float64
		most  float64
	}{
		{"Seconds", l.Seconds, math.MaxFloat64}, {"Flops", l.Flops, math.MaxFloat64}, {"Steps", l.Steps, math.MaxFloat64}, {"Touched", l.Touched, math.MaxFloat64},
		{"Moved", l.Moved, math.MaxFloat64}, {"Memory", l.Memory, math.MaxFloat64}, {"Allocated", l.Allocated, math.MaxFloat64},
		{"Serial", l.Serial, 1}, {"Sync", l.Sync, math.MaxFloat64}, {"Idle", l.Idle, 1}, {"Spread", l.Spread, math.MaxFloat64},
	} {
		if !(v.value >= 0 && v.value <= v.most) {
			return fmt.Errorf("parallel: Load.%s is %v: it must lie between 0 and %v", v.name, v.value, v.most)
		}
	}
	return nil
}
