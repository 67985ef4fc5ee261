package parallel

import (
	"fmt"
	"os"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/topology"
	"tandem/parallel/simd"
)

// joinJob makes this process a rank of the MPI job that it was started in, if package tandem/parallel/mpi is there. It returns on
// rank 0 alone. All ranks then compute on the lowest common tier.
func joinJob() {
	if link.Join == nil {
		return
	}
	m := hardware()
	host, _ := os.Hostname()
	self := link.Node{Host: host, CPUs: topology.List(topology.Affinity()), Cores: m.Cores, Physical: m.Physical, Memory: m.Memory, Tier: int(simd.Active())}
	tier, err := link.Join(self, ledgerFile)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitStart)
	}
	simd.Limit(simd.Tier(tier))
}
