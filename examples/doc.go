// Package examples holds the tests of the examples as a whole; the programs are in the folders below.
//
// To learn from, one idea each, at most eighty lines: the folder ideas, whose README.md lists them. To run:
//
//	lecture       a lecture's experiments on parallel programming, with a report
//	eigenvalues   the experiment that Tandem is built around: outer workers against inner threads
//	versus        beside NumPy, SciPy, SymPy and the rest, where they are installed
//	pi            π by quadrature on every number of workers
//	convergence   errors of quadrature rules against evaluations
//	randommatrix  the laws of random-matrix theory, drawn
//	spectrum      frequencies of a file of measurements
//	derivatives   derivatives of order 10,000
//	cluster       the eigenvalue experiment over the nodes of a cluster, with a job script for Slurm
//	regret        how far the planner is from the best split
//	info          what may be used of this machine, for bug reports
package examples
