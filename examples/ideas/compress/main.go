// Command compress keeps only the largest singular values of a picture, and shows what is left of it.
//
// In Python: u, s, vt = numpy.linalg.svd(image); u[:, :k] * s[:k] @ vt[:k].
package main

import (
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"log"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg"
	"tandem/plots"
)

// rings is a picture of n×n grey values from 0 to 1.
func rings(n int) *mat.Dense {
	a := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			x, y := 2*float64(j)/float64(n)-1, 2*float64(i)/float64(n)-1
			a.Set(i, j, 0.5+0.5*math.Sin(12*math.Hypot(x-0.3, y+0.2))*math.Exp(-x*x-y*y))
		}
	}
	return a
}

func picture(a *mat.Dense, title string) *plots.Figure {
	rows, cols := a.Dims()
	img := image.NewGray(image.Rect(0, 0, cols, rows))
	for i := range rows {
		for j := range cols {
			img.SetGray(j, i, color.Gray{uint8(255*min(max(a.At(i, j), 0), 1) + 0.5)})
		}
	}
	f := plots.Picture(img, plots.Axes{}, 0, float64(cols), 0, float64(rows))
	f.Title = title
	return f
}

func main() {
	n := flag.Int("n", 256, "pixels across and down")
	out := flag.String("out", "compress.png", "picture to write")
	flag.Parse()
	log.SetFlags(0)
	if *n < 17 || *n > 5000 {
		log.Fatalf("-n %d: must be from 17 to 5000", *n)
	}
	ctx := context.Background()

	a := rings(*n)
	u, s, v, err := linalg.SVD(ctx, a)
	if err != nil {
		log.Fatal(err)
	}
	figures := []*plots.Figure{picture(a, fmt.Sprintf("%d numbers", *n**n))}
	for _, rank := range []int{2, 6, 16} {
		var us, b mat.Dense
		us.Mul(u.Slice(0, *n, 0, rank), mat.NewDiagDense(rank, s[:rank]))
		linalg.Mul(ctx, &b, &us, v.Slice(0, *n, 0, rank).T())
		var diff mat.Dense
		diff.Sub(a, &b)
		// Eckart and Young: no matrix of this rank is nearer, and the distance is the next singular value.
		fmt.Printf("rank %2d: %5.1f%% of the numbers, distance %.4f, next singular value %.4f\n", rank,
			100*float64(2**n*rank)/float64(*n**n), mat.Norm(&diff, 2), s[rank])
		figures = append(figures, picture(&b, fmt.Sprintf("rank %d: %d numbers", rank, 2**n*rank)))
	}
	if err := plots.Grid(2, figures...).Save(*out); err != nil {
		log.Fatal(err)
	}
}
