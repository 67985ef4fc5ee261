// Command setup loads something large once in every worker, not once in every task.
//
// In Python: multiprocessing.Pool(initializer=…, initargs=…).
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"slices"

	"tandem/parallel"
)

// primes is this process's table, made by prepare.
var primes []int

// prepare sieves the primes up to n.
var prepare = parallel.NewTask("setup.prepare", func(_ context.Context, n int) (bool, error) {
	composite := make([]bool, n+1)
	for i := 2; i <= n; i++ {
		if !composite[i] {
			primes = append(primes, i)
			for j := i * i; j <= n; j += i {
				composite[j] = true
			}
		}
	}
	return true, nil
})

// factor returns the prime factors of n, with the table.
var factor = parallel.NewTask("setup.factor", func(_ context.Context, n int) ([]int, error) {
	var factors []int
	for _, p := range primes {
		for n%p == 0 {
			factors = append(factors, p)
			n /= p
		}
		if p*p > n {
			break
		}
	}
	if n > 1 {
		factors = append(factors, n)
	}
	return factors, nil
})

func main() {
	parallel.Main()
	from := flag.Int("from", 600851475143, "first number")
	count := flag.Int("count", 8, "numbers")
	flag.Parse()
	log.SetFlags(0)
	if *from < 2 || *from > 1e18 || *count < 0 || *count > 1_000_000 {
		log.Fatalf("-from %d -count %d: must be from 2 to 1e18, and at most 1000000 numbers", *from, *count)
	}

	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 2, Threads: 1}, parallel.Initializer(prepare, 1_000_000))
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	args := slices.Collect(func(yield func(int) bool) {
		for i := 0; i < *count && yield(*from+i); i++ {
		}
	})
	factors, err := factor.Map(context.Background(), pool, args)
	if err != nil {
		log.Fatal(err)
	}
	for i, f := range factors {
		fmt.Println(args[i], "=", f)
	}
}
