// Command chirp draws the spectrogram of a tone that rises, and of one that comes and goes.
//
// In Python: scipy.signal.stft and matplotlib's pcolormesh.
package main

import (
	"context"
	"flag"
	"log"
	"math"

	"tandem/fft"
	"tandem/plots"
)

func main() {
	seconds := flag.Float64("seconds", 4, "length of the sound")
	rate := flag.Float64("rate", 8000, "samples a second")
	out := flag.String("out", "chirp.png", "picture to write")
	flag.Parse()
	log.SetFlags(0)
	if !(*seconds**rate >= 512 && *seconds**rate <= 1e8 && *seconds > 0) {
		log.Fatalf("%g s at %g Hz: must be 512 to 1e8 samples", *seconds, *rate)
	}

	sound := make([]float64, int(*seconds**rate))
	for i := range sound {
		t := float64(i) / *rate
		// The frequency is the derivative of the phase: 200 + 700·t hertz.
		sound[i] = math.Sin(2*math.Pi*(200*t+350*t*t)) + 1e-3*math.Sin(2*math.Pi*3500*t)
		if int(4*t)%2 == 0 {
			sound[i] += 0.1 * math.Sin(2*math.Pi*1200*t)
		}
	}
	s, err := fft.STFT(context.Background(), sound, fft.STFTOptions{Size: 512, Rate: *rate})
	if err != nil {
		log.Fatal(err)
	}
	all := s.Power()
	power := make([][]float64, len(s.Times))
	for t := range power {
		power[t] = all[t*len(s.Freqs) : (t+1)*len(s.Freqs)]
	}
	figure := plots.Spectrogram(power, *seconds, *rate/2)
	figure.Title = "A rising tone, one that comes and goes, and one a thousand times weaker"
	if err := figure.Save(*out); err != nil {
		log.Fatal(err)
	}
}
