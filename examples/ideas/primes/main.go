// Command primes turns a serial loop into a parallel one with one word. Parallel times the first task and opens a pool
// only if one can pay.
//
// In Python: joblib.Parallel(n_jobs=-1)(delayed(f)(x) for x in xs).
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"time"

	"tandem/parallel"
)

// A span is the whole numbers lo ≤ i < hi.
type span struct{ Lo, Hi int }

var count = parallel.NewTask("primes.count", func(_ context.Context, s span) (int, error) {
	n := 0
	for i := max(s.Lo, 2); i < s.Hi; i++ {
		prime := true
		for d := 2; prime && d*d <= i; d++ {
			prime = i%d != 0
		}
		if prime {
			n++
		}
	}
	return n, nil
})

func main() {
	parallel.Main()
	n := flag.Int("n", 2_000_000, "count the primes below it")
	flag.Parse()
	log.SetFlags(0)
	if *n < 0 || *n > 1_000_000_000 {
		log.Fatalf("-n %d: must be from 0 to 1000000000", *n)
	}

	const parts = 64
	spans := make([]span, parts)
	for i := range spans {
		spans[i] = span{i * *n / parts, (i + 1) * *n / parts}
	}
	ctx := context.Background()
	start := time.Now()
	serial := 0
	for _, s := range spans {
		c, err := count.Call(ctx, s) // here, as any function
		if err != nil {
			log.Fatal(err)
		}
		serial += c
	}
	loop := time.Since(start)

	start = time.Now()
	counts, err := count.Parallel(ctx, spans)
	if err != nil {
		log.Fatal(err)
	}
	together := 0
	for _, c := range counts {
		together += c
	}
	fmt.Printf("%d primes by a loop in %v, %d by Parallel in %v\n", serial, loop.Round(time.Microsecond), together, time.Since(start).Round(time.Microsecond))
}
