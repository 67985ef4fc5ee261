// Command randommatrix draws the laws of random-matrix theory over spectra computed on the machine at hand.
//
//	go run ./examples/randommatrix
//	go run ./examples/randommatrix -huge 100000
//
// Six pictures go into the folder given by -out: circular.png (Ginibre eigenvalues in the disc), semicircle.png (GOE),
// wishart.png (Marchenko and Pastur), spacings.png (level repulsion in the three symmetry classes), largest.png (the law of
// Tracy and Widom for β = 1, 2, 4) and huge.png (the spectrum of a GOE matrix of order 10⁵, counted without computing one
// eigenvalue).
package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"

	"tandem/examples/internal/program"
	"tandem/linalg"
	"tandem/parallel"
	"tandem/plots"
)

type flags struct {
	N     int    `short:"n" default:"300" help:"Order of the dense matrices."`
	Count int    `default:"24" help:"Dense matrices of each ensemble."`
	Huge  int    `default:"100000" help:"Order of the tridiagonal GOE matrix whose spectrum is counted."`
	Tops  int    `default:"2000" help:"Largest eigenvalues for each of β = 1, 2, 4."`
	Seed  uint64 `default:"1" help:"Seed of the first matrix; the others follow."`
	Out   string `default:"out" help:"Folder for the pictures."`
}

// Validate reports values out of bounds.
func (f *flags) Validate() error {
	for _, c := range []struct {
		name         string
		v, low, high int
	}{{"-n", f.N, 2, 5000}, {"-count", f.Count, 1, 100_000}, {"-huge", f.Huge, 2, 10_000_000}, {"-tops", f.Tops, 1, 1_000_000}} {
		if c.v < c.low || c.v > c.high {
			return fmt.Errorf("%s %d: must be from %d to %d", c.name, c.v, c.low, c.high)
		}
	}
	return nil
}

func main() {
	var f flags
	program.Run("randommatrix", "The laws of random-matrix theory over computed spectra.", &f,
		func(ctx context.Context, _ string) error { return run(ctx, &f) })
}

func run(ctx context.Context, f *flags) error {
	if err := program.Folder(f.Out); err != nil {
		return err
	}
	pool, err := parallel.Open(parallel.Choose(parallel.ThisMachine(), linalg.EigenvaluesLoad(f.Count, f.N)))
	if err != nil {
		return err
	}
	defer pool.Close()
	for _, picture := range []struct {
		file string
		draw func(context.Context, *flags, *parallel.Pool) (*plots.Figure, error)
	}{
		{"circular.png", circular}, {"semicircle.png", semicircle}, {"wishart.png", wishart},
		{"spacings.png", spacings}, {"largest.png", largest}, {"huge.png", huge},
	} {
		start := time.Now()
		figure, err := picture.draw(ctx, f, pool)
		if err != nil {
			return err
		}
		path := filepath.Join(f.Out, picture.file)
		if err := figure.Save(path); err != nil {
			return err
		}
		program.Printf("%-30s %6.2f s\n", path, time.Since(start).Seconds())
	}
	return nil
}

// spectra returns the eigenvalues of Count matrices of the ensemble, one slice each.
func spectra(ctx context.Context, f *flags, pool *parallel.Pool, e linalg.Ensemble) ([][]complex128, error) {
	return linalg.RandomEigenvalues.Map(ctx, pool, linalg.Samples(e, f.N, f.Count, f.Seed))
}

// realParts joins spectra, each value divided by scale.
func realParts(spectra [][]complex128, scale float64) []float64 {
	var x []float64
	for _, s := range spectra {
		for _, z := range s {
			x = append(x, real(z)/scale)
		}
	}
	return x
}

// titled gives a figure a heading and says what its horizontal axis shows.
func titled(f *plots.Figure, x, title string, args ...any) *plots.Figure {
	f.X, f.Title = x, fmt.Sprintf(title, args...)
	return f
}

func circular(ctx context.Context, f *flags, pool *parallel.Pool) (*plots.Figure, error) {
	s, err := spectra(ctx, f, pool, linalg.EnsembleGinibre)
	if err != nil {
		return nil, err
	}
	var all []complex128
	for _, one := range s {
		all = append(all, one...)
	}
	return titled(plots.SpectrumOf(all, f.N), "", "Circular law: %d Ginibre matrices of order %d", f.Count, f.N), nil
}

