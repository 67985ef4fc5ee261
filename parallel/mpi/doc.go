// Package mpi gives programs the pool mode MPI: workers on all nodes of a cluster. Import it, build with the tag mpi (cgo), start
// with the cluster's launcher:
//
//	apt-get install openmpi-bin libopenmpi-dev          # or mpich libmpich-dev, and the tags mpi,mpich
//	go build -tags mpi ./program
//	mpirun -n 16 ./program                              # or srun ./program inside a Slurm job
//
//	import "tandem/parallel/mpi"
//
//	func main() {
//		parallel.Main()                              // only rank 0 gets past this line
//		defer mpi.Finalize()
//		pool, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 64, Threads: 2})
//		...
//	}
//
// Rank 0 runs the program. Every other rank is a supervisor: it never runs code of the program, starts worker processes on its
// node, and carries frames between them and rank 0. So a task that crashes costs what it costs in process mode. Workers are spread
// over the ranks by the cores that each may use; rank 0 gets its share last, because it runs the program too. Ranks that were bound
// to the same processors share one ledger of core tokens. One rank per node, unbound, suits best:
//
//	mpirun --map-by ppr:1:node --bind-to none ./program
//	srun --ntasks-per-node=1 --cpus-per-task=$CORES ./program
//
// Workers × threads: parallel.Choose weighs the nodes as well, and Plan.Explain prints its candidates and a line "nodes × workers ×
// threads" with every node's cores and its distance from rank 0 as measured at the start. A node with fewer cores than expected has
// been bound by the launcher; the limits in Explain say so. A job script for Slurm is examples/cluster/job.sh; srun needs --mpi=pmix
// for Open MPI and --mpi=pmi2 for MPICH. Both are tested on a Slurm of two nodes (.ci/steps/slurm.sh).
//
// Outside an MPI job the mode works too, with the workers of this machine. Without the tag the package compiles everywhere, and
// opening a pool in mode MPI returns ErrNotBuilt. The tests run with Open MPI and with MPICH.
//
// # What travels
//
// Frames go as in process mode, many in a message while the one before is under way. Large arguments and results lie in shared
// memory. Ranks on rank 0's machine map it, as in process mode; for the others MPI carries its contents, from where they lie to
// where they are read.
//
// What many tasks use belongs into memory of parallel.NewShared: it is copied once to each machine, for all workers there, and again
// only where the program has changed it. When such copies take more than half of a machine's memory, those that were not used for
// longest make room. With TANDEM_APART in the environment every rank counts as a machine of its own (for tests and measurements).
//
// # When something breaks
//
// The death of a rank ends the job under plain MPI: the launcher ends all ranks. The calls of rank 0 then return what is finished,
// with an *parallel.Incomplete that tells the reason, and have the time that the launcher leaves (a second with Open MPI, KillWait
// with Slurm, none with MPICH's own launcher) to write it; with the option Checkpoint it is on disk already. Different executables are refused at
// the start. A program that ends without Finalize ends the job too, and the launcher complains.
//
// A rank that gives no sign of life for 20 seconds, because it is stopped or its machine or the network is gone, breaks the job as well;
// a network that fails for less costs time and nothing else: every task runs once. While a block is on its way to rank 0, a slow network
// has ten times as long. Supervisors end when they have not heard from rank 0 for a minute. Finalize does not wait for ranks that cannot
// answer. (MPI_Finalize of Debian's MPICH 4.0.2 with UCX over TCP among ranks of one host often does not return, in C programs neither;
// Finalize then returns an error after those 20 seconds.)
//
// Signals: without the option HandleInterrupt, SIGTERM at rank 0 breaks the job as above. With it the first one drains, as in the
// other modes, while all ranks answer; the second ends the calls at once. Rank 0 gets SIGTERM from scancel, from sbatch --signal=TERM@60,
// and from Open MPI's mpirun after Ctrl-C or SIGTERM: a second later, and a second after that it kills all ranks. A pool ends its
// calls before; mpirun --mca odls_base_sigkill_timeout 60 makes both a minute.
//
// # Speed
//
// Two workers on ranks 1 and 2 of one 2-core machine (AMD EPYC, Open MPI 4.1.4, Go 1.26.8, mpi4py 3.1), 2026-11-21; bench_test.go has
// the commands. A range is of several runs:
//
//	                                    here       mpi4py.futures   ratio
//	one task per message, tasks/s       394–527 k  5.0–5.4 k        79–98
//	automatic batches, tasks/s          6.9–8.7 M  2.1–2.5 M        3.2–3.5
//	round trip of a small task          0.2–0.27 ms  0.3–0.38 ms    1.4
//	2000×2000 argument, summed          9.2–9.9 ms 60 ms            6.2
//	the same with TANDEM_APART=1        13–16 ms   60 ms            3.8–4.6
//	2000×2000 result                    6.4–8.1 ms 27 ms            3.3–4.2; a busy hour: 20 ms, 40 ms, 2.0
//	the same with TANDEM_APART=1        14–19 ms   27 ms            1.4–1.9
//	ten of them, kept                   74–114 ms  293–303 ms       2.6–4.1
//	shared by a task on each rank       7.0 ms     67.0 ms          9.6 of a pickled bcast
//	the same with TANDEM_APART=1        28 ms      67.0 ms          2.4
//	by twenty tasks on each, APART      119 ms     99 ms            0.83: all but the first 5 ms each, NumPy's sum 1.6 ms
//	start and end of 4 ranks            576 ms     –                1.03 of an empty C program (558 ms, a busy hour; 1.12 in a quiet one)
//	the same with a pool and a map      726 ms     –                1.30
//
// A result is copied to fresh memory of rank 0, on huge pages; on small ones this alone took 19 ms when no garbage was at hand to be
// used again, and 5 ms otherwise, which is why earlier figures of one program lay between 9 and 28 ms.
package mpi

import "errors"

// ErrNotBuilt is what a pool in mode MPI returns in a program that was built without the tag mpi.
var ErrNotBuilt = errors.New("mpi: built without MPI: install Open MPI (openmpi-bin libopenmpi-dev) and build with -tags mpi")
