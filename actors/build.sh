#!/bin/bash
# Builds every actor into actors/artifacts/*.wasm and writes manifest.json (name, file, bytes, code CID).
#   actors/build.sh           rebuild the committed artifacts
#   actors/build.sh --check   rebuild into a temporary folder and fail if any byte differs from what is committed
#   actors/build.sh --names FOLDER   the same code with the names of its functions into FOLDER, for profiles
# Needs the Debian 12 packages rustc libstd-rust-dev-wasm32 lld-14 binaryen wabt python3: the bytes depend on exactly these versions.
set -euo pipefail
cd "$(dirname "$0")"

ACTORS=(account init inert compute-market)
RUSTC=/usr/bin/rustc

require() { # name, wanted version text, command...
    local name=$1 wanted=$2 got
    shift 2
    got=$("$@" 2>/dev/null | head -1) || { echo "actors/build.sh: $name is not installed" >&2; exit 1; }
    [[ $got == *"$wanted"* ]] || { echo "actors/build.sh: $name is '$got', the committed bytes need '$wanted'" >&2; exit 1; }
}
require rustc "rustc 1.63.0" "$RUSTC" --version
require lld-14 "LLD 14.0" wasm-ld-14 --version
require wasm-opt "version 108" wasm-opt --version
require wasm-validate "1.0" wasm-validate --version

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# no_std with alloc needs an allocation error handler, which 1.63 gives only to compilers that allow unstable features.
export RUSTC_BOOTSTRAP=1
# opt-level 2: 2 % less gas than s for a third more bytes, and bytes of code cost nothing to run.
common=(--edition 2021 --target wasm32-unknown-unknown -D warnings
    -C target-cpu=mvp -C panic=abort -C opt-level=2 -C codegen-units=1 -C debuginfo=0
    --remap-path-prefix "$PWD=actors" -L "$work")
# 33 KiB of stack: the FVM charges every invocation for the memory it starts with (0.4 gas a byte). The stack lies at address 0 and grows down, so that its last
# KiB is memory that only an overflow reaches: wasm-opt may assume that it is unused and fold additions into the offsets of loads, 6 % of the verifier's gas.
# Functions with one caller stay: inlining them saves 0.5 % and leaves a profile nothing to name.
linking=(-C lto=fat -C strip=debuginfo -C linker=wasm-ld-14 -C link-arg=-zstack-size=33792 -C link-arg=--gc-sections)
optimizing=(-Oz --mvp-features --low-memory-unused --optimize-added-constants-propagate --one-caller-inline-max-function-size=0 --strip-producers)
mvp=(--disable-simd --disable-multi-value --disable-reference-types --disable-bulk-memory --disable-sign-extension
    --disable-saturating-float-to-int --disable-mutable-globals)

out=artifacts
names=(--strip-debug)
[[ ${1:-} == --check ]] && out=$work/artifacts
[[ ${1:-} == --names ]] && out=${2:?the folder} && names=(-g)
mkdir -p "$out"

"$RUSTC" "${common[@]}" -C embed-bitcode=yes --crate-type rlib --crate-name fvm_sdk -o "$work/libfvm_sdk.rlib" sdk/src/lib.rs
"$RUSTC" "${common[@]}" -C embed-bitcode=yes --crate-type rlib --crate-name proof_verifier -o "$work/libproof_verifier.rlib" proof-verifier/src/lib.rs
for actor in "${ACTORS[@]}"; do
    "$RUSTC" "${common[@]}" "${linking[@]}" --crate-type cdylib --crate-name "${actor//-/_}" \
        --extern "fvm_sdk=$work/libfvm_sdk.rlib" --extern "proof_verifier=$work/libproof_verifier.rlib" -o "$work/$actor.wasm" "$actor/src/lib.rs"
    wasm-opt "${optimizing[@]}" "${names[@]}" -o "$out/$actor.wasm" "$work/$actor.wasm"
    wasm-validate "${mvp[@]}" "$out/$actor.wasm"
done
python3 manifest.py "$out" "${ACTORS[@]}"

if [[ ${1:-} == --check ]]; then
    diff -rq artifacts "$out" || { echo "actors/build.sh: the committed artifacts are not what the sources give" >&2; exit 1; }
    echo "actors: committed artifacts equal a rebuild"
fi
