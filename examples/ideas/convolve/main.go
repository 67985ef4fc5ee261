// Command convolve multiplies large numbers and finds an echo, both by fast convolution.
//
// In Python: scipy.signal.fftconvolve and correlate(method="fft").
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"

	"tandem/fft"
)

func main() {
	n := flag.Int("digits", 20_000, "digits of the numbers")
	delay := flag.Int("delay", 1234, "samples after which the echo comes")
	flag.Parse()
	log.SetFlags(0)
	if *n < 1 || *n > 10_000_000 {
		log.Fatalf("-digits %d: must be from 1 to 10000000", *n)
	}
	ctx, r := context.Background(), rand.New(rand.NewPCG(1, 1))
	// The digits of a product are the convolution of the factors' digits, with carries.
	digits := func() (text string, low []float64) {
		var s strings.Builder
		low = make([]float64, *n)
		for i := range low {
			d := 1 + r.IntN(9)
			low[len(low)-1-i] = float64(d)
			s.WriteByte(byte('0' + d))
		}
		return s.String(), low
	}
	aText, a := digits()
	bText, b := digits()
	sums, err := fft.Convolve(ctx, a, b, fft.Full)
	if err != nil {
		log.Fatal(err)
	}
	product, carry := make([]byte, len(sums)+1), 0
	for i := range product {
		if i < len(sums) {
			carry += int(math.Round(sums[i])) // below 81·n, so that the rounding is certain for millions of digits
		}
		product[len(product)-1-i] = byte('0' + carry%10)
		carry /= 10
	}
	x, _ := new(big.Int).SetString(aText, 10)
	y, _ := new(big.Int).SetString(bText, 10)
	same := new(big.Int).Mul(x, y).String() == strings.TrimLeft(string(product), "0")
	fmt.Printf("product of two numbers of %d digits: the same as math/big's: %t\n", *n, same)

	// The cross-correlation of a sound with its weak echo in noise peaks at the delay.
	sound, heard := make([]float64, 10_000), make([]float64, 20_000)
	for i := range sound {
		sound[i] = r.NormFloat64()
	}
	for i := range heard {
		heard[i] = r.NormFloat64()
		if j := i - *delay; j >= 0 && j < len(sound) {
			heard[i] += 0.2 * sound[j]
		}
	}
	match, err := fft.Correlate(ctx, heard, sound, fft.Valid)
	if err != nil {
		log.Fatal(err)
	}
	best := 0
	for k := range match {
		if match[k] > match[best] {
			best = k
		}
	}
	fmt.Printf("echo found after %d samples\n", best)
}
