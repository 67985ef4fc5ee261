//go:build mpi && cgo && linux

package mpi

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"

	"tandem/parallel"
)

// Shared memory over ranks: what tasks share travels once to each machine.

// look returns the sum of x and then writes to it, unless its parent is the program itself.
var look = parallel.NewTask2("mpi.look", func(_ context.Context, x []float64, program int) (float64, error) {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	if os.Getppid() != program {
		x[3] = -1e9
	}
	return sum, nil
})

// part returns a piece of x: a copy, wherever x lies.
var part = parallel.NewTask2("mpi.part", func(_ context.Context, x []float64, n int) ([]float64, error) {
	x[0] += 5
	return x[:n], nil
})

func playShare() {
	p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 4})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer p.Close()
	const n, tasks = 1 << 20, 100
	s, err := parallel.NewShared[float64](n)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer s.Close()
	x := s.Slice()
	far := os.Getenv("TANDEM_TEST_FAR") != ""
	for round := range 3 {
		want := 0.0
		for i := range x {
			x[i] = float64(i % 17)
			if i < 1000 {
				x[i] += float64(round)
			}
			want += x[i]
		}
		args := make([]parallel.Pair[[]float64, int], tasks)
		for i := range args {
			args[i] = parallel.Pair[[]float64, int]{First: x, Second: os.Getpid()}
		}
		got, err := look.With(parallel.Chunk(1)).Map(context.Background(), p, args)
		if err != nil {
			fmt.Println(err)
			return
		}
		for i, v := range got {
			if far && v != want {
				fmt.Printf("round %d, task %d: sum %v, want %v\n", round, i, v, want)
				return
			}
		}
		// What tasks write reaches the program if they run on its machine, and only then.
		if seen := x[3] == -1e9; seen == far {
			fmt.Println("far:", far, "but the program sees what tasks have written:", seen)
			return
		}
		head, err := part.Apply(context.Background(), p, x, 1<<17)
		if err != nil || head[0] != x[0] && !(far && head[0] == x[0]+5) {
			fmt.Println("part:", head[0], x[0], err)
			return
		}
	}
	fmt.Printf("RESULT copied %d bytes, %d in messages\n", p.Stats().Copied, here.carried.Load())
}

// 300 tasks on workers of ranks 1 to 4 share 8 MiB. It goes to each other machine once, and later the page that has changed; what
// tasks write there is nobody else's. On one machine nothing is copied at all.
func TestSharedMemoryTravelsOnce(t *testing.T) {
	// hosts gives ranks 1 and 2, and 3 and 4, a machine in common, as far as they can tell.
	hosts := []string{"unshare", "--uts", "sh", "-c", `hostname tandem$(((${OMPI_COMM_WORLD_RANK:-$PMI_RANK}+1)/2)); exec "$0" "$@"`}
	for _, c := range []struct {
		name     string
		env      []string
		hosts    []string
		machines int64 // besides rank 0's
	}{
		{"one machine", nil, nil, 0},
		{"apart", []string{apartKey + "=1"}, nil, 4},
		{"TCP", []string{apartKey + "=1", "OMPI_MCA_btl=tcp,self"}, nil, 4},
		{"two ranks on each machine", nil, hosts, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.machines > 0 {
				c.env = append(c.env, "TANDEM_TEST_FAR=1")
			}
			cmd := mpirun(t, "share", 5, c.env...)
			if c.hosts != nil {
				if err := exec.Command(c.hosts[0], "--uts", "hostname", "tandem").Run(); err != nil {
					t.Skip("no namespaces for names of machines here:", err)
				}
				at := len(cmd.Args) - 1
				cmd.Args = slices.Concat(cmd.Args[:at], c.hosts, cmd.Args[at:])
			}
			out, err := cmd.CombinedOutput()
			var copied, carried int64
			if _, scan := fmt.Sscanf(resultLine(out), "RESULT copied %d bytes, %d in messages", &copied, &carried); err != nil || scan != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			const others = 10 << 20                              // measurements, frames, results
			once, later := c.machines*8<<20, c.machines*2*64<<10 // less if a machine came too late for a round
			if copied < once || copied > once+later || carried < copied || carried > copied+others {
				t.Errorf("%d bytes copied, want %d and up to %d more; %d in messages, want at most %d more", copied, once, later, carried, others)
			}
		})
	}
}
