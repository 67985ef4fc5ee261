#!/usr/bin/env bash
# Times transforms beside FFTW (FFTW_MEASURE, from C) and scipy.fft in one run, from the root of the module:
#
#	fft/testdata/peers.sh THREADS KIND:N ...      KIND: c complex, r real, b 256 rows of n, s n×n
#
# Needs cc, libfftw3-dev, and python3 with scipy (PYTHON names another). Planning FFTW for long lengths takes minutes the
# first time; FFTW_WISDOM names a file that keeps the plans.
set -euo pipefail
here=$(dirname "$0"); work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
threads=$1; shift
cc -O2 -o "$work/fftw" "$here/fftw.c" -lfftw3_threads -lfftw3 -lm -lpthread
go test -c -o "$work/fft.test" ./fft
FFTW_PLAN_ONLY=1 FFTW_WISDOM=${FFTW_WISDOM:-$work/wisdom} "$work/fftw" "$threads" "$@"
TANDEM_FFT_THREADS=$threads TANDEM_FFT_TIMES="$*" "$work/fft.test" -test.run TestTimes | grep : > "$work/ours"
FFTW_WISDOM=${FFTW_WISDOM:-$work/wisdom} "$work/fftw" "$threads" "$@" > "$work/fftw.txt"
"${PYTHON:-python3}" "$here/scipy_times.py" "$threads" "$@" > "$work/scipy"
paste -d' ' "$work/ours" "$work/fftw.txt" "$work/scipy" | awk '
	{ printf "%-12s ours %12.0f ns  fftw %12.0f ns (%.2f×)  scipy %12.0f ns (%.2f×)\n", $1, $2, $4, $4/$2, $6, $6/$2; f += log($4/$2); s += log($6/$2); n++ }
	END { printf "geometric means: %.2f× fftw, %.2f× scipy\n", exp(f/n), exp(s/n) }'
