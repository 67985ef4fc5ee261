#!/usr/bin/env bash
# The adapter to github.com/itsubaki/autograd, a module of its own: its tests need that library.
set -euo pipefail
cd symbolic/autograd
fmt=$(gofmt -l .); [ -z "$fmt" ] || { echo "gofmt differs: $fmt"; exit 1; }
if ! go mod download github.com/itsubaki/autograd 2>/dev/null; then
  echo "autograd: tests skipped, the module github.com/itsubaki/autograd cannot be had here"; exit 0
fi
go vet ./...
go test ./...
