#!/usr/bin/env bash
# Regenerates the assembly of integrate/internal/kernel and expects no difference.
set -euo pipefail
cd integrate/internal/kernel
before=$(mktemp -d); trap 'rm -rf "$before"' EXIT
cp loops_amd64.s loops_amd64.go "$before"/
if ! (cd _asm && go mod download >/dev/null 2>&1); then
  echo "integrate-asm: skipped, avo cannot be downloaded"; exit 0
fi
go generate .
for f in loops_amd64.s loops_amd64.go; do
  cmp "$f" "$before/$f" || { echo "integrate-asm: $f differs from what its generator writes"; exit 1; }
done
echo "integrate-asm: the assembly is what its generator writes"
