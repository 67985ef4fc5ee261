// Package plots draws what Tandem measures and computes: trade-offs of outer workers against inner threads, scaling,
// spectra, histograms with their laws, convergence, timelines of cores and tasks.
//
// Every function returns a Figure, a plain value that draws itself when it is saved:
//
//	err := plots.Spectrum(eigenvalues).Save("spectrum.png")
//
// The ending chooses the format: .png, .svg or .pdf; Render writes to any io.Writer, so that a notebook can show the
// figure. A Figure's fields (Title, Footer, X, Y, Theme, Width, Height) may be changed before it is drawn:
//
//	fig := plots.Scaling(curve)
//	fig.Theme = plots.Dark
//	fig.Footer = "2 cores, n = 2000, median of 5"
//	err := fig.Save("scaling.svg")
//
// Bad data (no points, NaN where a number is needed, a zero on a logarithmic axis) and text that the embedded font cannot
// show are errors when the figure is drawn, never a picture with something missing. Error bars are 95% intervals.
// Drawing is deterministic: the same data give the same bytes. What would be a blot is drawn by its density (a million dots)
// or its mean (samples of a timeline, columns of a spectrogram); words that have no room end in an ellipsis.
//
// The package builds on gonum.org/v1/plot; use that directly for a kind of figure that is not here.
package plots
