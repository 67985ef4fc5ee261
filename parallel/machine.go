package parallel

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"tandem/parallel/internal/topology"
)

// A Machine is what this process may use, and what was measured of it. It is plain data: a test, or a plan for a machine
// that is elsewhere, writes one by hand. A zero number means "unknown", and Choose takes a documented default for it.
type Machine struct {
	Name     string  // processor model
	OS, Arch string  // as GOOS and GOARCH
	Cores    int     // shares of work that can run at once: affinity, control groups and GOMAXPROCS considered
	Physical int     // physical cores among them; the rest are hyper-threads; 0 means all are cores
	Nodes    int     // NUMA nodes
	Quota    float64 // processors' worth of time granted by control groups; 0 for no limit
	Memory   int64   // bytes that can be had; 0 for unknown
	Caches   []Cache // data caches of one core, by level

	MaxThreads int    // inner threads of one worker at most, by OMP_NUM_THREADS; 0 for no limit
	Processes  bool   // worker processes can be started: Linux, and Main has run
	Ranks      int    // ranks of the MPI job, 0 outside one
	Hosts      []Host // the places of the MPI job, this one first; nil outside one. Ranks without Hosts are places of one core

	Limits []Limit // what made Cores, MaxThreads and Memory smaller than the hardware, in words
	Rates  Rates   // speeds of the machine, zeros for defaults
	Fits   []Fit   // measured kernels, from Calibrate's cache
}

// A Cache is one level of data cache.
type Cache struct {
	Level  int   `json:"level"`
	Size   int64 `json:"size"`   // bytes
	Shared int   `json:"shared"` // logical processors that share it
}

// A Limit names one thing that bounds a Machine.
type Limit struct {
	What string `json:"what"` // "cores", "threads", "memory"
	By   string `json:"by"`   // "GOMAXPROCS", a control group's file, ...
	Text string `json:"text"` // in words
}

// mainRan is set by Main: from then on worker processes can be started.
var mainRan atomic.Bool

// ThisMachine returns the machine at hand. The hardware and its limits are read once, whether processes are available at
// each call; free memory and Calibrate's results are at most a second old.
//
// Cores is the number of processors in the affinity mask, at most the tightest CPU quota of any control group up to the
// root (rounded down: 1.5 processors run one worker well and throttle two), at most GOMAXPROCS if the environment sets
// it, at most SLURM_CPUS_PER_TASK inside a Slurm job. OMP_NUM_THREADS bounds the inner threads of one worker.
func ThisMachine() Machine {
	m := hardware()
	m.Limits = append([]Limit(nil), m.Limits...)
	m.Caches = append([]Cache(nil), m.Caches...)
	now := recent(m)
	m.Memory, m.Rates, m.Fits = now.memory, now.known.Rates, slices.Clone(now.known.Fits)
	if limit := debug.SetMemoryLimit(-1); limit < m.Memory {
		m.Memory = limit
		m.Limits = append(m.Limits, Limit{"memory", "GOMEMLIMIT", fmt.Sprintf("the memory limit of the Go runtime leaves %s", bytesText(limit))})
	}
	m.Processes = runtime.GOOS == "linux" && mainRan.Load()
	m.Hosts, m.Ranks = jobHosts()
	if l, ok := bindingLimit(len(topology.Affinity()), topology.Online(), os.Getenv); ok {
		m.Limits = append(m.Limits, l)
	}
	return m
}

// A snapshot is what changes while a program runs, and takes most of a millisecond to read.
type snapshot struct {
	at     time.Time
	file   string // of the calibration
	memory int64
	known  calibration
}

var lastSnapshot atomic.Pointer[snapshot]

// recent returns a snapshot that is at most a second old.
func recent(m Machine) *snapshot {
	file := CalibrationFile(m)
	if s := lastSnapshot.Load(); s != nil && s.file == file && time.Since(s.at) < time.Second {
		return s
	}
	s := &snapshot{time.Now(), file, topology.Read("", topology.Affinity()).Memory, loadCalibration(m)}
	lastSnapshot.Store(s)
	return s
}

var hardware = sync.OnceValue(func() Machine {
	return describe(topology.Read("", topology.Affinity()), os.Getenv)
})

// describe turns a topology and an environment into a Machine.
func describe(t topology.Topology, getenv func(string) string) Machine {
	m := Machine{
		Name: t.Model, OS: runtime.GOOS, Arch: runtime.GOARCH,
		Cores: t.Cores(), Physical: t.Physical, Nodes: t.Nodes, Quota: t.Quota, Memory: t.Memory,
	}
	for _, c := range t.Caches {
		m.Caches = append(m.Caches, Cache(c))
	}
	if t.Cores() < len(t.CPUs) {
		m.Limits = append(m.Limits, Limit{"cores", t.QuotaBy,
			fmt.Sprintf("a control group grants %.4g of %d processors", t.Quota, len(t.CPUs))})
	}
	if t.MemoryBy != "" && t.MemoryBy != "/proc/meminfo" {
		m.Limits = append(m.Limits, Limit{"memory", t.MemoryBy, fmt.Sprintf("a control group leaves %s", bytesText(t.Memory))})
	}
	for _, v := range []struct {
		name string
		what string
		to   *int
	}{
		{"GOMAXPROCS", "cores", &m.Cores},
		{"SLURM_CPUS_PER_TASK", "cores", &m.Cores},
		{"OMP_NUM_THREADS", "threads", &m.MaxThreads},
	} {
		n, err := strconv.Atoi(getenv(v.name))
		if err != nil || n < 1 {
			continue
		}
		if *v.to == 0 || n < *v.to {
			*v.to = n
			m.Limits = append(m.Limits, Limit{v.what, v.name, fmt.Sprintf("the environment says %s=%d", v.name, n)})
		}
	}
	// A limit on processors does not say which; assume that hyper-threads are the first to go.
	m.Physical = max(1, min(m.Physical, m.Cores))
	return m
}

// bytesText writes a number of bytes for people: "32 MiB".
func bytesText(b int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	v, i := float64(b), 0
	for v >= 1024 && i < len(units)-1 {
		v /= 1024
		i++
	}
	return fmt.Sprintf("%.3g %s", v, units[i])
}
