#!/bin/bash
# Runs the actors' native unit tests: the SDK's pieces against published vectors, the proof verifier against the reference's vectors, and the actors' rules over
# the SDK's stand-in machine. FVMCOMPUTE_MUTATIONS sets how often each vector of the verifier is changed.
# Needs the Debian package rustc.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rustc=(/usr/bin/rustc --edition 2021 -C opt-level=1 -C debug-assertions=on -D warnings -L "$work")

"${rustc[@]}" --crate-type rlib --crate-name fvm_sdk -o "$work/libfvm_sdk.rlib" sdk/src/lib.rs
"${rustc[@]}" --crate-type rlib --crate-name proof_verifier -o "$work/libproof_verifier.rlib" proof-verifier/src/lib.rs
echo "== proof-verifier"
"${rustc[@]}" --test --cfg insecure_profiles --crate-name proof_verifier -o "$work/proof-verifier" proof-verifier/src/lib.rs
"$work/proof-verifier" --quiet
for crate in sdk account init inert compute-market; do
    echo "== $crate"
    "${rustc[@]}" --test --crate-name "${crate//-/_}" --extern "fvm_sdk=$work/libfvm_sdk.rlib" --extern "proof_verifier=$work/libproof_verifier.rlib" -o "$work/$crate" "$crate/src/lib.rs"
    "$work/$crate" --quiet
done
