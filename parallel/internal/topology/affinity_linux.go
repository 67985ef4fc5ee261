package topology

import (
	"sync"

	"golang.org/x/sys/unix"
)

// Affinity lists the processors this process may run on. It is read once, before anything could pin a thread: the mask
// belongs to the calling thread, and threads that a program pins later say nothing about the process.
var Affinity = sync.OnceValue(func() []int {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(unix.Getpid(), &set); err != nil {
		return nil
	}
	var cpus []int
	for c := range len(set) * 64 {
		if set.IsSet(c) {
			cpus = append(cpus, c)
		}
	}
	return cpus
})
