package parallel

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"tandem/parallel/internal/link"
)

// The planner over the nodes of an MPI job: what they are, and what a split over them costs.

// A Host is a place of an MPI job with cores of its own: a node, or a part of one to which the launcher has bound ranks.
type Host struct {
	Name      string  `json:"name"`                // of the machine
	Cores     int     `json:"cores"`               // after binding
	Physical  int     `json:"physical,omitempty"`  // physical cores among them; 0 means all are
	Ranks     int     `json:"ranks"`               // that share these cores
	Memory    int64   `json:"memory,omitempty"`    // bytes that can be had; 0 for unknown
	Latency   float64 `json:"latency,omitempty"`   // seconds of a message there and back
	Bandwidth float64 `json:"bandwidth,omitempty"` // bytes a second from here to there; 0 for unknown
}

// jobHosts groups the ranks of the MPI job by the processors that they use; this process's come first. ranks is 0 outside a job.
func jobHosts() (hosts []Host, ranks int) {
	if link.Nodes == nil {
		return nil, 0
	}
	nodes := link.Nodes()
	type place struct{ host, cpus string }
	at := map[place]int{}
	for _, n := range nodes {
		p := place{n.Host, n.CPUs}
		i, ok := at[p]
		if !ok {
			i = len(hosts)
			at[p] = i
			hosts = append(hosts, Host{Name: n.Host, Cores: n.Cores, Physical: n.Physical, Memory: n.Memory, Bandwidth: n.Bandwidth})
		}
		h := &hosts[i]
		h.Ranks++
		h.Latency = max(h.Latency, n.Latency.Seconds())
	}
	return hosts, len(nodes)
}

// bindingLimit tells that a launcher has bound this rank to fewer processors than the machine has: Open MPI does so silently with
// one or two ranks.
func bindingLimit(cores, online int, getenv func(string) string) (Limit, bool) {
	if getenv("OMPI_COMM_WORLD_SIZE") == "" && getenv("PMI_SIZE") == "" && getenv("SLURM_JOB_ID") == "" || cores >= online {
		return Limit{}, false
	}
	by, text := "the MPI launcher", fmt.Sprintf("it has bound this rank to %d of %d processors: mpirun --bind-to none, or srun --cpus-per-task, lifts that", cores, online)
	if id := getenv("SLURM_JOB_ID"); id != "" {
		by = "Slurm job " + id
		text = fmt.Sprintf("the allocation gives this rank %d of %d processors", cores, online)
	}
	return Limit{"cores", by, text}, true
}

// hostCores are the cores of each host that count for the load; nil outside an MPI job.
func (e *estimate) hostCores() []int {
	if len(e.m.Hosts) == 0 {
		return slices.Repeat([]int{1}, e.m.Ranks)
	}
	cores := make([]int, len(e.m.Hosts))
	for i, h := range e.m.Hosts {
		cores[i] = max(h.Cores, 1)
		if h.Physical > 0 && e.l.Flops > 0 {
			cores[i] = min(cores[i], h.Physical)
		}
	}
	return cores
}

// coresOf is how many cores a mode has.
func (e *estimate) coresOf(mode Mode) int {
	if mode != MPI {
		return e.cores
	}
	n := 0
	for _, c := range e.hosts {
		n += c
	}
	return max(n, 1)
}

// A hostShare is hosts that are alike: so many cores, so many of the workers.
type hostShare struct{ cores, workers int }

// shares spreads w workers over the hosts in proportion to their cores, and counts hosts that are alike.
func (e *estimate) shares(w int) map[hostShare]int {
	out := map[hostShare]int{}
	total, sum, given := e.coresOf(MPI), 0, 0
	for _, c := range e.hosts {
		sum += c
		k := w*sum/total - given
		given += k
		if k > 0 {
			out[hostShare{c, k}]++
		}
	}
	return out
}

// clusterThreads is the most threads that each of w workers can have on its host.
func (e *estimate) clusterThreads(w int) int {
	t := 1 << 30
	for s := range e.shares(w) {
		t = min(t, max(1, s.cores/s.workers))
	}
	return t
}

// overHosts predicts a split over the hosts of an MPI job: on each of them it is a pool of processes with its share of the tasks;
// rank 0 hands out all of them, one after the other, over a network with the slowest host's latency and bandwidth.
func (e *estimate) overHosts(w, t int, exact bool) Candidate {
	n := e.l.Tasks
	w = min(w, n)
	c := Candidate{Mode: MPI, Workers: w, Threads: t, Exact: exact}
	for s := range e.shares(w) {
		sub := *e
		sub.cores = s.cores
		sub.node = max(1, sub.cores/max(sub.m.Nodes, 1))
		sub.l.Tasks = (n*s.workers + w - 1) / w
		there := sub.candidate(Processes, s.workers, t, exact)
		c.Start = max(c.Start, there.Start)
		c.Compute = max(c.Compute, there.Compute)
	}
	latency, bandwidth := 0.0, e.rates.Transfer
	for _, h := range e.m.Hosts {
		latency = max(latency, h.Latency)
		if h.Bandwidth > 0 {
			bandwidth = min(bandwidth, h.Bandwidth)
		}
	}
	rounds := float64((n + w - 1) / w)
	c.Start += latency
	c.Move = float64(n)*(e.rates.Dispatch+e.l.Moved/bandwidth) + latency*min(rounds, 1+e.task(MPI, float64(t), float64(t))*rounds/awaySpan.Seconds())
	c.Seconds = c.Start + c.Compute + c.Move
	return c
}

// levels describes a plan's three levels: nodes × workers × threads.
func (p Plan) levels(hosts []Host) string {
	if len(hosts) == 0 {
		return ""
	}
	var b strings.Builder
	cores, far := 0, 0.0
	for _, h := range hosts {
		cores += h.Cores
		far = max(far, h.Latency)
	}
	used := min(len(hosts), p.Workers)
	fmt.Fprintf(&b, "%s × %.3g × %s: ", count(used, "node"), float64(p.Workers)/float64(used), count(p.Threads, "thread"))
	for i, h := range hosts {
		if i == 4 && len(hosts) > 5 {
			fmt.Fprintf(&b, ", and %d more", len(hosts)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s (%s", h.Name, count(h.Cores, "core"))
		if h.Ranks > 1 {
			fmt.Fprintf(&b, ", %d ranks", h.Ranks)
		}
		if h.Latency > 0 {
			fmt.Fprintf(&b, ", %s there and back", secondsText(h.Latency))
		}
		if h.Bandwidth > 0 {
			fmt.Fprintf(&b, ", %s/s", bytesText(int64(h.Bandwidth)))
		}
		b.WriteByte(')')
	}
	if list := os.Getenv("SLURM_JOB_NODELIST"); list != "" {
		fmt.Fprintf(&b, "; Slurm's nodes: %s", list)
	}
	return b.String()
}
