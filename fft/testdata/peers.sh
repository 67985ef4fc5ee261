#!/usr/bin/env bash
# Times transforms beside FFTW (FFTW_MEASURE, from C), scipy.fft and gonum, in one run, from the root of the module:
#
#	fft/testdata/peers.sh [KIND:N ...]      KIND: c complex, r real, b 256 rows of n, s n×n
#
# Without arguments it takes the table of the package comment. THREADS="1 2" says with how many threads. Needs cc,
# libfftw3-dev, and python3 with scipy (PYTHON names another). Planning FFTW for long lengths takes a minute or two; FFTW_WISDOM
# names a file, completed by the number of threads, that keeps the plans.
set -euo pipefail
here=$(dirname "$0"); work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
if [ $# -eq 0 ]; then
  for n in 16 32 64 128 256 512 1024 2048 4096 8192 16384 32768 65536 131072 262144 524288 1048576 2097152 4194304 \
    100 360 1000 1500 3000 10000 30000 100000 1000000 17 31 101 257 1009 4099 10007 65537 100003 999983 34 1088 2021 10006; do set -- "$@" "c:$n"; done
  set -- "$@" r:16 r:64 r:256 r:1024 r:4096 r:16384 r:65536 r:262144 r:1048576 b:1024 s:1024
fi
cc -O2 -o "$work/fftw" "$here/fftw.c" -lfftw3_threads -lfftw3 -lm -lpthread
go test -c -o "$work/fft.test" ./fft
ours() { TANDEM_FFT_THREADS=$1 TANDEM_FFT_TIMES="${*:2}" "$work/fft.test" -test.run TestTimes; }
for threads in ${THREADS:-1 2}; do
  export FFTW_WISDOM=${WISDOM:-$work/wisdom}$threads
  FFTW_PLAN_ONLY=1 "$work/fftw" "$threads" "$@"
  for item in "$@"; do # side by side in time, so that a busy machine disturbs all alike
    tandem=$(ours "$threads" "$item" | grep : | cut -d' ' -f2)
    fftw=$("$work/fftw" "$threads" "$item" | cut -d' ' -f2)
    gonum=$(TANDEM_FFT_PEER=gonum ours "$threads" "$item" | grep : | cut -d' ' -f2 || true)
    echo "$item $tandem $fftw ${gonum:-0}" >> "$work/rows"
  done
  "${PYTHON:-python3}" "$here/scipy_times.py" "$threads" "$@" | cut -d' ' -f2 > "$work/scipy"
  paste -d' ' "$work/rows" "$work/scipy" | awk -v t="$threads" '
	function us(x) { return x > 0 ? sprintf(x < 1e5 ? "%.3g" : "%.0f", x / 1000) : "–" }
	function gm(name) { return n[name] ? sprintf("%.2f× FFTW, %.2f× scipy over %d", exp(f[name] / n[name]), exp(s[name] / n[name]), n[name]) : "" }
	function pow2(k) { while (k % 2 == 0) k /= 2; return k == 1 }
	function largest(k,  p, l) { for (p = 2; p * p <= k; p++) while (k % p == 0) { k /= p; l = p } return k > 1 ? k : l }
	BEGIN { printf "threads %d, microseconds\n%-10s %10s %10s %10s %10s  %8s %8s %8s\n", t, "", "tandem", "FFTW", "scipy", "gonum", "/FFTW", "/scipy", "/gonum" }
	{ split($1, kn, ":"); g = kn[1] != "c" ? kn[1] : pow2(kn[2]) ? "powers of 2" : largest(kn[2]) <= 5 ? "5-smooth" : largest(kn[2]) == kn[2] ? "primes" : "others"
	  if (kn[1] == "r") g = "real"; if (kn[1] ~ /[bs]/) g = "batches"
	  printf "%-10s %10s %10s %10s %10s  %8.2f %8.2f %8s\n", $1, us($2), us($3), us($5), us($4), $3 / $2, $5 / $2, ($4 > 0 ? sprintf("%.1f", $4 / $2) : "–")
	  for (i = 0; i < 2; i++) { h = i ? g : "all"; f[h] += log($3 / $2); s[h] += log($5 / $2); n[h]++ }
	  if (low == 0 || $3 / $2 < low) { low = $3 / $2; where = $1 } }
	END { print "geometric means:"; for (h in n) if (h != "all") printf "  %-12s %s\n", h, gm(h); printf "  %-12s %s\nlowest: %.2f× FFTW at %s\n\n", "all", gm("all"), low, where }'
  rm "$work/rows"
done
