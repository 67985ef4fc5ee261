#!/usr/bin/env bash
# Regenerates the assembly of fft/internal/kernel and expects no difference.
set -euo pipefail
cd fft/internal/kernel
before=$(mktemp -d); trap 'rm -rf "$before"' EXIT
cp ./*_amd64.s ./*_amd64.go "$before"/
if ! (cd _asm && go mod download >/dev/null 2>&1); then
  echo "fft-asm: skipped, avo cannot be downloaded"; exit 0
fi
go generate .
for f in ./*_amd64.s ./*_amd64.go; do
  cmp "$f" "$before/$f" || { echo "fft-asm: $f differs from what its generator writes"; exit 1; }
done
echo "fft-asm: the assembly is what its generator writes"
