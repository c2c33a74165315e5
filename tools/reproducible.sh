#!/usr/bin/env bash
# Builds the binary twice, from copies of the tree in folders of different names, the
# second time with an empty build cache, and compares the two.
set -euo pipefail
cd "$(dirname "$0")/.."

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for copy in first a/longer/second; do
  mkdir -p "$dir/$copy"
  git ls-files -z | xargs -0 cp --parents -t "$dir/$copy" 2>/dev/null || git ls-files | cpio -pdm --quiet "$dir/$copy"
  if [ "$copy" != first ]; then export GOCACHE=$dir/cache; fi
  (cd "$dir/$copy" && CGO_ENABLED=0 go build -trimpath -buildvcs=false -o "$dir/$(basename "$copy").bin" ./cmd/fjall-lint)
done
sha256sum "$dir/first.bin" "$dir/second.bin"
cmp "$dir/first.bin" "$dir/second.bin"
echo "both are the same"
