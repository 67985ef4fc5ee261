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

// wav is a file of one sine in both channels.
func wav(bits int, rate uint32, samples []float64) []byte {
	var b bytes.Buffer
	write := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	size := uint32(len(samples) * 2 * bits / 8)
	b.WriteString("RIFF")
	write(36 + size)
	b.WriteString("WAVEfmt ")
	write(uint32(16))
	write(uint16(1))
	write(uint16(2))
	write(rate)
	write(rate * uint32(2*bits/8))
	write(uint16(2 * bits / 8))
	write(uint16(bits))
	b.WriteString("data")
	write(size)
	for _, v := range samples {
		for range 2 {
			switch bits {
			case 8:
				write(uint8(math.Round(v*127)) + 128)
			case 16:
				write(int16(math.Round(v * (1<<15 - 1))))
			case 24:
				x := int32(math.Round(v * (1<<23 - 1)))
				b.Write([]byte{byte(x), byte(x >> 8), byte(x >> 16)})
			case 32:
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
	for bits, digits := range map[int]float64{8: 1e-2, 16: 1e-4, 24: 1e-6, 32: 1e-8} {
		path := filepath.Join(t.TempDir(), "a.wav")
		if err := os.WriteFile(path, wav(bits, 8000, samples), 0o644); err != nil {
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
		if k := peaks(amplitudes, 1)[0]; freqs[k] != 440 || math.Abs(amplitudes[k]-0.5) > digits {
			t.Errorf("%d bits: %g Hz, amplitude %g", bits, freqs[k], amplitudes[k])
		}
	}
}

func TestBadFiles(t *testing.T) {
	good := wav(16, 8000, make([]float64, 20))
	for name, data := range map[string][]byte{"empty": nil, "cut": good[:60], "no data": good[:36], "text": []byte("hello, world")} {
		if _, err := parseWAV(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for name, text := range map[string]string{"empty": "", "uneven": "0,1\n1,2\n5,3\n", "word": "0,1\n1,x\n", "falling": "1,1\n0,2\n", "NaN": "0,1\n1,NaN\n"} {
		if _, err := parseCSV(strings.NewReader(text)); err == nil {
			t.Errorf("%s: no error", name)
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
