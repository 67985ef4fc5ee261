#!/bin/bash
# Package parallel/mpi on 1, 2 and 3 ranks of one machine, and two different executables, which must be refused.
set -eu
if ! command -v mpirun >/dev/null || ! pkg-config --exists ompi; then
	{ apt-get update -qq && apt-get install -y -q openmpi-bin libopenmpi-dev pkg-config; } >/dev/null 2>&1 || { echo "mpi: Open MPI cannot be installed here: skipped"; exit 0; }
fi
go vet -tags mpi ./parallel/mpi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
go test -tags mpi -c -o "$dir/a" ./parallel/mpi
run() { timeout 120 mpirun --allow-run-as-root --oversubscribe --bind-to none "$@"; }
for n in 1 2 3; do
	run -n $n "$dir/a" -test.timeout 100s
done
cp "$dir/a" "$dir/b" && printf x >>"$dir/b"
if out=$(run -n 1 "$dir/a" : -n 1 "$dir/b" 2>&1); then
	echo "mpi: two different executables were not refused"
	exit 1
fi
grep -q "runs another executable" <<<"$out" || { echo "$out"; exit 1; }
