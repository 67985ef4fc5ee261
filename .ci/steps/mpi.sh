#!/bin/bash
# Pools over MPI ranks: the tests of package parallel in mode MPI, and those of parallel/mpi, on ranks of this machine.
set -eu
if ! command -v mpirun >/dev/null || ! pkg-config --exists ompi; then
	{ apt-get update -qq && apt-get install -y -q openmpi-bin libopenmpi-dev pkg-config; } >/dev/null 2>&1 || { echo "mpi: Open MPI cannot be installed here: skipped"; exit 0; }
fi
command -v ip >/dev/null || apt-get install -y -q iproute2 >/dev/null 2>&1 || echo "mpi: no ip here: the tests of two nodes are skipped"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
go vet -tags mpi ./parallel ./parallel/mpi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
run() { timeout 600 mpirun --oversubscribe --bind-to none "$@"; }

# What every mode must do, and every fault of a worker, with workers on other ranks.
go test -tags mpi -c -o "$dir/parallel" ./parallel
modes='InOrder|Apply|Join|Panic|Imap|Random|Threads|Cancel|Stop|Close|Queue|Travel|Retries|Progress|Observe|Timeout|Checkpoint|Stream|Events|Shared'
faults='Death|Deadly|Poison|CrashAt|OutputComes|Children|Ignored|MemoryLimit|Recycle|AtMostOnce|Payload|Soak|Large'
cd parallel
for n in 1 5; do run -n $n "$dir/parallel" -test.short -test.run "$modes" -test.timeout 590s; done
for n in 2 3; do run -n $n "$dir/parallel" -test.short -test.run "$modes|$faults" -test.timeout 590s; done
# The same with everything through MPI, as between machines, and over TCP.
TANDEM_APART=1 run -n 3 "$dir/parallel" -test.short -test.run "$modes|$faults" -test.timeout 590s
TANDEM_APART=1 OMPI_MCA_btl=tcp,self run -n 3 "$dir/parallel" -test.short -test.run "$modes" -test.timeout 590s
cd ..

# Whole jobs: transports, two nodes whose network fails, a dead rank, signals, orphans, different executables.
go test -tags mpi ./parallel/mpi

# The same with MPICH.
if ! command -v mpirun.mpich >/dev/null || ! pkg-config --exists mpich; then
	apt-get install -y -q mpich libmpich-dev >/dev/null 2>&1 || { echo "mpi: MPICH cannot be installed here: skipped"; exit 0; }
fi
go test -tags mpi,mpich -c -o "$dir/parallel" ./parallel
(cd parallel && timeout 600 mpirun.mpich -n 3 "$dir/parallel" -test.short -test.run "$modes" -test.timeout 590s)
go test -tags mpi,mpich ./parallel/mpi
