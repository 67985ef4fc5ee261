package topology

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// machineOf writes a tree of files, given as "path: content" blocks separated by blank lines.
func machineOf(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

const (
	mountV2     = "30 20 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
	mountCPU    = "31 20 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
	mountMemory = "32 20 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
)

func TestQuotaOfEveryGroupUpToTheRoot(t *testing.T) {
	for _, row := range []struct {
		name  string
		files map[string]string
		quota float64
		by    string
		cores int
	}{
		{"none", map[string]string{}, 0, "", 8},
		{"version 2, own group", map[string]string{
			"proc/self/cgroup": "0::/job\n", "proc/self/mountinfo": mountV2,
			"sys/fs/cgroup/job/cpu.max": "150000 100000\n"}, 1.5, "/sys/fs/cgroup/job/cpu.max", 1},
		{"version 2, a group above", map[string]string{
			"proc/self/cgroup": "0::/pod/box/leaf\n", "proc/self/mountinfo": mountV2,
			"sys/fs/cgroup/pod/cpu.max": "400000 100000\n", "sys/fs/cgroup/pod/box/cpu.max": "max 100000\n",
			"sys/fs/cgroup/pod/box/leaf/cpu.max": "500000 100000\n"}, 4, "/sys/fs/cgroup/pod/cpu.max", 4},
		{"version 2, half a processor is one worker", map[string]string{
			"proc/self/cgroup": "0::/\n", "proc/self/mountinfo": mountV2,
			"sys/fs/cgroup/cpu.max": "50000 100000\n"}, 0.5, "/sys/fs/cgroup/cpu.max", 1},
		{"version 1", map[string]string{
			"proc/self/cgroup": "4:memory:/a\n3:cpu,cpuacct:/a/b\n", "proc/self/mountinfo": mountCPU + mountMemory,
			"sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us": "-1\n", "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us": "100000\n",
			"sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "600000\n", "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000\n"},
			6, "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", 6},
		{"version 1 and 2 side by side", map[string]string{
			"proc/self/cgroup": "1:cpu,cpuacct:/x\n0::/y\n", "proc/self/mountinfo": mountCPU + strings.ReplaceAll(mountV2, "/sys/fs/cgroup rw", "/sys/fs/cgroup/unified rw"),
			"sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us": "300000\n", "sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us": "100000\n",
			"sys/fs/cgroup/unified/y/cpu.max": "700000 100000\n"}, 3, "/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us", 3},
		{"a container sees its own group as the root of the mount", map[string]string{
			"proc/self/cgroup":      "0::/docker/abc\n",
			"proc/self/mountinfo":   "30 20 0:26 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
			"sys/fs/cgroup/cpu.max": "200000 100000\n"}, 2, "/sys/fs/cgroup/cpu.max", 2},
		{"the group lies outside the mount", map[string]string{
			"proc/self/cgroup":      "0::/../other\n",
			"proc/self/mountinfo":   "30 20 0:26 /box /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
			"sys/fs/cgroup/cpu.max": "200000 100000\n"}, 2, "/sys/fs/cgroup/cpu.max", 2},
		{"a mount point with a space", map[string]string{
			"proc/self/cgroup": "0::/\n", "proc/self/mountinfo": "30 20 0:26 / /my\\040groups rw - cgroup2 cgroup2 rw\n",
			"my groups/cpu.max": "100000 100000\n"}, 1, "/my groups/cpu.max", 1},
		{"nonsense", map[string]string{
			"proc/self/cgroup": "0::/\nx\n", "proc/self/mountinfo": mountV2 + "broken\n",
			"sys/fs/cgroup/cpu.max": "-3 zero\n"}, 0, "", 8},
	} {
		t.Run(row.name, func(t *testing.T) {
			top := Read(machineOf(t, row.files), []int{0, 1, 2, 3, 4, 5, 6, 7})
			if top.Quota != row.quota || top.QuotaBy != row.by || top.Cores() != row.cores {
				t.Errorf("quota %v by %q: %d cores; want %v by %q: %d cores", top.Quota, top.QuotaBy, top.Cores(), row.quota, row.by, row.cores)
			}
		})
	}
}

func TestMemoryOfTheTightestGroup(t *testing.T) {
	meminfo := "MemTotal: 9000 kB\nMemAvailable:    8000 kB\n"
	for _, row := range []struct {
		name   string
		files  map[string]string
		memory int64
	}{
		{"the machine's", map[string]string{"proc/meminfo": meminfo}, 8000 << 10},
		{"version 2, the cache counts as free", map[string]string{"proc/meminfo": meminfo,
			"proc/self/cgroup": "0::/a\n", "proc/self/mountinfo": mountV2,
			"sys/fs/cgroup/a/memory.max": "1000000\n", "sys/fs/cgroup/a/memory.current": "600000\n",
			"sys/fs/cgroup/a/memory.stat": "anon 5\ninactive_file 100000\n"}, 500000},
		{"version 1, no limit is a huge number", map[string]string{"proc/meminfo": meminfo,
			"proc/self/cgroup": "1:memory:/\n", "proc/self/mountinfo": mountMemory,
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, 8000 << 10},
		{"more used than granted", map[string]string{"proc/meminfo": meminfo,
			"proc/self/cgroup": "0::/\n", "proc/self/mountinfo": mountV2,
			"sys/fs/cgroup/memory.max": "1000\n", "sys/fs/cgroup/memory.current": "2000\n"}, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			if top := Read(machineOf(t, row.files), []int{0}); top.Memory != row.memory {
				t.Errorf("%d bytes by %q, want %d", top.Memory, top.MemoryBy, row.memory)
			}
		})
	}
}

func TestHyperThreadsCachesAndNodes(t *testing.T) {
	files := map[string]string{
		"proc/cpuinfo":                                             "processor\t: 0\nmodel name\t: Abacus 9\n",
		"sys/devices/system/cpu/online":                            "0-3\n",
		"sys/devices/system/node/node0/cpulist":                    "0,2\n",
		"sys/devices/system/node/node1/cpulist":                    "1,3\n",
		"sys/devices/system/node/node2/cpulist":                    "4-7\n",
		"sys/devices/system/cpu/cpu0/cache/index0/level":           "1\n",
		"sys/devices/system/cpu/cpu0/cache/index0/type":            "Data\n",
		"sys/devices/system/cpu/cpu0/cache/index0/size":            "32K\n",
		"sys/devices/system/cpu/cpu0/cache/index1/level":           "1\n",
		"sys/devices/system/cpu/cpu0/cache/index1/type":            "Instruction\n",
		"sys/devices/system/cpu/cpu0/cache/index1/size":            "32K\n",
		"sys/devices/system/cpu/cpu0/cache/index2/level":           "3\n",
		"sys/devices/system/cpu/cpu0/cache/index2/type":            "Unified\n",
		"sys/devices/system/cpu/cpu0/cache/index2/size":            "16M\n",
		"sys/devices/system/cpu/cpu0/cache/index2/shared_cpu_list": "0-3\n",
	}
	for c, siblings := range []string{"0,2", "1,3", "0,2", "1,3"} {
		files["sys/devices/system/cpu/cpu"+string(rune('0'+c))+"/topology/thread_siblings_list"] = siblings + "\n"
	}
	got := Read(machineOf(t, files), nil)
	want := Topology{Model: "Abacus 9", CPUs: []int{0, 1, 2, 3}, Physical: 2, Nodes: 2,
		Caches: []Cache{{1, 32 << 10, 1}, {3, 16 << 20, 4}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if one := Read(machineOf(t, files), []int{0, 2}); one.Physical != 1 || one.Nodes != 1 {
		t.Errorf("affinity to the two threads of one core: %d cores on %d nodes, want 1 on 1", one.Physical, one.Nodes)
	}
}

func TestParseList(t *testing.T) {
	for s, want := range map[string][]int{
		"": nil, "0": {0}, "0-3,8": {0, 1, 2, 3, 8}, "5-4": nil, "x,2": {2}, "-1": nil, "0-99999999999": nil, " 1 ": {1},
	} {
		if got := ParseList(s); !slices.Equal(got, want) {
			t.Errorf("ParseList(%q) = %v, want %v", s, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("0::/a\n", mountV2, "150000 100000", "0-3,8")
	f.Add("3:cpu:/a/../b\n", mountCPU, "max", "4-")
	f.Fuzz(func(t *testing.T, cgroup, mountinfo, max, list string) {
		root := machineOf(t, map[string]string{"proc/self/cgroup": cgroup, "proc/self/mountinfo": mountinfo,
			"sys/fs/cgroup/cpu.max": max, "sys/devices/system/cpu/online": list})
		if top := Read(root, nil); top.Cores() < 1 || top.Physical < 1 || top.Quota < 0 || top.Memory < 0 {
			t.Errorf("%+v", top)
		}
	})
}

func TestBusyTicks(t *testing.T) {
	root := machineOf(t, map[string]string{"proc/stat": "cpu  9 9 9 9\ncpu0 10 1 4 80 5 0 0 0 7 0\ncpu1 0 0 0 100 0 0 0 0 0 0\nintr 5\n"})
	got, err := Busy(root, []int{1, 0})
	if want := []Ticks{{0, 100}, {15, 100}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if _, err := Busy(root, []int{7}); err == nil {
		t.Error("a processor that is not listed gave no error")
	}
}
