// Package parallel runs work on two levels that pull together: outer workers (goroutines, processes) and inner
// threads inside one kernel (see Team).
//
// A Task is a function that every process of the program knows by name. A Pool runs tasks, in the mode that a Plan says;
// Choose makes the plan. Every verb works in every mode and gives the same results:
//
//	var smallest = parallel.NewTask("mypkg.smallest", func(ctx context.Context, n int) (float64, error) { … })
//
//	func main() {
//		parallel.Main() // worker processes serve here
//		pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 4})
//		…
//		defer pool.Close()
//		values, err := smallest.Map(ctx, pool, []int{100, 200, 300})
//
// The verbs are those of Python's multiprocessing: Apply, ApplyAsync, Map, MapAsync, Imap, ImapUnordered, Starmap, and
// Start for one process; Parallel needs no pool. Where the tasks are goroutines of one kernel, use Team.For instead.
//
// # Conventions
//
// Map and its kin finish what can be finished. Results come in order; the error joins one *TaskError for each task that
// failed. When ctx ends, an *Incomplete names what is missing. Imap yields while it runs and takes its arguments lazily.
//
// Tasks must not modify their arguments, and in process mode must not keep a large one after they have returned: it lies in
// memory that is used again. NewShared makes memory that is handed over without a copy and outlives calls.
//
// What travels between processes: numbers, strings, slices, structs with exported fields, raw; gonum's Dense, SymDense,
// VecDense and CDense, raw; types with a binary marshaller by that; the rest by encoding/gob, which leaves unexported fields
// out. A Queue carries values out of running tasks.
//
// Random numbers come from Rand, keyed by the pool's seed, the call and the task's index: the same in every mode.
//
// # Workers
//
// In process mode the program starts itself again, through /proc/self/exe, and Main serves. Program and worker talk over
// two inherited sockets that no other process can reach: there is no port, no file and no name. One page of shared memory holds
// a word for each batch, from which a worker claims tasks and the pool takes unstarted ones back for idle workers; it also
// tells which task a dead worker was running. Large arguments and results lie in shared memory (memfd), used again and again.
// A worker computes only while it holds a core's token in the ledger that the tree of processes shares (see Blocking).
//
// # Faults
//
// In process mode a task costs itself at most. The cases below are tests (faults_, programs_, memory_, process_ and
// soak_linux_test.go, protocol_test.go), each with a deadline and a count of processes, descriptors, goroutines and shared memory
// afterwards:
//
//	go test -run 'Death|Deadly|Stopped|Poison|Crash|Killed|Closed|Output|Children|Few|Deleted|Interrupt|Ignored|Races|Memory|Recycle|AtMostOnce|Payload|Damaged|Soak' ./parallel
//
// The middle column is what the peers' own issue trackers report.
//
//	case                                  peers                                        here
//	worker killed while idle              multiprocessing starts another               the same; nothing is lost
//	worker killed in a task               multiprocessing.Pool waits for ever          that task fails with *WorkerDied or runs
//	                                      (cpython 96062); concurrent.futures and      again (Retries); the rest goes on
//	                                      loky fail every pending call (139462)
//	killed while it reads an argument     the same                                     that argument is found and blamed
//	os.Exit, crash, stack overflow        the same                                     *WorkerDied: exit state, peak memory,
//	                                                                                   the cause and the last lines of stderr
//	panic, runtime.Goexit                 an exception comes back                      *PanicError with its stack; ErrGoexit
//	worker stopped (SIGSTOP)              waits for ever                               found by its heartbeat, replaced
//	poison task among 1000                the pool breaks or hangs                     1000 results, one error, after Quarantine deaths
//	crash at every start                  multiprocessing restarts for ever            five tries with pauses, then an error that
//	                                                                                   says why
//	program killed (kill -9)              orphans (loky 360)                           workers and what their tasks started end
//	                                                                                   within a second
//	damaged, cut off, unknown frame       undefined                                    the worker is replaced, results are right
//	argument of 3 GiB                     multiprocessing: works, slowly               works (TANDEM_LONG=1 go test -run Gib ./parallel)
//	both pipes full                       deadlocks were reported                      every direction has its own reader
//	stdin, stdout closed; 10 MB printed   mixed output                                 lines with the worker's name
//	too few descriptors                   a hang or a broken pool                      an error that says so; a smaller pool works
//	binary deleted while running          spawn fails                                  works: /proc/self/exe
//	Ctrl-C                                tracebacks, hangs (joblib 181, loky 477)     HandleInterrupt: first drains, second kills;
//	                                                                                   while workers start: Open says so
//	task ignores its context              no timeout of a task                         Timeout, Grace: its worker is replaced
//	memory limit                          the kernel's OOM killer, then as above       MemoryLimit: that task fails, with figures
//	workers recycled under load           maxtasksperchild                             Recycle, by tasks or by growth
//
// What is not contained: in goroutine mode only a panic or a Goexit on the task's own goroutine is; a task there that ignores
// its context keeps its worker until it returns. A goroutine that outlives its task and then crashes is blamed on the task that
// runs at that moment. A process that a task moves to another process group outlives its worker. Workers that were stopped
// less than a millisecond before the program is killed stay stopped until they are continued.
//
// # Speed
//
// Two workers on a 2-core AMD EPYC (Linux 6.18, Go 1.26.8, Python 3.11, joblib 1.2, mpi4py 3.1), 2026-11-21, medians of one run:
//
//	go test -run '^$' -bench Pool -count 3 ./parallel
//	python3 parallel/testdata/peer_pools.py
//	mpirun -n 3 python3 -m mpi4py.futures parallel/testdata/peer_pools.py mpi
//
//	                                    here, processes   fork      spawn     loky      mpi4py    best peer / here
//	one task per message, tasks/s       795 k             39 k      52 k      –         4.8 k     15 times as many here
//	automatic batches, tasks/s          7.6 M             3.6 M     4.2 M     0.39 M    2.6 M     1.8 times as many here
//	round trip of a small task          33 µs             47 µs     41 µs     –         255 µs    1.2
//	2000×2000 argument                  5.2 ms            236 ms    96 ms     –         –         18
//	2000×2000 argument, summed          8.1 ms            307 ms    93 ms     –         –         11
//	2000×2000 in shared memory          0.034 ms          –         –         0.62 ms   –         18
//	2000×2000 result                    6.9 ms            174 ms    136 ms    –         –         20
//	two workers started, answering      4.8 ms            13 ms     257 ms    668 ms    –         2.8
//
// In goroutine mode: 13 M tasks/s in automatic batches, 1.9 M/s one by one, 3 to 4 µs for a round trip.
package parallel
