//go:build !unix

package parallel

import "time"

// cpuTime is not known here.
func cpuTime() time.Duration { return 0 }
