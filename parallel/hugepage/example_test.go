package hugepage_test

import (
	"fmt"

	"tandem/parallel/hugepage"
)

// A matrix of order 1000 as a workspace: 8 MB, four huge pages.
func ExampleMake() {
	n := 1000
	a := hugepage.Make[float64](n * n)
	a[0] = 1
	fmt.Println(len(a), a[0], a[n*n-1])
	// Output: 1000000 1 0
}

// Memory that a program makes itself, before it is first written to.
func ExampleAdvise() {
	x := make([]float64, 1<<20)
	hugepage.Advise(x)
	fmt.Println(len(x))
	// Output: 1048576
}
