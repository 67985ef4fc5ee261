//go:build !linux

package topology

import "runtime"

// Affinity lists the processors this process may run on, as far as the Go runtime knows them.
func Affinity() []int {
	cpus := make([]int, runtime.NumCPU())
	for i := range cpus {
		cpus[i] = i
	}
	return cpus
}
