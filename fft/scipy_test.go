package fft

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A scipyCase is one call of testdata/scipy_cases.py and its result; complex numbers are pairs.
type scipyCase struct {
	Name, Window                string
	N, Norm, Kind, Mode         int
	Size, Hop, Scaling, Detrend int
	D, E                        float64
	Complex, Symmetric          bool
	Shape, To, Axes             []int
	X, Y, Want                  []float64
}

// The functions that scipy has under the same names give the same values: of random lengths, shapes, axes, norms, padded
// and cut. Without a python3 that has scipy there is nothing to compare with. TANDEM_SCIPY is SEED COUNT of other calls;
// PYTHON names another interpreter.
func TestAgainstScipy(t *testing.T) {
	python := "python3"
	if p := os.Getenv("PYTHON"); p != "" {
		python = p
	}
	if exec.Command(python, "-c", "import scipy.fft, scipy.signal").Run() != nil {
		t.Skip("no python3 with scipy")
	}
	args := []string{"1", "300"}
	if testing.Short() {
		args[1] = "50"
	}
	if s := os.Getenv("TANDEM_SCIPY"); s != "" {
		args = strings.Fields(s)
	}
	cmd := exec.Command(python, append([]string{"testdata/scipy_cases.py"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<26)
	count := 0
	for ; lines.Scan(); count++ {
		var c scipyCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		got, err := c.call()
		if d := apartReal(got, c.Want); err != nil || !(d < 1e-12) {
			c.X, c.Y, c.Want = c.X[:min(len(c.X), 8)], nil, c.Want[:min(len(c.Want), 8)]
			t.Errorf("case %d, %+v: %v, off by %.2g, %v", count, c, got[:min(len(got), 8)], d, err)
		}
	}
	if err := cmd.Wait(); err != nil || lines.Err() != nil || count == 0 {
		t.Fatalf("%d cases, %v, %v", count, err, lines.Err())
	}
}

func complexOf(x []float64) []complex128 {
	z := make([]complex128, len(x)/2)
	for i := range z {
		z[i] = complex(x[2*i], x[2*i+1])
	}
	return z
}

// call makes the call here.
func (c *scipyCase) call() ([]float64, error) {
	o := Options{Norm: Norm(c.Norm), Axes: c.Axes}
	pad := Options{Norm: Norm(c.Norm), N: c.N}
	switch c.Name {
	case "fft":
		y, err := FFT(ctx, complexOf(c.X), pad)
		return pairs[float64](y), err
	case "ifft":
		y, err := IFFT(ctx, complexOf(c.X), pad)
		return pairs[float64](y), err
	case "rfft":
		y, err := RFFT(ctx, c.X, pad)
		return pairs[float64](y), err
	case "irfft":
		return IRFFT(ctx, complexOf(c.X), pad)
	case "hfft":
		return HFFT(ctx, complexOf(c.X), pad)
	case "ihfft":
		y, err := IHFFT(ctx, c.X, pad)
		return pairs[float64](y), err
	case "fftn":
		y, err := FFTN(ctx, complexOf(c.X), c.Shape, o)
		return pairs[float64](y), err
	case "ifftn":
		y, err := IFFTN(ctx, complexOf(c.X), c.Shape, o)
		return pairs[float64](y), err
	case "rfftn":
		y, err := RFFTN(ctx, c.X, c.Shape, o)
		return pairs[float64](y), err
	case "irfftn":
		return IRFFTN(ctx, complexOf(c.X), c.Shape, o)
	case "padded":
		x, err := Resize(complexOf(c.X), c.Shape, c.To)
		if err != nil {
			return nil, err
		}
		y, err := FFTN(ctx, x, c.To)
		return pairs[float64](y), err
	case "dctn":
		return DCTN(ctx, c.X, c.Shape, Kind(c.Kind), o)
	case "idctn":
		return IDCTN(ctx, c.X, c.Shape, Kind(c.Kind), o)
	case "dstn":
		return DSTN(ctx, c.X, c.Shape, Kind(c.Kind), o)
	case "idstn":
		return IDSTN(ctx, c.X, c.Shape, Kind(c.Kind), o)
	case "fftshift":
		return FFTShiftN(c.X, c.Shape, c.Axes...)
	case "ifftshift":
		return IFFTShiftN(c.X, c.Shape, c.Axes...)
	case "fftfreq":
		return FFTFreq(c.N, c.D), nil
	case "rfftfreq":
		return RFFTFreq(c.N, c.D), nil
	case "convolve", "correlate":
		if c.Complex {
			f := Convolve[complex128]
			if c.Name == "correlate" {
				f = Correlate[complex128]
			}
			y, err := f(ctx, complexOf(c.X), complexOf(c.Y), Mode(c.Mode))
			return pairs[float64](y), err
		}
		if c.Name == "correlate" {
			return Correlate(ctx, c.X, c.Y, Mode(c.Mode))
		}
		return Convolve(ctx, c.X, c.Y, Mode(c.Mode))
	case "convolven":
		y, _, err := ConvolveN(ctx, c.X, c.Shape, c.Y, c.To, Mode(c.Mode))
		return y, err
	case "hilbert":
		y, err := Hilbert(ctx, c.X, Options{N: c.N})
		return pairs[float64](y), err
	case "resample":
		return Resample(ctx, c.X, c.N)
	case "zoom":
		_, y, err := ZoomFFT(ctx, c.X, c.D, c.E, c.N, 2)
		return pairs[float64](y), err
	case "window":
		w := map[string]Window{"boxcar": Rectangular, "hann": Hann, "hamming": Hamming, "blackman": Blackman, "nuttall": Nuttall,
			"blackmanharris": BlackmanHarris, "flattop": FlatTop, "bartlett": Bartlett,
			"kaiser": Kaiser(c.D), "gaussian": Gaussian(c.D), "tukey": Tukey(math.Min(1, c.D))}[c.Window]
		if c.Symmetric {
			w = Symmetric(w)
		}
		return w(c.N), nil
	case "stft":
		s, err := STFT(ctx, c.X, STFTOptions{Size: c.Size, Hop: c.Hop, Rate: c.D, Inside: true})
		if err != nil {
			return nil, err
		}
		return pairs[float64](s.Values), nil
	case "welch", "csd":
		o := PowerOptions{Size: c.Size, Hop: c.Hop, Rate: c.D, Scaling: Scaling(c.Scaling), Detrend: Detrend(c.Detrend)}
		if c.Name == "welch" {
			_, p, err := Welch(ctx, c.X, o)
			return p, err
		}
		_, p, err := CSD(ctx, c.X, c.Y, o)
		return pairs[float64](p), err
	}
	return nil, fmt.Errorf("unknown call %q", c.Name)
}
