// Package fft computes discrete Fourier transforms of any length.
package fft
