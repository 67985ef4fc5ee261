#!/bin/bash
# The eigenvalue experiment on four nodes of a Slurm cluster, one rank on each: sbatch examples/cluster/job.sh
# Build before, on a node with the MPI library: go build -tags mpi -o cluster ./examples/cluster
#SBATCH --job-name=tandem-cluster
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --time=01:00:00
#SBATCH --output=cluster-%j.txt
#SBATCH --signal=TERM@60
set -eu

# A rank must see all cores of its node: the planner divides them, and the ledger of cores keeps to the division.
export SRUN_CPUS_PER_TASK="$SLURM_CPUS_PER_TASK"

# With Open MPI that was built for Slurm, or MPICH; otherwise: mpirun --map-by ppr:1:node --bind-to none ./cluster ...
# A job that is cut short leaves its finished spectra in the checkpoint: submit the same script again, and it takes up there.
srun --mpi=pmix --cpu-bind=none ./cluster -n 2000 -tasks 256 -repeat 1 -checkpoint spectra.ckpt -out "out-$SLURM_JOB_ID"
