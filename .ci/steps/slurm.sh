#!/bin/bash
# MPI jobs under Slurm: two nodes that are this machine under two names, with their own daemons, from Debian's packages. Jobs by srun
# with Open MPI (PMIx) and MPICH (PMI-2), by mpirun inside an allocation, by sbatch; signals by scancel.
set -eu
skip() { echo "slurm: $*: skipped"; exit 0; }
[ "$(id -u)" = 0 ] || skip "its daemons need root"
unshare --uts true 2>/dev/null || skip "no namespaces for the names of nodes here"
if ! command -v slurmctld >/dev/null || ! command -v slurmd >/dev/null || ! command -v munged >/dev/null; then
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends slurmctld slurmd slurm-client munge; } >/dev/null 2>&1 || skip "slurmctld, slurmd and munge cannot be installed here"
fi
if ! command -v mpirun >/dev/null || ! pkg-config --exists ompi; then
	apt-get install -y -q openmpi-bin libopenmpi-dev pkg-config >/dev/null 2>&1 || skip "Open MPI cannot be installed here"
fi

dir=$(mktemp -d)
pids=()
# finish ends jobs first, then the daemons, those that were started last first: a step's daemon waits for minutes for the others.
finish() {
	squeue -h -o %A 2>/dev/null | xargs -r scancel 2>/dev/null || true
	for _ in $(seq 20); do
		[ "$(sinfo -h -o '%D %t' 2>/dev/null)" = "2 idle" ] && break
		sleep 0.5
	done
	for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
		kill "${pids[i]}" 2>/dev/null || continue
		for _ in $(seq 20); do kill -0 "${pids[i]}" 2>/dev/null || break; sleep 0.1; done
		kill -9 "${pids[i]}" 2>/dev/null || true
	done
	wait 2>/dev/null || true
	rm -rf "$dir"
}
trap finish EXIT
chmod 755 "$dir"
mkdir -p "$dir"/{munge,state,spool-tandem1,spool-tandem2,tmp-tandem1,tmp-tandem2}

# The programs first: the tests of parallel/mpi as jobs, and the example.
go test -tags mpi -c -o "$dir/jobs" ./parallel/mpi
go build -tags mpi -o "$dir/cluster" ./examples/cluster

# A cluster: a key, a controller, and a daemon for each node with a host name of its own.
head -c 128 /dev/urandom >"$dir/munge.key"
chmod 400 "$dir/munge.key"
chown -R munge "$dir/munge" "$dir/munge.key"
setpriv --reuid munge --regid munge --clear-groups munged --foreground --force --key-file="$dir/munge.key" --socket="$dir/munge/socket" \
	--pid-file="$dir/munge/pid" --seed-file="$dir/munge/seed" --log-file="$dir/munge/log" >"$dir/munged.out" 2>&1 &
pids+=($!)
cat >"$dir/slurm.conf" <<EOF
ClusterName=tandem
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=26817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
SlurmctldPidFile=$dir/controller.pid
SlurmdPidFile=$dir/%n.pid
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool-%n
SlurmctldLogFile=$dir/controller.log
SlurmdLogFile=$dir/%n.log
TmpFS=$dir/tmp-%n
NodeName=tandem1 NodeAddr=127.0.0.1 Port=26821 CPUs=4
NodeName=tandem2 NodeAddr=127.0.0.1 Port=26822 CPUs=4
PartitionName=all Nodes=tandem1,tandem2 Default=YES State=UP
EOF
echo "CgroupPlugin=cgroup/v1" >"$dir/cgroup.conf"
export SLURM_CONF="$dir/slurm.conf"
slurmctld -D >"$dir/controller.out" 2>&1 &
pids+=($!)
for node in tandem1 tandem2; do
	unshare --uts sh -c 'hostname "$0"; exec slurmd -D -N "$0"' $node >"$dir/$node.out" 2>&1 &
	pids+=($!)
done
ready=
for _ in $(seq 40); do
	if [ "$(sinfo -h -o '%D %t' 2>/dev/null)" = "2 idle" ]; then ready=1; break; fi
	sleep 0.5
