package main

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"tandem/parallel"
	"tandem/plots"
)

var (
	square = parallel.NewTask("lecture.square", func(ctx context.Context, x int) (int, error) { return x * x, nil })
	power  = parallel.NewTask2("lecture.power", func(ctx context.Context, x, n int) (int, error) {
		p := 1
		for range n {
			p *= x
		}
		return p, nil
	})
	squareSlice = parallel.NewTask("lecture.squareSlice", func(ctx context.Context, xs []int) ([]int, error) {
		out := make([]int, len(xs))
		for i, x := range xs {
			out[i] = x * x
		}
		return out, nil
	})
	primes     = parallel.NewTask("lecture.primes", countPrimes)
	mandelRows = parallel.NewTask("lecture.mandelbrot", mandelbrot)
)

// countPrimes counts the primes of a span by trial division.
func countPrimes(ctx context.Context, s span) (int, error) {
	n := 0
	for i := max(s.Lo, 2); i < s.Hi; i++ {
		prime := i == 2 || i%2 == 1
		for d := 3; prime && d*d <= i; d += 2 {
			prime = i%d != 0
		}
		if prime {
			n++
		}
	}
	return n, nil
}

// A tile is a row of the picture of the Mandelbrot set: iterations at width points of the imaginary part Im.
type tile struct {
	Im    float64
	Width int
	Limit int
}

const mandelLo, mandelHi = -2.2, 0.8

func mandelbrot(ctx context.Context, t tile) ([]int, error) {
	out := make([]int, t.Width)
	for i := range out {
		c := complex(mandelLo+(mandelHi-mandelLo)*(float64(i)+0.5)/float64(t.Width), t.Im)
		z := complex(0, 0)
		for out[i] = 0; out[i] < t.Limit && real(z)*real(z)+imag(z)*imag(z) <= 4; out[i]++ {
			z = z*z + c
		}
	}
	return out, nil
}

