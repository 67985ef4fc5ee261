package plots_test

import (
	"bytes"
	"fmt"

	"tandem/plots"
)

func ExampleSpectrum() {
	var buf bytes.Buffer
	fig := plots.Spectrum([]complex128{1, 0.5i, -0.5i, -0.8})
	fig.Footer = "a 4×4 matrix"
	err := fig.Render(&buf, "svg")
	fmt.Println(err, buf.Len() > 1000)
	// Output: <nil> true
}

func ExampleTradeoff() {
	fig := plots.Tradeoff(plots.Map{Name: "processes", Cells: []plots.Cell{
		{Workers: 1, Threads: 2, Seconds: 4.37},
		{Workers: 2, Threads: 1, Seconds: 3.07},
		{Workers: 2, Threads: 2, Seconds: 5.02, Note: "oversubscribed"},
	}})
	fmt.Println(fig.Render(&bytes.Buffer{}, "png"))
	// Output: <nil>
}

func ExampleScaling() {
	err := plots.Scaling(plots.Curve{Name: "none"}).Render(&bytes.Buffer{}, "png")
	fmt.Println(err)
	// Output: plots: speed-up without points
}
