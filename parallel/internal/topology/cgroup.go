package topology

import (
	"path"
	"strconv"
	"strings"
)

// Control groups limit a process by every group on the way up to the root: a container's own group may be free while
// the pod above it has a quota. Version 1 has one tree per controller, version 2 one for all, and a machine may mount
// both. Where a tree is mounted says /proc/self/mountinfo; where in it this process sits says /proc/self/cgroup.

// A group is one control group's folder.
type group struct {
	dir     string // folder with the limit files, as this process sees it
	version int    // 1 or 2
}

// groups lists every group this process is in that can hold a processor or memory limit, from the leaves to the roots.
func (r reader) groups() []group {
	var gs []group
	mounts := r.mounts()
	for line := range strings.Lines(string(r.bytes("/proc/self/cgroup"))) {
		// hierarchy-ID:controller-list:path; version 2 has ID 0 and an empty list
		f := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(f) != 3 {
			continue
		}
		for _, m := range mounts {
			if (m.version == 2) != (f[1] == "") || m.version == 1 && !shareOne(m.controllers, f[1]) {
				continue
			}
			// Inside a container the mount shows only the part of the tree below m.root.
			rel, ok := strings.CutPrefix(f[2], strings.TrimSuffix(m.root, "/"))
			if !ok {
				rel = "/"
			}
			for p := path.Clean("/" + rel); ; p = path.Dir(p) {
				gs = append(gs, group{path.Join(m.point, p), m.version})
				if p == "/" {
					break
				}
			}
		}
	}
	return gs
}

type mount struct {
	root, point string
	version     int
	controllers string // super options of version 1, such as "rw,cpu,cpuacct"
}

func (r reader) mounts() []mount {
	var ms []mount
	for line := range strings.Lines(string(r.bytes("/proc/self/mountinfo"))) {
		// 36 35 0:30 ROOT POINT options [fields] - TYPE SOURCE SUPEROPTIONS
		left, right, ok := strings.Cut(line, " - ")
		f, g := strings.Fields(left), strings.Fields(right)
		if !ok || len(f) < 5 || len(g) < 3 {
			continue
		}
		switch g[0] {
		case "cgroup":
			ms = append(ms, mount{unescape(f[3]), unescape(f[4]), 1, g[2]})
		case "cgroup2":
			ms = append(ms, mount{unescape(f[3]), unescape(f[4]), 2, ""})
		}
	}
	return ms
}

// unescape undoes the octal escapes of mountinfo (\040 for a space).
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(v))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// shareOne reports whether two comma-separated lists have cpu or memory in common.
func shareOne(a, b string) bool {
	has := func(list, word string) bool { return strings.Contains(","+list+",", ","+word+",") }
	return has(a, "cpu") && has(b, "cpu") || has(a, "memory") && has(b, "memory")
}

// quota is the processors' worth of time that g grants, 0 for no limit.
func (r reader) quota(g group) (float64, string) {
	if g.version == 2 {
		file := g.dir + "/cpu.max" // "QUOTA PERIOD" or "max PERIOD", microseconds
		f := strings.Fields(r.text(file))
		if len(f) == 0 || f[0] == "max" {
			return 0, ""
		}
		q, err := strconv.ParseFloat(f[0], 64)
		period := 100000.0
		if len(f) > 1 {
			if p, err := strconv.ParseFloat(f[1], 64); err == nil && p > 0 {
				period = p
			}
		}
		if err != nil || q <= 0 {
			return 0, ""
		}
		return q / period, file
	}
	file := g.dir + "/cpu.cfs_quota_us" // -1 for none
	q, ok := r.number(file)
	p, ok2 := r.number(g.dir + "/cpu.cfs_period_us")
	if !ok || !ok2 || q <= 0 || p <= 0 {
		return 0, ""
	}
	return q / p, file
}

// room is the bytes that g still grants, -1 for no limit. Page cache counts as used by the kernel but can be dropped, so
// inactive file pages are added back.
func (r reader) room(g group) (int64, string) {
	limitFile, usageFile, inactive := "/memory.max", "/memory.current", "inactive_file"
	if g.version == 1 {
		limitFile, usageFile, inactive = "/memory.limit_in_bytes", "/memory.usage_in_bytes", "total_inactive_file"
	}
	limit, ok := r.number(g.dir + limitFile) // "max" is no number
	if !ok || limit >= 1<<60 {               // version 1 writes "no limit" as a huge number
		return -1, ""
	}
	usage, _ := r.number(g.dir + usageFile)
	for line := range strings.Lines(string(r.bytes(g.dir + "/memory.stat"))) {
		if f := strings.Fields(line); len(f) == 2 && f[0] == inactive {
			if v, err := strconv.ParseFloat(f[1], 64); err == nil {
				usage -= v
			}
		}
	}
	return int64(max(0, limit-max(0, usage))), g.dir + limitFile
}
