// Command queue starts processes by hand and hears from them over a queue while they work.
//
// In Python: multiprocessing.Process with start and join, and a Queue given as an argument.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"

	"tandem/parallel"
)

// A span is the whole numbers lo ≤ i < hi. A report is a partial sum over one.
type (
	span   struct{ Lo, Hi int }
	report struct {
		Of  span
		Sum float64
	}
)

// sines puts Σ sin(i³) over a span into the queue.
var sines = parallel.NewTask2("queue.sines", func(ctx context.Context, s span, q *parallel.Queue[report]) (bool, error) {
	sum := 0.0
	for i := s.Lo; i < s.Hi; i++ {
		x := float64(i)
		sum += math.Sin(x * x * x)
	}
	return true, q.Put(ctx, report{s, sum})
})

func main() {
	parallel.Main()
	n := flag.Int("n", 1_000_000, "numbers in all")
	parts := flag.Int("processes", 3, "processes")
	flag.Parse()
	log.SetFlags(0)
	if *n < 0 || *n > 1e12 || *parts < 1 || *parts > 1000 {
		log.Fatalf("-n %d -processes %d: must be from 0 to 1e12, on 1 to 1000 processes", *n, *parts)
	}

	ctx := context.Background()
	queue := parallel.NewQueue[report]()
	var running []*parallel.Process[bool]
	for i := range *parts {
		p, err := sines.Start(ctx, span{i * *n / *parts, (i + 1) * *n / *parts}, queue)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("started process", p.Pid())
		running = append(running, p)
	}
	go func() {
		for _, p := range running {
			if _, err := p.Join(ctx); err != nil {
				log.Print(err) // a process that crashed is named here; the others go on
			}
		}
		queue.Close() // ends the loop below when everything sent has been read
	}()

	total := 0.0
	for r, err := range queue.All(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%v: %.6f\n", r.Of, r.Sum)
		total += r.Sum
	}
	fmt.Printf("Σ sin(i³) for i < %d is %.6f\n", *n, total)
}