func semicircle(ctx context.Context, f *flags, pool *parallel.Pool) (*plots.Figure, error) {
	s, err := spectra(ctx, f, pool, linalg.EnsembleGOE)
	if err != nil {
		return nil, err
	}
	return titled(plots.Histogram(realParts(s, math.Sqrt(float64(f.N))), linalg.Semicircle(2)),
		"λ / √n", "Semicircle law: GOE, order %d", f.N), nil
}

func wishart(ctx context.Context, f *flags, pool *parallel.Pool) (*plots.Figure, error) {
	s, err := spectra(ctx, f, pool, linalg.EnsembleWishart)
	if err != nil {
		return nil, err
	}
	return titled(plots.Histogram(realParts(s, 2*float64(f.N)), linalg.MarchenkoPastur(0.5)),
		"λ / 2n", "Marchenko–Pastur law: Wishart, ratio 1/2"), nil
}

// spacings compares the three symmetry classes: the repulsion of neighbours goes as s^β.
func spacings(ctx context.Context, f *flags, pool *parallel.Pool) (*plots.Figure, error) {
	var figures []*plots.Figure
	for _, class := range []struct {
		ensemble linalg.Ensemble
		beta     float64
	}{{linalg.EnsembleGOE, 1}, {linalg.EnsembleGUE, 2}, {linalg.EnsembleGSE, 4}} {
		s, err := spectra(ctx, f, pool, class.ensemble)
		if err != nil {
			return nil, err
		}
		cdf := linalg.SemicircleCDF(2 * math.Sqrt(float64(f.N)))
		var all []float64
		for _, one := range s {
			gaps := linalg.Spacings(linalg.Unfold(realParts([][]complex128{one}, 1), cdf))
			all = append(all, gaps[len(gaps)/10:len(gaps)-len(gaps)/10]...) // the law holds away from the edges
		}
		figures = append(figures, titled(plots.Histogram(all, linalg.WignerSurmise(class.beta)), "spacing / mean", "Spacings, %s (β = %g)", strings.ToUpper(class.ensemble.String()), class.beta))
	}
	return plots.Grid(3, figures...), nil
}

// largest samples largest eigenvalues of tridiagonal matrices, for which order 10³ costs no more than a dense 30×30 one.
func largest(ctx context.Context, f *flags, _ *parallel.Pool) (*plots.Figure, error) {
	const n = 1000
	var figures []*plots.Figure
	for _, beta := range []int{1, 2, 4} {
		x := make([]float64, f.Tops)
		for i := range x {
			d, e := linalg.BetaHermite(n, float64(beta), f.Seed+uint64(i))
			top, err := linalg.EigenvaluesTridiagonalRange(ctx, d, e, n-1, n)
			if err != nil {
				return nil, err
			}
			x[i] = linalg.LargestScaled(top[0], n)
		}
		figures = append(figures, titled(plots.Histogram(x, linalg.TracyWidom(beta)), "scaled as Tracy and Widom do", "Largest eigenvalue, β = %d", beta))
	}
	return plots.Grid(3, figures...), nil
}

func huge(ctx context.Context, f *flags, _ *parallel.Pool) (*plots.Figure, error) {
	const bins = 120
	d, e := linalg.BetaHermite(f.Huge, 1, f.Seed)
	root := math.Sqrt(float64(f.Huge))
	borders, scaled := make([]float64, bins+1), make([]float64, bins+1)
	for i := range borders {
		scaled[i] = 2.1 * (2*float64(i)/bins - 1)
		borders[i] = scaled[i] * root
	}
	counts, err := linalg.HistogramTridiagonal(ctx, d, e, borders)
	if err != nil {
		return nil, err
	}
	density := make([]float64, bins)
	for i, c := range counts {
		density[i] = float64(c) / float64(f.Huge) / (scaled[i+1] - scaled[i])
	}
	return titled(plots.HistogramOf(scaled, density, linalg.Semicircle(2)), "λ / √n", "GOE, order %d, by Sturm counts", f.Huge), nil
}
