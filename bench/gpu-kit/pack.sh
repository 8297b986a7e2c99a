#!/bin/bash
# Packs the kit for a machine that has only a GPU driver and Python 3: the Python package, the kernel sources and their PTX.
# usage: bench/gpu-kit/pack.sh [FILE.tar.gz]    (default artifacts/gpu-kit.tar.gz; the same tree gives the same bytes)
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$(realpath -m "${1:-$root/artifacts/gpu-kit.tar.gz}")
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

kit=$stage/gpu-kit
mkdir -p "$kit/gpukit" "$kit/kernels" "$(dirname "$out")"
cp "$root"/bench/gpu-kit/{run.sh,README.md} "$kit/"
cp "$root"/bench/gpu-kit/gpukit/*.py "$kit/gpukit/"
for folder in "$root"/kernels/{Dialect,Sha256Tree,Blake2bTree} "$root"/bench/gpu-kit/ceilings; do
    mkdir -p "$kit/kernels/$(basename "$folder")"
    find "$folder" -maxdepth 1 \( -name '*.h' -o -name '*.cl' -o -name '*.ptx' \) -exec cp {} "$kit/kernels/$(basename "$folder")/" \;
done

tar -C "$stage" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode='u+rwX,go=rX' -cf - gpu-kit | gzip -n >"$out"
echo "$out: $(stat -c %s "$out") bytes"
