#!/usr/bin/env bash
# The assembly of linalg/internal/householder is what its generator writes.
set -euo pipefail
cd linalg/internal/householder/_asm
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
if ! go mod download 2>/dev/null; then echo "householder: no avo, generator not checked"; exit 0; fi
go run . -out "$tmp/kernels_amd64.s" -stubs "$tmp/stubs_amd64.go" -pkg householder
# The header names the command with its output paths: compare what follows.
for f in kernels_amd64.s stubs_amd64.go; do diff <(tail -n +2 "$tmp/$f") <(tail -n +2 "../$f"); done
echo "householder: the assembly is what the generator writes"
