#!/usr/bin/env bash
# Installs what the tests need, builds everything with warnings as errors, and runs every check and test.
# The last line is `N passed, N failed, N skipped`; the exit status is 0 only when nothing failed.
#   ./test.sh              everything
#   ./test.sh NAME ...     only the test projects whose name contains one of the words (Vm, Sidecar, ...)
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

results=artifacts/test-results
rm -rf "$results" && mkdir -p "$results"
failed_steps=0

step() {
  local name=$1
  shift
  local start=$SECONDS
  if "$@" >"$results/$name.log" 2>&1; then
    echo "ok      $name ($((SECONDS - start)) s)"
  else
    echo "FAILED  $name ($((SECONDS - start)) s), see $results/$name.log:"
    tail -n 40 "$results/$name.log"
    failed_steps=$((failed_steps + 1))
    return 1
  fi
}

# Debian packages by the command or file that shows they are there.
install_tools() {
  local missing=()
  need() { [ -e "$1" ] || command -v "$1" >/dev/null || missing+=("${@:2}"); }
  need clang-19 clang-19
  need /etc/OpenCL/vendors/pocl.icd pocl-opencl-icd ocl-icd-libopencl1
  need /usr/bin/rustc rustc
  need /usr/lib/rustlib/wasm32-unknown-unknown libstd-rust-dev-wasm32
  need wasm-ld-14 lld-14
  need wast2json wabt
  need wasm-opt binaryen
  need protoc protobuf-compiler
  need /usr/include/google/protobuf/timestamp.proto libprotobuf-dev
  need grpc_python_plugin protobuf-compiler-grpc python3-grpcio python3-protobuf
  need h2load nghttp2-client
  need gcc gcc libc6-dev
  need node nodejs
  need npm npm
  /usr/bin/python3 -c 'import grpc, google.protobuf' >/dev/null 2>&1 || missing+=(python3-grpcio python3-protobuf)
  ls /usr/lib/*/libsecp256k1.so.1 >/dev/null 2>&1 || missing+=(libsecp256k1-1)
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "installing: ${missing[*]}"
  local sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -q && DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"
}

install_peers() { npm ci --prefix tests/peers --no-audit --no-fund --loglevel=error; }

selected() {
  [ ${#words[@]} -eq 0 ] && return 0
  for word in "${words[@]}"; do [[ "$1" == *"$word"* ]] && return 0; done
  return 1
}

words=("$@")
step tools install_tools
step peers install_peers
step build dotnet build FvmCompute.sln -c Release -v quiet --nologo || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
if [ ${#words[@]} -eq 0 ]; then
  step format dotnet format FvmCompute.sln --verify-no-changes --no-restore
  step ptx kernels/build-ptx.sh --check
  step actors actors/build.sh --check
  step actors-native actors/test.sh
  step readme dotnet bench/bin/Release/net10.0/FvmCompute.Bench.dll readme --check
fi

passed=0 failed=0 skipped=0
for project in tests/*/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  selected "$name" || continue
  step "$name" timeout 1500 dotnet test "$project" -c Release --no-build --nologo --logger "trx;LogFileName=$name.trx" --results-directory "$results"
  counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null)
  value() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  if [ -z "$counters" ]; then
    failed=$((failed + 1))
  else
    passed=$((passed + $(value passed)))
    failed=$((failed + $(value failed)))
    skipped=$((skipped + $(value total) - $(value executed)))
  fi
done

[ "$failed_steps" -gt 0 ] && [ "$failed" -eq 0 ] && failed=$failed_steps
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
