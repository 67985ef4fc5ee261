//go:build mpi && cgo && linux

package mpi

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"tandem/parallel/internal/link"
)

// The end of a job that does not end by itself. A launcher tells its ranks by SIGTERM, whether one of them has died or somebody has
// cancelled the job, and kills them some time later: Open MPI after a second (mpirun --mca odls_base_sigkill_timeout 60 makes it a
// minute), Slurm after KillWait, or at the time that sbatch --signal leaves.

// silence is how many seconds a rank may be silent: it is stopped, or its machine or the network is gone. Every rank is heard at least
// every second, because rank 0 says so and supervisors send pulses, and with every piece of a block. All that may wait for a block
// that is on its way, so that a slow network then has more time. A network that fails for less costs nothing but time. Supervisors
// wait longer for rank 0, which knows more than they do.
var silence = 20

const (
	whileComing = 10 // times as long, while a block comes
	forProgram  = 3  // times as long, for rank 0
)

// fallenSilent counts another second without anything from a rank, and reports whether it was one too many. Seconds in which this
// process was stopped itself do not count: a ticker drops them.
func (p *peer) fallenSilent(most int) bool {
	if p.coming.Load() > 0 {
		most *= whileComing
	}
	return int(p.quiet.Add(1)) > most
}

// stubborn is how long a program may go on when its job is broken.
const stubborn = 30 * time.Second

// watch looks after the job from rank 0: signals, and ranks that have fallen silent.
func (j *job) watch() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	defer signal.Stop(signals)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for staying := false; ; {
		select {
		case <-signals:
			if staying {
				continue // the pools know what to do with a second one
			}
			if link.Graceful.Load() > 0 {
				if dead := j.dumb(); dead < 0 {
					staying = true
					for r := 1; r < j.size; r++ {
						j.send(r, record{kind: recStay}, nil)
					}
					continue
				}
			}
			j.fail(errors.New("the launcher ends the MPI job (SIGTERM): a rank has died, which the launcher's message names, or the job was cancelled"))
			// The calls return what they have; a program that goes on nevertheless must end some time.
			time.AfterFunc(stubborn, func() { os.Exit(128 + int(syscall.SIGTERM)) })
		case <-tick.C:
			for r := 1; r < j.size; r++ {
				j.send(r, record{kind: recHere}, nil)
				if j.peers[r].fallenSilent(silence) {
					j.fail(fmt.Errorf("rank %d on %s has given no sign of life for %d seconds", r, j.nodes[r].Host, silence))
				}
			}
		case <-j.ended:
			return
		}
	}
}

// dumb asks all ranks for an answer, and returns one that gives none in time, or -1. Most often none is missing: the signal then means
// that somebody wants the job to end, not that a rank has died.
func (j *job) dumb() int {
	const soon = 200 * time.Millisecond
	for len(j.pongs) > 0 {
		<-j.pongs
	}
	asked := link.Now()
	answered := make([]bool, j.size)
	for r := 1; r < j.size; r++ {
		j.send(r, record{kind: recPing, number: uint64(asked)}, nil)
	}
	limit := time.After(soon)
	for left := j.size - 1; left > 0; {
		select {
		case p := <-j.pongs:
			if p.sent == asked && !answered[p.rank] {
				answered[p.rank] = true
				left--
			}
		case <-limit:
			for r := 1; r < j.size; r++ {
				if !answered[r] {
					return r
				}
			}
		case <-j.ended:
			return 0
		}
	}
	return -1
}

// grace is link.Patience. Of what the launcher leaves, a part is kept for the program to write what it has.
func grace() time.Duration {
	if here == nil || os.Getenv("OMPI_COMM_WORLD_SIZE") == "" { // not started by Open MPI's own launcher
		return 0
	}
	leaves := time.Second
	if s, err := strconv.Atoi(os.Getenv("OMPI_MCA_odls_base_sigkill_timeout")); err == nil && s > 0 && s < 1<<30 {
		leaves = time.Duration(s) * time.Second
	}
	return leaves - min(leaves/3, 5*time.Second)
}
