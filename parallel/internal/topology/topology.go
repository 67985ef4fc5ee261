// Package topology reads what a process may use of its machine: processors by affinity, the quota of every control group
// up to the root, hyper-threads, caches, NUMA nodes, memory.
//
// On Linux all of it comes from /proc and /sys. Read takes the root of that tree, so that tests can show it a machine
// made of files. Elsewhere only the number of processors is known.
package topology

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// A Topology is what this process may use.
type Topology struct {
	Model    string  // processor's name, "" if unknown
	CPUs     []int   // logical processors this process may run on, ascending
	Physical int     // distinct physical cores among CPUs; the other logical processors are their hyper-threads
	Nodes    int     // NUMA nodes that hold CPUs, at least 1
	Quota    float64 // processors' worth of time that the tightest control group grants; 0 for no limit
	QuotaBy  string  // the file that says so
	Memory   int64   // bytes that can still be had, the tightest control group considered; 0 if unknown
	MemoryBy string  // the file that says so
	Caches   []Cache // of the first processor, by level
}

// A Cache is one level of data cache.
type Cache struct {
	Level  int   // 1, 2, 3
	Size   int64 // bytes
	Shared int   // logical processors that share it
}

// Read reads the machine under root, "" for the machine at hand. cpus are the processors of the affinity mask; nil takes
// all that the kernel lists as online. What cannot be read keeps its zero value or the number of cpus.
func Read(root string, cpus []int) Topology {
	r := reader{root: root}
	t := Topology{CPUs: slices.Clone(cpus), Nodes: 1}
	if t.CPUs == nil {
		t.CPUs = ParseList(r.text("/sys/devices/system/cpu/online"))
	}
	if len(t.CPUs) == 0 {
		t.CPUs = make([]int, runtime.NumCPU())
		for i := range t.CPUs {
			t.CPUs[i] = i
		}
	}
	t.Model = r.model()
	t.Physical = r.physical(t.CPUs)
	t.Nodes = r.nodes(t.CPUs)
	t.Caches = r.caches(t.CPUs[0])
	t.Memory, t.MemoryBy = r.available()
	for _, g := range r.groups() {
		if q, by := r.quota(g); q > 0 && (t.Quota == 0 || q < t.Quota) {
			t.Quota, t.QuotaBy = q, by
		}
		if b, by := r.room(g); b >= 0 && (t.Memory == 0 || b < t.Memory) {
			t.Memory, t.MemoryBy = b, by
		}
	}
	return t
}

// Cores is how many processors' worth of work can run at once: those of the affinity mask, at most the quota rounded
// down (a group of 1.5 processors runs one worker well and throttles two), at least one.
func (t Topology) Cores() int {
	n := len(t.CPUs)
	if t.Quota > 0 {
		n = min(n, int(t.Quota+1e-9))
	}
	return max(n, 1)
}

// reader reads files under root.
type reader struct{ root string }

func (r reader) bytes(name string) []byte {
	b, err := os.ReadFile(r.root + name)
	if err != nil {
		return nil
	}
	return b
}

func (r reader) text(name string) string { return string(bytes.TrimSpace(r.bytes(name))) }

func (r reader) number(name string) (float64, bool) {
	v, err := strconv.ParseFloat(r.text(name), 64)
	return v, err == nil
}

func (r reader) model() string {
	for line := range strings.Lines(string(r.bytes("/proc/cpuinfo"))) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// physical counts the sets of sibling threads among cpus; a processor whose siblings are unknown is a core.
func (r reader) physical(cpus []int) int {
	cores := map[string]bool{}
	for _, c := range cpus {
		s := r.text(fmt.Sprintf("/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", c))
		if s == "" {
			s = strconv.Itoa(c)
		}
		cores[s] = true
	}
	return len(cores)
}

// nodes counts the NUMA nodes that hold at least one of cpus.
func (r reader) nodes(cpus []int) int {
	dirs, _ := filepath.Glob(r.root + "/sys/devices/system/node/node[0-9]*")
	n := 0
	for _, d := range dirs {
		list := ParseList(r.text(strings.TrimPrefix(d, r.root) + "/cpulist"))
		if slices.ContainsFunc(list, func(c int) bool { return slices.Contains(cpus, c) }) {
			n++
		}
	}
	return max(n, 1)
}

func (r reader) caches(cpu int) []Cache {
	var cs []Cache
	for i := 0; ; i++ {
		dir := fmt.Sprintf("/sys/devices/system/cpu/cpu%d/cache/index%d/", cpu, i)
		level, ok := r.number(dir + "level")
		if !ok {
			return cs
		}
		size, ok := parseSize(r.text(dir + "size"))
		if r.text(dir+"type") == "Instruction" || !ok {
			continue
		}
		shared := max(1, len(ParseList(r.text(dir+"shared_cpu_list"))))
		cs = append(cs, Cache{Level: int(level), Size: size, Shared: shared})
	}
}

// available is the kernel's own estimate of the memory that can be had without swapping.
func (r reader) available() (int64, string) {
	for line := range strings.Lines(string(r.bytes("/proc/meminfo"))) {
		f := strings.Fields(line)
		if len(f) >= 2 && f[0] == "MemAvailable:" {
			if kb, err := strconv.ParseInt(f[1], 10, 64); err == nil {
				return kb << 10, "/proc/meminfo"
			}
		}
	}
	return 0, ""
}

// ParseList reads the kernel's lists of processors: "0-3,8" is 0 1 2 3 8. What it cannot read it leaves out.
func ParseList(s string) []int {
	var list []int
	for part := range strings.SplitSeq(strings.TrimSpace(s), ",") {
		first, last, isRange := strings.Cut(part, "-")
		lo, err := strconv.Atoi(first)
		if err != nil || lo < 0 {
			continue
		}
		hi := lo
		if isRange {
			if hi, err = strconv.Atoi(last); err != nil || hi > lo+1<<16 {
				continue
			}
		}
		for c := lo; c <= hi; c++ {
			list = append(list, c)
		}
	}
	return list
}

// Online is how many processors the machine at hand has; 0 if unknown.
func Online() int {
	return len(ParseList(reader{}.text("/sys/devices/system/cpu/online")))
}

// List writes ascending processors as ParseList reads them.
func List(cpus []int) string {
	var b strings.Builder
	for i := 0; i < len(cpus); {
		k := i
		for k+1 < len(cpus) && cpus[k+1] == cpus[k]+1 {
			k++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(cpus[i]))
		if k > i {
			fmt.Fprintf(&b, "-%d", cpus[k])
		}
		i = k + 1
	}
	return b.String()
}

// parseSize reads "32K", "1024K", "2M" or plain bytes.
func parseSize(s string) (int64, bool) {
	unit := int64(1)
	if s != "" {
		switch s[len(s)-1] {
		case 'K':
			unit = 1 << 10
		case 'M':
			unit = 1 << 20
		case 'G':
			unit = 1 << 30
		}
		if unit > 1 {
			s = s[:len(s)-1]
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n * unit, err == nil
}
