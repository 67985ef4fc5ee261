// Command eigenvalues runs the eigenvalue experiment.
package main

func main() {}
