package main

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wav is a file of the same samples in both channels, of whole numbers, or of floating-point ones if float is set.
func wav(bits int, float bool, rate uint32, samples []float64) []byte {
	var b bytes.Buffer
	write := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	size := uint32(len(samples) * 2 * bits / 8)
	b.WriteString("RIFF")
	write(36 + size)
	b.WriteString("WAVEfmt ")
	write(uint32(16))
	format := uint16(1)
	if float {
		format = 3
	}
	write(format)
	write(uint16(2))
	write(rate)
	write(rate * uint32(2*bits/8))
	write(uint16(2 * bits / 8))
	write(uint16(bits))
	b.WriteString("data")
	write(size)
	for _, v := range samples {
		for range 2 {
			switch {
			case float && bits == 32:
				write(float32(v))
			case float:
				write(v)
			case bits == 8:
				write(uint8(math.Round(v*127)) + 128)
			case bits == 16:
				write(int16(math.Round(v * (1<<15 - 1))))
			case bits == 24:
				x := int32(math.Round(v * (1<<23 - 1)))
				b.Write([]byte{byte(x), byte(x >> 8), byte(x >> 16)})
			case bits == 32:
				write(int32(math.Round(v * (1<<31 - 1))))
			}
		}
	}
	return b.Bytes()
}

func TestStrongestLine(t *testing.T) {
	samples := make([]float64, 4000)
	for i := range samples {
		samples[i] = 0.5 * math.Sin(2*math.Pi*440*float64(i)/8000)
	}
	for _, c := range []struct {
		bits   int
		float  bool
		digits float64
	}{{8, false, 1e-2}, {16, false, 1e-4}, {24, false, 1e-6}, {32, false, 1e-8}, {32, true, 1e-6}, {64, true, 1e-12}} {
		path := filepath.Join(t.TempDir(), "a.wav")
		if err := os.WriteFile(path, wav(c.bits, c.float, 8000, samples), 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := read(path)
		if err != nil {
			t.Fatal(err)
		}
		freqs, amplitudes, err := spectrum(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if k := peaks(amplitudes, 1)[0]; freqs[k] != 440 || math.Abs(amplitudes[k]-0.5) > c.digits {
			t.Errorf("%+v: %g Hz, amplitude %g", c, freqs[k], amplitudes[k])
		}
	}
}

func TestBadFiles(t *testing.T) {
	good := wav(16, false, 8000, make([]float64, 20))
	nan := wav(64, true, 8000, []float64{1, math.NaN()})
	endless := append([]byte(nil), good...)
	copy(endless[40:], "\xff\xff\xff\xff")
	if s, err := parseWAV(endless); err != nil || len(s.samples) != 20 {
		t.Errorf("data without a size: %d samples, %v", len(s.samples), err)
	}
	for name, data := range map[string][]byte{"empty": nil, "cut": good[:60], "no data": good[:36], "NaN": nan, "64 bits": wav(64, false, 8000, nil), "text": []byte("hello, world")} {
		if _, err := parseWAV(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for name, text := range map[string]string{"empty": "", "uneven": "0,1\n1,2\n5,3\n", "word": "0,1\n1,x\n", "falling": "1,1\n0,2\n", "NaN": "0,1\n1,NaN\n", "two headings": "a,b\nc,d\n0,1\n1,2\n", "one column": "1\n2\n3\n", "decimal commas": "0,5;1,5\n1,5;2,5\n"} {
		if _, err := parseCSV(strings.NewReader(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestFormsOfCSV(t *testing.T) {
	for name, text := range map[string]string{"semicolons": "t;x\n0;5\n2;6\n", "tabs": "0\t5\n2\t6\n", "more columns": "t,x,y\n0,5,7\n2,6,8\n",
		"byte-order mark": "\ufeff0,5\r\n2,6\r\n", "comments": "# of 1999\n\nt,x\n0, 5\n2, 6"} {
		s, err := parseCSV(strings.NewReader(text))
		if err != nil || len(s.samples) != 2 || s.samples[0] != 5 || s.samples[1] != 6 || s.rate != 0.5 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

func TestRun(t *testing.T) {
	f := &flags{Size: 256, Out: t.TempDir(), Scaling: true, N: 4096}
	if err := run(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"spectrum.png", "spectrogram.png", "scaling.png"} {
		if info, err := os.Stat(filepath.Join(f.Out, name)); err != nil || info.Size() < 1000 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}
