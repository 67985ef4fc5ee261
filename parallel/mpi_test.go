//go:build mpi

package parallel_test

import _ "tandem/parallel/mpi" // the tests on the ranks of an MPI job: .ci/steps/mpi.sh
