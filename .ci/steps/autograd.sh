#!/usr/bin/env bash
# symbolic/autograd is a module of its own, because its library cannot be had everywhere. Where it can: vet, tests, the race
# detector. Where it cannot: formatting, go.sum beside tandem's, and go vet against testdata/stub, which declares what the
# adapter uses of the library.
set -euo pipefail
cd symbolic/autograd
library=github.com/itsubaki/autograd
fail() { echo "autograd: $*"; exit 1; }

fmt=$(gofmt -l .); [ -z "$fmt" ] || fail "gofmt differs: $fmt"
grep -q "$library" ../../go.mod ../../go.sum && fail "tandem itself must not need $library"
version=$(awk -v m=$library '$1 == m { print $2 }' go.mod)
for v in "$version" "$version/go.mod"; do grep -q "^$library $v h1:" go.sum || fail "go.sum has no hash of $v"; done
# A module and version that both files name have one hash.
awk 'FNR == NR { sum[$1, $2] = $3; next }
($1, $2) in sum && sum[$1, $2] != $3 { print "autograd: another hash than tandem has: " $0; bad = 1 }
END { exit bad }' ../../go.sum go.sum

dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cp go.mod go.sum "$dir"
go mod edit -replace "$library=$PWD/testdata/stub" "$dir/go.mod"
vetted=""
for p in . ./examples/fit ./examples/orders; do
  if go list -deps -test -modfile "$dir/go.mod" $p >/dev/null 2>&1; then # the rest of the dependencies can be had
    go vet -modfile "$dir/go.mod" $p
    vetted="$vetted $p"
  fi
done

if ! go list -deps -test ./... >/dev/null 2>"$dir/err"; then
  why=$(grep -v '^go: downloading' "$dir/err" | sed -n '1s/^go: //; 1s/.*\.go:[0-9:]* //; 1p')
  echo "autograd: tests skipped, $library $version or what else they need cannot be had here ($why); checked formatting and go.sum, vetted against the stub:${vetted:- nothing, as other dependencies are missing too}"
  exit 0
fi
go vet ./...
go test ./...
go test -race -short .
