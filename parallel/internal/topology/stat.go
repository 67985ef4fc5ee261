package topology

import (
	"fmt"
	"strconv"
	"strings"
)

// Ticks is how a processor spent its time since boot, in the kernel's ticks.
type Ticks struct{ Busy, All float64 }

// Busy reads the ticks of cpus from /proc/stat under root.
func Busy(root string, cpus []int) ([]Ticks, error) {
	r := reader{root: root}
	byCPU := map[int]Ticks{}
	for line := range strings.Lines(string(r.bytes("/proc/stat"))) {
		// cpuN user nice system idle iowait irq softirq steal guest guest_nice; guests are counted in user and nice too
		f := strings.Fields(line)
		if len(f) < 6 || !strings.HasPrefix(f[0], "cpu") || f[0] == "cpu" {
			continue
		}
		n, err := strconv.Atoi(f[0][3:])
		if err != nil {
			continue
		}
		var t Ticks
		for i, s := range f[1:min(len(f), 9)] {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil {
				return nil, fmt.Errorf("/proc/stat: %q", line)
			}
			t.All += v
			if i != 3 && i != 4 { // idle and waiting for a disk
				t.Busy += v
			}
		}
		byCPU[n] = t
	}
	ticks := make([]Ticks, len(cpus))
	for i, c := range cpus {
		t, ok := byCPU[c]
		if !ok {
			return nil, fmt.Errorf("/proc/stat does not list processor %d", c)
		}
		ticks[i] = t
	}
	return ticks, nil
}
