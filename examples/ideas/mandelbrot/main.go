// Command mandelbrot computes the rows of a picture in parallel and saves it. Rows differ in cost; whoever is free takes
// the next.
//
// In Python: pool.map over rows, and matplotlib's imshow.
package main

import (
	"context"
	"flag"
	"image"
	"image/color"
	"log"
	"math"

	"tandem/parallel"
	"tandem/plots"
)

const limit = 400

// A row is the points −2.2 … 0.8 at the imaginary part Im.
type row struct {
	Im    float64
	Width int
}

// escape returns the iterations after which each point of a row has left the disc of radius 2, or limit.
var escape = parallel.NewTask("mandelbrot.escape", func(_ context.Context, r row) ([]int, error) {
	out := make([]int, r.Width)
	for i := range out {
		c := complex(-2.2+3*(float64(i)+0.5)/float64(r.Width), r.Im)
		z := complex(0, 0)
		for out[i] < limit && real(z)*real(z)+imag(z)*imag(z) <= 4 {
			z = z*z + c
			out[i]++
		}
	}
	return out, nil
})

func main() {
	parallel.Main()
	width := flag.Int("width", 900, "pixels across")
	out := flag.String("out", "mandelbrot.png", "file to write: .png, .svg or .pdf")
	flag.Parse()
	log.SetFlags(0)
	if *width < 2 || *width > 10_000 {
		log.Fatalf("-width %d: must be from 2 to 10000", *width)
	}

	rows := make([]row, *width*4/5)
	for y := range rows {
		rows[y] = row{1.2 - 2.4*(float64(y)+0.5)/float64(len(rows)), *width}
	}
	counts, err := escape.Parallel(context.Background(), rows)
	if err != nil {
		log.Fatal(err)
	}
	img := image.NewNRGBA(image.Rect(0, 0, *width, len(rows)))
	for y, line := range counts {
		for x, n := range line {
			c := color.NRGBA{A: 255} // the set is black
			if u := math.Log(float64(n+1)) / math.Log(limit+1); n < limit {
				c.R, c.G, c.B = uint8(255*u), uint8(255*u*u), uint8(90+120*math.Sqrt(u))
			}
			img.SetNRGBA(x, y, c)
		}
	}
	figure := plots.Picture(img, plots.Axes{X: "Re c", Y: "Im c"}, -2.2, 0.8, -1.2, 1.2)
	figure.Title = "The Mandelbrot set"
	if err := figure.Save(*out); err != nil {
		log.Fatal(err)
	}
}
