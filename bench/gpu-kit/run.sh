#!/bin/sh
# Checks and measures all devices of this machine; options as `./run.sh --help`. Needs Python 3.8 and the machine's GPU driver, nothing else.
cd "$(dirname "$0")" && PYTHONDONTWRITEBYTECODE=1 exec python3 -m gpukit "$@"
