#!/bin/bash
# Runs the actors' native unit tests: the SDK's pieces against published vectors, and the actors' rules over the SDK's stand-in machine.
# Needs the Debian package rustc.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rustc=(/usr/bin/rustc --edition 2021 -C opt-level=1 -C debug-assertions=on -D warnings -L "$work")

"${rustc[@]}" --crate-type rlib --crate-name fvm_sdk -o "$work/libfvm_sdk.rlib" sdk/src/lib.rs
for crate in sdk account init inert compute-market; do
    echo "== $crate"
    "${rustc[@]}" --test --crate-name "${crate//-/_}" --extern "fvm_sdk=$work/libfvm_sdk.rlib" -o "$work/$crate" "$crate/src/lib.rs"
    "$work/$crate" --quiet
done
