package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A signal is a series of samples at a fixed rate.
type signal struct {
	samples []float64
	rate    float64 // samples per second
}

// read reads a WAV file, or a CSV file whose first column is the time in seconds and whose second is the value.
func read(path string) (signal, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return signal{}, err
	}
	var s signal
	if strings.EqualFold(filepath.Ext(path), ".wav") {
		s, err = parseWAV(data)
	} else {
		s, err = parseCSV(bytes.NewReader(data))
	}
	if err == nil && len(s.samples) < 16 {
		err = fmt.Errorf("%d samples: needs at least 16", len(s.samples))
	}
	if err != nil {
		return signal{}, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// parseCSV reads columns parted by semicolons or tabs if a line has one, else by commas, and skips lines that begin with # and one heading. The rate is
// that of the first and last time; times must be even within a hundredth of a step.
func parseCSV(r io.Reader) (signal, error) {
	var s signal
	var times []float64
	lines := bufio.NewScanner(r)
	heading := false
	for row := 1; lines.Scan(); row++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")) // some programs begin with this mark
		if line == "" || line[0] == '#' {
			continue
		}
		separator := ","
		if i := strings.IndexAny(line, ";\t"); i >= 0 {
			separator = line[i : i+1]
		}
		columns := append(strings.Split(line, separator), "")
		t, err1 := strconv.ParseFloat(strings.TrimSpace(columns[0]), 64)
		v, err2 := strconv.ParseFloat(strings.TrimSpace(columns[1]), 64)
		switch {
		case err1 != nil && len(times) == 0 && !heading:
			heading = true
			continue
		case err1 != nil || err2 != nil:
			return s, fmt.Errorf("line %d: %q does not begin with a time and a value", row, line)
		case math.IsNaN(v) || math.IsInf(v, 0):
			return s, fmt.Errorf("line %d: the value %g is not finite", row, v)
		}
		times, s.samples = append(times, t), append(s.samples, v)
	}
	if err := lines.Err(); err != nil {
		return s, err
	}
	n := len(times)
	if n < 2 || !(times[n-1] > times[0]) {
		return s, fmt.Errorf("%d samples with rising times: needs at least 2", n)
	}
	step := (times[n-1] - times[0]) / float64(n-1)
	for i, t := range times {
		if math.Abs(t-times[0]-float64(i)*step) > step/100 {
			return s, fmt.Errorf("sample %d is at %g s, not at %g s: the samples must be evenly spaced", i, t, times[0]+float64(i)*step)
		}
	}
	s.rate = 1 / step
	return s, nil
}

// parseWAV reads PCM of 8, 16, 24 or 32 bits, or floating point of 32 or 64, and averages the channels. Samples are scaled
// to ±1. A size of 2³²−1, which programs that write to a pipe leave, means all that follows.
func parseWAV(data []byte) (signal, error) {
	var s signal
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return s, fmt.Errorf("no RIFF WAVE header")
	}
	var format, channels, bits int
	for data = data[12:]; len(data) >= 8; {
		name, size := string(data[:4]), int(binary.LittleEndian.Uint32(data[4:8]))
		body := data[8:]
		if size == math.MaxUint32 {
			size = len(body)
		}
		if size > len(body) {
			return s, fmt.Errorf("chunk %q of %d bytes, %d are left", name, size, len(body))
		}
		body = body[:size]
		switch name {
		case "fmt ":
			if size < 16 {
				return s, fmt.Errorf("format of %d bytes: needs 16", size)
			}
			format, channels = int(binary.LittleEndian.Uint16(body)), int(binary.LittleEndian.Uint16(body[2:]))
			s.rate, bits = float64(binary.LittleEndian.Uint32(body[4:])), int(binary.LittleEndian.Uint16(body[14:]))
			if format == 0xfffe && size >= 26 { // extensible: the format proper comes later
				format = int(binary.LittleEndian.Uint16(body[24:]))
			}
		case "data":
			decode := decoder(format, bits)
			if decode == nil || channels < 1 || s.rate < 1 {
				return s, fmt.Errorf("format %d, %d bits, %d channels at %g Hz: reads PCM of 8, 16, 24, 32 bits and floating point of 32, 64", format, bits, channels, s.rate)
			}
			width := bits / 8
			for frame := width * channels; len(body) >= frame; body = body[frame:] {
				sum := 0.0
				for c := range channels {
					sum += decode(body[c*width:])
				}
				if math.IsNaN(sum) || math.IsInf(sum, 0) {
					return s, fmt.Errorf("sample %d is %g", len(s.samples), sum)
				}
				s.samples = append(s.samples, sum/float64(channels))
			}
			return s, nil
		}
		data = data[min(len(data), 8+size+size%2):] // chunks are padded to even lengths
	}
	return s, fmt.Errorf("no data chunk")
}

// decoder returns the reading of one sample, or nil for an unknown format.
func decoder(format, bits int) func(b []byte) float64 {
	switch {
	case format == 1 && bits == 8:
		return func(b []byte) float64 { return (float64(b[0]) - 128) / 128 }
	case format == 1 && bits == 16:
		return func(b []byte) float64 { return float64(int16(binary.LittleEndian.Uint16(b))) / (1 << 15) }
	case format == 1 && bits == 24:
		return func(b []byte) float64 {
			return float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)) / (1 << 31)
		}
	case format == 1 && bits == 32:
		return func(b []byte) float64 { return float64(int32(binary.LittleEndian.Uint32(b))) / (1 << 31) }
	case format == 3 && bits == 32:
		return func(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }
	case format == 3 && bits == 64:
		return func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }
	}
	return nil
}