done
[ -n "$ready" ] || { tail -n 3 "$dir"/*.log; skip "its daemons do not come up here"; }
timeout 30 srun -N2 -n2 hostname | sort | tr '\n' ' ' | grep -q "tandem1 tandem2" || skip "its daemons start no jobs here"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
cd "$dir"
fail() { echo "slurm: $1"; shift; cat "$@"; exit 1; }
expect() { # a name, a pattern of the output, and the command
	local name=$1 pattern=$2
	shift 2
	timeout 100 "$@" >out.txt 2>&1 || fail "$name: exit status $?" out.txt
	grep -q -E -- "$pattern" out.txt || fail "$name: no $pattern in" out.txt
}

export TANDEM_TEST_ROLE=map
expect "srun, PMIx" "RESULT \[1 4 9 16 25\]" srun --mpi=pmix -N2 -n3 ./jobs
expect "mpirun in an allocation" "RESULT \[1 4 9 16 25\]" salloc -Q -N2 -n4 mpirun --bind-to none ./jobs
# Shared memory goes once to the other node, for all its workers.
export TANDEM_TEST_ROLE=share TANDEM_TEST_FAR=1
expect "shared memory" "RESULT copied (8388608|8454144|8519680) bytes" srun --mpi=pmix -N2 -n2 ./jobs
unset TANDEM_TEST_FAR

# A signal to all ranks drains the pool: all that had begun comes back. The supervisors stay as long as that takes.
export TANDEM_TEST_ROLE=drain TANDEM_TEST_NAP=4s
job=$(sbatch --parsable -N2 -n3 -o drain.txt --wrap "srun --mpi=pmix ./jobs")
for _ in $(seq 60); do grep -q BUSY drain.txt 2>/dev/null && break; sleep 0.5; done
sleep 0.5
scancel --signal=TERM "$job"
for _ in $(seq 60); do [ -z "$(squeue -h -j "$job" 2>/dev/null)" ] && break; sleep 0.5; done
grep -q "RESULT interrupted: true, incomplete: true, back: [1-9][0-9]*, not back: 0" drain.txt || fail "a drained job" drain.txt

# A cancelled job leaves nothing.
export TANDEM_TEST_ROLE=busy
job=$(sbatch --parsable -N2 -n3 -o busy.txt --wrap "srun --mpi=pmix ./jobs")
for _ in $(seq 60); do grep -q BUSY busy.txt 2>/dev/null && break; sleep 0.5; done
scancel "$job"
for _ in $(seq 60); do [ -z "$(squeue -h -j "$job" 2>/dev/null)" ] && break; sleep 0.5; done
sleep 1
left=$(pgrep -f "^$dir/jobs|^./jobs" || true)
[ -z "$left" ] || fail "a cancelled job leaves processes" /dev/stdin <<<"$(ps -o pid,ppid,args -p "$(echo $left | tr ' ' ,)")"
unset TANDEM_TEST_ROLE

# The example, by a job script: the plan names both nodes.
cat >job.sh <<EOF
#!/bin/bash
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=2
srun --mpi=pmix --cpu-bind=none ./cluster -n 250 -tasks 40 -repeat 0 -checkpoint spectra.ckpt -out out
EOF
sbatch -W -o cluster.txt job.sh >/dev/null || fail "the example as a job" cluster.txt
grep -q "2 ranks" cluster.txt && grep -q "Slurm's nodes: tandem\[1-2\]" cluster.txt || fail "the example as a job" cluster.txt

# MPICH speaks PMI-2 with srun.
if command -v mpirun.mpich >/dev/null && pkg-config --exists mpich; then
	(cd "$OLDPWD" && go test -tags mpi,mpich -c -o "$dir/jobs-mpich" ./parallel/mpi)
	TANDEM_TEST_ROLE=map expect "srun, MPICH" "RESULT \[1 4 9 16 25\]" srun --mpi=pmi2 -N2 -n3 ./jobs-mpich
fi
echo "slurm: srun with PMIx and PMI-2, salloc, sbatch, scancel on two nodes: fine"