var mapExperiments = []*experiment{
	{
		name: "squares", title: "Squares: map, and apply_async with slices made by hand",
		idiom:  "pool.map over a list of numbers; then the same by cutting the list into one slice a worker and submitting each with apply_async.",
		stated: "both give the same list; for tiny tasks the slices are faster, because every message costs.",
		code: `squares, err := square.Map(ctx, pool, numbers)          // batches are chosen for us
future := squareSlice.ApplyAsync(ctx, pool, numbers[lo:hi]) // slices made by hand`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			f := &finding{}
			numbers := make([]int, s.size(400_000, 100_000))
			for i := range numbers {
				numbers[i] = i
			}
			workers := s.cores()
			pool, err := parallel.Open(parallel.Plan{Mode: s.outer(), Workers: workers, Threads: 1})
			if err != nil {
				return nil, err
			}
			defer pool.Close()
			check := func(out []int) error {
				if len(out) != len(numbers) || out[len(out)-1] != (len(out)-1)*(len(out)-1) || !slices.IsSorted(out) {
					return fmt.Errorf("%d squares, the last %d", len(out), out[len(out)-1])
				}
				return nil
			}
			timings, err := s.compare(ctx, "squares", func(ctx context.Context) error {
				out, err := square.Map(ctx, pool, numbers)
				if err != nil {
					return err
				}
				return check(out)
			}, func(ctx context.Context) error {
				var futures []*parallel.Future[[]int]
				for i := range workers {
					futures = append(futures, squareSlice.ApplyAsync(ctx, pool, numbers[i*len(numbers)/workers:(i+1)*len(numbers)/workers]))
				}
				var out []int
				for _, future := range futures {
					part, err := future.Get(ctx)
					if err != nil {
						return err
					}
					out = append(out, part...)
				}
				return check(out)
			})
			if err != nil {
				return nil, err
			}
			f.table = [][]string{{"way", "time, 95% interval", "tasks/s"},
				{"Map, one number a task", timings[0].String(), fmt.Sprintf("%.2g", float64(len(numbers))/timings[0].median)},
				{"ApplyAsync, one slice a worker", timings[1].String(), fmt.Sprintf("%.2g", float64(len(numbers))/timings[1].median)}}
			f.conclude(timings[0].over(timings[1]), "a slice costs one message where numbers cost many, even in batches", "batches chosen by the pool cost no more than slices made by hand")
			return f, nil
		},
	},
	{
		name: "powers", title: "Powers: starmap",
		idiom:  "pool.starmap calls a function of two arguments for every pair of a list.",
		stated: "the list of powers, in the order of the pairs.",
		code: `powers, err := power.Starmap(ctx, pool, slices.All(exponents)) // any iter.Seq2
powers, err := power.Map(ctx, pool, []parallel.Pair[int, int]{{2, 10}, {3, 4}})`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			f := &finding{}
			pool, err := parallel.Open(parallel.Plan{Mode: s.outer(), Workers: s.cores(), Threads: 1})
			if err != nil {
				return nil, err
			}
			defer pool.Close()
			bases := []int{2, 3, 5, 7, 11}
			out, err := power.Starmap(ctx, pool, slices.All(bases))
			if err != nil {
				return nil, err
			}
			// slices.All yields (index, value): the index is the base here, the value the exponent.
			for i, p := range out {
				if want := int(math.Round(math.Pow(float64(i), float64(bases[i])))); p != want {
					return nil, fmt.Errorf("%d^%d = %d, want %d", i, bases[i], p, want)
				}
				f.say("%d to the %d is %d", i, bases[i], p)
			}
			f.verdict, f.because = same, "the powers came in the order of the pairs"
			return f, nil
		},
	},
	{
		name: "primes", title: "Primes: f.Parallel(xs)",
		idiom:  "A function that counts primes in a range is mapped over ranges by a pool; one line turns the serial loop into a parallel one.",
		stated: "the parallel run is faster by about the number of cores.",
		code: `var primes = parallel.NewTask("lecture.primes", countPrimes)

counts, err := primes.Parallel(ctx, spans) // times the first, opens a pool if one can pay`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			n, parts := s.size(4_000_000, 1_000_000), 64
			spans := make([]span, parts)
			for i := range spans {
				spans[i] = span{i * n / parts, (i + 1) * n / parts}
			}
			total := 0
			f, err := speedUp(ctx, s, "primes", primes, spans, func(counts []int) error {
				sum := 0
				for _, c := range counts {
					sum += c
				}
				if total != 0 && sum != total {
					return fmt.Errorf("%d primes, before %d", sum, total)
				}
				total = sum
				return nil
			})
			if err == nil {
				f.say("%d primes below %d", total, n)
			}
			return f, err
		},
	},
	{
		name: "mandelbrot", title: "The Mandelbrot set: f.Parallel(xs)",
		idiom:  "Rows of the picture are independent; a pool maps the function that computes a row over all rows.",
		stated: "nearly ideal speed-up, although rows differ in cost: the pool hands the next row to whoever is free.",
		code:   `rows, err := mandelRows.Parallel(ctx, tiles)`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			width, limit := s.size(900, 450), 300
			height := width * 4 / 5
			tiles := make([]tile, height)
			for i := range tiles {
				tiles[i] = tile{Im: 1.2 - 2.4*(float64(i)+0.5)/float64(height), Width: width, Limit: limit}
			}
			var picture [][]int
			f, err := speedUp(ctx, s, "mandelbrot", mandelRows, tiles, func(rows [][]int) error {
				if picture != nil && !slices.EqualFunc(rows, picture, slices.Equal[[]int]) {
					return fmt.Errorf("two pictures differ")
				}
				picture = rows
				return nil
			})
			if err != nil {
				return nil, err
			}
			img := image.NewNRGBA(image.Rect(0, 0, width, height))
			for y, row := range picture {
				for x, n := range row {
					c := color.NRGBA{A: 255}
					if n < limit {
						u := math.Log(float64(n)+1) / math.Log(float64(limit))
						c = color.NRGBA{uint8(255 * math.Pow(u, 0.8)), uint8(255 * u * u), uint8(90 + 120*math.Sqrt(u)), 255}
					}
					img.SetNRGBA(x, y, c)
				}
			}
			f.draw(s, "mandelbrot", "The Mandelbrot set", plots.Picture(img, plots.Axes{X: "Re c", Y: "Im c"}, mandelLo, mandelHi, -1.2, 1.2))
			return f, nil
		},
	},
}

// speedUp times a task over its arguments, serially and by Parallel, and makes the lecture's table of one row.
func speedUp[A, R any](ctx context.Context, s *session, name string, task parallel.Task[A, R], args []A, check func([]R) error) (*finding, error) {
	f := &finding{}
	timings, err := s.compare(ctx, name, func(ctx context.Context) error {
		out := make([]R, len(args))
		one := parallel.WithThreads(ctx, 1)
		for i, a := range args {
			var err error
			if out[i], err = task.Call(one, a); err != nil {
				return err
			}
		}
		return check(out)
	}, func(ctx context.Context) error {
		out, err := task.Parallel(ctx, args)
		if err != nil {
			return err
		}
		return check(out)
	})
	if err != nil {
		return nil, err
	}
	r := timings[0].over(timings[1])
	f.table = [][]string{{"Function", "machine", "speed-up", "serial", "parallel"},
		{name, fmt.Sprintf("%d cores", s.cores()), r.times(), timings[0].String(), timings[1].String()}}
	if s.cores() == 1 {
		f.ratio, f.verdict, f.because = r, notHere, "there is only one core"
		return f, nil
	}
	f.conclude(r, "the tasks are independent and large enough", "the pool cost more than it won")
	return f, nil
}
