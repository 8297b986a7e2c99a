#!/bin/bash
# Compiles every kernels/*/*.cl, and those of bench/gpu-kit, to PTX beside it. With --check, compares a fresh build with the committed files instead (exit 1 when they differ).
# The PTX is committed so that a machine with an NVIDIA card needs its driver only. Rebuilds with the same clang are byte-identical;
# FVMCOMPUTE_CLANG names another clang (16 or later reaches sm_90), whose output differs in register numbers.
set -euo pipefail
cd "$(dirname "$0")"

clang=${FVMCOMPUTE_CLANG:-clang-19}
targets="70 90"

usage() { echo "usage: kernels/build-ptx.sh [--check]" >&2; exit 2; }
command -v "$clang" >/dev/null || { echo "build-ptx.sh: $clang is not installed (Debian: apt-get install clang-19)" >&2; exit 3; }

compile() { # source sm output
    "$clang" --target=nvptx64-nvidia-cuda -x cl -cl-std=CL1.2 -Xclang -finclude-default-header -Wall -Werror \
        -march="sm_$2" -nogpulib -O3 -S -DFVMCOMPUTE_PTX -include Dialect/dialect.h "$1" -o "$3"
}

case "${1:-}" in
    "") check= ;;
    --check) check=yes ;;
    *) usage ;;
esac

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
stale=0
for source in */*.cl ../bench/gpu-kit/*/*.cl; do
    for sm in $targets; do
        ptx="${source%.cl}.sm_$sm.ptx"
        compile "$source" "$sm" "$scratch/out.ptx"
        if [ -z "$check" ]; then
            mv "$scratch/out.ptx" "$ptx"
        elif ! cmp -s "$scratch/out.ptx" "$ptx"; then
            echo "$ptx is not what $source compiles to: run kernels/build-ptx.sh and commit the result" >&2
            stale=1
        fi
    done
done
exit $stale
