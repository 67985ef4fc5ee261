package link

import (
	"os"
	"path/filepath"
	"testing"
)

// oomKills reads the kernel's count from either version of control groups.
func TestOOMKills(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  int64
	}{
		{"version 2", map[string]string{
			"proc/self/cgroup":                           "0::/job.slice/step\n",
			"sys/fs/cgroup/job.slice/step/memory.events": "low 0\nhigh 12\nmax 7\noom 3\noom_kill 2\noom_group_kill 0\n",
		}, 2},
		{"version 1", map[string]string{
			"proc/self/cgroup":                          "5:cpu,cpuacct:/a\n4:memory:/b\n",
			"sys/fs/cgroup/memory/b/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n",
		}, 5},
		{"both", map[string]string{
			"proc/self/cgroup":                          "4:memory:/b\n0::/c\n",
			"sys/fs/cgroup/memory/b/memory.oom_control": "oom_kill 1\n",
			"sys/fs/cgroup/c/memory.events":             "oom_kill 1\n",
		}, 2},
		{"nothing to read", map[string]string{"proc/self/cgroup": "0::/gone\n"}, 0},
		{"damaged", map[string]string{"proc/self/cgroup": "nonsense\n0::/c\n", "sys/fs/cgroup/c/memory.events": "oom_kill many\n"}, 0},
		{"no /proc", nil, 0},
	} {
		root := t.TempDir() + "/"
		for name, text := range c.files {
			path := filepath.Join(root, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got := oomKills(root); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
